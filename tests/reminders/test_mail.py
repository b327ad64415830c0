"""Messages by e-mail: what a mail server gets, what it is not told, and what becomes of what it does not take."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask

from planner.db import db
from planner.reminders import sending
from planner.reminders.kept_ways import Channel
from planner.reminders.models import MessageRecord, NoticeRecord
from planner.reminders.reachable import channels_of
from tests.reminders.mail_host import Mailed, MailHost, mail_host
from tests.reminders.reminded import Reminded, body_of

WORDS = {
    "en": ("en", "{count} thing to look at today.", "{count} things to look at today."),
    "es": ("es", "{count} cosa para mirar hoy.", "{count} cosas para mirar hoy."),
}


@pytest.fixture
def host(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailHost]:
    """The server e-mail is handed to, on this machine."""
    with mail_host() as host:
        monkeypatch.setitem(app.config, "MAIL_URL", host.address())
        yield host


class ByMail:
    """Somebody who is reached by e-mail alone, at nine on the day of the first reminder."""

    def __init__(self, who: Reminded, host: MailHost, language: str = "en") -> None:
        self.who, self.host = who, host
        who.chooses(language=language)
        who.adds_email("fern@example.org")
        (self.first,) = host.arrived()
        self.notice = who.waiting()[0].id
        who.goes_to(who.waiting()[0].day, 9)

    def sweeps(self) -> list[Mailed]:
        """What the server gets when the sender looks."""
        self.who.sweeps()
        return self.host.arrived()

    @property
    def record(self) -> NoticeRecord:
        """The first reminder, as it stands."""
        db.session.rollback()
        return db.session.get_one(NoticeRecord, self.notice)

    @property
    def message(self) -> MessageRecord:
        """What became of it."""
        db.session.rollback()
        return db.session.query(MessageRecord).filter_by(notice_id=self.notice).one()

    @property
    def way(self) -> Channel:
        """The address, as its owner sees it."""
        db.session.rollback()
        (found,) = channels_of(self.who.actor)
        return found

    def waits(self) -> None:
        """Nothing is sent before the reminder's next moment; then it is that moment."""
        at = self.record.at
        assert at is not None
        assert at > self.who.now.now
        self.who.clock.move_to(at - timedelta(seconds=1))
        assert self.sweeps() == []
        self.who.clock.move_to(at)


@pytest.fixture
def box(somebody: Callable[..., Reminded], host: MailHost) -> ByMail:
    """Somebody reached by e-mail."""
    return ByMail(somebody(), host)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_what_a_mail_server_gets(somebody: Callable[..., Reminded], host: MailHost, language: str) -> None:
    box = ByMail(somebody(), host, language)
    (came,) = box.sweeps()
    tag, *forms = WORDS[language]
    letter = came.letter
    assert (came.sender, came.recipients) == ("reminders@localhost", ("fern@example.org",))
    assert (letter["From"], letter["To"], letter["Subject"]) == (
        "Ahead <reminders@localhost>",
        "fern@example.org",
        "Ahead",
    )
    assert (letter["Auto-Submitted"], letter["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert (letter["Content-Language"], letter.get_content_type()) == (tag, "text/plain")
    # A name of a host, not of a machine: what it says of itself stands in the mail that arrives.
    assert came.said == "localhost"
    told, empty, url = body_of(letter).strip().splitlines()
    count = "".join(char for char in told if char.isdigit())
    assert told in [form.format(count=count) for form in forms]
    assert (empty, url) == ("", box.who.app.config["PUBLIC_URL"])
    assert came.raw.isascii()
    # Nothing beside what stands above tells anything of it.
    assert set(letter.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"),
        *("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Language"),
        *(name for name in letter if name in ("X-Peer", "X-MailFrom", "X-RcptTo")),  # the server's own
    }
    assert came.id == f"<{box.message.id}@localhost>"
    assert (box.message.outcome, box.message.receipt, box.record.outcome) == ("sent", "taken", "sent")


@pytest.mark.parametrize(("language", "words"), [("en", "This is only a test."), ("es", "Esto es solo una prueba.")])
def test_a_number_to_try_a_way_is_sent_in_the_language_that_was_chosen(
    somebody: Callable[..., Reminded], host: MailHost, language: str, words: str
) -> None:
    assert words in body_of(ByMail(somebody(), host, language).first.letter)


def test_what_is_sent_again_has_the_same_name(box: ByMail, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(sending, "_mark", lambda *_told, **_more: 1 / 0)  # it dies between sending and marking
        with pytest.raises(ZeroDivisionError):
            box.who.sweeps()
    (first,) = box.host.arrived()
    assert box.sweeps() == []
    box.who.clock.move_to(box.who.now.now + sending.LEASE)
    (again,) = box.sweeps()
    assert again.id == first.id
    assert body_of(again.letter) == body_of(first.letter)
    assert box.sweeps() == []
    # Another day's has another.
    box.who.goes_to(box.who.waiting()[0].day, 9)
    (other,) = box.sweeps()
    assert other.id != first.id


@pytest.mark.parametrize("said", ["550 5.1.1 no such user", "553 5.1.3 no such name", "551 5.1.6 not here"])
def test_an_address_there_is_none_of_is_dead(box: ByMail, said: str) -> None:
    box.host.says(said)
    assert box.sweeps() == []
    assert box.way.dead == "no-such-address"
    assert (box.record.outcome, box.record.at) == ("no-such-address", None)
    box.who.lives_until(box.record.day + timedelta(days=3))
    assert (box.host.arrived(), box.host.script) == ([], [])


@pytest.mark.parametrize(
    "said",
    [
        *("451 later", "450 busy", "452 full", "421 not now", "552 full", "554 no"),
        # What servers say of us, or of a setting of ours, is no word about the address.
        *("550 5.7.1 relaying denied", "553 5.7.1 sender refused", "550 5.1.8 bad sender", "550 no"),
    ],
)
def test_what_is_not_taken_now_is_tried_again_and_arrives(box: ByMail, said: str) -> None:
    box.host.says(said, said)
    for _time in range(2):
        assert box.sweeps() == []
        assert (box.message.outcome, box.message.receipt) == ("", f"smtp-{said[:3]}")
        assert (box.way.dead, box.way.failing_since is None) == ("", False)
        box.waits()
    (came,) = box.sweeps()
    assert came.id.startswith(f"<{box.message.id}@")
    assert (box.record.outcome, box.way.failing_since) == ("sent", None)
    assert box.sweeps() == []


def test_a_server_that_is_away_is_tried_again(box: ByMail) -> None:
    box.host.goes_away()
    assert box.sweeps() == []
    assert (box.message.outcome, box.message.receipt, box.way.dead) == ("", "no-answer", "")
    box.waits()
    box.host.comes_back()
    assert len(box.sweeps()) == 1
    assert box.record.outcome == "sent"


@pytest.mark.parametrize("bye", ["421 too busy to part", "500 what"])
def test_how_a_server_parts_changes_nothing_of_what_it_took_or_refused(box: ByMail, bye: str) -> None:
    box.host.bye = bye
    assert len(box.sweeps()) == 1
    assert box.record.outcome == "sent"
    box.notice = box.who.waiting()[0].id
    box.who.goes_to(box.record.day, 9)
    box.host.says("550 5.1.1 no such user")
    assert box.sweeps() == []
    assert box.way.dead == "no-such-address"


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_does_not_encrypt_gets_nothing(
    box: ByMail, app: Flask, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", box.host.address(scheme, "name:password@"))
    assert box.sweeps() == []
    assert (box.message.outcome, box.message.receipt, box.way.dead) == ("", "no-answer", "")
    assert box.host.met == 1  # the number that was sent before


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine and its key, in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    whose = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
    signed = made.add_extension(whose, critical=True).sign(key, SHA256())
    file = tmp_path_factory.mktemp("certificate") / "both.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + signed.public_bytes(Encoding.PEM))
    return file


@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_encrypts_gets_all_of_it_where_its_certificate_is_trusted(
    box: ByMail, app: Flask, certificate: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, trusted: bool
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_host(context, at_once=scheme == "smtps") as safe:
        who = "fern%40example.org:p%40ss@" if scheme == "smtp" else ""
        monkeypatch.setitem(app.config, "MAIL_URL", safe.address(scheme, who))
        box.who.sweeps()
        assert [one.encrypted for one in safe.got] == [True] * trusted
        assert safe.met == trusted
        assert safe.logins == ([(b"fern@example.org", b"p@ss")] if who and trusted else [])
    assert box.record.outcome == ("sent" if trusted else "")
    assert box.host.arrived() == []
