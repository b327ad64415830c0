"""Writes each e-mail into a folder instead of sending it: for trying out, and for a mail program that fetches them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.reminders.channels.contract import Message, TryLater
from planner.reminders.channels.letter import letter


def send(message: Message, address: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """Write the message as the file ID.eml, whole or not at all; the same message again takes its own place. Raises
    TryLater."""
    folder = Path(str(settings["MAIL_URL"]).partition(":")[2])
    half = folder / f".{message.id}.{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        half.touch(mode=0o600)
        half.write_bytes(bytes(letter(message, address, settings)))
        half.replace(folder / f"{message.id}.eml")
    except OSError as error:
        raise TryLater("no-folder") from error
    return "file"
