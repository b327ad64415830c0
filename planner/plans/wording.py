"""Short sentences about a plan that pages, terminals and files all say the same way."""

from collections.abc import Mapping
from datetime import date

from planner.engine.feasibility import Feasibility
from planner.engine.milestones import Because
from planner.engine.plan import NOT_YET_KNOWN, LeftOut, Plan
from planner.guidance.model import Guidance, Item
from planner.plans.reasons import reasons_for

NOT_SIGNED_PLAINLY = "No clinician has signed this guidance yet."
NOT_SIGNED_DISCREETLY = "Nobody qualified has signed it yet. Your team's advice comes first."
DIED = (("treatment_status", "died"),)
BEHIND = {"chemo_already_started", "treatment_happened"}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_in_words(day: date) -> str:
    """A day as people write it: 27 March 2027."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def items_by_key(plan: Plan) -> dict[str, Item]:
    """Every item of the plan's place, by key."""
    found = {planned.item.key: planned.item for planned in plan.items}
    return found | {one.item.key: one.item for one in plan.left_out}


def left_out_reason(one: LeftOut, guidance: Guidance, items: Mapping[str, Item], language: str) -> str:
    """Why an item is not in the plan, as one sentence that names the answer or the day that decided it."""
    if one.note == "declined":
        return "Left out because you said it is not for you. You can bring it back."
    if one.note == "past-last-safe" and one.day:
        instead = " or ".join(f"'{items[key].words[language].title}'" for key in one.instead if key in items)
        about = "about " if one.estimate else ""
        day = f"{about}{day_in_words(one.day)}"
        return f"Its last day, {day}, has gone by. {instead} takes its place. Only the clinic can say."
    if one.grounds == DIED:
        return "Left out because this plan is closed."
    texts = [reason.text for reason in reasons_for(one.grounds, guidance)]
    because = " and ".join(texts) or "it is not part of this plan"
    if one.verdict == NOT_YET_KNOWN:
        return f"Not known yet, because {because}."
    facts = {fact for fact, _ in one.grounds}
    if one.note == "behind" or (facts & BEHIND and any(answer == "yes" for _, answer in one.grounds)):
        return f"This part is behind you, because {because}."
    return f"Left out because {because}. Change the answer to bring it back."


def chain_of(one: Feasibility) -> tuple[Because, ...]:
    """The chain that led to the verdict on one option: days left, days needed, and what the day is counted from."""
    if one.days_left is None or not one.because:
        return ()
    days = "1 day is" if one.days_left == 1 else f"{one.days_left} days are"
    return (
        Because(f"{days} left from today to your first chemo", ("treatment_date",)),
        Because(f"this needs {one.option.comfort} days with comfort, {one.option.least} at the least"),
        *one.because,
    )


def milestone_missing(plan: Plan) -> Because:
    """Why a milestone has no day."""
    if plan.situation.told.days.get("treatment_date") or plan.situation.told.milestones:
        return Because("it does not follow from the dates you told", ("milestones",))
    return Because("no treatment date was told", ("treatment_date",))
