"""One change of the record at a time, drawn at random: an entry edited, taken out, or put in another place."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from planner.accounts.models import AuditRecord

EDITED = ("action", "person", "role", "device", "at", "mac", "number", "chain")
ASIDE = 1_000_000  # a number no entry has


class Place(NamedTuple):
    """Where an entry stands."""

    chain: str
    number: int


class Tampering(NamedTuple):
    """One change of the record: what it is called, and how it is done."""

    name: str
    do: Callable[[Session], None]


def at_random(session: Session, count: int, seed: int) -> Iterator[Tampering]:
    """So many changes of the record as it stands: half of them edits, the others deletions (of a tail too) and
    reorderings (within a chain and across two)."""
    random = Random(seed)
    places = [Place(*row) for row in session.execute(select(AuditRecord.chain, AuditRecord.number))]
    kinds = (_edited, _edited, _taken_out, _cut_off, _changed_over, _changed_over)
    for number in range(count):
        yield kinds[number % len(kinds)](random, places)


def _edited(random: Random, places: list[Place]) -> Tampering:
    place, column = random.choice(places), random.choice(EDITED)
    letters = "".join(random.choice("0123456789abcdef") for _ in range(64))

    def do(session: Session) -> None:
        record = _at(session, place)
        if column == "at":
            record.at += timedelta(microseconds=random.choice((-1, 1)) * random.randint(1, 10**9))
        elif column == "number":
            record.number = ASIDE + place.number
        elif column == "mac":
            record.mac = letters
        else:
            setattr(record, column, letters[:12])
        session.flush()

    return Tampering(f"another {column} in {place}", do)


def _taken_out(random: Random, places: list[Place]) -> Tampering:
    place = random.choice(places)
    return Tampering(f"{place} taken out", lambda session: _take_out(session, place.chain, place.number, place.number))


def _cut_off(random: Random, places: list[Place]) -> Tampering:
    place = random.choice(places)
    return Tampering(f"cut off from {place} on", lambda session: _take_out(session, place.chain, place.number, ASIDE))


def _changed_over(random: Random, places: list[Place]) -> Tampering:
    one, other = random.sample(places, 2)

    def do(session: Session) -> None:
        _move(session, one, Place("aside", ASIDE))
        _move(session, other, one)
        _move(session, Place("aside", ASIDE), other)

    return Tampering(f"{one} and {other} changed over", do)


def _at(session: Session, place: Place) -> AuditRecord:
    query = select(AuditRecord).where(AuditRecord.chain == place.chain, AuditRecord.number == place.number)
    return session.scalars(query).one()


def _take_out(session: Session, chain: str, first: int, last: int) -> None:
    gone = AuditRecord.chain == chain, AuditRecord.number >= first, AuditRecord.number <= last
    session.execute(delete(AuditRecord).where(*gone))


def _move(session: Session, place: Place, to: Place) -> None:
    here = AuditRecord.chain == place.chain, AuditRecord.number == place.number
    session.execute(update(AuditRecord).where(*here).values(chain=to.chain, number=to.number))
