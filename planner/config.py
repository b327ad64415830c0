"""What whoever runs the service may choose: its name, its address, where it keeps things, how much it accepts.

Every setting is an environment variable of the same name. There is no default secret and no flag for tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environs import Env, EnvError
from limits import parse
from marshmallow import ValidationError
from marshmallow.validate import URL, Length, Range

from planner import clock
from planner.errors import AheadError
from planner.public_url import check_hosts, check_networks, check_public_url, what_follows
from planner.reached import (
    PUSH_HOSTS,
    check_mail_from,
    check_mail_url,
    check_push_contact,
    check_push_hosts,
    check_queue_url,
)

KIB = 1024
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that may be chosen: its name, how it is read, what it is when not said, and what it means."""

    name: str
    read_as: str  # the name of an environs parser: str, int, list
    default: Any
    meaning: str
    must: Any = None  # a marshmallow validator, or None


def _rate(value: str) -> None:
    try:
        parse(value)
    except ValueError as error:
        raise ValidationError("Write it such as '120 per minute' or '30 per 10 minutes'.") from error


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "SERVICE_NAME",
        "str",
        "Ahead",
        "The name people see in the header, the title and the tab. Keep it neutral: "
        "it must not tell what the service is for.",
        Length(min=1, max=40),
    ),
    Setting(
        "PUBLIC_URL",
        "str",
        "http://localhost:8000",
        "Where people find the service. Links that leave a page are built from it, never from what a request says. "
        "It has to be https:// anywhere but on this machine; cookies are then marked so, and browsers told to stay "
        "with https.",
        check_public_url,
    ),
    Setting(
        "TRUSTED_HOSTS",
        "list",
        [],
        "The host names this service answers to, with commas between them, whatever the port. Nothing said: the "
        "name in PUBLIC_URL, and on plain http localhost and 127.0.0.1. Any other name gets one plain page.",
        check_hosts,
    ),
    Setting(
        "TRUSTED_PROXIES",
        "list",
        [],
        "Addresses or networks of the proxies in front of this service, with commas between them. Only what comes "
        "from one of them may say by X-Forwarded-For and X-Forwarded-Proto who asked, and how. Nothing said: none.",
        check_networks,
    ),
    Setting(
        "INSTANCE",
        "str",
        str(ROOT / "instance"),
        "The folder for what people entered and for the keys that seal it. Nothing said: the folder `instance` "
        "beside the code.",
        Length(min=1),
    ),
    Setting(
        "DATABASE_URL",
        "str",
        "",
        "The database, such as postgresql://ahead@localhost/ahead. Nothing said: the SQLite file ahead.db in INSTANCE.",
    ),
    Setting(
        "SECRET_KEY",
        "str",
        None,
        "Signs the cookie that guards forms: at least 32 random characters, kept out of the code. Nothing said: it is "
        "worked out from the key file in INSTANCE. A new one makes forms that stand open ask to be sent again.",
        Length(min=32),
    ),
    Setting(
        "EXIT_URL",
        "str",
        "https://www.bbc.co.uk/weather",
        "Where 'Leave now' leads: an everyday page of another site. It is a link; nothing is loaded from it.",
        URL(schemes={"https"}, require_tld=True),
    ),
    Setting(
        "TIME_ZONE",
        "str",
        "Europe/London",
        "Whose day counts as today for someone who has not told us their time zone.",
    ),
    Setting(
        "MAX_CONTENT_LENGTH",
        "int",
        256 * KIB,
        "The most bytes one request may send. More is refused with 413.",
        Range(min=KIB, max=KIB * KIB),
    ),
    Setting(
        "WRITE_LIMIT",
        "str",
        "120 per minute",
        "How often one address may send something. A whole ward can share an address, so be generous.",
        _rate,
    ),
    Setting(
        "START_LIMIT",
        "str",
        "60 per hour",
        "How many new plans one address may start.",
        _rate,
    ),
    Setting(
        "GUESS_LIMIT",
        "str",
        "30 per 10 minutes",
        "How many wrong codes one address may type before each wrong one gets a page that asks to wait. A right code "
        "always opens.",
        _rate,
    ),
    Setting(
        "PASSKEY_HOST",
        "str",
        "",
        "The name passkeys are made for: the name in PUBLIC_URL, or the part of it that stays when the rest changes. "
        "Nothing said: the name in PUBLIC_URL. Passkeys made for another name open nothing any more.",
    ),
    Setting(
        "STAFF_SESSION_HOURS",
        "int",
        12,
        "After how many hours somebody who works in a clinic signs in again, however much they do.",
        Range(min=1, max=24),
    ),
    Setting(
        "STAFF_IDLE_MINUTES",
        "int",
        30,
        "After how many minutes without use somebody who works in a clinic signs in again.",
        Range(min=2, max=240),
    ),
    Setting(
        "MAIL_URL",
        "str",
        "",
        "How e-mail is sent: smtp://name:password@host:587 (the connection is then encrypted before anything is said), "
        "smtps://host:465, smtp+plain://host:25 for a server on this machine, file:FOLDER to write each message into a "
        "folder, or none to try out without any: what is sent goes nowhere. Nothing said: there is no e-mail. Of both "
        "people are told so.",
        check_mail_url,
    ),
    Setting(
        "MAIL_FROM",
        "str",
        "",
        "The address e-mail comes from. It must not tell what the service is for. Nothing said: reminders@ and the "
        "name in PUBLIC_URL.",
        check_mail_from,
    ),
    Setting(
        "PUSH_HOSTS",
        "list",
        list(PUSH_HOSTS),
        "Which hosts messages to phones and browsers may be handed to, with commas between them; .name stands for "
        "every host under that name. Nothing said, or an empty list: those of the browsers in wide use.",
        check_push_hosts,
    ),
    Setting(
        "PUSH_CONTACT",
        "str",
        "",
        "Whom those hosts may write to when something is wrong: mailto: and an address, or https:// and the name of a "
        "host. Nothing said: the host in PUBLIC_URL where it is https and its name has a dot, and no messages to "
        "phones where not.",
        check_push_contact,
    ),
    Setting(
        "QUEUE_URL",
        "str",
        "",
        "What wakes the sender: a PostgreSQL or a Redis, such as redis://localhost:6379, when senders run on several "
        "machines. Nothing said: the file queue.db in INSTANCE, or the PostgreSQL in DATABASE_URL.",
        check_queue_url,
    ),
    Setting(
        "METRICS_KEY",
        "str",
        "",
        "Opens the figures of the sender at /health/metrics to whoever sends it as a bearer token: at least 32 random "
        "characters. Nothing said: they are shown to nobody.",
        Length(min=32),
    ),
    Setting(
        "LIMITS_URL",
        "str",
        "",
        "Where it is counted how often an address sent something: a Redis such as redis://localhost:6379, when many "
        "machines serve. Nothing said: a table of our own database, which every worker shares.",
    ),
)

# Not for choosing: who is asked what day it is, how forms are guarded, and how much of one is held in memory.
FIXED: Mapping[str, Any] = {
    "CLOCK": clock.today,
    "MAX_FORM_MEMORY_SIZE": 256 * KIB,
    "MAX_FORM_PARTS": 200,
    # A form may stand open for as long as its cookie lasts. Browsers send no Referer from here; see web/forged.py.
    "WTF_CSRF_TIME_LIMIT": None,
    "WTF_CSRF_SSL_STRICT": False,
}


class SettingsError(AheadError):
    """The service cannot start with what was chosen. Names every setting that is wrong."""


def settings_from_environment(over: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Every setting of `SETTINGS`, read from `over`, else the environment, else its default, and what follows.

    `over` may also hold what is fixed. Raises `SettingsError` naming the setting, before anything is served.
    """
    env = Env()
    over = over or {}
    chosen: dict[str, Any] = dict(FIXED)
    for setting in SETTINGS:
        checks = [setting.must] if setting.must else []
        read = getattr(env, setting.read_as)
        try:
            if setting.name in over:
                _check(over[setting.name], checks)
            else:
                chosen[setting.name] = read(setting.name, setting.default, validate=checks, **_parts(setting))
        except (EnvError, ValidationError) as error:
            # The value is not repeated: it may be a secret.
            raise SettingsError(f"The setting {setting.name} cannot be used: {setting.meaning}", _why(error)) from error
    chosen.update(over)
    chosen["PUSH_HOSTS"] = chosen["PUSH_HOSTS"] or list(PUSH_HOSTS)
    try:
        return {**chosen, **what_follows(chosen)}
    except ValidationError as error:
        raise SettingsError("The setting PASSKEY_HOST cannot be used.", _why(error)) from error


def _parts(setting: Setting) -> Mapping[str, Any]:
    """How each name of a list is read: a space beside a comma is none of it."""
    return {"subcast": str.strip} if setting.read_as == "list" else {}


def _check(value: Any, checks: list[Any]) -> None:
    for check in checks:
        if value is not None:
            check(value)


def _why(error: EnvError | ValidationError) -> str:
    told = getattr(error, "error_messages", None) or getattr(error, "messages", None)
    return " ".join(str(line) for line in told) if told else "Change it, or take it away to use the default."
