"""What a program is shown of a plan wherever the whole of it would be too much."""

from planner.api.rooms import Json
from planner.plans.kept import KeptPlan


def status_of(kept: KeptPlan) -> Json:
    """Which plan, in which version, made when, and whether it rests."""
    return {
        "id": kept.id,
        "version": kept.version,
        "made_on": kept.made_on.isoformat() if kept.made_on else None,
        "resting_since": kept.resting_since.isoformat() if kept.resting_since else None,
        "unseen": kept.unseen,
        "changed_at": kept.changed_at.isoformat(),
    }
