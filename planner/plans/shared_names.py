"""The names of shared steps in addresses: the same for ever for one share, and telling nothing."""

import hmac

from planner.errors import NothingHere
from planner.guidance.model import Item
from planner.plans.shared import SharedHere
from planner.plans.sharing import SharedPlan, SharedStep

NAME_LENGTH = 20  # letters and figures, as in a number to the base of 16


def step_name(here: SharedHere, item: Item) -> str:
    """The name of one step in an address."""
    return hmac.digest(here.kept.secret, f"share/{here.share}/{item.key}".encode(), "sha256").hex()[:NAME_LENGTH]


def step_named(here: SharedHere, seen: SharedPlan, name: str) -> SharedStep:
    """The step with this name, as long as it is shared. Raises NothingHere."""
    told = name.encode("utf-8", "surrogatepass")
    for one in seen.steps:
        if hmac.compare_digest(step_name(here, one.item).encode(), told):
            return one
    raise NothingHere
