"""What somebody with whom a plan is shared sees, in words: of a `SharedPlan`, and of what they keep themselves.

Nothing here counts, and an empty list says nothing of why it is empty: what is not shared leaves no gap.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.guidance.model import Item
from planner.languages import spoken
from planner.plans.partner_steps import PartnersOwn
from planner.plans.sharing import SharedPlan, SharedStep
from planner.web.days import short_day
from planner.web.drawings.course import Stop, ends_of, is_near, stretch
from planner.web.plans.next_step import by_when, in_short, note_of, tone_of
from planner.web.plans.parts import PHASE_WORDS
from planner.web.plans.rows import ACTIVE, STATE_WORDS, Row, did_it_happen, is_booked_ahead, row_of

StepPath = Callable[[Item], str]
BY_DAY = 8  # steps that stand by their days beside the list, the next ones first


class SharedPart(NamedTuple):
    """One part of what is shared: its name, its steps, and those that are done. `open`: something of it is for now."""

    title: str
    open: bool
    rows: list[Row]
    done: list[Row]


class First(NamedTuple):
    """The one thing of theirs to do first, as a card shows it."""

    row: Row
    eyebrow: str
    when: str
    why: str
    note: str
    tone: str


class SharedView(NamedTuple):
    """All of it: what is theirs to do, the first thing by itself; the rest by parts; and what comes, by its days."""

    first: First | None
    yours: list[Row]
    done: list[Row]
    parts: list[SharedPart]
    stops: list[Stop]


def shared_view(shared: SharedPlan, step_path: StepPath, own: Mapping[str, PartnersOwn] | None = None) -> SharedView:
    """What is shared, as its page shows it. `step_path` gives the address of the page of one step; `own` is what they
    keep of it, by code: their own half of a step is done when they say so."""
    today, kept = shared.today, own or {}
    done = {one.item.code: _done_on(one, kept) for one in shared.steps}
    steps = sorted(shared.steps, key=lambda one: _as_read(one, today))

    def row(one: SharedStep) -> Row:
        return shared_row(one, today, step_path(one.item), done[one.item.code])

    def rows(steps: list[SharedStep]) -> tuple[list[Row], list[Row]]:
        left = [row(one) for one in steps if not _is_done(one, done)]
        return left, [row(one) for one in steps if _is_done(one, done)]

    yours, rest = [one for one in steps if one.yours], [one for one in steps if not one.yours]
    first = _first([one for one in yours if not _is_done(one, done)], today)
    left, behind = rows([one for one in yours if one is not first])
    parts = []
    for phase, words in PHASE_WORDS.items():
        inside = [one for one in rest if one.item.phase == phase]
        if inside:
            parts.append(SharedPart(_(words), any(one.state in ACTIVE for one in inside), *rows(inside)))
    coming = [one for one in steps if not _is_done(one, done)]
    return SharedView(first and _card(first, row(first), today), left, behind, parts, _by_day(coming, today))


def shared_row(one: SharedStep, today: date, path: str, done: date | None = None) -> Row:
    """One step as a line of the list. `done`: the day on which they did their own half of it."""
    row = row_of(one, today, path)._replace(title=title_of(one), who="")
    if done:
        when = _("done %(day)s", day=short_day(done, today))
        return row._replace(state="done", word=_(STATE_WORDS["done"]), when=when, last_safe="", near=False)
    if row.last_safe:
        row = row._replace(last_safe=_last_day(one, today))
    if did_it_happen(one, today):  # whoever booked it is asked that; here it is a day like another
        return row._replace(state="booked", word=_("booked"))
    return row


def in_their_words(one: SharedStep) -> bool:
    """Whether a step is said in words to them: it is in their own part, and it has such words."""
    return one.yours and bool(one.item.for_partner)


def title_of(one: SharedStep) -> str:
    """What a step is called to them: in words of their own where it is theirs."""
    return spoken(one.item.for_partner).title if in_their_words(one) else spoken(one.item.words).title


def why_of(one: SharedStep) -> str:
    """Why it is to be done, to them."""
    return spoken(one.item.for_partner).why if in_their_words(one) else spoken(one.item.words).why


def is_own_half(one: SharedStep) -> bool:
    """Whether it is their own half of a step: done when they say so, for themselves and not for the plan."""
    return one.yours and not one.theirs


def _done_on(one: SharedStep, own: Mapping[str, PartnersOwn]) -> date | None:
    kept = own.get(one.item.code)
    return kept.half if kept and is_own_half(one) else None


def _is_done(one: SharedStep, done: Mapping[str, date | None]) -> bool:
    return one.state == "done" or done[one.item.code] is not None


def _as_read(one: SharedStep, today: date) -> tuple[bool, date, date, str]:
    """The place of a step among others: what is for now, then by the first day that its line names."""
    now = one.state == "do-now" and not is_booked_ahead(one, today)
    due = one.due or date.max
    opens = one.window.opens or due
    spoken_of = one.state == "done" or (one.step is not None and one.step.state == "booked")
    stretches = one.item.kind == "card" or (one.item.timing.direction == "until" and opens <= today)
    first = opens if one.due is None or (stretches and not spoken_of) else due
    return not now, first, due, one.item.code


def _last_day(one: SharedStep, today: date) -> str:
    """The last day on which a step can be done, as a phrase. In words to them it is no matter of what is safe: they
    are not the one who is treated."""
    last = one.window.last_safe
    if last is None:
        return ""
    day = short_day(last, today)
    return (
        _("the latest day it can be: %(day)s", day=day) if in_their_words(one) else _("last safe day %(day)s", day=day)
    )


def _first(left: list[SharedStep], today: date) -> SharedStep | None:
    """What is for now and not booked, else the first to come; of several the one that stands first."""
    waiting = [one for one in left if one.state in ACTIVE and not is_booked_ahead(one, today)]
    return next(iter(waiting or left), None)


def _card(one: SharedStep, row: Row, today: date) -> First:
    booked = one.step is not None and one.step.state == "booked"
    now = one.state in ACTIVE and not is_booked_ahead(one, today)
    when = f"{row.when[:1].upper()}{row.when[1:]}." if booked else by_when(_without_last_safe(one), today)
    eyebrow = _("Next for you") if now else _("Nothing for you to do today. Next")
    return First(row, eyebrow, when, in_short(why_of(one)), note_of(one), tone_of(one, row))


def _without_last_safe(one: SharedStep) -> SharedStep:
    """A step in words to them with its day alone, which may be a last safe one to whoever has the treatment."""
    return one._replace(window=one.window._replace(last_safe=None)) if in_their_words(one) else one


def _by_day(left: list[SharedStep], today: date) -> list[Stop]:
    """Today, and the next of what comes: those that are due first, by the first day that is said of each."""
    dated = sorted((one for one in left if one.due), key=lambda one: (ends_of(one)[::-1], one.item.code))
    found = [(today, 0, Stop("today", _("Today"), short_day(today, today)))]
    for one in dated[:BY_DAY]:
        opens, due = ends_of(one)
        when, first, kind = stretch(opens, due, today), max(opens, today), "window"
        if opens < today < due and one.item.kind == "task":  # it has begun: what is left to know is its end
            when, first = _("by %(day)s", day=short_day(due, today)), due
        if opens == due:
            first = due
            kind = "unfixed" if one.window.estimate else "fixed"
        when = _("%(when)s, an estimate", when=when) if one.window.estimate else when
        found.append((first, 1, Stop(kind, title_of(one), when, _last_day(one, today), is_near(one, today))))
    return [each[2] for each in sorted(found, key=lambda each: each[:2])] if len(found) > 1 else []
