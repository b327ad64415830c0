"""What a plan says first: its warnings in words, the treatment-date trap before all others."""

from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.engine.differences import Clash, booking_clash
from planner.engine.plan import Plan
from planner.guidance.model import FIRST_CHEMO
from planner.languages import day_in_words, listed, spoken
from planner.marked import N_
from planner.plans.reasons import as_told, reasons_for

NO_CHEMO = N_(
    "You said this treatment uses cells without chemo. This plan is only for treatment with chemo, "
    "so no plan was made. "
    "Ask the clinic: is any chemo used, on any day? If it is, change the answer."
)
NOT_SIGNED = N_(
    "No clinician has signed this guidance yet. It is information, not a doctor's advice. "
    "Your team's advice comes first."
)


class Warning(NamedTuple):
    """One warning in words. `because` lists reasons as `{text, answers}`."""

    key: str
    severity: str
    text: str
    because: list[dict[str, Any]]


def warnings_of(plan: Plan) -> list[Warning]:
    """The warnings of a plan in the order in which they should be read."""
    if plan.stopped == "no-chemo":
        text = _("your treatment uses cells without chemo")
        because = [{"text": text, "answers": {"therapy_kind": "no-chemo-cells"}}]
        return [Warning("no-chemo", "critical", _(NO_CHEMO), because), _not_signed(plan)]
    days = _days_in_words(plan)
    found = []
    for notice, grounds in plan.warnings:
        told = plan.situation.told
        reasons = reasons_for(grounds, plan.guidance)
        because = [{"text": reason.text, "answers": as_told(reason.answers, told)} for reason in reasons]
        found.append(Warning(notice.key, notice.severity, spoken(notice.text).format_map(days), because))
    for planned in plan.items:
        clash = booking_clash(planned, plan) if planned.step and not plan.stopped else None
        if clash:
            answers = {"steps": {planned.item.code: {"booked": clash.booked.isoformat()}}}
            last_day_first = _("the booked day is after the last safe day")
            too_early = _("the booked day is before the first day for it")
            because = [{"text": last_day_first if clash.latest else too_early, "answers": answers}]
            found.append(Warning("booking-clash", "critical", clash_in_words(clash), because))
    closed = sorted({planned.due for planned in plan.items if planned.window.ring_anyway and planned.due})
    if closed and not plan.stopped:
        days_closed = listed(day_in_words(day) for day in closed)
        text = ngettext(
            "The clinic may be closed on %(days)s. Ring anyway.",
            "The clinic may be closed on %(days)s. Ring anyway.",
            len(closed),
            days=days_closed,
        )
        because = [{"text": _("it is a weekend or a public holiday and no earlier day is left"), "answers": {}}]
        found.append(Warning("clinic-may-be-closed", "medium", text, because))
    if plan.guidance_is_unsigned:
        found.append(_not_signed(plan))
    return found


def clash_in_words(clash: Clash) -> str:
    """A booking that does not fit the treatment days, as one short text that says what to do."""
    title, booked = spoken(clash.planned.item.words).title, day_in_words(clash.booked)
    if clash.latest:
        return _(
            "You booked '%(title)s' for %(booked)s. Its last safe day is %(last_safe)s. Call the clinic today.",
            title=title,
            booked=booked,
            last_safe=day_in_words(clash.latest),
        )
    assert clash.earliest is not None
    return _(
        "You booked '%(title)s' for %(booked)s. It should not be before %(earliest)s. Call the clinic to move it.",
        title=title,
        booked=booked,
        earliest=day_in_words(clash.earliest),
    )


def _not_signed(plan: Plan) -> Warning:
    text = _("guidance %(digest)s: nobody has reviewed it", digest=plan.guidance.digest)
    return Warning("not-signed-by-a-clinician", "info", _(NOT_SIGNED), [{"text": text, "answers": {}}])


def _days_in_words(plan: Plan) -> dict[str, str]:
    first = plan.situation.course.get(FIRST_CHEMO)
    last_days = sorted(
        (planned.window.last_safe, spoken(planned.item.words).title)
        for planned in plan.items
        if planned.window.last_safe and planned.item.phase in ("find-out", "freeze", "protect")
    )
    # Pages take the list apart again where it is one, so nothing in it may look like the signs between.
    named = [(title.replace(": ", ", ").replace("; ", ", "), day_in_words(day)) for day, title in last_days]
    in_a_row = "; ".join(_("%(title)s, %(day)s", title=title, day=day) for title, day in named)
    today = plan.situation.today
    return {
        "first_chemo_earliest": _day_or(_("today"), first.earliest, today) if first else "",
        "first_chemo_likely": _day_or(_("now"), first.likely, today) if first else "",
        "last_days": in_a_row or _("none is dated yet"),
    }


def _day_or(word: str, day: date, today: date) -> str:
    """A day in words, or a word for it once it is today or has gone by."""
    return word if day <= today else day_in_words(day)
