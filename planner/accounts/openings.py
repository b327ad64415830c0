"""What opens a plan that has just begun: the cookie of the phone it was begun on, or the token of a program."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from planner.accounts.access import SCOPES, Actor
from planner.accounts.api_tokens import keep_token, secret_from, shown_again
from planner.accounts.devices import open_device
from planner.accounts.models import PersonRecord
from planner.marked import N_
from planner.sealed import keyed_hash
from planner.tokens import token_from

FIRST_LABEL = N_("The program that began the plan")  # kept in English; pages say it in the reader's language


class Opening(NamedTuple):
    """A way to what one person will hold. `by` names its kind; `open` keeps it, in the caller's transaction.

    `again` is asked before its secret is given another time, with the name of what was opened; it may refuse.
    """

    by: str
    secret: str
    open: Callable[[Session, str], Actor]
    again: Callable[[Session, str], None]


def on_device(key: str, kind: str, now: datetime, today: date) -> Opening:
    """The cookie of a browser. Of the same key it is the same secret."""
    token = token_from(keyed_hash(key, "devices"))
    return Opening(
        "", token, lambda session, person: open_device(session, person, token, kind, now, today), lambda *_: None
    )


def for_program(key: str, now: datetime) -> Opening:
    """A token that may do everything. Of the same key it is the same secret, as long as it was never used."""
    secret = secret_from(f"first {key}")

    def keep(session: Session, person: str) -> Actor:
        role = session.get_one(PersonRecord, person).role
        record = keep_token(session, Actor(person, role, ""), secret, FIRST_LABEL, SCOPES, now)
        return Actor(person, role, record.id)

    return Opening("program", secret, keep, shown_again)
