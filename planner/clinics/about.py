"""What a lead says about their clinic: its name, how to reach it, when it is open; another join code; that it ended."""

import json
import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.clinics.clinics import A_NAME, JOINING, LONGEST_NAME, WEEKDAYS, Clinic, as_clinic, clinic_row
from planner.clinics.members import Member, lead_of
from planner.clinics.models import ClinicRecord
from planner.clinics.words import words_or_fault
from planner.errors import Fault, Faults
from planner.plans.changing import Occasion
from planner.plans.phones import checked
from planner.sealed import keyed_hash
from planner.tokens import CODE_GROUPS, code_from

MOST = 4  # telephone numbers of a clinic


def change_clinic(
    actor: Actor,
    key: str,
    name: str,
    phones: Sequence[tuple[str, str]],
    open_on: Iterable[str],
    occasion: Occasion,
) -> Clinic:
    """A lead puts the clinic's name, numbers (whose, and the number) and opening days as they are now.

    Raises Faults (`name`, `0.who`, `0.number` and so on) and NothingHere; nothing is kept then.
    """
    name, numbers = _checked(name, phones)
    days = tuple(day for day in WEEKDAYS if day in set(open_on))
    sent = json.dumps([name, numbers, days])
    with once.change(key, by=actor.person, action="clinic-changed", sent=sent, now=occasion.now) as change:
        lead, record = _held(actor, change.session)
        if not change.repeated:
            record.lock({**record.opened(), "name": name, "phones": numbers, "open_on": days})
            audit.note(change.session, actor, "clinic-changed", occasion.now, chain=lead.clinic)
        return as_clinic(record)


def renew_join_code(actor: Actor, key: str, occasion: Occasion) -> Clinic:
    """A lead makes another join code; the one before opens nothing any more. Raises NothingHere."""
    with once.change(key, by=actor.person, action="join-code", sent="", now=occasion.now) as change:
        lead, record = _held(actor, change.session)
        if not change.repeated:
            code = code_from(secrets.token_hex(32), CODE_GROUPS)
            record.lock({**record.opened(), "join_code": code})
            record.join_hash = keyed_hash(code, JOINING)
            audit.note(change.session, actor, "join-code-renewed", occasion.now, chain=lead.clinic)
        return as_clinic(record)


def end_clinic(actor: Actor, key: str, occasion: Occasion) -> None:
    """A lead ends the clinic: its staff see nothing of it any more, nobody can join it, and its patients keep their
    plans with what it decided in them. Raises NothingHere, also when it has ended by the same press."""
    with once.change(key, by=actor.person, action="clinic-ended", sent="", now=occasion.now) as change:
        lead, record = _held(actor, change.session)
        record.ended_at = occasion.now
        audit.note(change.session, actor, "clinic-ended", occasion.now, chain=lead.clinic)


def _held(actor: Actor, session: Session) -> tuple[Member, ClinicRecord]:
    """The lead who asks, and the row of their clinic, which nobody else changes now. Raises NothingHere."""
    lead = lead_of(actor, session, alone=True)
    return lead, clinic_row(session, lead.clinic, for_update=True)


def _checked(name: str, phones: Sequence[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    faults: list[Fault] = []
    numbers: list[tuple[str, str]] = []
    try:
        name = words_or_fault("name", name, LONGEST_NAME, A_NAME)
    except Faults as wrong:
        faults += wrong.faults
    for place, (who, number) in enumerate(phones[:MOST]):
        if not who.strip() and not number.strip():
            continue
        try:
            numbers.append(checked(who, number, f"{place}."))
        except Faults as wrong:
            faults += wrong.faults
    if faults:
        raise Faults(faults)
    return name, numbers
