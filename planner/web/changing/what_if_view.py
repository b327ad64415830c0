"""Candidate dates side by side, in words: what each leaves room for, what it closes, and where they differ."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from planner.engine.plan import Plan
from planner.errors import Faults
from planner.languages import day_in_words, spoken
from planner.marked import N_
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, plan_from
from planner.plans.moving import Move, Preview, with_other_days
from planner.questions.catalogue import QUESTION
from planner.web.asking.boxes import box_id
from planner.web.asking.question_form import Mistake
from planner.web.asking.question_words import Answer, answers_to
from planner.web.asking.typed_days import DayOrder, Unread, boxes_of, order_of, read_day
from planner.web.changing.move_form import as_mistakes, fields_of
from planner.web.changing.move_view import move_view
from planner.web.days import listed, short_day
from planner.web.plans.choices import VERDICT_WORDS

SLOTS = ("first", "second", "third")
KIND = "treatment_date_kind"
# Beside the options: when the review of birth control may be raised, and when a sperm test may.
LATER = ("A02", "A07")
# The earliest day with room, by what happens on it, and what is said where no day of a year has room.
EARLIEST = {
    "first-chemo": (
        N_("The earliest first chemo with room for %(room)s is %(day)s. Only the clinic can say for certain."),
        N_("Within a year no first chemo has room for %(room)s, as far as the days say. Ask the clinic."),
    ),
    "collection": (
        N_("The earliest collection of cells with room for %(room)s is %(day)s. Only the clinic can say for certain."),
        N_("Within a year no collection of cells has room for %(room)s, as far as the days say. Ask the clinic."),
    ),
    "admission": (
        N_(
            "The earliest start of the hospital stay with room for %(room)s is %(day)s. "
            "Only the clinic can say for certain."
        ),
        N_(
            "Within a year no start of the hospital stay has room for %(room)s, as far as the days say. Ask the clinic."
        ),
    ),
    "day-zero": (
        N_("The earliest new cells day with room for %(room)s is %(day)s. Only the clinic can say for certain."),
        N_("Within a year no new cells day has room for %(room)s, as far as the days say. Ask the clinic."),
    ),
    "unknown": (
        N_("The earliest date with room for %(room)s is %(day)s. Only the clinic can say for certain."),
        N_("Within a year no date has room for %(room)s, as far as the days say. Ask the clinic."),
    ),
}
NO_KIND = N_("Choose what happens on these days")
NO_DAY = N_("Enter at least one day, for example %(example)s")
TWICE = N_("This day is there twice. Change it, or leave it empty")


class Asked(NamedTuple):
    """What was asked: the moves, in which box each day stood, the options that shall have room, and what is wrong."""

    moves: list[Move]
    slots: list[str]
    chosen: list[str]
    mistakes: list[Mistake]

    def with_other_days(self, kept: KeptPlan, now: Occasion) -> "Asked":
        """The same, each date with the other days that were told; or with what is wrong with one of them."""
        moves, mistakes = [], []
        for slot, move in zip(self.slots, self.moves, strict=True):
            try:
                moves.append(with_other_days(kept, move.kind, move.day, now.guidance, now.today))
            except Faults as faults:
                mistakes.append(Mistake(slot, as_mistakes(faults, {})[0].text))
        return self._replace(moves=moves or self.moves, mistakes=[*self.mistakes, *mistakes])


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
    summary: str
    clashes: list[str]
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
        mistakes.append(Mistake(KIND, _(NO_KIND)))
    for slot in SLOTS:
        boxes = _boxes(form, slot)
        if not boxes:
            continue
        day = read_day(boxes, order, month_alone=False)
        if isinstance(day, Unread):
            mistakes.append(Mistake(slot, day.text, day.boxes))
        elif any(move.day == day for move in moves):
            mistakes.append(Mistake(slot, _(TWICE)))
        else:
            moves.append(Move(kind, day))
            slots.append(slot)
    if not moves and not mistakes:
        mistakes.append(Mistake(SLOTS[0], _(NO_DAY, example=order.example)))
    return Asked(moves, slots, form.getlist("chosen")[:10], mistakes)


def shown_form(
    kept: KeptPlan, now: Occasion, form: MultiDict[str, str] | None = None, mistakes: list[Mistake] | None = None
) -> Form:
    """The form: the date as it is in the first box, or what was typed."""
    told, wrong = kept.told, {one.key: one for one in reversed(mistakes or [])}
    order, day = order_of(told.get("place")), told.get("treatment_date")
    plan = plan_from(kept, now.guidance, now.today)
    options = [
        Answer(one.option.key, spoken(one.option.words)[0]) for one in plan.feasibility if one.verdict != "not-needed"
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


def what_if_view(previews: Sequence[Preview], earliest: date | None, kept: KeptPlan, asked: Asked) -> WhatIfView:
    """The candidates beside each other, and the earliest day with room for what was chosen."""
    today = previews[0].after.situation.today
    lines = [_lines(one.after, today) for one in previews]
    words: dict[str, set[str]] = {}
    for title, word, _more, look in (cell for line in lines for cell in line):
        if look:  # days differ in any case; what counts is where one date has room and another has not
            words.setdefault(title, set()).add(word)
    columns = []
    for preview, line, move in zip(previews, lines, asked.moves, strict=True):
        changes = move_view(preview, kept)
        columns.append(
            Column(
                day_in_words(date.fromisoformat(move.day)),
                (move.day, move.kind) == (kept.told.get("treatment_date"), kept.told.get(KIND)),
                [Cell(*cell, len(words.get(cell[0], ())) > 1) for cell in line],
                changes.summary,
                [f"{one.title}: {one.text}" for one in (*changes.clashes, *changes.too_early)],
                [one.title for one in (*changes.closed, *changes.goes)],
                fields_of(move),
            )
        )
    return WhatIfView(columns, *_earliest(earliest, previews[0].after, asked))


def _lines(plan: Plan, today: date) -> list[tuple[str, str, str, str]]:
    """The lines of one candidate: (title, word, more, look)."""
    first, zero = plan.situation.first_chemo, plan.situation.course.get("day-zero")
    lines = []
    for name, milestone in ((_("First chemo"), first), (_("New cells day"), zero)):
        if milestone:
            day = short_day(milestone.likely, today)
            lines.append((name, day if milestone.confirmed else _("about %(day)s", day=day), "", ""))
        else:
            lines.append((name, _("not known"), "", ""))
    for option in plan.feasibility:
        if option.verdict == "not-needed":
            continue
        word, note = VERDICT_WORDS[option.verdict]
        start = (
            _("Start by %(day)s.", day=short_day(option.start_by, today))
            if option.start_by and option.verdict in ("fits", "tight")
            else ""
        )
        more = " ".join(filter(None, (start, note and _(note))))
        lines.append((spoken(option.option.words)[0], _(word), more, option.verdict))
    planned = {each.item.code: each for each in plan.items}
    for code in LATER:
        if code in planned and planned[code].due:
            due = planned[code].due
            assert due is not None
            lines.append((spoken(planned[code].item.words).title, _("from %(day)s", day=short_day(due, today)), "", ""))
    return lines


def _earliest(day: date | None, plan: Plan, asked: Asked) -> tuple[str, Mapping[str, str] | None]:
    names = [spoken(one.option.words)[0] for one in plan.feasibility if one.option.key in asked.chosen]
    if not names:
        return "", None
    kind = asked.moves[0].kind
    room, (with_room, without) = listed([_("“%(name)s”", name=name) for name in names]), EARLIEST[kind]
    if day is None:
        return _(without, room=room), None
    return _(with_room, room=room, day=day_in_words(day)), fields_of(Move(kind, day.isoformat()))


def _boxes(form: MultiDict[str, str], slot: str) -> dict[str, str]:
    return {part: text for part in ("day", "month", "year") if (text := form.get(f"{slot}-{part}", "").strip()[:20])}


def _link(mistake: Mistake, order: DayOrder) -> str:
    if mistake.key == KIND:
        return f"#{box_id(KIND)}"
    box = next((part for part in order.parts if not mistake.boxes or part in mistake.boxes), order.parts[0])
    return f"#{box_id(mistake.key)}-{box}"
