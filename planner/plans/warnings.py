"""What a plan says first: its warnings in words, the treatment-date trap before all others."""

from typing import Any, NamedTuple

from planner.engine.differences import Clash, booking_clash
from planner.engine.plan import Plan
from planner.guidance.model import FIRST_CHEMO
from planner.plans.reasons import as_told, reasons_for
from planner.plans.wording import day_in_words

NO_CHEMO = (
    "You said this treatment uses cells without chemo. This plan is only for treatment with chemo, "
    "so no plan was made. "
    "Ask the clinic: is any chemo used, on any day? If it is, change the answer."
)
NOT_SIGNED = (
    "No clinician has signed this guidance yet. It is information, not a doctor's advice. "
    "Your team's advice comes first."
)
RING_ANYWAY = "The clinic may be closed on {days}. Ring anyway."
CLASH = "You booked '{title}' for {booked}. Its last safe day is {last_safe}. Call the clinic today."
CLASH_BEFORE = "You booked '{title}' for {booked}. It should not be before {earliest}. Call the clinic to move it."
LAST_DAY_FIRST = "the booked day is after the last safe day"
TOO_EARLY = "the booked day is before the first day for it"


class Warning(NamedTuple):
    """One warning in words. `because` lists reasons as `{text, answers}`."""

    key: str
    severity: str
    text: str
    because: list[dict[str, Any]]


def warnings_of(plan: Plan, language: str = "en") -> list[Warning]:
    """The warnings of a plan in the order in which they should be read."""
    if plan.stopped == "no-chemo":
        because = [{"text": "your treatment uses cells without chemo", "answers": {"therapy_kind": "no-chemo-cells"}}]
        return [Warning("no-chemo", "critical", NO_CHEMO, because), _not_signed(plan)]
    days = _days_in_words(plan)
    found = []
    for notice, grounds in plan.warnings:
        told = plan.situation.told
        reasons = reasons_for(grounds, plan.guidance)
        because = [{"text": reason.text, "answers": as_told(reason.answers, told)} for reason in reasons]
        found.append(Warning(notice.key, notice.severity, notice.text[language].format_map(days), because))
    for planned in plan.items:
        clash = booking_clash(planned, plan) if planned.step and not plan.stopped else None
        if clash:
            answers = {"steps": {planned.item.code: {"booked": clash.booked.isoformat()}}}
            because = [{"text": LAST_DAY_FIRST if clash.latest else TOO_EARLY, "answers": answers}]
            found.append(Warning("booking-clash", "critical", clash_in_words(clash, language), because))
    closed = sorted({planned.due for planned in plan.items if planned.window.ring_anyway and planned.due})
    if closed and not plan.stopped:
        text = RING_ANYWAY.format(days=" and ".join(day_in_words(day) for day in closed))
        because = [{"text": "it is a weekend or a public holiday and no earlier day is left", "answers": {}}]
        found.append(Warning("clinic-may-be-closed", "medium", text, because))
    if plan.guidance_is_unsigned:
        found.append(_not_signed(plan))
    return found


def clash_in_words(clash: Clash, language: str = "en") -> str:
    """A booking that does not fit the treatment days, as one short text that says what to do."""
    title, booked = clash.planned.item.words[language].title, day_in_words(clash.booked)
    if clash.latest:
        return CLASH.format(title=title, booked=booked, last_safe=day_in_words(clash.latest))
    assert clash.earliest is not None
    return CLASH_BEFORE.format(title=title, booked=booked, earliest=day_in_words(clash.earliest))


def _not_signed(plan: Plan) -> Warning:
    because = [{"text": f"guidance {plan.guidance.digest}: nobody has reviewed it", "answers": {}}]
    return Warning("not-signed-by-a-clinician", "info", NOT_SIGNED, because)


def _days_in_words(plan: Plan) -> dict[str, str]:
    first = plan.situation.course.get(FIRST_CHEMO)
    last_days = sorted(
        (planned.window.last_safe, planned.item.words["en"].title)
        for planned in plan.items
        if planned.window.last_safe and planned.item.phase in ("find-out", "freeze", "protect")
    )
    listed = "; ".join(f"{title.replace(': ', ', ')}, {day_in_words(day)}" for day, title in last_days)
    today = plan.situation.today
    return {
        "first_chemo_earliest": ("today" if first.earliest <= today else day_in_words(first.earliest)) if first else "",
        "first_chemo_likely": ("now" if first.likely <= today else day_in_words(first.likely)) if first else "",
        "last_days": listed or "none is dated yet",
    }
