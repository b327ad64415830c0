"""The words round each question: headings, hints, the short name of each answer, and how to choose."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _

from planner.languages import in_order
from planner.marked import N_
from planner.questions.catalogue import QUESTION
from planner.questions.journey import PAGE_OF, Page
from planner.questions.model import MANY

YES_NO = {"yes": N_("Yes"), "no": N_("No"), "unsure": N_("Not sure")}
NONE_OF_THESE = "none-of-these"
# Questions that stand beside others on their page, each with a way of its own to pass it over.
ROWS = (
    "has_ovaries",
    "has_uterus",
    "has_testes",
    "pregnant",
    "breastfeeding",
    "partner",
    "partner_can_become_pregnant",
)

# The heading of a page that asks for several parts of one thing; other pages have their first question there.
HEADINGS = {
    3: N_("Which date did your team give you?"),
    7: N_("Which of these do you have?"),
    9: N_("Could you be pregnant, or are you breastfeeding?"),
    24: N_("Which time zones are you and your hospital in?"),
    27: N_("Is something of yours frozen already?"),
}
# How a question is put as one part of such a page.
AS_PART = {
    "treatment_date": N_("The date"),
    "treatment_date_certainty": N_("Is that date fixed?"),
    "has_ovaries": N_("Ovaries"),
    "has_uterus": N_("A womb"),
    "has_testes": N_("Testicles"),
    "pregnant": N_("Could you be pregnant now?"),
    "chemo_started_on": N_("When was the first chemo?"),
    "time_zone": N_("Your time zone"),
    "centre_time_zone": N_("The time zone of your hospital"),
}
SHORT = {
    "place": N_("Where you are treated"),
    "therapy_kind": N_("Kind of treatment"),
    "treatment_date": N_("Date from your team"),
    "chemo_already_started": N_("Chemo begun"),
    "chemo_started_on": N_("First chemo given"),
    "treatment_happened": N_("Transplant done"),
    "age": N_("Age"),
    "has_ovaries": N_("Ovaries"),
    "has_uterus": N_("Womb"),
    "has_testes": N_("Testicles"),
    "wants_children": N_("A child one day"),
    "pregnant": N_("Pregnant now"),
    "breastfeeding": N_("Breastfeeding"),
    "periods": N_("Periods"),
    "menopause": N_("Menopause"),
    "sex_that_could_lead_to_pregnancy": N_("Sex that could lead to a pregnancy"),
    "contraception": N_("Birth control"),
    "hormones": N_("Hormones"),
    "partner": N_("Partner"),
    "partner_can_become_pregnant": N_("Partner could become pregnant"),
    "can_give_sample": N_("Giving a sperm sample"),
    "dmt": N_("Last MS medicine"),
    "dmt_last": N_("Last dose of it"),
    "regimen": N_("Chemo in hospital"),
    "mobilisation": N_("Chemo before collection"),
    "clot_history": N_("Blood clots"),
    "mobility": N_("Getting about"),
    "funding": N_("Who pays"),
    "no_sex_items": N_("Leave out steps about sex"),
    "time_zone": N_("Your time zone"),
    "centre_time_zone": N_("Time zone of the hospital"),
    "positive_test_on": N_("Positive pregnancy test"),
    "contraception_failed_at": N_("Birth control failed"),
    "stored_kind": N_("What is frozen"),
    "stored_on": N_("First frozen"),
    "early_menopause_found_on": N_("Early menopause found"),
    "wanted": N_("Extra steps"),
}
LABELS: Mapping[str, Mapping[str, str]] = {
    "treatment_date_certainty": {
        "confirmed": N_("Yes, my team confirmed it"),
        "approximate": N_("About"),
        "not-said": N_("I don't know a date yet"),
    },
}
# How an answer is said after others in a list of them: "Copper coil and condoms or cap".
AFTER_OTHERS = {
    "testosterone": N_("testosterone"),
    "oestrogen-or-blocker": N_("oestrogen or a blocker"),
    "gnrh": N_("injections that rest the ovaries or testicles"),
    "hrt": N_("hormone therapy (HRT)"),
    "combined-pill-patch-ring": N_("combined pill, patch or ring"),
    "progestogen-pill": N_("progestogen-only pill"),
    "implant": N_("implant"),
    "injection": N_("injection"),
    "hormonal-coil": N_("hormonal coil"),
    "copper-coil": N_("copper coil"),
    "barrier": N_("condoms or cap"),
    "sterilised": N_("sterilisation"),
    "partner-sterilised": N_("my partner is sterilised"),
    "none": N_("none"),
    "B20": N_("freezing a piece of ovary"),
    "F04": N_("other ways to be a parent"),
    "A13": N_("planning a pregnancy, before a year is over"),
}
HINTS = {
    "treatment_date_kind": N_("Any one of these days will do. Choose the one you were given."),
    "treatment_date": N_("For example, %(example)s. If you only know the month, leave the day empty."),
    "chemo_started_on": N_("For example, %(example)s. If you do not know the day, leave it empty."),
    "dmt_last": N_("For example, %(example)s. If you only know the month, enter its last day."),
    "stored_on": N_("For example, %(example)s. If you only know the month, enter its first day."),
    "positive_test_on": N_("For example, %(example)s. Call your team today as well."),
    "contraception_failed_at": N_("For example, %(example)s. Call your team or a clinic today as well."),
    "early_menopause_found_on": N_("For example, %(example)s."),
    "age": N_("In whole years."),
    "contraception": N_("Choose all that are true."),
    "hormones": N_("Choose all that are true."),
    "dmt": N_("Also if you have stopped it."),
    "has_uterus": N_("The place where a baby grows, also called the uterus."),
}
COURSE_HINTS = {
    "first-chemo": N_("Any chemo counts, also before your cells are collected"),
    "collection": N_("Your cells are taken from your blood"),
    "admission": N_("You go in for more chemo"),
    "day-zero": N_("Your cells are given back. Also called transplant day"),
}
# The days of treatment that can be told beside the date the team gave, in their order.
MILESTONE_WORDS = {
    "first-chemo": N_("First chemo"),
    "mobilisation": N_("Start of mobilisation"),
    "collection": N_("Collection of cells"),
    "admission": N_("Hospital stay starts"),
    "conditioning": N_("High-dose chemo starts"),
    "day-zero": N_("New cells day"),
    "discharge": N_("Going home"),
}
# The time zones offered first, by place; any other can be written.
ZONES: Mapping[str, Mapping[str, str]] = {
    "gb": {"Europe/London": N_("London")},
    "us": {
        "America/New_York": N_("Eastern (New York)"),
        "America/Chicago": N_("Central (Chicago)"),
        "America/Denver": N_("Mountain (Denver)"),
        "America/Phoenix": N_("Arizona (Phoenix)"),
        "America/Los_Angeles": N_("Pacific (Los Angeles)"),
        "America/Anchorage": N_("Alaska (Anchorage)"),
        "Pacific/Honolulu": N_("Hawaii (Honolulu)"),
    },
    "elsewhere": {
        "Europe/London": N_("London"),
        "Europe/Berlin": N_("Berlin"),
        "Europe/Athens": N_("Athens"),
        "Asia/Kolkata": N_("Kolkata"),
        "Australia/Sydney": N_("Sydney"),
        "America/New_York": N_("New York"),
        "America/Los_Angeles": N_("Los Angeles"),
    },
}


class Answer(NamedTuple):
    """One answer to choose."""

    value: str
    text: str
    hint: str = ""


def answers_to(key: str, *, beside_others: bool = False) -> list[Answer]:
    """The answers to choose from, in order; a part that stands beside others ends with the way to pass it over."""
    question = QUESTION[key]
    words = LABELS.get(key) or question.labels or YES_NO
    if question.kind == "flag":
        words = {answer: YES_NO[answer] for answer in question.answers}
    hints = COURSE_HINTS if key == "treatment_date_kind" else {}
    found = [
        Answer(value, _(text), _(hints[value]) if value in hints else "")
        for value, text in words.items()
        if value in _allowed(key)
    ]
    if key == "dmt":
        found = _by_name(found)
    if question.kind in MANY and "none" not in question.answers:
        found.append(Answer(NONE_OF_THESE, _("None of these")))
    if beside_others and key in ROWS:
        found.append(Answer("not-said", _("Skip")))
    return found


def _by_name(medicines: list[Answer]) -> list[Answer]:
    """Medicines to be found by their first letter; the catalogue has them in the order of the guidance."""
    last = [one for value in ("other", "none") for one in medicines if one.value == value]
    named = {one.text: one for one in medicines if one not in last}
    return [*(named[name] for name in in_order(named)), *last]


def zones_of(place: object) -> list[Answer]:
    """The time zones offered first in a place."""
    known = ZONES.get(str(place), ZONES["elsewhere"])
    return [Answer(zone, _(text)) for zone, text in known.items()]


def text_of(key: str, *, beside_others: bool = False) -> str:
    """A question as it is put, alone or as one part of its page."""
    return _(AS_PART.get(key, QUESTION[key].text) if beside_others else QUESTION[key].text)


def change_link(key: str, came_from: str = "answers") -> str:
    """Where the answer to a question is changed, on the way from the list of `answers` or the `plan` and back to it."""
    return f"/questions/{PAGE_OF[key].number}?from={came_from}"


def heading_of(page: Page, keys: tuple[str, ...]) -> str:
    """The heading that stands above the parts of a page; empty when its first question is the heading."""
    return _(HEADINGS[page.number]) if len(keys) > 1 and page.number in HEADINGS else ""


def _allowed(key: str) -> set[str]:
    return {*QUESTION[key].answers, *QUESTION[key].labels, *LABELS.get(key, {})}
