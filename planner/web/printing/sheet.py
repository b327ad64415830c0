"""The sheet of next steps: one page, however full the plan. What does not fit is said, never left out silently."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.engine.plan import Plan, Planned
from planner.languages import spoken
from planner.marked import N_
from planner.web.plans.present import PlanView, Said
from planner.web.plans.rows import ACTIVE, Corrections, Row, did_it_happen, row_of
from planner.web.printing.asked import kept_for, questions_that_fit
from planner.web.printing.order import by_day, to_come
from planner.web.printing.rest import LATER, OPEN, PAUSED, rest_height, steps_left
from planner.web.printing.room import LINE, TICK, Room, high
from planner.web.printing.stamp import Stamp

MOST_STEPS = 8  # more than this is a wall, not a sheet
NOTE_LINES = 4  # a longer note is in the whole plan
LONG_NOTE = N_("long, so it is printed with the whole plan")
QUIET_STATES = ("open", "due-soon")  # the day says as much
GAP = 0.8  # em: the air between two columns
WHEN = 12.8  # em: the column of days; with large letters the day stands over the words
SQUARES = 24.0  # millimetres
SMALLER = 0.875  # the letters of the stamp
WRITING = {False: 6.5, True: 3.6}  # em: the least room to write, by whether the letters are large
SHARE = 0.33  # of the sheet: what stands first takes no more


class SheetStep(NamedTuple):
    """One step of the sheet. `said`: how it stands, where its day does not say so, and its day."""

    row: Row
    said: tuple[str, ...]
    things: tuple[str, ...]
    note: str


class Sheet(NamedTuple):
    """All that stands on the sheet, in words. `more_*`: what is not on it, as sentences; empty when nothing is."""

    lead: str
    warnings: list[Said]
    more_warnings: str
    steps: list[SheetStep]
    more_steps: str
    asked: list[str]
    more_asked: str


def sheet_of(
    plan: Plan,
    view: PlanView,
    room: Room,
    stamp: Stamp,
    *,
    asked: Sequence[str] = (),
    notes: Mapping[str, str] | None = None,
    corrections: Corrections | None = None,
) -> Sheet:
    """The sheet of a plan on paper with this much room. `asked`: questions for the team; `notes` by item code."""
    lead, first, today = lead_of(plan, view), view.next.row.title if view.next else "", plan.situation.today
    foot = _foot(stamp, room, room.width - 26 / room.em)
    room.left -= 3.0 + high(lead, room.width) + foot + WRITING[room.large]
    coming = to_come(plan, first)
    if coming:
        room.left -= rest_height(room)
    warnings, more_warnings = _first_things(view.warnings, room)
    questions = list(dict.fromkeys(" ".join(words.split()) for words in asked))
    steps: dict[str, SheetStep] = {}
    kept_for_questions = 0.0
    for one in coming[:MOST_STEPS]:
        step = _step(one, plan, room, (notes or {}).get(one.item.code, ""), corrections or {})
        if steps and _height(step, room) > room.left - kept_for_questions:
            break
        steps[one.item.key] = step
        room.left -= _height(step, room)
        kept_for_questions = kept_for_questions or kept_for(questions, room)
    for one in coming[: len(steps)]:
        fuller = steps[one.item.key]._replace(things=spoken(one.item.words).steps[:2])
        more = _height(fuller, room) - _height(steps[one.item.key], room)
        if more <= room.left - kept_for_questions:
            steps[one.item.key] = fuller
            room.left -= more
    shown = [one for one in coming if one.item.key in steps]
    on_sheet, more_asked = questions_that_fit(questions, room)
    return Sheet(
        lead,
        warnings,
        more_warnings,
        [steps[one.item.key] for one in by_day(shown, first, today)],
        _more(plan, steps),
        on_sheet,
        more_asked,
    )


def lead_of(plan: Plan, view: PlanView) -> str:
    """What the plan says of itself in a line. A plan that is closed says it where the reason stands."""
    if plan.stopped == "died":
        return ""
    if not plan.resting:
        return view.lead
    return " ".join((view.lead, _("You are taking a break, so nothing rings.")))


def _foot(stamp: Stamp, room: Room, width: float) -> float:
    width /= SMALLER
    words = (f"{stamp.printed} {stamp.apart}", stamp.where, stamp.advice)
    return 1.4 + max(SQUARES / room.em, SMALLER * sum(high(text, width, bold=True) for text in words))


def _first_things(said: list[Said], room: Room) -> tuple[list[Said], str]:
    """What to know first, as much as its share of the sheet holds, and what is said of the rest."""
    shown: list[Said] = []
    share, width = SHARE * room.height, room.width - 3
    for one in said:
        listed, height = list(one.listed), 1.9 + high(one.heading, width, bold=True) + high(one.text, width)
        while len(listed) > 2 and height + sum(high(line, width) for line in listed) > share:
            listed.pop()
        gone = len(one.listed) - len(listed)
        if gone:
            listed.append(
                ngettext("and %(num)s more, in your whole plan", "and %(num)s more, in your whole plan", gone)
            )
        height += sum(high(line, width) for line in listed)
        if height > share and shown:
            break
        share -= height
        room.left -= height
        shown.append(one._replace(listed=listed))
    left = len(said) - len(shown)
    if not left:
        return shown, ""
    room.left -= rest_height(room)
    return shown, ngettext(
        "%(num)s more thing to know: see your whole plan.", "%(num)s more things to know: see your whole plan.", left
    )


def _step(one: Planned, plan: Plan, room: Room, note: str, corrections: Corrections) -> SheetStep:
    row = row_of(one, plan.situation.today, "", corrections.get(one.item.key))
    said = " ".join(note.split())
    if high(_with_note(said), _beside(room)) > NOTE_LINES * LINE:
        said = _(LONG_NOTE)
    days = (row.when,) if _day_says_so(one, row, plan.situation.today) else (row.word, row.when)
    return SheetStep(row, days, spoken(one.item.words).steps[:1], said)


def _day_says_so(one: Planned, row: Row, today: date) -> bool:
    """Whether the day of a step says how it stands: it is open, or opens on that day."""
    if did_it_happen(one, today):
        return False
    opens = one.window.opens
    return row.state in QUIET_STATES or (row.state == "upcoming" and opens is not None and opens > today)


def _with_note(note: str) -> str:
    """A note as the sheet shows it."""
    return " ".join((_("Your note:"), note))


def _beside(room: Room) -> float:
    """The width of the words that say what to do."""
    return room.width - TICK - (0 if room.large else WHEN + GAP)


def _height(step: SheetStep, room: Room) -> float:
    width, row = _beside(room), step.row
    who = f" ({row.who})" if row.who and not room.large else ""
    what = high(f"{row.title}{who}", width, bold=True) + sum(high(thing, width - 1.2) for thing in step.things)
    if row.correction:
        what += high(" ".join((_("Corrected %(day)s:", day=row.correction.day), row.correction.text)), width)
    if step.note:
        what += high(_with_note(step.note), width)
    if room.large:
        return 1.1 + what + high(" · ".join((*step.said, row.last_safe)), width, bold=True)
    first, *others = step.said
    when = high(first, WHEN, bold=True) + sum(high(words, WHEN - 0.6) for words in (*others, row.last_safe))
    return 1.1 + max(what, when)


def _more(plan: Plan, shown: Mapping[str, SheetStep]) -> str:
    """How many steps are not on the sheet, and where they are."""
    counts = Counter(
        OPEN if one.state in ACTIVE else PAUSED if one.state == "paused" else LATER
        for one in plan.items
        if one.item.key not in shown and one.state != "done"
    )
    return steps_left(counts, some_shown=bool(shown))
