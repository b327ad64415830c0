"""One e-mail as it leaves: a sender, a subject and a few words, and nothing that tells what they are about."""

from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

from planner.reminders.channels.contract import Message


def letter(message: Message, address: Mapping[str, Any], settings: Mapping[str, Any]) -> EmailMessage:
    """The message for the address, as plain text. Its Message-ID is the same each time it is sent.

    No part of it is loaded from anywhere, and nothing in it tells that it was read.
    """
    mail = EmailMessage(SMTP)
    mail["From"] = Address(display_name=settings["SERVICE_NAME"], addr_spec=sender_in(settings))
    mail["To"] = Address(addr_spec=address["email"])
    mail["Subject"] = message.title
    mail["Date"] = formatdate()
    mail["Message-ID"] = f"<{message.id}@{host_in(settings)}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's answer for absences comes back
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(f"{message.body}\n\n{message.url}\n", charset="utf-8", cte="quoted-printable")
    mail["Content-Language"] = message.language  # last: whoever sets the content lets go of what was said of it before
    return mail


def sender_in(settings: Mapping[str, Any]) -> str:
    """The address that e-mail comes from."""
    return str(settings["MAIL_FROM"] or f"reminders@{host_in(settings)}")


def host_in(settings: Mapping[str, Any]) -> str:
    """The name of the host people know the service by."""
    return urlsplit(str(settings["PUBLIC_URL"])).hostname or "localhost"
