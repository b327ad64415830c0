"""What guidance that is newer than a kept plan's own would change in it, and what was corrected in it urgently."""

from collections.abc import Mapping

from planner.engine.plan import Plan
from planner.plans.changes import Correction, GuidanceChanges, changes_of, urgent_corrections
from planner.plans.closed_days import closed_days_of
from planner.plans.kept import KeptPlan


def corrections_of(kept: KeptPlan, made: Plan) -> Mapping[str, Correction]:
    """What was corrected urgently since the plan was made, by item key."""
    situation = made.situation
    return urgent_corrections(made.guidance, situation.told.place, kept.as_of, situation.today)


def newer_for(kept: KeptPlan, made: Plan) -> GuidanceChanges | None:
    """What newer guidance would change; None when nothing would, and when its owner has seen it and kept the plan."""
    told, today = made.situation.told, made.situation.today
    found = changes_of(
        told,
        made.guidance,
        asked_on=kept.asked_on,
        as_of=kept.as_of,
        today=today,
        closed_days=closed_days_of(told.place),
        adjustments=made.adjustments,
    )
    seen = kept.refused_as_of
    return None if found is None or (seen and found.since <= seen) else found
