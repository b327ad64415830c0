"""The words round each question: headings, hints, the short name of each answer, and how to choose."""

from collections.abc import Mapping
from typing import NamedTuple

from planner.questions.catalogue import QUESTION
from planner.questions.journey import PAGE_OF, Page
from planner.questions.model import MANY

YES_NO = {"yes": "Yes", "no": "No", "unsure": "Not sure"}
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
    3: "Which date did your team give you?",
    7: "Which of these do you have?",
    9: "Could you be pregnant, or are you breastfeeding?",
    24: "Which time zones are you and your hospital in?",
    27: "Is something of yours frozen already?",
}
# How a question is put as one part of such a page.
AS_PART = {
    "treatment_date": "The date",
    "treatment_date_certainty": "Is that date fixed?",
    "has_ovaries": "Ovaries",
    "has_uterus": "A womb",
    "has_testes": "Testicles",
    "pregnant": "Could you be pregnant now?",
    "chemo_started_on": "When was the first chemo?",
    "time_zone": "Your time zone",
    "centre_time_zone": "The time zone of your hospital",
}
SHORT = {
    "place": "Where you are treated",
    "therapy_kind": "Kind of treatment",
    "treatment_date": "Date from your team",
    "chemo_already_started": "Chemo begun",
    "chemo_started_on": "First chemo given",
    "treatment_happened": "Transplant done",
    "age": "Age",
    "has_ovaries": "Ovaries",
    "has_uterus": "Womb",
    "has_testes": "Testicles",
    "wants_children": "A child one day",
    "pregnant": "Pregnant now",
    "breastfeeding": "Breastfeeding",
    "periods": "Periods",
    "menopause": "Menopause",
    "sex_that_could_lead_to_pregnancy": "Sex that could lead to a pregnancy",
    "contraception": "Birth control",
    "hormones": "Hormones",
    "partner": "Partner",
    "partner_can_become_pregnant": "Partner could become pregnant",
    "can_give_sample": "Giving a sperm sample",
    "dmt": "Last MS medicine",
    "dmt_last": "Last dose of it",
    "regimen": "Chemo in hospital",
    "mobilisation": "Chemo before collection",
    "clot_history": "Blood clots",
    "mobility": "Getting about",
    "funding": "Who pays",
    "no_sex_items": "Leave out steps about sex",
    "time_zone": "Your time zone",
    "centre_time_zone": "Time zone of the hospital",
    "positive_test_on": "Positive pregnancy test",
    "contraception_failed_at": "Birth control failed",
    "stored_kind": "What is frozen",
    "stored_on": "First frozen",
    "early_menopause_found_on": "Early menopause found",
    "wanted": "Extra steps",
}
LABELS: Mapping[str, Mapping[str, str]] = {
    "treatment_date_certainty": {
        "confirmed": "Yes, my team confirmed it",
        "approximate": "About",
        "not-said": "I don't know a date yet",
    },
}
HINTS = {
    "treatment_date_kind": "Any one of these days will do. Choose the one you were given.",
    "treatment_date": "For example, {example}. If you only know the month, leave the day empty.",
    "chemo_started_on": "For example, {example}. If you do not know the day, leave it empty.",
    "dmt_last": "For example, {example}. If you only know the month, enter its last day.",
    "stored_on": "For example, {example}. If you only know the month, enter its first day.",
    "positive_test_on": "For example, {example}. Call your team today as well.",
    "contraception_failed_at": "For example, {example}. Call your team or a clinic today as well.",
    "early_menopause_found_on": "For example, {example}.",
    "age": "In whole years.",
    "contraception": "Choose all that are true.",
    "hormones": "Choose all that are true.",
    "dmt": "Also if you have stopped it.",
    "has_uterus": "The place where a baby grows, also called the uterus.",
}
COURSE_HINTS = {
    "first-chemo": "Any chemo counts, also before your cells are collected",
    "collection": "Your cells are taken from your blood",
    "admission": "You go in for more chemo",
    "day-zero": "Your cells are given back. Also called transplant day",
}
# The days of treatment that can be told beside the date the team gave, in their order.
MILESTONE_WORDS = {
    "first-chemo": "First chemo",
    "mobilisation": "Start of mobilisation",
    "collection": "Collection of cells",
    "admission": "Hospital stay starts",
    "conditioning": "High-dose chemo starts",
    "day-zero": "New cells day",
    "discharge": "Going home",
}
# The time zones offered first, by place; any other can be written.
ZONES: Mapping[str, Mapping[str, str]] = {
    "gb": {"Europe/London": "London"},
    "us": {
        "America/New_York": "Eastern (New York)",
        "America/Chicago": "Central (Chicago)",
        "America/Denver": "Mountain (Denver)",
        "America/Phoenix": "Arizona (Phoenix)",
        "America/Los_Angeles": "Pacific (Los Angeles)",
        "America/Anchorage": "Alaska (Anchorage)",
        "Pacific/Honolulu": "Hawaii (Honolulu)",
    },
    "elsewhere": {
        "Europe/London": "London",
        "Europe/Berlin": "Berlin",
        "Europe/Athens": "Athens",
        "Asia/Kolkata": "Kolkata",
        "Australia/Sydney": "Sydney",
        "America/New_York": "New York",
        "America/Los_Angeles": "Los Angeles",
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
    found = [Answer(value, text, hints.get(value, "")) for value, text in words.items() if value in _allowed(key)]
    if key == "dmt":
        # Found by its first letter; the catalogue has them in the order of the guidance.
        found.sort(key=lambda answer: (answer.value in ("none", "other"), answer.text))
    if question.kind in MANY and "none" not in question.answers:
        found.append(Answer(NONE_OF_THESE, "None of these"))
    if beside_others and key in ROWS:
        found.append(Answer("not-said", "Skip"))
    return found


def zones_of(place: object) -> list[Answer]:
    """The time zones offered first in a place."""
    known = ZONES.get(str(place), ZONES["elsewhere"])
    return [Answer(zone, text) for zone, text in known.items()]


def text_of(key: str, *, beside_others: bool = False) -> str:
    """A question as it is put, alone or as one part of its page."""
    return AS_PART.get(key, QUESTION[key].text) if beside_others else QUESTION[key].text


def change_link(key: str, came_from: str = "answers") -> str:
    """Where the answer to a question is changed, on the way from the list of `answers` or the `plan` and back to it."""
    return f"/questions/{PAGE_OF[key].number}?from={came_from}"


def heading_of(page: Page, keys: tuple[str, ...]) -> str:
    """The heading that stands above the parts of a page; empty when its first question is the heading."""
    return HEADINGS.get(page.number, "") if len(keys) > 1 else ""


def _allowed(key: str) -> set[str]:
    return {*QUESTION[key].answers, *QUESTION[key].labels, *LABELS.get(key, {})}
