"""Sends nothing, and takes everything: for trying out."""

from collections.abc import Mapping
from typing import Any

from planner.reminders.channels.contract import Message


def send(_message: Message, _address: Mapping[str, Any], _settings: Mapping[str, Any]) -> str:
    """What was not sent, taken all the same."""
    return "none"
