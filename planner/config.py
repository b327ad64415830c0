"""What whoever runs the service may choose: its name, where the way out leads, how much it accepts.

Every setting is an environment variable of the same name. There is no default secret and no flag for tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from environs import Env, EnvError
from marshmallow.validate import URL, Length, Range

from planner import clock
from planner.errors import AheadError

KIB = 1024


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that may be chosen: its name, how it is read, what it is when not said, and what it means."""

    name: str
    read_as: str  # the name of an environs parser: str, int, list
    default: Any
    meaning: str
    must: Any = None  # a marshmallow validator, or None


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
        "SECRET_KEY",
        "str",
        None,
        "Signs sessions: at least 32 random characters, kept out of the code. Nothing needs it while no page "
        "keeps anything, so it has no default; what needs a session refuses to work without it.",
        Length(min=32),
    ),
    Setting(
        "TRUSTED_HOSTS",
        "list",
        None,
        "The host names this service answers to, with commas between them. Nothing said: any.",
    ),
    Setting(
        "MAX_CONTENT_LENGTH",
        "int",
        256 * KIB,
        "The most bytes one request may send. More is refused with 413.",
        Range(min=KIB, max=KIB * KIB),
    ),
)

# Not for choosing: who is asked what day it is, how cookies are kept, once there are any, and how much of a form is
# held in memory.
FIXED: Mapping[str, Any] = {
    "CLOCK": clock.today,
    "MAX_FORM_MEMORY_SIZE": 256 * KIB,
    "MAX_FORM_PARTS": 500,
    "SESSION_COOKIE_NAME": "s",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
}


class SettingsError(AheadError):
    """The service cannot start with what was chosen. Names every setting that is wrong."""


def settings_from_environment() -> dict[str, Any]:
    """Every setting of `SETTINGS`, read from the environment or its default, and what is fixed.

    Raises `SettingsError` naming the setting, before anything is served.
    """
    env = Env()
    chosen: dict[str, Any] = dict(FIXED)
    for setting in SETTINGS:
        checks = [setting.must] if setting.must else []
        read = getattr(env, setting.read_as)
        try:
            chosen[setting.name] = read(setting.name, setting.default, validate=checks)
        except EnvError as error:
            # The value is not repeated: it may be a secret.
            raise SettingsError(f"The setting {setting.name} cannot be used: {setting.meaning}", _why(error)) from error
    return chosen


def _why(error: EnvError) -> str:
    told = getattr(error, "error_messages", None)
    return " ".join(str(line) for line in told) if told else "Change it, or take it away to use the default."
