"""The form by which a nurse enrols somebody: five fields on one page, of which only the label must be filled in."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from planner.clinics.words import A_LABEL, LONGEST_LABEL, words_or_fault
from planner.errors import Faults
from planner.marked import N_
from planner.web.asking.question_form import Mistake
from planner.web.asking.question_words import Answer, answers_to
from planner.web.asking.typed_days import DayOrder, Unread, order_of, read_day, whole_day

UNKNOWN = "unknown"
SHOWN_AGAIN = 200  # characters of a label that is far too long
PARTS = ("day", "month", "year")
CHOICES = ("treatment_date_kind", "treatment_date_certainty", "mobilisation")
NOT_KNOWN = N_("Not known yet")
SURE = {"confirmed": N_("Confirmed"), "approximate": N_("About")}
COLLECTED = {"chemo-and-gcsf": N_("With chemo and G-CSF"), "gcsf-only": N_("G-CSF only, without chemo")}
NO_DATE = N_("Enter the date too. If it is not known, choose 'Not known yet' for what happens on it and how sure it is")
CHOOSE = N_("Choose one of these")


class EnrolForm(NamedTuple):
    """What was typed, as it is shown again, and what to put right, by field."""

    label: str
    days: Mapping[str, str]
    chosen: Mapping[str, str]
    errors: Mapping[str, Mistake]


EMPTY = EnrolForm("", {}, dict.fromkeys(CHOICES, UNKNOWN), {})


def choices_of(key: str) -> list[Answer]:
    """The answers of one field, "Not known yet" the last of them."""
    if key == "treatment_date_kind":
        known = [one._replace(hint="") for one in answers_to(key) if one.value != UNKNOWN]
    else:
        words = SURE if key == "treatment_date_certainty" else COLLECTED
        known = [Answer(value, _(text)) for value, text in words.items()]
    return [*known, Answer(UNKNOWN, _(NOT_KNOWN))]


def read_enrol_form(form: MultiDict[str, str], place: str) -> tuple[EnrolForm, dict[str, Any]]:
    """The form as it was sent, and the answers in it as a file holds them. What is not known is left out."""
    label = form.get("label", "")
    days = {part: form.get(f"treatment_date-{part}", "").strip()[:20] for part in PARTS}
    chosen = {key: form.get(key, UNKNOWN) for key in CHOICES}
    errors: dict[str, Mistake] = {}
    try:
        label = words_or_fault("label", label, LONGEST_LABEL, A_LABEL)
    except Faults:
        errors["label"] = Mistake("label", _(A_LABEL))
    for key, value in chosen.items():
        if value not in {one.value for one in choices_of(key)}:
            chosen[key], errors[key] = UNKNOWN, Mistake(key, _(CHOOSE))
    told = {key: value for key, value in chosen.items() if value != UNKNOWN}
    if any(days.values()):
        read = read_day(days, order_of(place), month_alone=True)
        if isinstance(read, Unread):
            errors["treatment_date"] = Mistake("treatment_date", *read)
        else:
            told |= {"treatment_date": read, "treatment_date_kind": chosen["treatment_date_kind"]}
    elif told.keys() & {"treatment_date_kind", "treatment_date_certainty"}:
        errors["treatment_date"] = Mistake("treatment_date", _(NO_DATE))
    return EnrolForm(label[:SHOWN_AGAIN], days, chosen, errors), told


def with_faults(form: EnrolForm, faults: Faults, order: DayOrder) -> EnrolForm:
    """The same form with what the shared rules found: of the label, or of the date."""
    if any(one.key == "label" for one in faults.faults):
        return form._replace(errors={"label": Mistake("label", _(A_LABEL))})
    return form._replace(errors={"treatment_date": Mistake("treatment_date", whole_day(order))})
