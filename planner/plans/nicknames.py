"""A person's own words for steps, by which calendars call them where others may look."""

import hmac
from collections.abc import Mapping

from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.db import db
from planner.errors import CannotBe, Fault, Faults
from planner.guidance.model import Guidance, codes_of
from planner.plans.answer_fields import read_text
from planner.plans.by_clinic import is_code
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from, record_of
from planner.plans.models import NicknameRecord

LONGEST = 40  # characters
ONE_LINE = f"Write one line of at most {LONGEST} ordinary characters."


def nicknames_of(kept: KeptPlan) -> dict[str, str]:
    """The person's own words for steps, by code."""
    records = db.session.scalars(select(NicknameRecord).where(NicknameRecord.plan_id == kept.id))
    return dict(sorted(one.opened() for one in records))


def write_nickname(actor: Actor, key: str, code: str, words: str, occasion: Occasion) -> str:
    """Call a step so in calendars; empty goes back to the usual words. The calendars follow in the same change.

    Raises Faults and NothingHere; nothing is kept then.
    """
    if not is_code(code, occasion.guidance):
        raise Faults([Fault("code", code, "Use the code of an item, such as 'B04'.")])
    words = checked(words)
    with once.change(key, by=actor.person, action="nickname", sent=f"{code} {words}", now=occasion.now) as change:
        kept = kept_from(record_of(change.session, actor, for_update=True))
        if not change.repeated and nicknames_of(kept).get(code, "") != words:
            put_nickname(change.session, kept, code, words)
            audit.note(change.session, actor, "nickname-written", occasion.now)
            change.session.flush()
            occasion.after(change.session, kept, occasion)
    return words


def put_nickname(session: Session, kept: KeptPlan, code: str, words: str) -> None:
    """Write one, in the caller's transaction. The words were checked."""
    name = hmac.digest(kept.secret, f"nickname/{kept.id}/{code}".encode(), "sha256").hex()[:32]
    record = session.get(NicknameRecord, name)
    if not words:
        if record:
            session.delete(record)
        return
    record = record or NicknameRecord(id=name, plan_id=kept.id)
    record.lock(code, words)
    session.add(record)


def checked(words: object, key: str = "nickname") -> str:
    """The words as they are kept: one line, no blanks round them. Raises Faults; CannotBe where a title of them would
    be empty."""
    try:
        told = " ".join(read_text(words, most=LONGEST).split())
    except ValidationError as error:
        raise Faults([Fault(key, words, ONE_LINE)]) from error
    if told and not any(letter.isprintable() and letter not in ",; " for letter in told):
        raise CannotBe([Fault(key, words, "Write a letter or a number too: nothing of this would stand in a title.")])
    return told


def checked_all(told: Mapping[str, object], guidance: Guidance) -> dict[str, str]:
    """Those in a file that was saved, by code. Raises Faults."""
    codes = codes_of(guidance)
    if unknown := [code for code in told if code not in codes]:
        raise Faults([Fault("nicknames", unknown[0], "Use codes of items, such as 'B04'.")])
    return {code: checked(words, f"nicknames.{code}") for code, words in told.items()}
