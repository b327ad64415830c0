"""One step at a time, for somebody with little strength: what to do now, with what is grave before it, and no more.

Nothing critical is left out: grave warnings, urgent corrections and what is booked for these days stand there too, and
how many other steps are urgent.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.conditions import YES
from planner.engine.dates import days_between
from planner.engine.plan import Plan, Planned
from planner.languages import spoken
from planner.plans.warnings import Warning
from planner.web.asking.typed_days import boxes_of
from planner.web.days import named_day
from planner.web.plans.next_step import by_when, in_short, in_turn, note_of, presses, tone_of
from planner.web.plans.present import lead_of, warnings_to_say, where_to_tell
from planner.web.plans.rows import Corrections, Row, StepPath, did_it_happen, is_booked_ahead, row_of
from planner.web.plans.said import said_in_words
from planner.web.plans.sentences import sentences_of

SHORT = 100  # letters: a second sentence of the reason is shown when both together are no longer
AT_ONCE = 170  # letters: a second thing to do is shown when both together are no longer; the rest is on the step's page
# Grave warnings of many words: how many of their first and of their last sentences are said at once, what happens and
# what to do. The sentences between them are folded away.
FIRST_AND_LAST: Mapping[str, tuple[int, int]] = {"treatment-date-trap": (1, 1), "pregnant-or-unsure": (2, 0)}


class Grave(NamedTuple):
    """What stands before the step: what happens, what to do, and what is folded away. `kind` is that of a notice."""

    kind: str
    heading: str
    text: str
    more: str
    listed: list[str]


class Led(NamedTuple):
    """Something said of another step, and where its page is."""

    text: str
    path: str


class OneStep(NamedTuple):
    """The step that is shown. `more`: how many things to do are not shown. `waits`: it is for now, not for later.

    `happened`: it was booked for a day that has gone by; `done` are the fields that say it was done.
    """

    row: Row
    when: str
    last_safe: str
    note: str
    why: str
    steps: tuple[str, ...]
    more: int
    tone: str
    said: str
    waits: bool
    asked: bool
    happened: bool
    done: Mapping[str, str]


class CalmView(NamedTuple):
    """All that is shown.

    `booked`: for today and tomorrow, or, where nothing else is for now, what is booked next. `before` and `after` are
    the numbers of the steps beside this one, 0 where there is none. `urgent`: how many later steps are urgent;
    `further`: how many other warnings the whole plan says.
    """

    heading: str
    lead: str
    graves: list[Grave]
    happened: str
    corrected: list[Led]
    booked: list[Led]
    step: OneStep | None
    comes_next: bool
    before: int
    after: int
    urgent: int
    further: int


def calm_view(plan: Plan, number: int = 1, *, step_path: StepPath, corrections: Corrections | None = None) -> CalmView:
    """One step of a plan, counted from 1: first what is for now, the gravest first, then what is to come, by day."""
    today, corrected = plan.situation.today, corrections or {}
    waiting, coming = in_turn(plan)
    steps = [*waiting, *sorted(coming, key=lambda one: one.window.opens or date.max)]
    number = min(max(number, 1), len(steps))
    one, waits = (steps[number - 1], number <= len(waiting)) if steps else (None, False)
    happened, said, ahead = where_to_tell(plan), warnings_to_say(plan), _booked_ahead(plan)
    graves = [warning for warning in said if _is_grave(warning, plan, happened)]
    near = [(day, each) for day, each in ahead if days_between(today, day) <= 1]
    calls = bool(graves or happened or (near and near[0][0] == today))
    return CalmView(
        heading=_heading(number, waits, calls),
        lead="" if one else lead_of(plan),
        graves=[_grave(warning) for warning in graves],
        happened=happened,
        corrected=[
            Led(f"{spoken(each.item.words).title}: {corrected[each.item.key].text}", step_path(each.item))
            for each in plan.items
            if each.item.key in corrected and each is not one
        ],
        booked=[
            Led(_booked_for(day, each, today), step_path(each.item))
            for day, each in near or ([] if waiting else ahead[:1])
        ],
        step=_one_step(one, waits, today, step_path, corrected) if one else None,
        comes_next=not waiting and number == 1,
        before=max(number - 1, 0),
        after=number + 1 if number < len(steps) else 0,
        urgent=sum(_is_urgent(each, today) for each in waiting[number:]),
        further=len(said) - len(graves) - any(warning.key == "has-this-happened" for warning in said if happened),
    )


def _heading(number: int, waits: bool, calls: bool) -> str:
    """What the page is about. Nothing is only said to be left for today when nothing else on it calls."""
    if waits:
        return _("Your next step") if number == 1 else _("Another step")
    if number > 1:
        return _("A later step")
    return _("Your plan") if calls else _("Nothing to do today")


def _is_grave(warning: Warning, plan: Plan, happened: str) -> bool:
    """Whether a warning stands before the step: what is critical, and that the plan is off."""
    if warning.key == "has-this-happened":
        return not happened  # where it can be told, it is asked
    return warning.severity == "critical" or warning.key == plan.stopped


def _grave(warning: Warning) -> Grave:
    *before, end = sentences_of(warning.text)
    sentences = [*(f"{sentence}." for sentence in before), end]
    first, last = FIRST_AND_LAST.get(warning.key, (len(sentences), 0))
    shown = [*sentences[:first], *sentences[len(sentences) - last :]]
    more = " ".join(sentences[first : len(sentences) - last])
    head, _colon, tail = more.rpartition(": ")
    listed = tail.removesuffix(".").split("; ")
    kind = "amber" if warning.severity == "critical" else "info"
    if head and len(listed) > 1:
        return Grave(kind, shown[0], " ".join(shown[1:]), f"{head}:", listed)
    return Grave(kind, shown[0], " ".join(shown[1:]), more, [])


def _booked_ahead(plan: Plan) -> list[tuple[date, Planned]]:
    """What is booked for today or later, by its day. What is paused is not said."""
    today = plan.situation.today
    ahead = [one for one in plan.items if is_booked_ahead(one, today) and one.state not in ("done", "paused")]
    return sorted(((one.due or today, one) for one in ahead), key=lambda found: found[0])


def _booked_for(day: date, one: Planned, today: date) -> str:
    title = spoken(one.item.words).title
    if day == today:
        return _("Booked for today: %(title)s", title=title)
    if days_between(today, day) == 1:
        return _("Booked for tomorrow: %(title)s", title=title)
    return _("Booked for %(day)s: %(title)s", day=named_day(day, today), title=title)


def _from(one: Planned, today: date) -> str:
    """From when a step that is to come can be done, and by when where that is another day."""
    opens, due = one.window.opens, one.due
    if opens and opens > today and due and due != opens and one.item.timing.direction != "until":
        return _("From %(first)s, by %(last)s.", first=named_day(opens, today), last=named_day(due, today))
    return by_when(one, today)


def _is_urgent(one: Planned, today: date) -> bool:
    return presses(one, today) or (one.sure == YES and one.severity == "critical" and one.state != "open")


def _one_step(one: Planned, waits: bool, today: date, step_path: StepPath, corrected: Corrections) -> OneStep:
    words, row = spoken(one.item.words), row_of(one, today, step_path(one.item), corrected.get(one.item.key))
    step, happened, last = one.step, did_it_happen(one, today), one.window.last_safe
    first = 2 if len(" ".join(words.steps[:2])) <= AT_ONCE else 1
    day = boxes_of(step.day.isoformat()) if step and step.day and happened else {}
    return OneStep(
        row=row,
        when=by_when(one, today) if waits else _from(one, today),
        last_safe=_("Last safe day: %(day)s.", day=named_day(last, today))
        if last and row.near and last != one.due
        else "",
        note=note_of(one),
        why=in_short(words.why, SHORT),
        steps=words.steps[:first],
        more=len(words.steps[first:]),
        tone=tone_of(one, row),
        said=said_in_words(step, today) if step and not happened else "",
        waits=waits,
        asked=step is not None and step.state == "ask",
        happened=happened,
        done={f"done-{part}": text for part, text in day.items()},
    )
