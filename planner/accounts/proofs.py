"""A proof, given in this moment, that whoever holds a device is the person: its code, or the code on paper.

Somebody else may hold a phone that stands open. What lets others see a plan is asked a proof for; what ends that never.
Whoever holds the phone could also make a code there. So only the very first code there is proves something at once,
since until then nobody could be taken for anybody else; every later one does after a day.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.accounts import audit
from planner.accounts.access import Actor
from planner.accounts.locks import try_code
from planner.accounts.models import DeviceRecord, WayInRecord
from planner.accounts.ways_in import PAPER, PURPOSE, has_paper
from planner.db import transaction
from planner.errors import AheadError, NothingHere
from planner.marked import N_
from planner.sealed import keyed_hash
from planner.tokens import read_code

OLD_ENOUGH = timedelta(days=1)


class NotProven(AheadError):
    """What was typed is neither the code of this device nor that on paper. `waits`: the next try is an hour away."""

    def __init__(self, waits: bool) -> None:
        super().__init__(
            N_("That is not the code of this phone or computer, and not your code on paper."),
            N_("Look at it and type it again. Nothing was shared."),
        )
        self.waits = waits


class TooNew(AheadError):
    """The code that was typed is right, and was made less than a day ago in the place of another."""

    def __init__(self) -> None:
        super().__init__(
            N_("That code is not a day old yet, so it does not show that it is you."),
            N_("Type one that you had before, or come back tomorrow. Nothing was shared."),
        )


class NothingToProveWith(AheadError):
    """Neither this device nor the person has a code."""

    def __init__(self) -> None:
        super().__init__(
            N_("There is no code yet that shows it is you."),
            N_("Make a code on paper, or choose a code for this phone, and come back."),
        )


def can_prove(actor: Actor, has_code: bool) -> bool:
    """Whether this person has anything to prove it with on a device that has a code or not."""
    return has_code or has_paper(actor)


def prove(actor: Actor, typed: str, now: datetime) -> None:
    """Raises NotProven, TooNew and NothingToProveWith. The code on paper is not used up by it.

    Wrong ones count as wrong codes of the device, and after ten there is a long wait: also where it has none.
    """
    paper = read_code(typed)
    with transaction() as session:
        device = session.get(DeviceRecord, actor.device, with_for_update=True)
        if device is None or device.ended_at:
            raise NothingHere
        if not can_prove(actor, device.code_hash is not None):
            raise NothingToProveWith
        waiting = select(WayInRecord.made_at).where(
            WayInRecord.person_id == actor.person,
            WayInRecord.kind == PAPER,
            WayInRecord.ended_at.is_(None),
            WayInRecord.secret_hash == keyed_hash(paper, PURPOSE),
        )
        made_at = session.scalars(waiting).first() if paper else None
        if made_at is not None:
            _is_old_enough(session, actor, made_at, now)
            return
        left = try_code(session, device, actor, typed, now)
        if not left:
            device.code_wrong, device.wrong_at = 0, None
            _is_old_enough(session, actor, device.code_since, now)
            return
        audit.note(session, actor, "proof-wrong", now)
    raise NotProven(left == 1)


def _is_old_enough(session: Session, actor: Actor, made_at: datetime | None, now: datetime) -> None:
    """Raises TooNew where a code is not a day old and not the first that this person ever had. None: nobody knows since
    when it is there, and that is long ago."""
    if made_at is None or now - made_at >= OLD_ENOUGH:
        return
    papers = select(func.min(WayInRecord.made_at)).where(
        WayInRecord.person_id == actor.person, WayInRecord.kind == PAPER
    )
    coded = select(func.min(DeviceRecord.coded_at)).where(DeviceRecord.person_id == actor.person)
    unknown = select(DeviceRecord.id).where(
        DeviceRecord.person_id == actor.person, DeviceRecord.code_hash.is_not(None), DeviceRecord.coded_at.is_(None)
    )
    first = min(one for one in (session.scalar(papers), session.scalar(coded)) if one is not None)
    if made_at > first or session.scalars(unknown).first() is not None:
        raise TooNew
