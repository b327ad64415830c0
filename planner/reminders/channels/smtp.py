"""Hands e-mail to the mail server that the settings name, over an encrypted connection."""

import smtplib
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from planner.reminders.channels.contract import Dead, Message, TryLater
from planner.reminders.channels.letter import letter, sender_in

PATIENCE = 20  # seconds a mail server may take for each answer
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
NO_SUCH_ADDRESS = (550, 551, 553)  # RFC 5321 4.2.3: there is no such box, and there will be none


def send(message: Message, address: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """Send one message; what the server said. Raises TryLater, and Dead when it knows no such address."""
    told = urlsplit(str(settings["MAIL_URL"]))
    try:
        with _connected(told) as server:
            if told.username:
                server.login(unquote(told.username), unquote(told.password or ""))
            server.send_message(letter(message, address, settings), sender_in(settings), [address["email"]])
            return "taken"
    except smtplib.SMTPRecipientsRefused as error:
        code, _said = error.recipients[address["email"]]
        if code in NO_SUCH_ADDRESS:
            raise Dead("no-such-address") from error
        raise TryLater(f"smtp-{code}") from error
    except smtplib.SMTPResponseException as error:
        raise TryLater(f"smtp-{error.smtp_code}") from error
    except TimeoutError as error:
        raise TryLater("timeout") from error
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater("no-answer") from error


def _connected(told: SplitResult) -> smtplib.SMTP:
    host, port = told.hostname or "", told.port or PORTS[told.scheme]
    if told.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port, timeout=PATIENCE)
    if told.scheme == "smtp":
        server.starttls(context=ssl.create_default_context())
    return server
