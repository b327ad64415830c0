"""Who is under 18, as far as they told: what goes out to others is then asked about once more."""

from planner.plans.kept import KeptPlan

GROWN_UP = 18  # years


def is_young(kept: KeptPlan) -> bool:
    """Whether the owner of a plan told that they are under 18. Who did not tell is not taken for it."""
    age = kept.told.get("age")
    return age is not None and age < GROWN_UP
