"""When a treatment is put off or off, when somebody needs a break, and when somebody has died.

Each silences everything at once. Nothing is deleted by it. Each but the last ends by going on; what was said of a
death by mistake is undone among the changes.
"""

from planner.accounts.access import Actor
from planner.errors import AheadError
from planner.plans.changing import Changing, Occasion, changing, note_passed
from planner.plans.facts import RESTING, TOLD, told_in
from planner.plans.kept import KeptPlan
from planner.plans.passed import needs_a_look

STATUS = f"{TOLD}treatment_status"
DIED, BREAK, GO_ON = "died", "break", "go-on"
HOW = ("postponed", "cancelled", DIED, BREAK, GO_ON)


class Closed(AheadError):
    """A plan whose owner has died neither goes on nor is stopped another way."""

    def __init__(self) -> None:
        super().__init__(
            "This plan is closed, and nothing comes of it any more.",
            "If that was a mistake, undo the change that closed it: it is among the changes.",
        )


def stop(actor: Actor, key: str, how: str, occasion: Occasion, seen: int | None = None) -> KeptPlan:
    """Silence the plan: `postponed`, `cancelled`, `died` or `break`; or let it `go-on`.

    Raises NothingHere, and Closed where its owner has died: a page opened before that does not say otherwise.
    """
    if how not in HOW:
        raise ValueError(f"{how!r} is not a way to stop. Use one of {', '.join(HOW)}.")
    with changing(actor, key, "went-on" if how == GO_ON else "stopped", how, occasion, seen=seen) as change:
        if change.repeated:
            return change.kept
        if change.facts.get(STATUS) == DIED != how:
            raise Closed
        if how == GO_ON:
            if change.facts.pop(STATUS, None):
                _note_what_passed(change, actor, occasion)
            change.facts.pop(RESTING, None)
        elif how == BREAK:
            change.facts.setdefault(RESTING, occasion.today.isoformat())
        else:
            change.facts[STATUS] = how
    return change.kept


def _note_what_passed(change: Changing, actor: Actor, occasion: Occasion) -> None:
    """While the plan was stopped nothing was noted of days that passed; on going on it is, as if it had run."""
    going_on = change.kept._replace(told=told_in(change.facts))
    if needs_a_look(going_on, occasion.today):
        noted = note_passed(change.session, change.record, actor, going_on, occasion)
        change.kept = noted._replace(told=change.kept.told)
