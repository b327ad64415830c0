"""What a nurse of a clinic may change in one plan, and why some of it does not take effect.

Whatever is changed, the safety invariants hold (guidance-facts 3.1): what would break one does not take effect, and the
plan says so. Reasons are English; whoever shows them says them in the reader's language.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

from planner.guidance.model import PEOPLE
from planner.marked import N_
from planner.questions.told import Told

KINDS = ("move", "add", "not-applicable", "assign", "own")
OWN = "own-"  # how the codes of a clinic's own items begin
BY_CLINIC = "clinic"  # the fact on which an item rests, and the note under which it is left out, by the clinic's word

NO_REASON = N_("Write the reason. The patient reads it beside the change.")
NO_SUCH_CHANGE = N_("A clinic cannot change a plan in this way.")
NO_SUCH_STEP = N_("This plan knows no such step. Choose one of its list.")
NO_DAY = N_("Write the day, for example 27 3 2027.")
DAY_GONE_BY = N_("That day has gone by. Choose today or a later day.")
NOBODY = N_("Choose who does it: the patient, the partner, the nurse, or several of them.")
NO_PARTNER = N_("The patient said that they have no partner. Choose who else does it.")
NO_TITLE = N_("Write what is to be done.")
NO_PLAN = N_("No plan is made while the answers say that there is no chemo or that the plan is closed.")
A_STEP_OF_ITS_OWN = N_("The clinic added this step itself. Take that back instead.")
REPLACED = N_("A later change by the clinic takes its place.")
MUST_STAY = N_("This step stays for as long as the answers bring it. Nobody takes it out.")
NEEDS_AN_ANSWER = N_("Only an answer of the patient brings this step. Ask them to answer first.")
IN_THE_PLAN = N_("This step is in the plan already.")
NOT_IN_THE_PLAN = N_("This step is not in the plan.")
TAKEN_OUT = N_("The clinic says that this step does not apply. Take that back first.")
DECLINED = N_("The patient said that this step is not for them. They can bring it back.")
DONE = N_("This step is done, so it stays as it is.")
BOOKED = N_("The patient has booked this step, and that counts. Ask them to change the booking.")
TREATMENT_RULES_IT_OUT = N_("Where the treatment stands, this step is behind or has no days left.")
LAST_SAFE_DAY_GONE_BY = N_("Its last safe day has gone by, and another step takes its place.")
NO_DAY_OF_ITS_OWN = N_("This step goes on for a time and has no day of its own to move.")
NOT_DATED_YET = N_("This step gets a day once the treatment day is confirmed or near. It can be moved then.")
HAS_IT_HAPPENED = N_("A treatment day has gone by. It can be moved once somebody says whether that day has happened.")
BEFORE_FIRST_CHEMO = N_("This has to come before the first chemo. Choose an earlier day.")
TIME_FOR_INJECTIONS = N_("Egg injections cannot start after the last safe day. Choose an earlier day.")
STILL_WAITS = N_("This has to wait, and that day comes before the wait is over. Choose a later day.")
WAIT_WITHOUT_END = N_("Nobody can say yet when this wait is over. It can be moved once a treatment date is known.")


class Adjustment(NamedTuple):
    """One change that a clinic made in one plan.

    `name` is an opaque id (32 hexadecimal digits), `kind` one of KINDS, `code` the code of the item, `reason` what the
    patient reads of it, never empty. `day`: the day to which an item is moved, or of the clinic's own item. `who`, of
    `PEOPLE`: who does it. `title` and `text`: the words of the clinic's own item, in its own language. `by` is the
    opaque id of who made it, `on` the day.
    """

    name: str
    kind: str
    code: str
    reason: str
    day: date | None = None
    who: tuple[str, ...] = ()
    title: str = ""
    text: str = ""
    by: str = ""
    on: date = date.min


Unfit = tuple[tuple[Adjustment, str], ...]


def own_code(name: str) -> str:
    """The code of a clinic's own item, from the name of the adjustment that makes it."""
    return f"{OWN}{name[:8]}"


class Adjustable(Protocol):
    """A plan that can be worked out again with other adjustments. `unfit`: those without effect, each with why."""

    @property
    def adjustments(self) -> tuple[Adjustment, ...]: ...
    @property
    def unfit(self) -> Unfit: ...
    def adjusted_by(self, adjustments: Sequence[Adjustment]) -> "Adjustable": ...


def fault_of(adjustment: Adjustment, plan: Adjustable) -> str | None:
    """Why an adjustment would not take effect in a plan, in English words that say what to do; None when it would.

    The plan as it would be is worked out, so that what is refused is what would be without effect.
    """
    others = [one for one in plan.adjustments if one.name != adjustment.name]
    would_be = plan.adjusted_by((*others, adjustment))
    return next((why for one, why in would_be.unfit if one.name == adjustment.name), None)


def shape_fault(one: Adjustment, told: Told) -> str | None:
    """What is wrong with an adjustment whatever the plan; None when nothing is."""
    if not one.reason.strip():
        return NO_REASON
    if one.kind not in KINDS or (one.kind == "own" and not one.code.startswith(OWN)):
        return NO_SUCH_CHANGE
    if one.kind == "move" and one.day is None:
        return NO_DAY
    if one.kind in ("move", "own") and one.day is not None and one.day < one.on:
        return DAY_GONE_BY
    if set(one.who) - set(PEOPLE) or (one.kind == "assign" and not one.who):
        return NOBODY
    if "partner" in one.who and told.said("partner", "no"):
        return NO_PARTNER
    if one.kind == "own" and not one.title.strip():
        return NO_TITLE
    return None
