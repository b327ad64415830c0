"""What a nurse changes in one plan: an item moved, added, given to somebody, not applicable, or the clinic's own; and
that cells are collected without chemo.

Each change has a reason, stands in the plan as the clinic's, and is one version of it like any other change.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from marshmallow import ValidationError

from planner.accounts.access import Actor
from planner.clinics.enrolments import enrolled_in, reviewer_of
from planner.clinics.members import Member
from planner.clinics.recording import note_at_clinic
from planner.clinics.words import A_REASON, LONGEST_REASON, words_or_fault
from planner.db import db
from planner.engine.adjustments import KINDS, Adjustment, fault_of, own_code
from planner.errors import Fault, Faults, NothingHere
from planner.guidance.model import PEOPLE
from planner.marked import N_
from planner.plans import by_clinic
from planner.plans.actions import lay_over
from planner.plans.answer_fields import read_day
from planner.plans.by_clinic import SAID_WITHOUT_CHEMO, adjustment_json, adjustments_in, without_chemo
from planner.plans.changing import ADJUSTED, TAKEN_BACK, WITH_CHEMO, WITHOUT_CHEMO, Changing, Occasion, changing
from planner.plans.facts import CLINIC, TOLD, clinic_in, told_in
from planner.plans.kept import KeptPlan, plan_from
from planner.tokens import is_id, new_id

MOST = 200  # adjustments of one plan
LONGEST_TITLE, LONGEST_TEXT = 80, 600  # characters
A_TITLE = N_("Write what is to be done, in at most 80 ordinary characters.")
A_TEXT = N_("Write at most 600 ordinary characters.")
A_DAY = N_("Write the day, for example 27 3 2027.")
WHOSE = N_("Choose who does it: the patient, the partner, the nurse, or several of them.")
TOO_MANY = N_("This plan has as many changes by the clinic as it can hold. Take one back that is not needed any more.")
WORD = f"{CLINIC}{by_clinic.CONFIRMED_WITHOUT_CHEMO}"


class Wanted(NamedTuple):
    """A change as it was typed. `kind` is one of `adjustments.KINDS`; `day` is ISO 8601 or empty."""

    kind: str
    code: str
    reason: str
    day: str = ""
    who: tuple[str, ...] = ()
    title: str = ""
    text: str = ""


def adjust(actor: Actor, key: str, enrolment: str, wanted: Wanted, occasion: Occasion, seen: int | None) -> KeptPlan:
    """Keep one change by the clinic. `seen`: the version of the plan that the nurse looked at.

    Raises Faults (with what to do), NothingHere, and PlanMovedOn where the plan has changed meanwhile.
    """
    sent = [enrolment, list(wanted)]
    with _changing(actor, key, ADJUSTED, enrolment, sent, occasion, seen) as (change, member):
        if not change.repeated:
            made = _checked(wanted, change, member, occasion)
            change.facts[f"{CLINIC}{made.name}"] = adjustment_json(made, occasion.now)
    return change.kept


def take_back(actor: Actor, key: str, enrolment: str, name: str, occasion: Occasion, seen: int | None) -> KeptPlan:
    """Take back one change by the clinic: the guidance's own day, person or verdict stands again. Raises as above."""
    with _changing(actor, key, TAKEN_BACK, enrolment, [enrolment, name], occasion, seen) as (change, _member):
        if not change.repeated:
            if not is_id(name) or f"{CLINIC}{name}" not in change.facts:
                raise NothingHere
            del change.facts[f"{CLINIC}{name}"]
    return change.kept


def confirm_without_chemo(
    actor: Actor, key: str, enrolment: str, reason: str, occasion: Occasion, seen: int | None
) -> KeptPlan:
    """Say that this person's cells are collected without chemo, so that the first chemo is that of conditioning. It
    moves the day that everything before treatment is counted from. Raises as above."""
    reason = words_or_fault("without_chemo", reason, LONGEST_REASON, A_REASON)
    with _changing(actor, key, WITHOUT_CHEMO, enrolment, [enrolment, reason], occasion, seen) as (change, member):
        if not change.repeated and not _stands(change):
            before = {name: change.facts.get(f"{TOLD}{name}") for name in SAID_WITHOUT_CHEMO}
            change.facts[WORD] = {"reason": reason, "by": member.id, "on": occasion.today.isoformat(), "before": before}
            lay_over(change.facts, SAID_WITHOUT_CHEMO)
    return change.kept


def take_back_without_chemo(actor: Actor, key: str, enrolment: str, occasion: Occasion, seen: int | None) -> KeptPlan:
    """Take that word back: what was told before it stands again. Raises as above, and NothingHere where none stands."""
    with _changing(actor, key, WITH_CHEMO, enrolment, enrolment, occasion, seen) as (change, _member):
        if not change.repeated:
            if not _stands(change):
                raise NothingHere
            lay_over(change.facts, change.facts.pop(WORD)["before"])
    return change.kept


def _stands(change: Changing) -> bool:
    return without_chemo(clinic_in(change.facts), told_in(change.facts))


@contextmanager
def _changing(
    actor: Actor, key: str, action: str, enrolment: str, sent: Any, occasion: Occasion, seen: int | None
) -> Iterator[tuple[Changing, Member]]:
    """One change of a plan that the clinic of this nurse reviews, noted in the record of both."""
    member = reviewer_of(actor)
    _record, plan = enrolled_in(db.session(), member, enrolment)
    acting = actor._replace(holder=plan.person_id)
    with changing(acting, key, action, sent, occasion, seen=seen) as change:
        # Once more, now that nobody else changes the plan: the patient may have left at this moment.
        record, _plan = enrolled_in(change.session, reviewer_of(actor, change.session), enrolment)
        change.member, before = member.id, dict(change.facts)
        yield change, member
        if not change.repeated and change.facts != before:  # their owner is told, until they put it away
            change.record.unseen = change.record.unseen or change.record.version + 1
            note_at_clinic(change.session, acting, action, occasion.now, record)


def _checked(wanted: Wanted, change: Changing, member: Member, occasion: Occasion) -> Adjustment:
    """What was typed, as the engine takes it. Raises Faults."""
    faults: list[Fault] = []

    def read(key: str, typed: str, most: int, meant: str) -> str:
        try:
            return words_or_fault(key, typed, most, meant)
        except Faults as wrong:
            faults.extend(wrong.faults)
            return ""

    name, own = new_id(), wanted.kind == "own"
    if wanted.kind not in KINDS:
        raise NothingHere
    reason = read("reason", wanted.reason, LONGEST_REASON, A_REASON)
    title = read("title", wanted.title, LONGEST_TITLE, A_TITLE) if own else ""
    text = read("text", wanted.text, LONGEST_TEXT, A_TEXT) if own and wanted.text.strip() else ""
    day: date | None = None
    if wanted.kind == "move" or (own and wanted.day):
        try:
            day = read_day(wanted.day)
        except ValidationError:
            faults.append(Fault("day", wanted.day, A_DAY))
    if wanted.kind == "assign" and (not wanted.who or set(wanted.who) - set(PEOPLE)):
        faults.append(Fault("who", ", ".join(wanted.who), WHOSE))
    if len(adjustments_in(clinic_in(change.facts))) >= MOST:
        faults.append(Fault("reason", wanted.reason, TOO_MANY))
    if faults:
        raise Faults(faults)
    code = own_code(name) if own else wanted.code
    made = Adjustment(name, wanted.kind, code, reason, day, wanted.who, title, text, member.id, occasion.today)
    if why := fault_of(made, plan_from(change.kept, occasion.guidance, occasion.today)):
        raise Faults([Fault("day" if made.kind == "move" else "reason", wanted.day or wanted.reason, why)])
    return made
