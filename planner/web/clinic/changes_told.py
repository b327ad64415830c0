"""What its clinic changed in a plan for many at once, as its owner reads it: step by step, the days before and after.

Worked out from the facts as they are now: what this one change makes of them.
"""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _

from planner.engine.differences import differences
from planner.engine.plan import Plan, Planned
from planner.guidance.model import Guidance
from planner.languages import spoken
from planner.plans.by_clinic import PROTOCOL
from planner.plans.changing import GUIDANCE_BY_CLINIC, LAID_OVER
from planner.plans.facts import CLINIC
from planner.plans.history import Change
from planner.plans.kept import KeptPlan, plan_from
from planner.plans.warnings import clash_in_words
from planner.web.days import short_day

BY_SET = (GUIDANCE_BY_CLINIC, LAID_OVER)
FACT = f"{CLINIC}{PROTOCOL}"


def told_of_set(change: Change, kept: KeptPlan, guidance: Guidance, today: date) -> list[str]:
    """One sentence for each step that a change by a clinic for many plans changed in this one."""
    if change.action not in BY_SET:
        return []
    before, after = (plan_from(_as_it(kept, change, end), guidance, today) for end in (0, 1))
    return list(_sentences(before, after, today))


def _as_it(kept: KeptPlan, change: Change, end: int) -> KeptPlan:
    """The plan with what stood there before the change (0), or after it (1)."""
    as_of = change.patch.get("as_of", (None, None))[end]
    clinic = {name: one for name, one in kept.clinic.items() if name != PROTOCOL or FACT not in change.patch}
    if protocol := change.patch.get(FACT, (None, None))[end]:
        clinic[PROTOCOL] = protocol
    return kept._replace(as_of=date.fromisoformat(as_of) if as_of else kept.as_of, clinic=clinic)


def _sentences(before: Plan, after: Plan, today: date) -> Iterator[str]:
    found = differences(before, after)
    was = {one.item.code: one for one in before.items}
    for one in after.items:
        urgent = spoken(one.item.words).urgent
        if urgent and one.item.code in was and was[one.item.code].item is not one.item:
            yield _("“%(title)s”: %(urgent)s", title=_title(one), urgent=urgent)
    moved = set()
    for pair in found.moves:
        moved.add(pair.was.item.code)
        yield _(
            "“%(title)s”: it was %(before)s, now it is %(after)s.",
            title=_title(pair.will_be),
            before=_when(pair.was, today),
            after=_when(pair.will_be, today),
        )
    yield from (clash_in_words(clash) for clash in found.clashes)
    for closed in found.closed:
        title = spoken(closed.item.words).title
        yield _("“%(title)s”: its last safe day has gone by. Only the clinic can say what is possible.", title=title)
    for one in found.comes:
        yield _("“%(title)s” is new in your plan.", title=_title(one))
    for gone in found.goes:
        yield _("“%(title)s” is no longer in your plan.", title=spoken(gone.item.words).title)
    for one in after.items:
        code = one.item.code
        if code in was and code not in moved and spoken(was[code].item.words) != spoken(one.item.words):
            yield _("“%(title)s” says something else than before.", title=_title(one))


def _title(one: Planned) -> str:
    return spoken(one.item.words).title


def _when(one: Planned, today: date) -> str:
    """The days of a step in a few words."""
    window = one.window
    days = []
    if window.due or window.opens:
        days.append(_("due %(day)s", day=short_day(window.due or window.opens or today, today)))
    if window.last_safe:
        days.append(_("last safe day %(day)s", day=short_day(window.last_safe, today)))
    return ", ".join(days) or _("without a day")
