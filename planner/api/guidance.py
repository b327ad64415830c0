"""Newer guidance for programs: what it would change is shown first, and it is followed only when somebody says so."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.api import sent as bodies
from planner.api import shown
from planner.api.etags import version_seen
from planner.api.rooms import Room, Shown, plan_called
from planner.api.status import as_made, status_of
from planner.at_the_door import actor, occasion
from planner.errors import CannotBe, Fault
from planner.plans.actions import accept_guidance, refuse_guidance
from planner.plans.kept import plan_from
from planner.plans.newer import corrections_of, newer_for
from planner.plans.newer_json import guidance_json

guidance = Room("guidance", "What newer guidance would change in a plan, and whether the plan follows it.")


@guidance.reads("/plans/<plan>/guidance", shown.GUIDANCE)
def read(plan: str) -> Shown:
    """By which guidance the plan is made, what newer guidance would change, and what was corrected urgently. `newer`
    is null when nothing waits to be decided."""
    kept = plan_called(plan)
    now = occasion(kept)
    made = plan_from(kept, now.guidance, now.today)
    return Shown(guidance_json(kept, newer_for(kept, made), corrections_of(kept, made)), kept)


@guidance.writes("POST", "/plans/<plan>/guidance", shown.named("Status"), sends=bodies.Decision(), if_match="heard")
def decide(plan: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """`follow` the guidance as it stood on the day `as_of` that was shown, or `keep` the plan as it is: then it is not
    shown again until something newer comes."""
    kept = plan_called(plan)
    now, as_of = occasion(kept), date.fromisoformat(sent["as_of"])
    if not kept.as_of <= as_of <= now.today:
        raise CannotBe([Fault("as_of", sent["as_of"], "Use the `as_of` that was shown with what would change.")])
    choose = accept_guidance if sent["choice"] == "follow" else refuse_guidance
    kept = as_made(choose(actor(), key, as_of, now, version_seen(kept)))
    return Shown(status_of(kept), kept)
