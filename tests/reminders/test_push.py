"""Messages to phones: what arrives is for one browser alone and signed by us; what a host does not take comes later."""

from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from email.utils import format_datetime

import pytest
from flask import Flask

from planner.accounts.access import Actor
from planner.accounts.devices import open_device
from planner.accounts.models import DeviceRecord
from planner.db import db, transaction
from planner.errors import Faults
from planner.reached import PUSH_HOSTS, is_push_host
from planner.reminders.channels import push
from planner.reminders.kept_ways import Channel
from planner.reminders.models import ChannelRecord, MessageRecord, NoticeRecord
from planner.reminders.reachable import add_channel, channels_of, renew_channel
from planner.reminders.rehearsals import prove_channel
from planner.reminders.sending import LEASE, LONGEST_WAIT, SPREAD, take_up
from planner.tokens import new_token
from tests.reminders.push_host import Answer, Pushed, PushHost, claims_in, push_host
from tests.reminders.reminded import Reminded

CONTACT = "mailto:operator@example.org"
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def host(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushHost]:
    """The only host that messages may be handed to."""
    with push_host() as host:
        monkeypatch.setitem(app.config, "PUSH_HOSTS", [host.origin])
        monkeypatch.setitem(app.config, "PUSH_CONTACT", CONTACT)
        monkeypatch.setattr(push, "PATIENCE", 1)
        yield host


class OnAPhone:
    """Somebody who is reached on their phone, and on nothing else."""

    def __init__(self, who: Reminded, host: PushHost) -> None:
        self.who, self.host = who, host
        self.address = host.subscribes()
        self.tried = self.adds()
        (self.first,) = host.arrived()
        number = "".join(char for char in self.first.read["notification"]["body"] if char.isdigit())
        prove_channel(who.actor, new_token(), self.tried.id, number, who.now)
        self.notice = who.waiting()[0].id
        who.goes_to(who.waiting()[0].day, 9)

    def adds(self) -> Channel:
        """The phone subscribes, and a number is sent to it."""
        hosts = self.who.app.config["PUSH_HOSTS"]
        added = add_channel(self.who.actor, new_token(), "push", self.address, hosts, self.who.now)
        self.who.sweeps()
        return added

    def sweeps(self) -> list[Pushed]:
        """What the host gets when the sender looks."""
        self.who.sweeps()
        return self.host.arrived()

    @property
    def record(self) -> NoticeRecord:
        """The first reminder, as it stands."""
        db.session.rollback()
        return db.session.get_one(NoticeRecord, self.notice)

    @property
    def way(self) -> Channel:
        """The phone, as its owner sees it."""
        db.session.rollback()
        (found,) = channels_of(self.who.actor)
        return found

    def waits(self) -> timedelta:
        """How long the reminder waits; until then nothing reaches the host. It is that moment afterwards."""
        at, now = self.record.at, self.who.now.now
        assert at is not None
        assert at > now
        self.who.clock.move_to(at - SECOND)
        assert self.sweeps() == []
        self.who.clock.move_to(at)
        return at - now


@pytest.fixture
def phone(somebody: Callable[..., Reminded], host: PushHost) -> OnAPhone:
    """Somebody reached on their phone, at nine on the day of the first reminder."""
    return OnAPhone(somebody(), host)


def tag_of(one: Pushed) -> str:
    """The name of a message."""
    return str(one.read["notification"]["tag"])


def test_what_arrives_is_a_declarative_message_that_only_this_browser_can_open(phone: OnAPhone, app: Flask) -> None:
    (came,) = phone.sweeps()
    assert came.path == phone.address["endpoint"].removeprefix(phone.host.origin)
    assert came.headers["Content-Encoding"] == "aes128gcm"
    body = came.read["notification"].pop("body")
    assert "thing" in body
    assert came.read == {
        "web_push": 8030,
        "notification": {
            "title": "Ahead",
            "navigate": app.config["PUBLIC_URL"],
            "lang": "en",
            "tag": tag_of(came),
        },
    }
    # The same for all days of one plan and phone, so that a host keeps the newest alone; and no name of a message.
    topic = came.headers["Topic"]
    assert (len(topic), topic.isalnum(), topic == tag_of(came)) == (32, True, False)
    assert len(tag_of(came)) == 32
    assert tag_of(came).isalnum()
    (message,) = db.session.query(MessageRecord).filter_by(notice_id=phone.notice)
    assert (message.id, message.outcome, message.receipt, message.attempts) == (tag_of(came), "sent", "201", 1)
    # It is nine, and worth nothing after midnight.
    assert (came.headers["TTL"], came.headers["Urgency"]) == (str(12 * 3600), "normal")
    assert (phone.first.headers["TTL"], phone.first.headers["Urgency"]) == ("3600", "high")
    assert phone.way.taken_at == phone.who.now.now


def test_what_arrives_is_signed_for_this_host_and_for_less_than_a_day(phone: OnAPhone, app: Flask) -> None:
    (came,) = phone.sweeps()
    claims = claims_in(came.headers["Authorization"], push.public_key(app.config))
    now = phone.who.now.now.timestamp()
    assert (claims["aud"], claims["sub"]) == (phone.host.origin, CONTACT)
    assert now < claims["exp"] <= now + DAY.total_seconds()
    # Another time is signed anew.
    phone.who.goes_to(phone.who.waiting()[0].day, 9)
    (later,) = phone.sweeps()
    again = claims_in(later.headers["Authorization"], push.public_key(app.config))
    assert again["exp"] > phone.who.now.now.timestamp() > claims["exp"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(500), "push-500"),
        (Answer(429), "push-429"),
        (Answer(413), "push-413"),
        (Answer(403), "refused-403"),
        (Answer(silent=True), "timeout"),
    ],
)
def test_what_a_host_does_not_take_is_tried_again_after_longer_and_longer_waits_and_arrives_as_the_same(
    phone: OnAPhone, answer: Answer, why: str
) -> None:
    tries = 2 if answer.silent else 5
    phone.host.answers(*[answer] * tries)
    names, shares = [], []
    began = phone.who.now.now
    for number in range(tries):
        (came,) = phone.sweeps()
        names.append(tag_of(came))
        assert (phone.record.outcome, phone.record.attempts) == ("", number + 1)
        assert (phone.way.failing_since, phone.way.dead) == (began, "")
        (message,) = db.session.query(MessageRecord).filter_by(notice_id=phone.notice)
        assert (message.outcome, message.receipt) == ("", why)
        shares.append(phone.waits() / timedelta(seconds=30 * 2**number))
    assert all(SPREAD[0] <= share <= SPREAD[1] for share in shares)
    assert len(set(shares)) == tries  # never for all alike
    (came,) = phone.sweeps()
    assert {*names, tag_of(came)} == {names[0]}
    assert (phone.record.outcome, phone.record.at, phone.way.failing_since) == ("sent", None, None)
    assert phone.sweeps() == []


@pytest.mark.parametrize("by_date", [False, True])
def test_a_host_that_says_when_to_come_again_is_not_asked_before(phone: OnAPhone, by_date: bool) -> None:
    when = (phone.who.now.now + timedelta(minutes=20)).astimezone(UTC)
    phone.host.answers(Answer(429, {"Retry-After": format_datetime(when, usegmt=True) if by_date else "1200"}))
    (first,) = phone.sweeps()
    assert phone.waits() == timedelta(minutes=20)
    (came,) = phone.sweeps()
    assert tag_of(came) == tag_of(first)


@pytest.mark.parametrize("said", ["99999999", "-5", "soon", "Wed, 21 Oct 2099 07:28:00 GMT", "9" * 400, "²"])
def test_whatever_a_host_says_it_is_asked_again_within_the_hour(phone: OnAPhone, said: str) -> None:
    phone.host.answers(Answer(503, {"Retry-After": said.encode("utf-8").decode("latin-1")}))
    phone.sweeps()
    assert timedelta(seconds=15) <= phone.waits() <= LONGEST_WAIT
    assert len(phone.sweeps()) == 1


def test_what_was_never_taken_is_not_sent_once_it_is_stale(phone: OnAPhone) -> None:
    phone.host.answers(*[Answer(500)] * 1000)
    stale = phone.record.stale_at
    while phone.record.at is not None:
        phone.who.clock.move_to(phone.record.at)
        came = [tag_of(one) for one in phone.sweeps()]
        assert phone.who.now.now < stale or came == []
    assert phone.record.outcome == "failed"
    # Until quiet hours begin at nine in the evening: waits grow to an hour or so, so these are a dozen tries or two.
    assert 12 <= phone.record.attempts <= 35


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_dead_and_its_owner_sees_it(phone: OnAPhone, status: int) -> None:
    phone.host.answers(Answer(status))
    assert len(phone.sweeps()) == 1
    assert (phone.record.outcome, phone.record.at) == ("gone", None)
    assert phone.way.dead == "gone"
    phone.who.lives_until(phone.record.day + 3 * DAY)
    assert phone.host.arrived() == []
    # It subscribes anew, and is reached again.
    phone.adds()
    assert phone.way.dead == ""
    phone.who.goes_to(phone.who.waiting()[0].day, 9)
    assert len(phone.sweeps()) == 1


def test_who_is_reached_in_two_ways_is_told_by_the_one_that_works_and_once(phone: OnAPhone) -> None:
    phone.who.clock.move_to(phone.who.now.now - DAY)
    phone.who.is_reached()
    phone.who.clock.move_to(phone.record.due_at)
    phone.host.answers(Answer(500))
    (first,) = phone.sweeps()
    assert len(phone.who.letters()) == 1
    assert phone.record.outcome == ""  # the phone is still to be told
    phone.waits()
    (came,) = phone.sweeps()
    assert tag_of(came) == tag_of(first)
    assert phone.who.letters() == []
    assert phone.record.outcome == "sent"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_follows_a_host_that_points_to_another(phone: OnAPhone, status: int) -> None:
    with push_host() as other:
        phone.host.answers(Answer(status, {"Location": f"{other.origin}/push/0"}))
        assert len(phone.sweeps()) == 1
        assert (other.got, phone.record.outcome, phone.way.dead) == ([], "", "")
        phone.waits()
        assert len(phone.sweeps()) == 1
        assert other.got == []


def test_nothing_is_sent_to_a_host_that_the_setting_names_no_more(
    phone: OnAPhone, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PUSH_HOSTS", ["push.example.org"])
    assert phone.way.dead == "host-not-allowed"  # also before anything was to be sent
    assert phone.sweeps() == []
    assert phone.record.outcome == phone.way.dead == "host-not-allowed"
    with pytest.raises(Faults):
        add_channel(phone.who.actor, new_token(), "push", phone.host.subscribes(), ["push.example.org"], phone.who.now)


def test_once_the_setting_is_right_again_a_browser_is_reached_as_before(
    phone: OnAPhone, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as wrongly:
        wrongly.setitem(app.config, "PUSH_HOSTS", ["push.example.org"])
        assert phone.sweeps() == []
    assert phone.way.dead == ""
    phone.who.goes_to(phone.who.waiting()[0].day, 9)
    assert len(phone.sweeps()) == 1
    assert phone.way.failing_since is None


def comes_anew(phone: OnAPhone) -> Actor:
    """The device is ended, and the same person comes in from the same browser, which is another device then."""
    who, now = phone.who.actor, phone.who.now
    with transaction() as session:
        session.get_one(DeviceRecord, who.device).ended_at = now.now
        return open_device(session, who.person, new_token(), "phone", now.now, now.today)


def test_a_browser_that_was_signed_out_is_told_nothing_and_its_owner_sees_it(phone: OnAPhone) -> None:
    anew = comes_anew(phone)
    assert phone.way.dead == "signed-out"
    assert phone.sweeps() == []
    # Added again there it is the same way, of the device that asks.
    hosts = phone.who.app.config["PUSH_HOSTS"]
    added = add_channel(anew, new_token(), "push", phone.address, hosts, phone.who.now)
    assert (added.id, added.here, added.dead) == (phone.tried.id, True, "")
    phone.who.goes_to(phone.who.waiting()[0].day, 9)
    assert len(phone.sweeps()) == 1


def test_a_browser_in_which_the_same_person_comes_in_again_is_reached_again_by_itself(phone: OnAPhone) -> None:
    anew, hosts = comes_anew(phone), phone.who.app.config["PUSH_HOSTS"]
    # Of another browser nothing is known.
    assert not renew_channel(anew, phone.host.subscribes(), hosts, phone.who.now)
    assert phone.way.dead == "signed-out"
    for _again in range(2):
        assert renew_channel(anew, phone.address, hosts, phone.who.now)
        (way,) = channels_of(anew)
        assert (way.id, way.here, way.dead, way.proven_at) == (phone.tried.id, True, "", phone.tried.made_at)
    assert len(phone.sweeps()) == 1
    # Where its browser is reached now it has another address, as on any device.
    phone.address = phone.host.subscribes()
    assert renew_channel(anew, phone.address, hosts, phone.who.now)
    assert [one.id for one in channels_of(anew)] == [phone.tried.id]


def test_whoever_comes_in_there_next_does_not_take_it_over(phone: OnAPhone, somebody: Callable[..., Reminded]) -> None:
    comes_anew(phone)
    other, hosts = somebody(), phone.who.app.config["PUSH_HOSTS"]
    assert not renew_channel(other.actor, phone.address, hosts, other.now)
    added = add_channel(other.actor, new_token(), "push", phone.address, hosts, other.now)
    assert (added.id == phone.tried.id, added.proven_at) == (False, None)
    assert phone.way.dead == "signed-out"
    assert channels_of(other.actor) == [added]


def test_keys_that_are_none_are_dead_and_not_tried_for_ever(phone: OnAPhone) -> None:
    record = db.session.get_one(ChannelRecord, phone.tried.id)
    record.lock({**phone.address, "p256dh": "AAAA"})
    db.session.commit()
    assert phone.sweeps() == []
    assert phone.way.dead == "not-a-subscription"


def test_a_host_that_is_away_is_tried_again(phone: OnAPhone, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    record = db.session.get_one(ChannelRecord, phone.tried.id)
    with push_host() as gone:
        nowhere = gone.origin
    monkeypatch.setitem(app.config, "PUSH_HOSTS", [phone.host.origin, nowhere])
    record.lock({**phone.address, "endpoint": f"{nowhere}/push/0"})
    db.session.commit()
    assert phone.sweeps() == []
    (message,) = db.session.query(MessageRecord).filter_by(notice_id=phone.notice)
    assert (message.outcome, message.receipt) == ("", "no-answer")
    db.session.get_one(ChannelRecord, phone.tried.id).lock(phone.address)
    db.session.commit()
    phone.waits()
    assert [tag_of(one) for one in phone.sweeps()] == [message.id]


def test_what_a_sender_took_up_and_died_with_is_swept_up_once_its_lease_is_over(phone: OnAPhone) -> None:
    now = phone.who.now.now
    assert phone.notice in take_up(now, "who-dies", 20)
    phone.who.clock.move_to(now + LEASE - SECOND)
    assert phone.sweeps() == []
    phone.who.clock.move_to(now + LEASE)
    assert len(phone.sweeps()) == 1
    assert phone.record.outcome == "sent"


@pytest.mark.parametrize(
    "endpoint",
    [
        r"https://internal.example\.push.apple.com/../../api/x?y=1",
        "https://internal.example#.push.apple.com/x",
        "https://somebody@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.internal.example/x",
        "https://internal.example/fcm.googleapis.com",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com\t/x",
        "https://fcm.googleapis.com",
    ],
)
def test_what_two_programs_may_read_as_two_hosts_is_none_of_ours(endpoint: str) -> None:
    assert not is_push_host(endpoint, list(PUSH_HOSTS))
    assert is_push_host("https://web.push.apple.com/Q-abc_123", list(PUSH_HOSTS))
