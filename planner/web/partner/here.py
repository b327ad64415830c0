"""What is shared with whoever asks, as pages ask for it: its steps, their names in addresses, and that they looked."""

from contextlib import suppress

from flask import current_app, url_for

from planner.at_the_door import actor, now, occasion
from planner.db import NotKept
from planner.guidance.model import Item
from planner.plans.shared import SharedHere, looked_lately, note_look, seen_of
from planner.plans.shared_names import step_name
from planner.plans.sharing import SharedPlan


def seen_here(here: SharedHere) -> SharedPlan:
    """All that they may see today."""
    return seen_of(here, current_app.config["GUIDANCE"](), occasion(here.kept).today)


def path_of(here: SharedHere, item: Item) -> str:
    """The address of the page of one step."""
    return url_for("partner.step", name=step_name(here, item))


def looked(here: SharedHere) -> None:
    """Note for the owner that they looked, at most once an hour. That it cannot be noted keeps nobody from reading."""
    if not looked_lately(here.share, now()):
        with suppress(NotKept):
            note_look(actor(), now())
