"""One step that is shared, in words: where it is theirs in words of their own, else in those it was written in.

Its days are explained by its own rule. What its owner answered, wrote or calls it stands nowhere here.
"""

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.guidance.model import PartnerWords, Words
from planner.languages import day_in_words, spoken
from planner.marked import N_
from planner.plans.partner_steps import PartnersOwn
from planner.plans.sharing import SharedPlan, SharedStep
from planner.web.days import short_day
from planner.web.partner.counted import how_counted
from planner.web.partner.view import in_their_words, is_own_half, shared_row, title_of
from planner.web.plans.parts import PHASE_WORDS
from planner.web.plans.rows import Row, did_it_happen, is_booked_ahead
from planner.web.plans.step_view import SourceLine, sources_of

STANDS = {
    "done": N_("This is done."),
    "past-last-safe": N_("Its last safe day has gone by. Only the clinic can say what is possible. Ask today."),
    "do-now": N_("This is for now."),
    "overdue": N_("Its day has gone by. Do it today if you can."),
    "due-soon": N_("Its day is within a week."),
    "open": N_("This can be done now."),
    "upcoming": N_("There is nothing to do yet."),
}


class SharedStepView(NamedTuple):
    """Everything the page of one shared step shows. `row` is its line in the list; `tag` what it says of it, and how.

    `said`: what they said of it; `undo`: they can take that back; `marks`: what saying so marks, where it was given to
    them; `early`: it is too early to expect that it is done. `to_others`: its words speak to whoever has the
    treatment. `mine`: they can say that it is done; `half`: for themselves, beside the step of the plan.
    """

    row: Row
    tag: tuple[str, str]
    part: str
    stands: str
    why: str
    steps: tuple[str, ...]
    ask: str
    notes: list[str]
    counted: list[str]
    later: list[str]
    sources: list[SourceLine]
    own_reading: bool
    said: str
    undo: bool
    marks: str
    early: bool
    to_others: bool
    mine: bool
    half: bool


def step_view(one: SharedStep, seen: SharedPlan, own: PartnersOwn) -> SharedStepView:
    """One step as its page shows it. `seen`: all that is shared with them; `own`: what they keep about it."""
    item, today, window = one.item, seen.today, one.window
    words: Words | PartnerWords = spoken(item.words)
    theirs_to_read = in_their_words(one)
    if theirs_to_read:
        words = spoken(item.for_partner)
    said, undo = _said(one, own, today)
    done = own.half if is_own_half(one) else None
    row = shared_row(one, today, "", done)
    notes = [_("This is an estimate: the day it is counted from is not confirmed.")] if window.estimate else []
    notes += [_("The clinic may be closed that day. Ring anyway.")] if window.ring_anyway else []
    return SharedStepView(
        row=shared_row(one, today, ""),
        tag=(row.word, "last-safe" if row.near else row.state),
        part=_("Your part") if one.yours else _(PHASE_WORDS[item.phase]),
        stands="" if done else _stands(one, today),
        why=words.why,
        steps=words.steps,
        ask=words.ask,
        notes=notes,
        counted=how_counted(one, {each.item.key: title_of(each) for each in seen.steps}),
        later=[day_in_words(day) for day in sorted({day.day for day in (*window.repeats, *window.then)})],
        sources=sources_of(item.citations),
        own_reading=item.own_reading,
        said=said,
        undo=undo,
        marks=_marks(one) if one.theirs else "",
        early=one.state == "upcoming" and one.window.opens is not None and one.window.opens > today,
        to_others=not theirs_to_read,
        mine=one.yours,
        half=is_own_half(one),
    )


def _said(one: SharedStep, own: PartnersOwn, today: date) -> tuple[str, bool]:
    """What stands where they say how it is, and whether it is theirs to take back: of a step of the plan only while
    what they said themselves still holds."""
    if is_own_half(one):
        if own.half is None:
            return "", False
        return _("You said it was done on %(day)s.", day=short_day(own.half, today)), True
    if one.state != "done":
        return "", False
    if own.done and one.step and one.step.day == own.done:
        return _("You said it was done on %(day)s.", day=short_day(own.done, today)), True
    return _("This is done."), False


def _marks(one: SharedStep) -> str:
    """What is marked in the plan, as its owner calls it: their own words speak of what they do beside it."""
    title = spoken(one.item.words).title
    if one.state == "done":
        return _("“%(title)s” is marked as done in the plan, for both of you.", title=title)
    return _("This marks “%(title)s” as done in the plan, for both of you.", title=title)


def _stands(one: SharedStep, today: date) -> str:
    """How the step stands, in a sentence or two; nothing where its day is booked, which is said already."""
    if did_it_happen(one, today) or is_booked_ahead(one, today):
        return ""
    if one.state == "upcoming" and one.window.opens and one.window.opens > today:
        return _("There is nothing to do before %(day)s.", day=short_day(one.window.opens, today))
    if one.state == "past-last-safe" and in_their_words(one):
        return _("Its latest day has gone by. Ask the team today.")
    return _(STANDS[one.state])
