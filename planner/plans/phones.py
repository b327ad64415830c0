"""Phone numbers of the team, kept with the plan, so that they are at hand when there is no signal to look them up."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.db import db
from planner.errors import CannotBe, Fault, Faults, NothingHere
from planner.plans.answer_fields import read_text
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from, record_of
from planner.plans.models import TeamPhoneRecord
from planner.plans.notes import WrittenMeanwhile
from planner.tokens import is_id, new_id

MOST = 8  # numbers of one plan
LONGEST_WHO = 80  # characters
LONGEST, FEWEST_DIGITS = 20, 3  # characters of a number, and digits in it
NUMBER = re.compile(r"[ (]*\+?[0-9 ()/.-]*")  # a plus stands before all digits or nowhere
DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")

WHOSE = f"Write whose number it is, in at most {LONGEST_WHO} ordinary characters."
NO_DIGITS = (
    "Write the number in digits, as it is dialled: a plus before it, blanks and the signs - ( ) / . are fine. "
    "An extension goes into who."
)
TOO_SHORT = f"Write the whole number: it has at least {FEWEST_DIGITS} digits."
TOO_LONG = f"Write one number, in at most {LONGEST} characters."
TOO_MANY = f"There are {MOST} numbers already. Take one away that is not needed any more."
NOT_A_PHONE = "Each has two texts: whose it is, who, and the number."


class TeamPhone(NamedTuple):
    """One number, as it was written, and whose it is."""

    id: str
    who: str
    number: str

    @property
    def dial(self) -> str:
        """What a phone dials: a plus, perhaps, and digits. A zero in brackets is not dialled after a country's code."""
        number = re.sub(r"[ /.-]", "", self.number)
        if number.lstrip("(").startswith(("+", "00")):
            number = number.replace("(0)", "", 1)
        return re.sub(r"[()]", "", number)


def phones_of(kept: KeptPlan) -> list[TeamPhone]:
    """The numbers of a plan, in the order in which they were added. Two such lists are equal when nothing changed."""
    query = select(TeamPhoneRecord).where(TeamPhoneRecord.plan_id == kept.id)
    records = db.session.scalars(query.order_by(TeamPhoneRecord.added_at, TeamPhoneRecord.id))
    return [_phone(one) for one in records]


def add_phone(actor: Actor, key: str, who: str, number: str, occasion: Occasion) -> TeamPhone:
    """Keep one more number. The same number of the same people a second time is the same.

    Raises Faults, CannotBe when there are too many, and NothingHere; nothing is kept then.
    """
    who, number = checked(who, number)
    with once.change(key, by=actor.person, action="phone", sent=f"{who}\n{number}", now=occasion.now) as change:
        kept = kept_from(record_of(change.session, actor, for_update=True))
        if change.repeated:
            found = change.session.get(TeamPhoneRecord, change.outcome)
            return _phone(found) if found else TeamPhone(change.outcome, who, number)
        stand = phones_of(kept)
        for one in stand:
            if (one.who, one.number) == (who, number):
                change.outcome = one.id
                return one
        if len(stand) >= MOST:
            raise CannotBe([Fault("number", number, TOO_MANY)])
        record = put_phone(change.session, kept, who, number, occasion.now)
        audit.note(change.session, actor, "phone-added", occasion.now)
        change.outcome = record.id
        return _phone(record)


def put_phone(session: Session, kept: KeptPlan, who: str, number: str, now: datetime) -> TeamPhoneRecord:
    """Add one row, in the caller's transaction. The words were checked."""
    record = TeamPhoneRecord(id=new_id(), plan_id=kept.id, added_at=now)
    record.lock({"who": who, "number": number})
    session.add(record)
    session.flush()
    return record


def change_phone(
    actor: Actor,
    key: str,
    phone: str,
    who: str,
    number: str,
    occasion: Occasion,
    before: tuple[str, str] | None = None,
) -> TeamPhone:
    """Put another number, or another name, in the place of one.

    `before` is who and number as they stood when their writer began, where that is known. Raises Faults, NothingHere,
    and WrittenMeanwhile where something else stands there now; nothing is kept then.
    """
    who, number = checked(who, number)
    sent = f"{phone}\n{who}\n{number}"
    with once.change(key, by=actor.person, action="phone-change", sent=sent, now=occasion.now) as change:
        record = _record(change.session, actor, phone)
        stands = _phone(record)
        if change.repeated or stands[1:] == (who, number):
            return stands
        if before is not None and stands[1:] != before:
            raise WrittenMeanwhile(f"{stands.who}: {stands.number}")
        record.lock({"who": who, "number": number})
        audit.note(change.session, actor, "phone-changed", occasion.now)
        return _phone(record)


def remove_phone(actor: Actor, key: str, phone: str, occasion: Occasion) -> None:
    """Take a number away. Raises NothingHere, but not when it is gone already by the same press."""
    with once.change(key, by=actor.person, action="phone-remove", sent=phone, now=occasion.now) as change:
        if not change.repeated:
            change.session.delete(_record(change.session, actor, phone))
            audit.note(change.session, actor, "phone-removed", occasion.now)


def checked(who: object, number: object, path: str = "") -> tuple[str, str]:
    """Whose a number is and the number, as they are kept. Raises Faults that name each that cannot be used.

    `path` stands before their names in what is raised.
    """
    faults, whose, plain = [], "", _plain(number)
    try:
        whose = " ".join(read_text(who, least=1, most=LONGEST_WHO).split())
    except ValidationError:
        faults.append(Fault(f"{path}who", who, WHOSE))
    if wrong := _wrong_with(plain):
        faults.append(Fault(f"{path}number", number, wrong))
    if faults:
        raise Faults(faults)
    return whose, plain


def checked_list(listed: Sequence[Any]) -> list[tuple[str, str]]:
    """The numbers in a file that was saved, each with whose it is. Raises Faults."""
    if len(listed) > MOST:
        raise Faults([Fault("phones", len(listed), f"At most {MOST} numbers are kept.")])
    for place, one in enumerate(listed):
        if not isinstance(one, dict) or set(one) != {"who", "number"}:
            raise Faults([Fault(f"phones.{place}", one, NOT_A_PHONE)])
    return [checked(one["who"], one["number"], f"phones.{place}.") for place, one in enumerate(listed)]


def _plain(number: object) -> str:
    """A number with the signs of a keyboard: what is copied from elsewhere holds other blanks and dashes."""
    if not isinstance(number, str):
        return ""
    shown = "".join(char for char in unicodedata.normalize("NFKC", number) if unicodedata.category(char) != "Cf")
    return " ".join(shown.translate(DASHES).split())


def _wrong_with(number: str) -> str:
    """What to do about a number that cannot be used; empty when it can."""
    if not NUMBER.fullmatch(number):
        return NO_DIGITS
    if len(number) > LONGEST:
        return TOO_LONG
    return TOO_SHORT if sum(map(str.isdigit, number)) < FEWEST_DIGITS else ""


def _record(session: Session, actor: Actor, phone: str) -> TeamPhoneRecord:
    plan = record_of(session, actor, for_update=True)
    record = session.get(TeamPhoneRecord, phone) if is_id(phone) else None
    if record is None or record.plan_id != plan.id:
        raise NothingHere
    return record


def _phone(record: TeamPhoneRecord) -> TeamPhone:
    told = record.opened()
    return TeamPhone(record.id, told["who"], told["number"])
