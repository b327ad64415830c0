"""A new treatment date as it is typed: the day, what happens on it, how sure it is, and other days that were given."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from planner.errors import Fault, Faults
from planner.languages import day_in_words
from planner.marked import N_
from planner.plans.moving import Move
from planner.questions.catalogue import QUESTION
from planner.web.asking.boxes import box_id
from planner.web.asking.question_form import Mistake, answers_from, typed_from
from planner.web.asking.question_words import MILESTONE_WORDS, Answer, answers_to
from planner.web.asking.typed_days import DayOrder, Unread, boxes_of, order_of, read_day, whole_day

DATE = ("treatment_date_kind", "treatment_date", "treatment_date_certainty")
PARTS = ("day", "month", "year")
KIND = N_("Choose what happens on that day. If you do not know, choose '%(answer)s'")
SURE = N_("Choose if that date is fixed")
BEGUN = N_(
    "You said that this has begun or happened already, so its day cannot be still to come. "
    "Enter a day up to today, or change that answer first"
)
IN_ORDER = N_(
    "These days cannot come in this order, or on these days. Look at them again: "
    "It should come before '%(what)s' (%(day)s). Mend one of the two days"
)
ORDER = N_("These days cannot come in this order, or on these days. Look at them again")


class OtherDay(NamedTuple):
    """Another day of treatment that can be told with the date: its kind, what it is called, and what was typed."""

    kind: str
    name: str
    days: Mapping[str, str]
    confirmed: bool
    error: str
    wrong: tuple[str, ...]


class MoveForm(NamedTuple):
    """The form as it is shown. `sent` is all that was typed, field by field, to be carried on by the next page."""

    kinds: list[Answer]
    kind: str
    days: Mapping[str, str]
    sures: list[Answer]
    sure: str
    others: list[OtherDay]
    order: DayOrder
    errors: Mapping[str, Mistake]
    mistakes: list[dict[str, str]]


def move_from(form: MultiDict[str, str], told: Mapping[str, Any]) -> Move | list[Mistake]:
    """The move that was typed, or every mistake. Further days hold as they stand in their boxes; an empty one goes."""
    place = told.get("place")
    typed = typed_from(form, DATE)
    found = answers_from(typed, DATE, place)
    mistakes = list(found) if isinstance(found, list) else []
    if not typed.day("treatment_date"):  # the way out of having no date is on the page of stopping
        enter = whole_day(order_of(place))
        mistakes = [one._replace(text=enter) if one.key == "treatment_date" else one for one in mistakes]
    if not mistakes and isinstance(found, dict):
        mistakes = list(_missing(found, order_of(place)))
    milestones: dict[str, dict[str, Any]] = {}
    for kind in MILESTONE_WORDS:
        boxes = {part: form.get(f"{kind}-{part}", "").strip()[:20] for part in PARTS}
        if not any(boxes.values()):
            continue
        day = read_day(boxes, order_of(place), month_alone=False)
        if isinstance(day, Unread):
            mistakes.append(Mistake(kind, f"{_(MILESTONE_WORDS[kind])}: {day.text}", day.boxes))
        else:
            milestones[kind] = {"date": day, "confirmed": form.get(f"{kind}-sure") == "yes"}
    if mistakes or isinstance(found, list):
        return mistakes
    kind, day = found["treatment_date_kind"], found["treatment_date"]
    milestones.pop(kind, None)
    return Move(kind, day, found["treatment_date_certainty"], milestones)


def form_for(
    told: Mapping[str, Any], form: MultiDict[str, str] | None = None, mistakes: list[Mistake] | None = None
) -> MoveForm:
    """The form with what is kept, or with what was typed and what to put right in it."""
    place = told.get("place")
    order, wrong = order_of(place), {one.key: one for one in reversed(mistakes or [])}
    if form is None:
        kept = told.get("treatment_date")
        days = boxes_of(kept) if kept else {}
        kind, sure = str(told.get("treatment_date_kind", "")), str(told.get("treatment_date_certainty", ""))
    else:
        typed = typed_from(form, DATE)
        days, kind, sure = typed.day("treatment_date"), typed.one(DATE[0]), typed.one(DATE[2])
    others = []
    for one, name in MILESTONE_WORDS.items():
        milestone = told.get("milestones", {}).get(one)
        if form is None:
            boxes = boxes_of(milestone["date"]) if milestone else {}
            confirmed = bool(milestone and milestone.get("confirmed"))
        else:
            boxes = {part: form.get(f"{one}-{part}", "")[:20] for part in PARTS}
            confirmed = form.get(f"{one}-sure") == "yes"
        mistake = wrong.get(one)
        others.append(
            OtherDay(one, _(name), boxes, confirmed, mistake.text if mistake else "", mistake.boxes if mistake else ())
        )
    return MoveForm(
        answers_to("treatment_date_kind"),
        kind,
        days,
        [answer for answer in answers_to("treatment_date_certainty") if answer.value != "not-said"],
        sure,
        others,
        order,
        wrong,
        [{"text": one.text, "href": _link(one, order)} for one in mistakes or []],
    )


def as_mistakes(faults: Faults, told: Mapping[str, Any]) -> list[Mistake]:
    """What the shared rules found, as mistakes of this page. The days that contradict each other are named."""
    found = []
    for fault in faults.faults:
        kind = fault.key.removeprefix("milestones.").split(".")[0]
        key = kind if kind in MILESTONE_WORDS and kind != told.get("treatment_date_kind") else "treatment_date"
        found.append(Mistake(key, _in_words(fault)))
    return list({one.text: one for one in found}.values())


def fields_of(move: Move) -> dict[str, str]:
    """A move as fields of its form, to be sent on by a page that shows what it would change."""
    fields = {"treatment_date_kind": move.kind, "treatment_date_certainty": move.certainty}
    fields |= {f"treatment_date-{part}": text for part, text in boxes_of(move.day).items()}
    for kind, one in move.milestones.items():
        fields |= {f"{kind}-{part}": text for part, text in boxes_of(one["date"]).items()}
        if one.get("confirmed"):
            fields[f"{kind}-sure"] = "yes"
    return fields


def _in_words(fault: Fault) -> str:
    """What a fault of the shared rules says on this page. Its own words are for programs, and always English."""
    if "said to have" in fault.allowed or fault.key == "chemo_already_started":
        return _(BEGUN)
    kind = next((one for one in MILESTONE_WORDS if one in fault.allowed), "")
    day = re.search(r"\d{4}-\d{2}-\d{2}", fault.allowed)
    if not kind or not day:
        return _(ORDER)
    return _(IN_ORDER, what=_(MILESTONE_WORDS[kind]), day=day_in_words(date.fromisoformat(day[0])))


def _missing(found: Mapping[str, Any], order: DayOrder) -> list[Mistake]:
    mistakes = []
    if found["treatment_date_kind"] not in QUESTION["treatment_date_kind"].answers:
        unknown = QUESTION["treatment_date_kind"].labels["unknown"]
        mistakes.append(Mistake("treatment_date_kind", _(KIND, answer=_(unknown))))
    if found["treatment_date"] is None:
        mistakes.append(Mistake("treatment_date", whole_day(order)))
    if found["treatment_date_certainty"] not in ("confirmed", "approximate"):
        mistakes.append(Mistake("treatment_date_certainty", _(SURE)))
    return mistakes


def _link(mistake: Mistake, order: DayOrder) -> str:
    if mistake.key in ("treatment_date_kind", "treatment_date_certainty"):
        return f"#{box_id(mistake.key)}"
    box = next((part for part in order.parts if not mistake.boxes or part in mistake.boxes), order.parts[0])
    return f"#{box_id(mistake.key)}-{box}"
