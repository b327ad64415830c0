"""How the days of one step were counted, as short sentences: how far from which day, and why it was moved."""

from datetime import date

from planner.engine.dates import ClosedDays, add, days_between
from planner.engine.plan import Plan, Planned
from planner.engine.schedule import Window
from planner.guidance.clauses import Span
from planner.guidance.closed_days import PublicHolidays
from planner.guidance.model import FIRST_CHEMO, Moment
from planner.plans.wording import day_in_words

ANCHORS = {
    FIRST_CHEMO: "your first chemo",
    "mobilisation": "the start of mobilisation",
    "collection": "the collection of your cells",
    "admission": "the start of your hospital stay",
    "conditioning": "the start of high-dose chemo",
    "last-chemo": "your last chemo",
    "day-zero": "new cells day",
    "discharge": "the day you go home",
    "asked-on": "the day you answered",
    "stored-on": "the day something was frozen",
    "last-dmt-dose": "your last dose",
    "event": "the day it happened",
    "found": "the day it was found",
}
ENDS = {
    "earliest": "the earliest day for {}",
    "likely": "the likely day for {}",
    "latest": "the latest day for {}",
}
WEEKS_FROM = 36  # fewer days are said as days: "28 days before your first chemo"


def how_counted(planned: Planned, plan: Plan) -> list[str]:
    """How its days were counted, one sentence for each. Never empty."""
    window, situation = planned.window, plan.situation
    lines = [line for line in (_opens(planned, plan), _due(planned, plan), _last_safe(planned, plan)) if line]
    if not lines:
        lines = [_no_day(planned, plan)]
    milestone = situation.course.get(planned.item.timing.anchor)
    if window.estimate and milestone is not None:
        chain = "; ".join(dict.fromkeys(because.text for because in milestone.because))
        lines.append(f"This is an estimate: nobody has confirmed {ANCHORS[milestone.key]}. Counted so: {chain}.")
    if window.ring_anyway:
        lines.append("The clinic may be closed that day. Ring anyway.")
    return lines


def in_words(span: Span) -> str:
    """A span as people say it, without its sign: '28 days', '10 weeks', '12 months', '1 month and 3 days'."""
    months, days = abs(span.months), abs(span.days)
    said = []
    if months:
        said.append(f"{months} month{'s' if months != 1 else ''}")
    if days >= WEEKS_FROM and days % 7 == 0:
        said.append(f"{days // 7} weeks")
    elif days:
        said.append(f"{days} day{'s' if days != 1 else ''}")
    return " and ".join(said)


def _opens(planned: Planned, plan: Plan) -> str:
    moment, day = planned.item.timing.opens, planned.window.opens
    if moment is None or day is None or day == planned.due:
        return ""
    found = _from(moment, plan)
    return f"From {day_in_words(day)}: {found[1]}." if found and found[0] == day else ""


def _due(planned: Planned, plan: Plan) -> str:
    day, timing = planned.due, planned.item.timing
    if day is None:
        return ""
    label = "First raised on" if timing.direction == "until" else "On" if timing.at else "By"
    moments = [timing.due] if timing.due else list(timing.at or ())
    found = [one for moment in moments if (one := _from(moment, plan))]
    exact = next((words for counted, words in found if counted == day), "")
    if exact:
        return f"{label} {day_in_words(day)}: {exact}."
    if len(found) == 1:
        counted, words = found[0]
        return f"{label} {day_in_words(day)}. {_moved(counted, day, words, planned.window, plan)}"
    if plan.situation.begun and timing.anchor == FIRST_CHEMO:
        return f"{label} {day_in_words(day)}: chemo has started, so this is for now."
    return f"{label} {day_in_words(day)}."


def _last_safe(planned: Planned, plan: Plan) -> str:
    moment, day = planned.item.timing.last_safe, planned.window.last_safe
    if moment is None or day is None:
        return ""
    if moment.anchor == FIRST_CHEMO:
        moment = moment._replace(end="likely")  # hard dates hang on the likely day
    found = _from(moment, plan)
    if found is None:
        return f"Last safe day {day_in_words(day)}."
    counted, words = found
    if counted == day:
        return f"Last safe day {day_in_words(day)}: {words}."
    return f"Last safe day {day_in_words(day)}. {_moved(counted, day, words, planned.window, plan)}"


def _moved(counted: date, day: date, words: str, window: Window, plan: Plan) -> str:
    """Why a day is not the one that was counted."""
    said = f"The usual day is {day_in_words(counted)}, {words}"
    if counted < plan.situation.asked_on:
        return f"{said}. It has passed, so this is for now."
    if day < counted and 0 < days_between(day, counted) <= 7 and counted in _closed(plan):
        return f"{said}. Clinics are closed then, so it is the open day before."
    if window.do_now:
        return f"{said}. Your first chemo is near and not confirmed, so this is for now."
    return f"{said}. Other steps or closed days come first, so it was moved."


def _closed(plan: Plan) -> ClosedDays:
    return ClosedDays(PublicHolidays(plan.situation.told.place))


def _from(moment: Moment, plan: Plan) -> tuple[date, str] | None:
    """The day a moment stands for, with the words that say how far it is from which day."""
    anchor, end, span, _ = moment
    milestone = plan.situation.course.get(anchor)
    if milestone is not None:
        base = {"earliest": milestone.earliest, "likely": milestone.likely, "latest": milestone.latest}[end]
        name = ANCHORS[anchor]
        if milestone.earliest != milestone.latest:
            name = ENDS[end].format(name)
        return add(base, span, waiting=end == "latest"), _away(span, name, base)
    if anchor == "asked-on":
        base = plan.situation.asked_on
        return add(base, span), _away(span, ANCHORS[anchor], base)
    if anchor.startswith("step:"):
        key = anchor.removeprefix("step:")
        other = next((one for one in plan.items if one.item.key == key), None)
        if other is None or other.due is None:
            return None
        return add(other.due, span), _away(span, f"'{other.item.words['en'].title}'", other.due)
    return None


def _away(span: Span, name: str, base: date) -> str:
    said = in_words(span)
    if not said:
        return f"that is {name}, {day_in_words(base)}" if name[0] != "'" else f"the same day as {name}"
    side = "before" if span.days < 0 or span.months < 0 else "after"
    return f"{said} {side} {name}, {day_in_words(base)}"


def _no_day(planned: Planned, plan: Plan) -> str:
    if plan.situation.told_day_has_passed:
        return "A treatment day you told us has passed. Say whether it has happened, and its day can be counted."
    if planned.window.estimate:
        return "Its day is counted once your team confirms the day it hangs on."
    return "No day it hangs on is known yet, so none can be counted."
