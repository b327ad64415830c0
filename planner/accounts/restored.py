"""What opens accounts, after a backup was put back: what opened them last, and nothing that was taken away since."""

from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from planner.accounts.account_models import AccountRecord, PasskeyRecord
from planner.accounts.models import PersonRecord

Row = dict[str, Any]


class AccountsStood(NamedTuple):
    """How accounts stood before a backup was put back, by id, with the people there were."""

    people: frozenset[str]
    accounts: dict[str, Row]
    passkeys: dict[str, Row]


def how_accounts_stand(session: Session) -> AccountsStood:
    """How accounts stand now."""
    return AccountsStood(
        frozenset(session.scalars(select(PersonRecord.id))),
        _rows(session, AccountRecord),
        _rows(session, PasskeyRecord),
    )


def accounts_go_on(session: Session, stood: AccountsStood) -> None:
    """Of everybody who was here before, what opens their account is what opened it then, whenever they began it. Of
    others the backup says."""
    here = frozenset(session.scalars(select(PersonRecord.id)))
    theirs = AccountRecord.person_id.in_(stood.people)
    session.execute(delete(PasskeyRecord).where(PasskeyRecord.account_id.in_(select(AccountRecord.id).where(theirs))))
    session.execute(delete(AccountRecord).where(theirs))
    accounts = [one for one in stood.accounts.values() if one["person_id"] in here]
    kept = {one["id"] for one in accounts}
    for rows, record in (accounts, AccountRecord), (stood.passkeys.values(), PasskeyRecord):
        for row in rows:
            if record is AccountRecord or row["account_id"] in kept:
                session.execute(insert(record).values(row))


def _rows(session: Session, record: type[AccountRecord] | type[PasskeyRecord]) -> dict[str, Row]:
    return {row["id"]: dict(row) for row in session.execute(select(*record.__table__.columns)).mappings()}
