"""Candidate dates side by side, in words: what each leaves room for, what it closes, and where they differ."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from planner.engine.compare import Candidate, Comparison
from planner.engine.plan import Plan
from planner.errors import Faults
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, plan_from
from planner.plans.moving import Move
from planner.plans.wording import day_in_words
from planner.questions.catalogue import QUESTION
from planner.web.asking.question_form import Mistake
from planner.web.asking.question_words import Answer, answers_to
from planner.web.asking.typed_days import DayOrder, Unread, boxes_of, order_of, read_day
from planner.web.changing.move_form import as_mistakes, fields_of
from planner.web.days import listed, short_day
from planner.web.plans.choices import VERDICT_WORDS

MOST = 3
SLOTS = ("first", "second", "third")
KIND = "treatment_date_kind"
# Beside the options: when the review of birth control may be raised, and when a sperm test may.
LATER = ("A02", "A07")
KINDS = {
    "first-chemo": "first chemo",
    "collection": "collection of cells",
    "admission": "start of the hospital stay",
    "day-zero": "new cells day",
    "unknown": "date",
}
NO_KIND = "Choose what happens on these days"
NO_DAY = "Enter at least one day"
TWICE = "This day is there twice. Change it, or leave it empty"


class Asked(NamedTuple):
    """What was asked: the moves, in which box each day stood, the options that shall have room, and what is wrong."""

    moves: list[Move]
    slots: list[str]
    chosen: list[str]
    mistakes: list[Mistake]

    def as_mistakes(self, faults: Faults) -> list[Mistake]:
        """What the shared rules found, said at the first day; they do not say which one it was."""
        return [Mistake(self.slots[0], one.text) for one in as_mistakes(faults, {})][:1]


class Form(NamedTuple):
    """The form as it is shown."""

    kinds: list[Answer]
    kind: str
    slots: list[tuple[str, Mapping[str, str], Mistake | None]]
    options: list[Answer]
    chosen: list[str]
    order: DayOrder
    kind_error: str
    mistakes: list[dict[str, str]]


class Cell(NamedTuple):
    """One line of one candidate: what it is about, the word, more words, the look of its tag, if the dates differ."""

    title: str
    word: str
    more: str
    look: str
    differs: bool


class Column(NamedTuple):
    """One candidate date: its name, its lines, what it changes, and the fields by which it is taken further."""

    title: str
    same: bool
    cells: list[Cell]
    moves: int
    closed: list[str]
    fields: Mapping[str, str]


class WhatIfView(NamedTuple):
    """The candidates, and the earliest day with room: as words, and as fields of the form of a move (or none)."""

    columns: list[Column]
    earliest: str
    earliest_fields: Mapping[str, str] | None


def read_form(form: MultiDict[str, str], told: Mapping[str, Any]) -> Asked:
    """The dates that were typed, and every mistake. Boxes left empty are passed over."""
    order = order_of(told.get("place"))
    mistakes: list[Mistake] = []
    moves: list[Move] = []
    slots: list[str] = []
    kind = form.get(KIND, "")
    if kind not in QUESTION[KIND].answers:
        mistakes.append(Mistake(KIND, NO_KIND))
    for slot in SLOTS:
        boxes = _boxes(form, slot)
        if not boxes:
            continue
        day = read_day(boxes, order, month_alone=False)
        if isinstance(day, Unread):
            mistakes.append(Mistake(slot, day.text, day.boxes))
        elif any(move.day == day for move in moves):
            mistakes.append(Mistake(slot, TWICE))
        else:
            moves.append(Move(kind, day))
            slots.append(slot)
    if not moves and not mistakes:
        mistakes.append(Mistake(SLOTS[0], f"{NO_DAY}, for example {order.example}"))
    return Asked(moves, slots, form.getlist("chosen")[:10], mistakes)


def shown_form(
    kept: KeptPlan, now: Occasion, form: MultiDict[str, str] | None = None, mistakes: list[Mistake] | None = None
) -> Form:
    """The form: the date as it is in the first box, or what was typed."""
    told, wrong = kept.told, {one.key: one for one in reversed(mistakes or [])}
    order, day = order_of(told.get("place")), told.get("treatment_date")
    plan = plan_from(kept, now.guidance, now.today)
    options = [
        Answer(one.option.key, one.option.words["en"][0]) for one in plan.feasibility if one.verdict != "not-needed"
    ]
    if form is None:
        kind = str(told.get(KIND, ""))
        typed: list[Mapping[str, str]] = [boxes_of(day) if day and len(day) == 10 else {}, {}, {}]
        chosen = [one.value for one in options]
    else:
        kind, typed, chosen = form.get(KIND, ""), [_boxes(form, slot) for slot in SLOTS], form.getlist("chosen")
    return Form(
        answers_to(KIND),
        kind,
        [(slot, boxes, wrong.get(slot)) for slot, boxes in zip(SLOTS, typed, strict=True)],
        options,
        chosen,
        order,
        wrong[KIND].text if KIND in wrong else "",
        [{"text": one.text, "href": _link(one, order)} for one in mistakes or []],
    )


def what_if_view(found: Comparison, kept: KeptPlan, asked: Asked, now: Occasion) -> WhatIfView:
    """The candidates beside each other."""
    lines = [_lines(one, now.today) for one in found.candidates]
    # Days differ in any case; what counts is where one date has room for something and another has not.
    differs = [line[3] != "" and len({each[number][1] for each in lines}) > 1 for number, line in enumerate(lines[0])]
    columns = []
    for one, line, move in zip(found.candidates, lines, asked.moves, strict=True):
        titles = {planned.item.code: planned.item.words["en"].title for planned in _before(kept, now).items}
        columns.append(
            Column(
                day_in_words(one.day),
                one.day.isoformat() == kept.told.get("treatment_date") and one.kind == kept.told.get(KIND),
                [Cell(*cell, differ) for cell, differ in zip(line, differs, strict=True)],
                len(one.moved),
                [titles[code] for code in one.closed if code in titles],
                fields_of(move),
            )
        )
    return WhatIfView(columns, *_earliest(found, asked, now))


def _before(kept: KeptPlan, now: Occasion) -> Plan:
    return plan_from(kept, now.guidance, now.today)


def _lines(one: Candidate, today: date) -> list[tuple[str, str, str, str]]:
    """The lines of one candidate: (title, word, more, look)."""
    first, zero = one.plan.situation.first_chemo, one.plan.situation.course.get("day-zero")
    lines = []
    for name, milestone in (("First chemo", first), ("New cells day", zero)):
        if milestone:
            about = "" if milestone.confirmed else "about "
            lines.append((name, f"{about}{short_day(milestone.likely, today)}", "", ""))
        else:
            lines.append((name, "not known", "", ""))
    for option in one.plan.feasibility:
        if option.verdict == "not-needed":
            continue
        word, note = VERDICT_WORDS[option.verdict]
        start = (
            f"Start by {short_day(option.start_by, today)}."
            if option.start_by and option.verdict in ("fits", "tight")
            else ""
        )
        lines.append((option.option.words["en"][0], word, " ".join(filter(None, (start, note))), option.verdict))
    planned = {each.item.code: each for each in one.plan.items}
    for code in LATER:
        if code in planned and planned[code].due:
            due = planned[code].due
            assert due is not None
            lines.append((planned[code].item.words["en"].title, f"from {short_day(due, today)}", "", ""))
    return lines


def _earliest(found: Comparison, asked: Asked, now: Occasion) -> tuple[str, Mapping[str, str] | None]:
    names = [
        one.option.words["en"][0]
        for one in found.candidates[0].plan.feasibility
        if one.verdict != "not-needed" and (not asked.chosen or one.option.key in asked.chosen)
    ]
    if not names:
        return "", None
    room, what = listed([f"“{name}”" for name in names]), KINDS[found.kind]
    if found.earliest_with_room is None:
        return f"Within a year no {what} has room for {room}, as far as the days say. Ask the clinic.", None
    day = found.earliest_with_room
    move = Move(found.kind, day.isoformat())
    words = f"The earliest {what} with room for {room} is {day_in_words(day)}. Only the clinic can say for certain."
    return words, fields_of(move)


def _boxes(form: MultiDict[str, str], slot: str) -> dict[str, str]:
    return {part: text for part in ("day", "month", "year") if (text := form.get(f"{slot}-{part}", "").strip()[:20])}


def _link(mistake: Mistake, order: DayOrder) -> str:
    if mistake.key == KIND:
        return f"#{KIND}"
    box = next((part for part in order.parts if not mistake.boxes or part in mistake.boxes), order.parts[0])
    return f"#{mistake.key}-{box}"
