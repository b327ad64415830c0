"""How people can be reached from outside: which settings of e-mail and of messages to phones make sense."""

import re
import tempfile
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from marshmallow import ValidationError
from py_vapid import Vapid, VapidException

# Where browsers in wide use take messages for their phones and computers.
PUSH_HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)
PLAIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?/[A-Za-z0-9/._~%!$&'()*+,;=:@?-]*")
PART = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
HOST = rf"{PART}(\.{PART})*"
# A host, every host under a name of two parts or more, or for trying out a whole origin.
NAMED = re.compile(rf"{HOST}|(\.{PART}){{2,}}|https?://{HOST}(:[0-9]+)?")
MAIL_SCHEMES = ("smtp", "smtps", "smtp+plain")


def check_mail_url(value: str) -> None:
    """Raises ValidationError where this does not say how e-mail is sent, or names a folder that takes nothing."""
    scheme, _colon, folder = value.partition(":")
    if value in ("", "none"):
        return
    if scheme == "file" and folder:
        _check_folder(Path(folder))
        return
    try:
        told = urlsplit(value)
        right = told.scheme in MAIL_SCHEMES and bool(told.hostname) and (told.port is None or told.port > 0)
    except ValueError:
        right = False
    if not right:
        raise ValidationError("Write it such as smtp://name:password@mail.example.org:587, file:FOLDER or none.")


def check_mail_from(value: str) -> None:
    """Raises ValidationError where this is no address that e-mail can come from."""
    if value and not is_address(value):
        raise ValidationError("Write it such as reminders@example.org.")


def check_push_contact(value: str) -> None:
    """Raises ValidationError where nobody can be reached by this."""
    scheme, _colon, rest = value.partition(":")
    named = scheme == "https" or (scheme == "mailto" and is_address(rest))
    if value and not (named and can_sign(value)):
        raise ValidationError(
            "Write it such as mailto:operator@example.org, or https://example.org with nothing after that name."
        )


def check_push_hosts(names: list[str]) -> None:
    """Raises ValidationError where one of these names no host."""
    if not all(NAMED.fullmatch(name) for name in names):
        raise ValidationError(
            "Write each host in small letters such as fcm.googleapis.com, or .push.apple.com for every host under that "
            "name, with commas between them. For trying out a whole address such as http://localhost:8080 can be named."
        )


def check_queue_url(value: str) -> None:
    """Raises ValidationError where this is no database that can wake the sender, or what reads it is not installed."""
    scheme, apart, rest = value.partition("://")
    if value and not (apart and rest and scheme in ("postgresql", "postgresql+psycopg", "redis", "rediss")):
        raise ValidationError("Write it such as postgresql://name@host/database or redis://localhost:6379.")
    if scheme in ("redis", "rediss") and find_spec("redis") is None:
        raise ValidationError("For Redis install the package 'redis' beside the service, or name a PostgreSQL.")


@lru_cache(maxsize=16)
def can_sign(contact: str) -> bool:
    """Whether messages to phones can be signed in this name: of addresses with a port or a path, and of hosts without a
    dot, the library that signs takes none. It is asked itself, with a key for nothing else."""
    try:
        Vapid(ec.generate_private_key(ec.SECP256R1())).sign({"sub": contact, "aud": "https://push.example.org"})
    except VapidException:
        return False
    return contact.isprintable()


def is_address(value: str) -> bool:
    """Whether this can be an e-mail address: a name, an @ and a host, in plain letters and on one line."""
    name, at, host = value.rpartition("@")
    plain = value.isascii() and value.isprintable() and not set(value) & set(' ,;:<>()[]"\\')
    if not (plain and name and at and host) or len(value) > 254 or parseaddr(value)[1] != value:
        return False
    try:
        return Address(addr_spec=value).addr_spec == value  # what no letter can be written to is none
    except (ValueError, IndexError, MessageError):
        return False


def is_push_host(endpoint: str, allowed: list[str]) -> bool:
    """Whether messages may be handed to this address: one of https at a host that the setting names."""
    if not PLAIN.fullmatch(endpoint):  # what programs read differently leads one of them somewhere else
        return False
    try:
        told = urlsplit(endpoint)
        host, port = told.hostname or "", told.port
    except ValueError:
        return False
    if told.scheme != "https" and f"{told.scheme}://{told.netloc}" not in allowed:
        return False  # an http address is for trying out alone, and is named whole
    if told.username or told.password:
        return False
    if f"{told.scheme}://{told.netloc}" in allowed:
        return True
    return port in (None, 443) and any(host == one or (one.startswith(".") and host.endswith(one)) for one in allowed)


def _check_folder(folder: Path) -> None:
    """Make the folder that e-mail is written into, and write there. Raises ValidationError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        raise ValidationError(
            "The folder cannot be made, or nothing can be written into it. Name another one, or let the user that the "
            "service runs as write there."
        ) from error
