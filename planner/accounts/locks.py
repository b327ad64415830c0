"""Locking a device so that it shows nothing, and opening it again: by one press, or by a code its owner chose.

A lock is for whoever glances at a phone, or finds it. The plan is never lost by it: nobody chooses a code without
another way back, and a link, a code from another device or the code on paper opens it here as it would anywhere.
"""

import re
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from planner.accounts import audit
from planner.accounts.access import Actor
from planner.accounts.devices import Held
from planner.accounts.models import DeviceRecord
from planner.accounts.ways_in import is_only_way
from planner.accounts.ways_out import OnlyWay
from planner.db import transaction
from planner.errors import AheadError, NothingHere
from planner.sealed import keyed_hash

LEFT, IDLE = "left", "idle"  # locked by the way out; locked after too long without a touch
SHORTEST, LONGEST = 4, 12  # digits of a code
MOST_WRONG = 10  # wrong codes, after which one more may be tried every hour
PATIENCE = timedelta(hours=1)
IDLE_MINUTES = (2, 5, 15, 60)
PURPOSE = "lock codes"
WRITTEN = re.compile(rf"\d{{{SHORTEST},{LONGEST}}}", re.ASCII)


class WrongCode(AheadError):
    """The code that was typed does not open this device. `left`: how often another may be tried before a long wait."""

    def __init__(self, left: int) -> None:
        super().__init__("That code did not open anything.", "Try again, or open the plan by a link or a code.")
        self.left = left


class NotACode(AheadError):
    """What was chosen as a code cannot be one."""

    def __init__(self) -> None:
        super().__init__("That cannot be a code.", f"Choose {SHORTEST} to {LONGEST} digits.")


def lock(held: Held, how: str) -> None:
    """Lock a device. One that locked by itself may be left; one that was left stays so."""
    if held.locked in (how, LEFT):
        return
    with transaction() as session:
        record = session.get(DeviceRecord, held.actor.device, with_for_update=True)
        if record and record.locked != LEFT:
            record.locked = how


def unlock(held: Held, typed: str, now: datetime) -> None:
    """Open a locked device: with its code where it has one, else by asking. Raises WrongCode and NothingHere."""
    with transaction() as session:
        record = _device(session, held)
        left = 0 if record.code_hash is None else try_code(session, record, held.actor, typed, now)
        if not left:
            record.locked, record.code_wrong, record.wrong_at = None, 0, None
            return
    raise WrongCode(left - 1)


def try_code(session: Session, record: DeviceRecord, actor: Actor, typed: str, now: datetime) -> int:
    """Try the code of a device, in the caller's transaction, and count a wrong one: 0 when it is right, else one more
    than how often another may be tried before a long wait."""
    waits = record.code_wrong >= MOST_WRONG and record.wrong_at is not None and now < record.wrong_at + PATIENCE
    if not waits:
        if record.code_hash == _hash(record.id, _digits(typed)):
            return 0
        record.code_wrong, record.wrong_at = record.code_wrong + 1, now
        if record.code_wrong == MOST_WRONG:
            audit.note(session, actor, "lock-code-guessed-at", now)
    return max(0, MOST_WRONG - record.code_wrong) + 1


def choose_code(actor: Actor, typed: str, now: datetime) -> None:
    """Keep the code that opens this device; an empty one takes it away. Raises NotACode, and OnlyWay where whoever
    forgot the code could not come back; nothing is kept then."""
    digits = _digits(typed)
    if typed.strip() and not WRITTEN.fullmatch(digits):
        raise NotACode
    if digits and is_only_way(actor):
        raise OnlyWay
    with transaction() as session:
        record = session.get_one(DeviceRecord, actor.device, with_for_update=True)
        record.code_hash, record.code_wrong = (_hash(actor.device, digits) if digits else None), 0
        record.wrong_at = None
        if digits:
            record.coded_at, record.code_since = record.coded_at or now, now


def choose_idle(actor: Actor, minutes: int | None) -> None:
    """Lock this device after so many minutes without a touch, or never. Raises ValueError at any other number."""
    if minutes is not None and minutes not in IDLE_MINUTES:
        raise ValueError(f"{minutes} is not one of {IDLE_MINUTES}.")
    with transaction() as session:
        session.get_one(DeviceRecord, actor.device, with_for_update=True).idle_minutes = minutes


def call_own(actor: Actor, own: bool) -> None:
    """Say whether this device is the person's own, and may keep the plan for when there is no signal."""
    with transaction() as session:
        session.get_one(DeviceRecord, actor.device, with_for_update=True).own = own


def _device(session: Session, held: Held) -> DeviceRecord:
    record = session.get(DeviceRecord, held.actor.device, with_for_update=True)
    if record is None or record.ended_at:
        raise NothingHere
    return record


def _digits(typed: str) -> str:
    return re.sub(r"[\s.-]", "", typed[:40])


def _hash(device: str, digits: str) -> str:
    return keyed_hash(f"{device} {digits}", PURPOSE)
