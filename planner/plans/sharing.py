"""The one door to what somebody else may see of a plan: from its owner's plan and what they share, only that. Pure.

Nothing that is kept back leaves anything here: no count, no gap, no order, no reason and no answer. Why nothing is
planned is not told either: a break, a pregnancy that may be, a treatment put off and a plan without shared steps all
look the same.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from planner.engine.adjustments import OWN
from planner.engine.plan import Plan, Planned
from planner.engine.schedule import Window
from planner.guidance.model import PHASES, SEVERITIES, Item
from planner.questions.told import StepTaken

PARTNER = "partner"  # whom an item is for too, as the guidance says

# What is only ever shared one by one: a group that holds them would tell that they have come.
ONE_BY_ONE = ("F05", "F06", "B11", "B13")


class Rights(NamedTuple):
    """What the owner of a plan lets one other person see.

    `own_part`: what the guidance gives a partner to do. `groups`: whole parts of the plan, as in `PHASES`. `shown` and
    `hidden`: steps by their codes, whatever the groups say. `theirs`: steps by their codes that this person does, so
    that they may say that one is done.
    """

    own_part: bool = False
    groups: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


NOTHING = Rights()
OWN_PART = Rights(own_part=True)


class SharedStep(NamedTuple):
    """One step as it is shared, with its days (see `Dated`): no answer it rests on, and no word its owner wrote.

    `step` is done or booked on a day, or None. `yours`: it stands in their own part; `theirs`: its owner has given it
    to them, so that they may say it is done.
    """

    item: Item
    severity: str
    state: str
    window: Window
    step: StepTaken | None
    quiet: bool
    alarms: tuple[date, ...]
    is_guess: bool
    yours: bool
    theirs: bool

    @property
    def who(self) -> tuple[str, ...]:
        """Who does it, as the guidance says: whom a clinic names is the owner's."""
        return self.item.who

    @property
    def due(self) -> date | None:
        """The day it is due: the booked or done day where there is one."""
        return self.window.due


class SharedPlan(NamedTuple):
    """All that somebody else may see of a plan on one day."""

    today: date
    steps: tuple[SharedStep, ...]


def shared_plan(plan: Plan, rights: Rights) -> SharedPlan:
    """What these rights leave of a plan: the only way to it for anybody but its owner."""
    resting = bool(plan.stopped) or plan.resting
    seen = [] if resting else [one for one in plan.items if may_see(one.item, rights)]
    if plan.paused:  # what goes on meanwhile would tell why the rest does not
        seen = [one for one in seen if one.item.code in ONE_BY_ONE and one.state != "paused"]
    shared = [_step(one, rights) for one in seen]
    return SharedPlan(plan.situation.today, tuple(sorted(shared, key=_by_what_is_shown)))


def may_see(item: Item, rights: Rights) -> bool:
    """Whether an item is shared, where it stands in a plan."""
    code = item.code
    if code in rights.hidden:
        return False
    if code in rights.shown or code in rights.theirs:
        return True
    # Nor does a clinic's own item come with a group: nobody has seen its words when a group is shared.
    one_by_one = code in ONE_BY_ONE or code.startswith(OWN)
    return not one_by_one and (item.phase in rights.groups or (rights.own_part and PARTNER in item.who))


def is_wider(rights: Rights, before: Rights, items: Mapping[str, Item]) -> bool:
    """Whether anything is shared now that was not before, of all items there are by code."""
    seen = any(may_see(item, rights) and not may_see(item, before) for item in items.values())
    return seen or not set(rights.theirs) <= set(before.theirs)


def in_order(rights: Rights) -> Rights:
    """The same rights, each list in one order and without what another list says already."""
    hidden = tuple(sorted(set(rights.hidden)))
    theirs = tuple(sorted(set(rights.theirs) - set(hidden)))
    shown = tuple(sorted(set(rights.shown) - set(hidden) - set(theirs)))
    return Rights(rights.own_part, tuple(one for one in PHASES if one in rights.groups), shown, hidden, theirs)


def _by_what_is_shown(one: SharedStep) -> tuple[bool, date, int, str]:
    """The place of a step among others. In a plan what presses more for this person comes first, and that rests on
    answers; here it is what can be seen anyway."""
    day = one.window.last_safe or one.window.due or date.max
    return one.state != "do-now", day, SEVERITIES.index(one.severity), one.item.code


def _step(one: Planned, rights: Rights) -> SharedStep:
    said, theirs = one.step, one.item.code in rights.theirs
    return SharedStep(
        one.item,
        one.item.severity,
        one.state,
        one.window,
        StepTaken(said.state, said.day) if said and said.state in ("done", "booked") else None,
        one.quiet,
        one.alarms,
        one.is_guess,
        theirs or (rights.own_part and PARTNER in one.item.who),
        theirs,
    )
