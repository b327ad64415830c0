"""A mail server on this machine: what is handed to it is read, and it says to each recipient what its script says.

It takes everything once the script has come to its end.
"""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from faults.serving import free_port

TAKEN, BYE = "250 taken", "221 bye"


class Mailed(NamedTuple):
    """One e-mail as it came: whose name the other side gave for itself, over what, from whom, to whom, and what."""

    said: str
    encrypted: bool
    sender: str
    recipients: tuple[str, ...]
    letter: EmailMessage
    raw: bytes

    @property
    def id(self) -> str:
        """Its name."""
        return str(self.letter["Message-ID"])


class MailHost:
    """A server that takes e-mail. `script`: what it says to the next recipients, one by one; `bye`: to a farewell.
    `arrives` is called with each e-mail that came whole, before the other side hears of it."""

    def __init__(self, context: ssl.SSLContext | None = None, at_once: bool = False) -> None:
        self.script: list[str] = []
        self.got: list[Mailed] = []
        self.met = 0
        self.logins: list[tuple[bytes, bytes]] = []
        self.bye = BYE
        self.arrives: Callable[[Mailed], None] = lambda _mailed: None
        self.port, self.at_once, self.context = free_port(), at_once, context
        self.controller = self.made()

    def made(self) -> Controller:
        """The server itself, on the same port each time."""
        names: dict[str, Any] = {"hostname": "127.0.0.1", "port": self.port, "server_hostname": "mail.example.org"}
        if self.at_once:
            return Controller(self, ssl_context=self.context, **names)
        trust = {"authenticator": self._trusts, "auth_required": True} if self.context else {}
        return Controller(self, tls_context=self.context, require_starttls=bool(self.context), **trust, **names)

    def address(self, scheme: str = "smtp+plain", who: str = "") -> str:
        """Its address, as the setting MAIL_URL takes it."""
        return f"{scheme}://{who}127.0.0.1:{self.port}"

    def goes_away(self) -> None:
        """Nobody answers there any more."""
        self.controller.stop()

    def comes_back(self) -> None:
        """It answers again, at the same place."""
        self.controller = self.made()
        self.controller.start()

    def says(self, *said: str) -> None:
        """What it says to the next recipients, one by one."""
        self.script = list(said)

    def arrived(self) -> list[Mailed]:
        """What has come since the last look, put away now."""
        found, self.got = self.got, []
        return found

    def _trusts(self, _server: Any, _session: Any, _envelope: Any, _how: str, told: LoginPassword) -> AuthResult:
        self.logins.append((told.login, told.password))
        return AuthResult(success=True)

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Somebody wants to send something."""
        self.met += 1
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 go on"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:
        """What the script says to this recipient."""
        said = self.script.pop(0) if self.script else TAKEN
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:
        """It came whole."""
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        who = session.host_name, session.ssl is not None or self.at_once
        mailed = Mailed(*who, envelope.mail_from, tuple(envelope.rcpt_tos), letter, envelope.content)
        self.got.append(mailed)
        self.arrives(mailed)
        return TAKEN

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:
        """The other side takes its leave."""
        return self.bye


@contextmanager
def mail_host(context: ssl.SSLContext | None = None, at_once: bool = False) -> Iterator[MailHost]:
    """A server on a free port, gone at the end. With `context` it encrypts when asked to, or else `at_once`."""
    host = MailHost(context, at_once)
    host.controller.start()
    try:
        yield host
    finally:
        host.controller.stop(no_assert=True)
