"""The list of a plan by phase: what is open to be seen at once, the rest folded away under it."""

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.engine.plan import Plan, Planned
from planner.marked import N_
from planner.web.days import short_day
from planner.web.plans.rows import ACTIVE, Row

URGENT = ("critical", "high")
CALM_ROWS = 6  # more open rows than this in one part, and the less pressing ones fold away
PHASE_WORDS = {
    "fallback": N_("Call now"),
    "find-out": N_("Find out and decide"),
    "freeze": N_("Freeze and store"),
    "protect": N_("Protect"),
    "during": N_("During treatment"),
    "after": N_("After treatment"),
}
MORE = {"upcoming": N_("Later"), "paused": N_("Paused")}


class Folded(NamedTuple):
    """Rows that are folded away under one line."""

    title: str
    rows: list[Row]


class Part(NamedTuple):
    """One part of the list: the rows to see at once, and those folded away: less pressing, and done."""

    title: str
    note: str
    open: bool
    rows: list[Row]
    folded: list[Folded]


def parts_of(plan: Plan, rows: dict[str, Row]) -> list[Part]:
    """The parts that hold anything, in order. `rows` by the key of their item."""
    by_phase: dict[str, list[Planned]] = {phase: [] for phase in PHASE_WORDS}
    for one in plan.items:
        by_phase[one.item.phase].append(one)
    today = plan.situation.today
    return [_part(_(PHASE_WORDS[phase]), inside, rows, today) for phase, inside in by_phase.items() if inside]


def _part(title: str, inside: list[Planned], rows: dict[str, Row], today: date) -> Part:
    """One part of the list. When much is open at once, what presses less is folded under what presses more."""
    done = [one for one in inside if one.state == "done"]
    left = [one for one in inside if one.state != "done"]
    active = [one for one in left if one.state in ACTIVE]
    first = [one for one in active if one.severity in URGENT] if len(active) > CALM_ROWS else active
    shown = first or active or left
    more = [one for one in left if one not in shown]
    folded = []
    if more:
        folded.append(Folded(f"{_more_title(more)} ({len(more)})", [rows[one.item.key] for one in more]))
    if done:
        folded.append(Folded(_("Done (%(num)s)", num=len(done)), [rows[one.item.key] for one in done]))
    return Part(title, _note(left, active, done, today), bool(active), [rows[one.item.key] for one in shown], folded)


def _more_title(more: list[Planned]) -> str:
    states = {one.state for one in more}
    if len(states) == 1 and (only := next(iter(states))) in MORE:
        return _(MORE[only])
    return _("Less pressing") if states <= set(ACTIVE) else _("Less pressing, and later")


def _note(left: list[Planned], active: list[Planned], done: list[Planned], today: date) -> str:
    """How many steps a part has, how many of them are open, and from when when none is."""
    many = len(left) + len(done)
    if not left:
        return _("all done")
    if active and len(active) < many:
        return ngettext("%(num)s open of %(all)s", "%(num)s open of %(all)s", len(active), all=many)
    if not active:
        if all(one.state == "paused" for one in left):
            return ngettext("%(num)s step, paused", "%(num)s steps, paused", many)
        days = [one.window.opens or one.due for one in left if one.state == "upcoming"]
        known = [day for day in days if day]
        if known and len(known) == len(days):
            first = short_day(min(known), today)
            return ngettext("%(num)s step, from %(day)s", "%(num)s steps, from %(day)s", many, day=first)
    return ngettext("%(num)s step", "%(num)s steps", many)
