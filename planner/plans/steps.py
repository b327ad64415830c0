"""What a person says about one step: done, booked, waiting, not for me, ask my nurse. Each can be taken back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from planner.accounts.access import Actor
from planner.errors import CannotBe, Fault, Faults
from planner.marked import N_
from planner.plans.by_clinic import is_code
from planner.plans.changing import NOT_PATCHES, Changing, Occasion, changing
from planner.plans.facts import STEP
from planner.plans.kept import KeptPlan
from planner.plans.models import ChangeRecord
from planner.plans.nested_fields import read_step
from planner.questions.told import StepTaken

NOT_YET = N_("That day is still to come. Choose a day up to today, or say that it is booked.")
GONE_BY = N_("That day has gone by. If it happened, say that it is done.")
UNDONE = "step-undone"
DONE_BY_PARTNER, UNDONE_BY_PARTNER = "step-done-by-partner", "step-undone-by-partner"
TAKEN_BACK = (
    UNDONE,
    UNDONE_BY_PARTNER,
    "undone",
)  # changes that take another one back: this one's own, and undoing any change
AT_A_TIME = 100  # changes that are read at once while those of a step are looked for


def take_step(
    actor: Actor,
    key: str,
    code: str,
    taken: Mapping[str, Any] | None,
    occasion: Occasion,
    seen: int | None = None,
    said_on: date | None = None,
) -> KeptPlan:
    """Keep what a person says about one step, as a file of answers holds it; None takes back all that was said.

    However late: a step is never locked. `seen` as in `changing`; `said_on` is the day it was said, where that was not
    today because there was no signal. Raises Faults, NothingHere and PlanMovedOn, and
    keeps nothing then.
    """
    action = f"step-{_state_in(code, taken)}"
    with changing(actor, key, action, [code, taken], occasion, seen=seen) as change:
        if not change.repeated:  # what was kept yesterday is not refused when it is sent again today
            check_step(code, taken, occasion, said_on)
            set_step(change, code, taken)
    return change.kept


def check_step(code: str, taken: Mapping[str, Any] | None, occasion: Occasion, said_on: date | None = None) -> None:
    """Raises Faults when this cannot be said about a step today; or could not on the day it was said."""
    if not is_code(code, occasion.guidance):
        raise Faults([Fault("code", code, "Use the code of an item, such as 'B04'.")])
    if taken is None:
        return
    step = _read(code, taken)
    if step.state == "done" and step.day and step.day > occasion.today:
        raise CannotBe([Fault(code, step.day.isoformat(), NOT_YET)])
    if step.state == "booked" and step.day and step.day < (said_on or occasion.today):
        raise CannotBe([Fault(code, step.day.isoformat(), GONE_BY)])


def undo_step(actor: Actor, key: str, code: str, occasion: Occasion, seen: int | None = None) -> KeptPlan:
    """Take back the last thing that was said about a step: what was said before it stands again."""
    with changing(actor, key, UNDONE, code, occasion, seen=seen) as change:
        if not change.repeated:
            set_step(change, code, said_before(change, code))
    return change.kept


def _state_in(code: str, taken: Mapping[str, Any] | None) -> str:
    return "cleared" if taken is None else _read(code, taken).state


def _read(code: str, taken: Mapping[str, Any]) -> StepTaken:
    try:
        return read_step(taken)
    except ValidationError as error:
        raise Faults([Fault(code, taken, " ".join(map(str, error.messages)))]) from error


def set_step(change: Changing, code: str, taken: Mapping[str, Any] | None) -> None:
    """Let this be what is said of a step, inside a change; None: nothing."""
    if taken is None:
        change.facts.pop(f"{STEP}{code}", None)
    else:
        change.facts[f"{STEP}{code}"] = dict(taken)


def said_before(change: Changing, code: str) -> Mapping[str, Any] | None:
    """What was said before the last word that stands, as far as the history reaches. What was taken back already is
    passed over."""
    name, told = f"{STEP}{code}", list[tuple[str, list[Any]]]()
    for older in _changes_before(change):
        told[:0] = [(record.action, patch[name]) for record in reversed(older) if name in (patch := record.opened())]
        stands = _stood(told)
        if len(stands) > 1:
            return stands[-2]
    return None


def last_said_by(change: Changing, code: str) -> str | None:
    """By which share the last word about a step was said; None where its owner said it, or nobody."""
    for older in _changes_before(change):
        for record in older:
            if f"{STEP}{code}" in record.opened():
                return record.share_id
    return None


def _changes_before(change: Changing) -> Iterator[Sequence[ChangeRecord]]:
    """The changes that may hold words of steps, newest first, some at a time."""
    query = select(ChangeRecord).where(
        ChangeRecord.plan_id == change.record.id, ChangeRecord.action.not_in(NOT_PATCHES)
    )
    query = query.order_by(ChangeRecord.number.desc()).limit(AT_A_TIME)
    found = change.session.scalars(query).all()
    while found:
        yield found
        found = change.session.scalars(query.where(ChangeRecord.number < found[-1].number)).all()


def _stood(told: list[tuple[str, list[Any]]]) -> list[Mapping[str, Any] | None]:
    """What was said of a step one after the other and was not taken back, from its changes, oldest first."""
    stands: list[Mapping[str, Any] | None] = [told[0][1][0]] if told else []
    for action, (_, after) in told:
        if action in TAKEN_BACK and len(stands) == 1:  # what was taken back is older than these changes
            stands = [after]
        elif action in TAKEN_BACK and stands[-2] == after:
            stands.pop()
        else:
            stands.append(after)
    return stands
