"""One message for one way of one person: its name, its words, and until when it is worth arriving."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask import current_app

from planner.languages import languages
from planner.logs import failed
from planner.reminders.channels import Message
from planner.reminders.choices import Choices
from planner.reminders.models import ChannelRecord, NoticeRecord
from planner.reminders.policy import LAST_SAFE, RISEN, TEST
from planner.sealed import CannotOpen
from planner.tokens import hash_of

SHORTEST, LONGEST = 60, 28 * 24 * 60 * 60  # seconds for which a host may be asked to keep a message (RFC 8030 5.2)
URGENT = (LAST_SAFE, RISEN, TEST)


class Letter(NamedTuple):
    """A message for one way of one person."""

    channel: str
    kind: str
    address: Mapping[str, Any]
    message: Message


def letter_for(
    notice: NoticeRecord, channel: ChannelRecord, choices: Choices, told: str, now: datetime, ends: datetime
) -> Letter:
    """A message for one way, worth arriving until `ends`. One whose address cannot be opened fails by itself, and keeps
    no other back."""
    name = message_id(notice, channel.id)
    message = Message(
        name,
        current_app.config["SERVICE_NAME"],
        told,
        current_app.config["PUBLIC_URL"],
        languages()[choices.language].tag,
        min(max(int((min(notice.stale_at, ends) - now).total_seconds()), SHORTEST), LONGEST),
        notice.kind in URGENT,
        # What waits for a phone that is off is told once, by the newest; it says all that still stands.
        name if notice.kind == TEST else hash_of(f"topic {notice.plan_id} {channel.id}")[:32],
    )
    try:
        address = channel.opened()
    except CannotOpen as error:
        failed(error)
        address = {}
    return Letter(channel.id, channel.kind, address, message)


def message_id(notice: NoticeRecord, channel: str) -> str:
    """The name of one message: the same each time this notice is sent this way."""
    return hash_of(f"{notice.id} {channel}")[:32]
