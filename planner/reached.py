"""How people can be reached from outside: which settings of e-mail and of messages to phones make sense."""

import re
from email.utils import parseaddr
from importlib.util import find_spec
from urllib.parse import urlsplit

from marshmallow import ValidationError

# Where browsers in wide use take messages for their phones and computers.
PUSH_HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)
PLAIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?/[A-Za-z0-9/._~%!$&'()*+,;=:@?-]*")
MAIL_SCHEMES = ("smtp", "smtps", "smtp+plain")


def check_mail_url(value: str) -> None:
    """Raises ValidationError where this does not say how e-mail is sent."""
    if value in ("", "none") or (value.startswith("file:") and len(value) > len("file:")):
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
    told = urlsplit(value)
    if (
        value
        and not (told.scheme == "https" and told.hostname)
        and not (told.scheme == "mailto" and is_address(told.path))
    ):
        raise ValidationError("Write it such as mailto:operator@example.org.")


def check_queue_url(value: str) -> None:
    """Raises ValidationError where this is no database that can wake the sender, or what reads it is not installed."""
    scheme, apart, rest = value.partition("://")
    if value and not (apart and rest and scheme in ("postgresql", "postgresql+psycopg", "redis", "rediss")):
        raise ValidationError("Write it such as postgresql://name@host/database or redis://localhost:6379.")
    if scheme in ("redis", "rediss") and find_spec("redis") is None:
        raise ValidationError("For Redis install the package 'redis' beside the service, or name a PostgreSQL.")


def is_address(value: str) -> bool:
    """Whether this can be an e-mail address: a name, an @ and a host, in plain letters and on one line."""
    name, at, host = value.rpartition("@")
    plain = value.isascii() and value.isprintable() and not set(value) & set(' ,;:<>()[]"\\')
    return bool(plain and name and at and host) and len(value) <= 254 and parseaddr(value)[1] == value


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
