"""What a plan's own page says of reminders: a last safe day to be seen, and by how few ways one would be told."""

from collections.abc import Callable
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.plan import Plan
from planner.guidance.model import Item
from planner.languages import spoken
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan
from planner.plans.sharing import SharedPlan
from planner.reminders.choices import choices_of
from planner.reminders.outbox import watched_by_share, watched_in
from planner.reminders.policy import DAYS_BEFORE
from planner.reminders.told import has_last_safe_days, reachable, to_be_seen
from planner.web.days import named_day
from planner.web.plans.made import step_path

ENOUGH = 2  # ways: if one fails, another still comes


class Reminded(NamedTuple):
    """How reminders of a plan stand, for what is drawn from it: its newest last safe day that was told and not seen
    (the id of the notice, or empty), whether others are told of it, by how many ways (at most 2), and if one fails."""

    notice: str
    rises: bool
    ways: int
    failing: bool


class CloseStep(NamedTuple):
    """A step whose last safe day is close, with the address of its page."""

    title: str
    path: str
    day: str


class Close(NamedTuple):
    """The last safe days that are close, by the notice that told of them. `rises`: others are told next."""

    notice: str
    steps: list[CloseStep]
    rises: bool


class Reach(NamedTuple):
    """What is said of the ways; `line` is empty where there are enough of them, or nothing that should not be missed.
    `failing`: one of them takes nothing, which is said more strongly."""

    line: str
    failing: bool


def reminded_of(kept: KeptPlan, occasion: Occasion) -> Reminded:
    """How reminders of a plan stand now: two small questions to the database."""
    waits, reach = to_be_seen(kept, occasion.now), reachable(kept)
    rises = bool(waits) and bool(choices_of(kept.person).rises)
    return Reminded(waits[0].id if waits else "", rises, min(reach.ways, ENOUGH), reach.failing)


def close_in(kept: KeptPlan, plan: Plan, reminded: Reminded) -> Close | None:
    """The last safe days that were told and not seen, as they are now; None where nobody has to look at any."""
    if not reminded.notice or plan.stopped or plan.resting:
        return None
    today, watched = plan.situation.today, watched_in(plan)
    near = {code: day for code, day in watched.items() if (day - today).days <= max(DAYS_BEFORE)}
    steps = [
        CloseStep(spoken(one.item.words).title, step_path(kept, one.item.key), named_day(near[one.item.code], today))
        for one in sorted(plan.items, key=lambda one: near.get(one.item.code, today))
        if one.item.code in near
    ]
    return Close(reminded.notice, steps, reminded.rises) if steps else None


def close_to_share(seen: SharedPlan, path: Callable[[Item], str]) -> list[CloseStep]:
    """The last safe days that are close, of what is shared with somebody, by what they can see of it; `path`: where the
    page of a step is."""
    near = {code: day for code, day in watched_by_share(seen).items() if (day - seen.today).days <= max(DAYS_BEFORE)}
    items = {one.item.code: one.item for one in seen.steps}
    return [
        CloseStep(their_title(items[code]), path(items[code]), named_day(day, seen.today))
        for code, day in sorted(near.items(), key=lambda one: one[1])
    ]


def their_title(item: Item) -> str:
    """What a step is called to somebody with whom it is shared."""
    return spoken(item.for_partner).title if item.for_partner else spoken(item.words).title


def reach_in(plan: Plan, reminded: Reminded) -> Reach:
    """What is said of the ways by which a last safe day of this plan would reach its owner."""
    if not has_last_safe_days(plan):
        return Reach("", False)
    if reminded.failing:
        return Reach("", True)
    if reminded.ways >= ENOUGH:
        return Reach("", False)
    if reminded.ways:
        return Reach(_("A last safe day would reach you by 1 way only."), False)
    return Reach(_("A last safe day would reach you by no way yet."), False)
