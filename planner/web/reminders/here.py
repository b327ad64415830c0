"""Who asks for their reminders: with a plan, with one that is shared with them, or as staff of a clinic."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from planner.accounts.access import PARTNER, PATIENT, Actor
from planner.at_the_door import actor, kept_plan, occasion, shared_here
from planner.calendar.shown import zone_of
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, plan_from
from planner.plans.shared import SharedHere
from planner.reminders.choices import choices_of, zone_for
from planner.web.partner.here import looked


class Here(NamedTuple):
    """Who asks, on which day, and in which zone hours are said: that of their plan, else their own.

    `kept` is a plan of their own, `shared` what is shared with them; staff of a clinic have neither.
    """

    actor: Actor
    occasion: Occasion
    zone: ZoneInfo
    kept: KeptPlan | None = None
    shared: SharedHere | None = None

    @property
    def role(self) -> str:
        """`patient`, `partner`, or `staff`."""
        return self.actor.role if self.actor.role in (PATIENT, PARTNER) else "staff"


def whose(*, looks: bool = True) -> Here:
    """Who asks. Raises NothingHere where nothing is shared with them any more. `looks`: they look at it themselves."""
    who = actor()
    if who.role == PATIENT:
        kept = kept_plan()
        return Here(who, occasion(kept), zone_of(kept), kept=kept)
    if who.role == PARTNER:
        here = shared_here()
        if looks:
            looked(here)
        return Here(who, occasion(here.kept), zone_for(choices_of(who.person)), shared=here)
    return Here(who, occasion(), zone_for(choices_of(who.person)))


def is_silent(here: Here) -> bool:
    """Whether they hold a plan of which nothing is said: it was stopped, or takes a break."""
    if here.kept is None or here.kept.made_on is None:
        return False
    plan = plan_from(here.kept, here.occasion.guidance, here.occasion.today)
    return bool(plan.stopped) or plan.resting
