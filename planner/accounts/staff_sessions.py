"""How long somebody who works in a clinic stays signed in: not unused for long, never for longer than a shift, and only
once they have proved who they are."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from planner.accounts.access import STAFF
from planner.accounts.devices import Held

PASSKEY, BY_CODE = "passkey", "code"  # by what somebody signed in: a passkey, or a password and a one-time code
SOON = timedelta(minutes=1)  # what was noted less long ago is not noted again


class Limits(NamedTuple):
    """How long a device of staff stays signed in: unused, and in all."""

    idle: timedelta
    whole: timedelta


def limits_in(settings: Mapping[str, Any]) -> Limits:
    """How long, as whoever runs the service has chosen."""
    return Limits(timedelta(minutes=settings["STAFF_IDLE_MINUTES"]), timedelta(hours=settings["STAFF_SESSION_HOURS"]))


def is_over(held: Held, now: datetime, limits: Limits) -> bool:
    """Whether a device of staff shows nothing any more until somebody signs in on it. Of anybody else: never.

    One that was left ("Leave now") is over too: what it shows is about other people.
    """
    if held.actor.role not in STAFF:
        return False
    if held.proved is None or held.used_at is None or held.until is None or held.locked is not None:
        return True
    return now >= held.until or now - held.used_at > limits.idle


def is_to_note(held: Held, now: datetime) -> bool:
    """Whether it is to be noted that a device of staff was used now."""
    return held.actor.role in STAFF and held.used_at is not None and now - held.used_at >= SOON
