"""Why a plan needs a look: what a nurse would want to see first, as codes with numbers and never as sentences. Pure."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from planner.engine.answered import last_safe_of, not_answered_for
from planner.engine.differences import booking_clash
from planner.engine.plan import Plan, Planned

# Where a plan stands on a roster. `QUIET`: it rests, or the treatment is put off, off, or over for good.
LOOK, ON_COURSE, SNOOZED, QUIET = "look", "on-course", "snoozed", "quiet"
STANDINGS = (LOOK, ON_COURSE, SNOOZED, QUIET)

SOON = 28  # days: a last safe day this close, and nobody has answered for it, needs a look. Our own choice.
NO_DAY = date.max.toordinal()  # the urgency of a plan with no last safe day to watch: after all others

# Why a plan is where it is, in the order in which it is said.
CLOSED, OFF, PUT_OFF, RESTS = "closed", "off", "put-off", "rests"
PREGNANT, PAUSED = "may-be-pregnant", "paused"
CALL_NOW, GONE_BY, CLASH, DAY_PASSED = "call-now", "gone-by", "clash", "day-passed"
NO_DATE, NOT_CONFIRMED, GCSF_ONLY, MOVED_PAST = "no-date", "not-confirmed", "gcsf-only", "moved-past"
NEVER_SIGNED, CHANGED, QUESTIONS, DAYS_PASSED = "never-signed", "changed", "questions", "days-passed"
STOPPED = {"died": CLOSED, "cancelled": OFF, "postponed": PUT_OFF}
# What is said of a plan and does not by itself bring it under a nurse's eyes: what came of it is in the plan, and a
# signature that no longer stands brings it.
TOLD_ONLY = (RESTS, MOVED_PAST, DAYS_PASSED)


class Around(NamedTuple):
    """What is known beside a plan: how many changes nobody signed, whether it was ever signed, how many notes of the
    patient nobody answered and how many questions wait, whether something changed unseen, whether the clinic usually
    collects cells without chemo, whether it may see answers, and whether a nurse there confirmed for this person that
    they are collected so (`without_chemo`)."""

    unsigned: int
    ever_signed: bool
    notes: int
    questions: int
    unseen: bool
    usually_without_chemo: bool = False
    sees_answers: bool = True
    without_chemo: bool = False


class Look(NamedTuple):
    """What a roster says of one plan. `standing` is LOOK, ON_COURSE or QUIET, before anybody snoozed it.

    `urgency` is the day number of the nearest last safe day nobody has answered for, or NO_DAY, and `item` the code of
    its item with its title (of the clinic's own items alone; others are said in the reader's words). `first`: the first
    chemo day, and whether it is confirmed. `why`: codes, each with a number.
    """

    standing: str
    urgency: int
    item: tuple[str, str]
    unsigned: int
    unanswered: int
    first: tuple[date, bool] | None
    why: tuple[tuple[str, int], ...]


def look_at(plan: Plan, around: Around) -> Look:
    """What a roster says of a plan on the day it was worked out for."""
    first = plan.situation.first_chemo
    told = (first.likely, first.confirmed) if first else None
    if plan.stopped in STOPPED:
        notes = 0 if plan.stopped == "died" else around.notes
        asked = ((QUESTIONS, notes),) if notes else ()
        why = ((STOPPED[plan.stopped], 1), *asked)
        return Look(LOOK if notes else QUIET, NO_DAY, ("", ""), 0, notes, None, why)
    open_days = not_answered_for(plan)
    nearest = open_days[0] if open_days else None
    urgency = last_safe_of(nearest).toordinal() if nearest else NO_DAY
    item = (nearest.item.code, _own_title(nearest)) if nearest else ("", "")
    if calls := calls_now(plan):  # no day is nearer than today
        urgency, item = min(urgency, plan.situation.today.toordinal()), (calls[0].item.code, "")
    if plan.resting:
        asked = ((QUESTIONS, around.notes),) if around.notes else ()
        return Look(LOOK if asked else QUIET, urgency, item, 0, around.notes, told, ((RESTS, 1), *asked))
    why = tuple(_reasons(plan, around, open_days))
    needs = urgency - plan.situation.today.toordinal() <= SOON or any(code not in TOLD_ONLY for code, _ in why)
    unanswered = around.notes + around.questions
    return Look(LOOK if needs else ON_COURSE, urgency, item, around.unsigned, unanswered, told, why)


def calls_now(plan: Plan) -> list[Planned]:
    """The steps of whoever has to ring the clinic now, that nobody has answered for, once chemo has begun."""
    if not plan.situation.begun or plan.situation.happened or plan.resting:
        return []
    return [one for one in plan.items if one.item.phase == "fallback" and one.state == "do-now" and one.step is None]


def _own_title(one: Planned) -> str:
    return next((made.title for made in one.adjusted if made.kind == "own"), "")


def _reasons(plan: Plan, around: Around, open_days: list[Planned]) -> Iterator[tuple[str, int]]:
    situation, told = plan.situation, plan.situation.told
    if plan.paused:
        yield (PREGNANT if around.sees_answers else PAUSED), 1
    if calls := len(calls_now(plan)):
        yield CALL_NOW, calls
    if gone_by := sum(last_safe_of(one) < situation.today for one in open_days):
        yield GONE_BY, gone_by
    if clashes := sum(booking_clash(one, plan) is not None for one in plan.items):
        yield CLASH, clashes
    if situation.told_day_has_passed:
        yield DAY_PASSED, 1
    if plan.items and not situation.begun and (situation.first_chemo is None or not situation.first_chemo.confirmed):
        yield (NOT_CONFIRMED if situation.first_chemo else NO_DATE), 1
    may_be = around.usually_without_chemo and not told.said("mobilisation", "chemo-and-gcsf")
    if (may_be or told.said("mobilisation", "gcsf-only")) and not around.without_chemo and not situation.begun:
        yield GCSF_ONLY, 1
    if moved := sum(one.moved_past is not None for one in plan.items):
        yield MOVED_PAST, moved
    if around.unsigned:
        yield (CHANGED, around.unsigned) if around.ever_signed else (NEVER_SIGNED, 1)
    if asked := around.notes + around.questions:
        yield QUESTIONS, asked
    if around.unseen:
        yield DAYS_PASSED, 1
