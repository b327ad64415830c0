"""Messages to the phone or computer that asks: whether the service sends any, and for which key it takes them."""

from flask import current_app

from planner.at_the_door import actor
from planner.reminders.channels import PUSH, way_for
from planner.reminders.channels.push import public_key
from planner.reminders.reachable import channels_of


def key_of() -> str:
    """What a browser is told when it asks to be reached; empty where this service sends no messages to phones."""
    return public_key(current_app.config) if way_for(PUSH, current_app.config) else ""


def key_for_here() -> str:
    """The same, where the browser that asks is one of the ways to reach somebody; else empty."""
    return key_of() if any(one.here for one in channels_of(actor())) else ""
