"""Messages to the phone or computer that asks: whether the service sends any, and for which key it takes them."""

from flask import current_app

from planner.at_the_door import actor
from planner.reminders.channels import PUSH, way_for
from planner.reminders.channels.push import public_key
from planner.reminders.kept_ways import SIGNED_OUT
from planner.reminders.reachable import channels_of


def key_of() -> str:
    """What a browser is told when it asks to be reached; empty where this service sends no messages to phones."""
    return public_key(current_app.config) if way_for(PUSH, current_app.config) else ""


def key_for_here() -> dict[str, str | bool]:
    """The same as `push`, where the browser that asks is one of the ways to reach somebody, or may be one that was
    signed out since: then that one comes back by itself once it has said where it is reached. Else it is empty.
    `reached`: whether it is one for certain."""
    ways = channels_of(actor())
    reached = any(one.here for one in ways)
    return {"push": key_of() if reached or any(one.dead == SIGNED_OUT for one in ways) else "", "reached": reached}
