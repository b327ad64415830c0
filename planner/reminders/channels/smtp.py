"""Hands e-mail to the mail server that the settings name, over an encrypted connection."""

import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from planner.reminders.channels.contract import Dead, Message, TryLater
from planner.reminders.channels.letter import host_in, letter, sender_in

PATIENCE = 10  # seconds a mail server may take for each answer: of about twelve, so two minutes in all
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
# RFC 3463 3.2: no such box, no such host, no address at all, moved away. A server that refuses us for another reason,
# such as a wrong setting of ours, often says 550 too: no address is given up for that.
NO_SUCH_ADDRESS = re.compile(rb"5\.1\.(1|2|3|6|10)\b")


def send(message: Message, address: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """Send one message; what the server said. Raises TryLater, and Dead when it knows no such address."""
    told = urlsplit(str(settings["MAIL_URL"]))
    try:
        with _connected(told, host_in(settings)) as server:
            if told.username:
                server.login(unquote(told.username), unquote(told.password or ""))
            server.send_message(letter(message, address, settings), sender_in(settings), [address["email"]])
            return "taken"
    except smtplib.SMTPRecipientsRefused as error:
        code, said = error.recipients[address["email"]]
        if NO_SUCH_ADDRESS.match(said):
            raise Dead("no-such-address") from error
        raise TryLater(f"smtp-{code}") from error
    except smtplib.SMTPResponseException as error:
        raise TryLater(f"smtp-{error.smtp_code}") from error
    except TimeoutError as error:
        raise TryLater("timeout") from error
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater("no-answer") from error


@contextmanager
def _connected(told: SplitResult, name: str) -> Iterator[smtplib.SMTP]:
    """A mail server that is told `name`: what it is told stands in the mail, and the machine's own may tell something.

    How it parts from us changes nothing: what it took is taken.
    """
    host, port = told.hostname or "", told.port or PORTS[told.scheme]
    if told.scheme == "smtps":
        safe = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, name, timeout=PATIENCE, context=safe)
    else:
        server = smtplib.SMTP(host, port, name, PATIENCE)
    try:
        if told.scheme == "smtp":
            server.starttls(context=ssl.create_default_context())
        yield server
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()
