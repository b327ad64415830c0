"""What a program is shown of a plan wherever the whole of it would be too much."""

from planner.accounts.access import READ
from planner.api.rooms import Json
from planner.at_the_door import whoever
from planner.plans.kept import KeptPlan
from planner.plans.passed import STOPPED


def status_of(kept: KeptPlan) -> Json:
    """Which plan, in which version, made when, and whether it is silenced. Of its answers it says no more."""
    return {
        "id": kept.id,
        "version": kept.version,
        "made_on": kept.made_on.isoformat() if kept.made_on else None,
        "stopped": stopped_in(kept),
        "resting_since": kept.resting_since.isoformat() if kept.resting_since else None,
        "unseen": kept.unseen,
        "changed_at": kept.changed_at.isoformat(),
    }


def stopped_in(kept: KeptPlan) -> str | None:
    """How the plan is stopped, in the words it is stopped by; None while it runs."""
    told: str | None = kept.told.get("treatment_status")
    return told if told in STOPPED else None


def as_made(kept: KeptPlan) -> KeptPlan:
    """The plan after a change, in the version which that change made. Sent again later it is still that one, so that
    nothing that came after it can be overwritten unseen."""
    return kept._replace(version=kept.change or kept.version)


def may_read() -> bool:
    """Whether whoever asks may see what was told; a token may be made to write and not to read."""
    known = whoever()
    return known is not None and (known.scopes is None or READ in known.scopes)
