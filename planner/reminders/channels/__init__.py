"""The ways by which a message leaves: one list, one contract. A new way is a file here and a line in the list.

Each file has `send(message, address, settings)`. It returns what the other side said when it took the message, and
raises TryLater when it may take it later, Dead when this address takes nothing any more, or NotFromHere when the
settings do not let it be handed there. It may be given the same message twice, when the sender died before it could
note that it was sent: it hands it on under the same name.
"""

from collections.abc import Callable, Mapping
from typing import Any

from planner.reminders.channels import file, none, push, smtp
from planner.reminders.channels.contract import Dead, Message, NotFromHere, TryLater

__all__ = ["CHANNELS", "EMAIL", "KINDS", "PUSH", "Dead", "Message", "NotFromHere", "TryLater", "leaves", "way_for"]

PUSH, EMAIL = "push", "email"
KINDS = (PUSH, EMAIL)  # what somebody can be reached by; how e-mail leaves is a setting
Send = Callable[[Message, Mapping[str, Any], Mapping[str, Any]], str]
CHANNELS: Mapping[str, Send] = {"push": push.send, "smtp": smtp.send, "file": file.send, "none": none.send}


def way_for(kind: str, settings: Mapping[str, Any]) -> Send | None:
    """How a message leaves to somebody who is reached by `kind`; None where the service has no such way."""
    if kind == PUSH:
        return CHANNELS["push"] if push.contact_in(settings) else None
    chosen = str(settings["MAIL_URL"])
    name = "smtp" if "://" in chosen else chosen.partition(":")[0]
    return CHANNELS[name] if name else None


def leaves(kind: str, settings: Mapping[str, Any]) -> bool:
    """Whether what is sent to somebody who is reached by `kind` leaves at all: `none` takes it, and sends nothing."""
    return way_for(kind, settings) not in (None, CHANNELS["none"])
