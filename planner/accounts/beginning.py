"""Beginning an account: a name to sign in with, or none where a passkey will be enough. Nothing opens it yet."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from planner import once
from planner.accounts import audit
from planner.accounts.access import STAFF, Actor
from planner.accounts.account_models import AccountRecord
from planner.accounts.credentials import WRITTEN
from planner.accounts.devices import hold
from planner.accounts.kept_accounts import account_named, account_of, folded, hash_of_name
from planner.errors import AheadError
from planner.marked import N_
from planner.tokens import new_id

SHORTEST_NAME, LONGEST_NAME = 3, 60


class NotAName(AheadError):
    """What was typed cannot be a name to sign in with, or is somebody else's. Which of the two, nobody is told."""

    def __init__(self) -> None:
        super().__init__(
            N_("That name cannot be used here."),
            N_("Choose another one, 3 to 60 letters long."),
        )


def begin_account(actor: Actor, key: str, name: str, now: datetime) -> None:
    """An account that nothing opens yet, or another name for such a one. An empty name: a passkey will be enough.

    Raises NotAName. Of an account that something opens, the name stays.
    """
    name = name.strip()
    is_good = len(folded(name)) >= SHORTEST_NAME and len(name) <= LONGEST_NAME and WRITTEN.fullmatch(name)
    if not is_good and (name or actor.role in STAFF):
        raise NotAName
    with once.change(key, by=actor.person, action="begin-account", sent=name, now=now) as change:
        if change.repeated:
            return
        session = change.session
        hold(session, actor.person, actor.device)
        before, taken = account_of(actor.person), account_named(name)
        if before is not None and before.opens:
            return
        if taken is not None and taken.person != actor.person:
            raise NotAName
        record = session.scalars(select(AccountRecord).where(AccountRecord.person_id == actor.person)).first()
        if record is None:
            record = AccountRecord(
                id=new_id(), person_id=actor.person, uniquifier=new_id(), handle=new_id(), made_at=now
            )
            session.add(record)
            audit.note(session, actor, "account-begun", now)
        record.name_hash, record.changed_at = hash_of_name(name) if name else None, now
        record.lock({"name": name, "code": None})
        try:
            session.flush()
        except IntegrityError as error:  # somebody has chosen it in this very moment
            raise NotAName from error
