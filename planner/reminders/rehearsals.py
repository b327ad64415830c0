"""Trying a way: a number is sent there, and its owner says it once it has arrived. Until then nothing else is sent."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from planner.accounts import audit
from planner.accounts.access import Actor
from planner.errors import AheadError
from planner.limits_in_sql import count_within
from planner.marked import N_
from planner.plans.changing import Occasion
from planner.reminders.kept_ways import Channel, as_seen, changing_way, keep_for, watch_own
from planner.reminders.models import ChannelRecord, NoticeRecord
from planner.reminders.policy import TEST
from planner.sealed import keyed_hash
from planner.tokens import new_id

TEST_DIGITS = 4
TRIES_A_DAY = 5  # numbers sent to one box, whoever asks for them: it may be somebody else's
NUMBERS = "how often a number was sent"
ASKED_A_DAY = 20  # numbers that one person asks for, wherever they go
A_DAY = 24 * 60 * 60  # seconds
WRONG_MOST = 5  # wrong numbers after which the one that was sent opens nothing any more
TEST_HOLDS = timedelta(hours=1)  # for how long a number that was sent is taken


class NotTheNumber(AheadError):
    """Another number was typed than the one that was sent, or it was sent too long ago."""

    def __init__(self) -> None:
        super().__init__(
            N_("That is not the number we sent last."),
            N_("Type the number from the newest message, or send another. A number holds for an hour."),
        )


class NotANumber(AheadError):
    """What was typed are not so many digits: no number of ours was guessed wrongly by it."""

    def __init__(self) -> None:
        super().__init__(N_("That is not 4 digits."), N_("Type the 4 digits that arrived."))


class WrongOften(AheadError):
    """So many wrong numbers were typed that the one that was sent opens nothing any more."""

    def __init__(self) -> None:
        super().__init__(
            N_("Wrong numbers were typed too often, so this one opens nothing any more."), N_("Send another number.")
        )


class TriedOften(AheadError):
    """So many numbers were sent to one box, or asked for by one person, on one day that no further one is sent."""

    def __init__(self) -> None:
        super().__init__(
            N_("We have sent several numbers there since yesterday."),
            N_("Look for the newest message there, also among unwanted mail. Tomorrow you can send another."),
        )


def test_channel(actor: Actor, key: str, name: str, occasion: Occasion) -> Channel:
    """Send another number to try a way. Raises NothingHere and TriedOften."""
    with changing_way(actor, key, "test-channel", name, name, occasion) as (session, record, repeated):
        if not repeated:
            send_a_number(session, record, occasion.now)
            record.dead, record.failing_since = "", None
        return as_seen(session, record, actor)


def prove_channel(actor: Actor, key: str, name: str, number: str, occasion: Occasion) -> Channel:
    """Its owner says the number that arrived: from now on reminders are sent there. Raises NothingHere, NotANumber,
    NotTheNumber and WrongOften."""
    number = "".join(str(int(char)) for char in number if char.isdecimal())  # also where their digits look otherwise
    with changing_way(actor, key, "prove-channel", name, f"{name} {number}", occasion) as (session, record, repeated):
        if len(number) != TEST_DIGITS:
            raise NotANumber
        right = record.proven_at is not None if repeated else _is_the_number(record, number, occasion.now)
        if right and not repeated:
            record.test, record.proven_at = None, occasion.now
            audit.note(session, actor, "channel-proven", occasion.now)
            watch_own(session, actor)
            keep_for(session, actor, occasion)
        seen = as_seen(session, record, actor)
        often = not right and record.test is not None and record.opened("test")["wrong"] > WRONG_MOST
    if not right:  # that it was wrong is kept
        raise WrongOften if often else NotTheNumber
    return seen


def send_a_number(session: Session, record: ChannelRecord, now: datetime) -> None:
    """Send a number to a way, in the caller's transaction: a notice that is due at once. Raises TriedOften."""
    seconds = int(now.timestamp())
    for whose, most in ((f"to {box_of(record)}", TRIES_A_DAY), (f"by {record.person_id}", ASKED_A_DAY)):
        if count_within(session, f"number {keyed_hash(whose, NUMBERS)}", A_DAY, seconds) > most:
            raise TriedOften
    number = str(secrets.randbelow(9 * 10 ** (TEST_DIGITS - 1)) + 10 ** (TEST_DIGITS - 1))
    record.lock({"number": number, "wrong": 0}, "test")
    record.tested_at = now
    notice = NoticeRecord(id=new_id(), channel_id=record.id, to="", kind=TEST, day=now.date(), due_at=now, version=0)
    notice.stale_at, notice.at = now + TEST_HOLDS, now
    session.add(notice)
    session.flush()


def box_of(record: ChannelRecord) -> str:
    """What a way fills: of an address such as name+word@host the box name@host, as most mail servers have it."""
    told = record.opened()
    if "email" not in told:
        return str(told["endpoint"])
    name, _at, host = told["email"].lower().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def _is_the_number(record: ChannelRecord, number: str, now: datetime) -> bool:
    """Whether this is the number that was sent last, within the hour. So many wrong ones, and it is none any more."""
    if not record.test or record.tested_at is None or now - record.tested_at > TEST_HOLDS:
        return False
    test = record.opened("test")
    if test["wrong"] < WRONG_MOST and secrets.compare_digest(test["number"], number):
        return True
    record.lock({**test, "wrong": test["wrong"] + 1}, "test")
    return False
