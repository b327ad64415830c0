"""Eight people and what each would answer, so that pages are tried with whole lives.

A day is written as it is typed: '18 5 2026'. Several answers stand with blanks between them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from planner.engine.plan import Plan
from tests.people import planned, told

TODAY = date(2026, 3, 2)  # a Monday
DAY = ("day", "month", "year")

# Plenty of time: 77 days before a confirmed first chemo, desogestrel pill, male partner, wants children.
AMIRA: Mapping[str, str] = {
    "treatment_date": "18 5 2026",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "no",
    "therapy_kind": "ahsct",
    "regimen": "cy-atg",
    "place": "gb",
    "age": "29",
    "has_ovaries": "yes",
    "has_uterus": "yes",
    "has_testes": "no",
    "hormones": "none-of-these",
    "wants_children": "yes",
    "pregnant": "no",
    "breastfeeding": "no",
    "periods": "regular",
    "menopause": "no",
    "sex_that_could_lead_to_pregnancy": "yes",
    "contraception": "progestogen-pill",
    "partner_can_become_pregnant": "no",
}
# The day-zero trap: gives only the transplant day, seven weeks off, so the first chemo may be next week.
BEN: Mapping[str, str] = {
    "treatment_date": "20 4 2026",
    "treatment_date_kind": "day-zero",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "no",
    "therapy_kind": "ahsct",
    "regimen": "beam-atg",
    "place": "gb",
    "age": "34",
    "has_ovaries": "no",
    "has_uterus": "no",
    "has_testes": "yes",
    "wants_children": "maybe",
    "pregnant": "no",
    "breastfeeding": "no",
    "sex_that_could_lead_to_pregnancy": "yes",
    "partner_can_become_pregnant": "yes",
}
# Nine days to a confirmed first chemo; wants children; nothing arranged.
CHLOE: Mapping[str, str] = {
    "treatment_date": "11 3 2026",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "no",
    "therapy_kind": "ahsct",
    "regimen": "cy-atg",
    "place": "gb",
    "age": "31",
    "has_ovaries": "yes",
    "has_uterus": "yes",
    "has_testes": "no",
    "wants_children": "yes",
    "pregnant": "no",
    "breastfeeding": "no",
    "periods": "regular",
    "menopause": "no",
    "sex_that_could_lead_to_pregnancy": "yes",
    "contraception": "none",
}
# Mobilisation chemo already given a week ago; nothing banked.
DEV: Mapping[str, str] = {
    "treatment_date": "6 4 2026",
    "treatment_date_kind": "day-zero",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "yes",
    "therapy_kind": "ahsct",
    "regimen": "cy-atg",
    "place": "gb",
    "age": "27",
    "has_ovaries": "no",
    "has_uterus": "no",
    "has_testes": "yes",
    "wants_children": "yes",
    "pregnant": "no",
    "breastfeeding": "no",
    "sex_that_could_lead_to_pregnancy": "yes",
    "partner_can_become_pregnant": "yes",
}
# Post-menopausal, no wish for children.
EWA: Mapping[str, str] = {
    "treatment_date": "4 5 2026",
    "treatment_date_kind": "day-zero",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "no",
    "therapy_kind": "ahsct",
    "regimen": "cy-atg",
    "place": "gb",
    "age": "52",
    "has_ovaries": "yes",
    "has_uterus": "yes",
    "has_testes": "no",
    "wants_children": "no",
    "pregnant": "no",
    "breastfeeding": "no",
    "periods": "none",
    "menopause": "natural-confirmed",
    "sex_that_could_lead_to_pregnancy": "yes",
    "contraception": "none",
    "partner_can_become_pregnant": "no",
}
# Eight weeks pregnant; first chemo in six weeks. Everything else is paused.
FARAH: Mapping[str, str] = {
    "treatment_date": "13 4 2026",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "no",
    "therapy_kind": "ahsct",
    "regimen": "cy-atg",
    "place": "gb",
    "age": "33",
    "has_ovaries": "yes",
    "has_uterus": "yes",
    "has_testes": "no",
    "wants_children": "yes",
    "pregnant": "yes",
    "breastfeeding": "no",
    "periods": "none",
    "menopause": "no",
    "sex_that_could_lead_to_pregnancy": "yes",
    "partner_can_become_pregnant": "no",
}
# Breastfeeding a seven-month-old; periods not back; 35 days to first chemo.
GRACE: Mapping[str, str] = {
    "treatment_date": "6 4 2026",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "no",
    "therapy_kind": "ahsct",
    "regimen": "cy-atg",
    "place": "gb",
    "age": "35",
    "has_ovaries": "yes",
    "has_uterus": "yes",
    "has_testes": "no",
    "wants_children": "maybe",
    "pregnant": "no",
    "breastfeeding": "yes",
    "periods": "none",
    "menopause": "no",
    "sex_that_could_lead_to_pregnancy": "yes",
    "contraception": "none",
    "partner_can_become_pregnant": "no",
}
# Seventeen, lives with parents, unsure about children and about giving a sample.
HUGO: Mapping[str, str] = {
    "treatment_date": "13 4 2026",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "no",
    "therapy_kind": "ahsct",
    "regimen": "cy-atg",
    "place": "gb",
    "age": "17",
    "has_ovaries": "no",
    "has_uterus": "no",
    "has_testes": "yes",
    "wants_children": "unsure",
    "pregnant": "no",
    "breastfeeding": "no",
    "sex_that_could_lead_to_pregnancy": "not-said",
    "partner_can_become_pregnant": "not-said",
}
EVERYONE: Mapping[str, Mapping[str, str]] = {
    "amira": AMIRA,
    "ben": BEN,
    "chloe": CHLOE,
    "dev": DEV,
    "ewa": EWA,
    "farah": FARAH,
    "grace": GRACE,
    "hugo": HUGO,
}
SEVERAL = ("contraception", "hormones")


def fields(answers: Mapping[str, str], **others: str) -> MultiDict[str, str]:
    """The answers as a browser sends them; `others` lie over them, and one that is empty is not sent."""
    sent: MultiDict[str, str] = MultiDict()
    for key, answer in (dict(answers) | others).items():
        if key == "treatment_date":
            for part, text in zip(DAY, answer.split(" "), strict=False):
                sent.add(f"{key}-{part}", text)
        elif answer:
            for one in answer.split(" ") if key in SEVERAL else [answer]:
                sent.add(key, one)
    return sent


def told_json(answers: Mapping[str, str], **others: str) -> dict[str, Any]:
    """The answers as they are kept: a day as ISO 8601, an age as a number, several as a list."""
    kept: dict[str, Any] = {}
    for key, answer in (dict(answers) | others).items():
        if key == "treatment_date":
            day, month, year = answer.split(" ")
            kept[key] = date(int(year), int(month), int(day)).isoformat()
        elif key in SEVERAL:
            kept[key] = [] if answer == "none-of-these" else answer.split(" ")
        elif answer and (key, answer) != ("place", "not-said"):
            kept[key] = int(answer) if key == "age" else answer
    return kept


def plan_of(answers: Mapping[str, str], **others: str) -> Plan:
    """The plan of someone who gave these answers."""
    return planned(told(TODAY, **told_json(answers, **others)))
