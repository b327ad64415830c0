"""How the days of one step were counted, as short sentences: how far from which day, and why it was moved."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.engine.dates import ClosedDays, add, days_between
from planner.engine.plan import Plan, Planned
from planner.engine.schedule import Window
from planner.guidance.clauses import Span
from planner.guidance.closed_days import PublicHolidays
from planner.guidance.model import FIRST_CHEMO, Moment
from planner.languages import day_in_words, listed, spoken
from planner.marked import N_

# Days that are counted from, as they follow "before", "after", "for" and "has confirmed". A translation words all of
# them so that they can follow what it says there.
ANCHORS = {
    FIRST_CHEMO: N_("your first chemo"),
    "mobilisation": N_("the start of mobilisation"),
    "collection": N_("the collection of your cells"),
    "admission": N_("the start of your hospital stay"),
    "conditioning": N_("the start of high-dose chemo"),
    "last-chemo": N_("your last chemo"),
    "day-zero": N_("new cells day"),
    "discharge": N_("the day you go home"),
    "asked-on": N_("the day you answered"),
    "stored-on": N_("the day something was frozen"),
    "last-dmt-dose": N_("your last dose"),
    "event": N_("the day it happened"),
    "found": N_("the day it was found"),
}
ENDS = {
    "earliest": N_("the earliest day for %(anchor)s"),
    "likely": N_("the likely day for %(anchor)s"),
    "latest": N_("the latest day for %(anchor)s"),
}
# What is said of the day on which a step is due: with how it was counted, and alone.
DUE = {
    "first-raised": (N_("First raised on %(day)s: %(how)s."), N_("First raised on %(day)s.")),
    "on": (N_("On %(day)s: %(how)s."), N_("On %(day)s.")),
    "by": (N_("By %(day)s: %(how)s."), N_("By %(day)s.")),
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
        chain = "; ".join(dict.fromkeys(_(because.text) for because in milestone.because))
        lines.append(
            _(
                "This is an estimate: nobody has confirmed %(anchor)s. Counted so: %(chain)s.",
                anchor=_(ANCHORS[milestone.key]),
                chain=chain,
            )
        )
    if window.ring_anyway:
        lines.append(_("The clinic may be closed that day. Ring anyway."))
    return lines


def in_words(span: Span) -> str:
    """A span as people say it, without its sign: '28 days', '10 weeks', '12 months', '1 month and 3 days'."""
    months, days = abs(span.months), abs(span.days)
    said = []
    if months:
        said.append(ngettext("%(num)s month", "%(num)s months", months))
    if days >= WEEKS_FROM and days % 7 == 0:
        said.append(ngettext("%(num)s week", "%(num)s weeks", days // 7))
    elif days:
        said.append(ngettext("%(num)s day", "%(num)s days", days))
    return listed(said)


def _opens(planned: Planned, plan: Plan) -> str:
    moment, day = planned.item.timing.opens, planned.window.opens
    if moment is None or day is None or day == planned.due:
        return ""
    found = _from(moment, plan)
    if not found or found[0] != day:
        return ""
    return _("From %(day)s: %(how)s.", day=day_in_words(day), how=found[1])


def _due(planned: Planned, plan: Plan) -> str:
    day, timing = planned.due, planned.item.timing
    if day is None:
        return ""
    counted_so, alone = DUE["first-raised" if timing.direction == "until" else "on" if timing.at else "by"]
    in_full = day_in_words(day)
    moments = [timing.due] if timing.due else list(timing.at or ())
    found = [one for moment in moments if (one := _from(moment, plan))]
    exact = next((words for counted, words in found if counted == day), "")
    if exact:
        return _(counted_so, day=in_full, how=exact)
    if len(found) == 1:
        counted, words = found[0]
        by_clinic = any(one.kind == "move" for one in planned.adjusted)
        return f"{_(alone, day=in_full)} {_moved(counted, day, words, planned.window, plan, by_clinic)}"
    if plan.situation.begun and timing.anchor == FIRST_CHEMO:
        return _(counted_so, day=in_full, how=_("chemo has started, so this is for now"))
    return _(alone, day=in_full)


def _last_safe(planned: Planned, plan: Plan) -> str:
    moment, day = planned.item.timing.last_safe, planned.window.last_safe
    if moment is None or day is None:
        return ""
    if moment.anchor == FIRST_CHEMO:
        moment = moment._replace(end="likely")  # hard dates hang on the likely day
    found, in_full = _from(moment, plan), day_in_words(day)
    if found and found[0] == day:
        return _("Last safe day %(day)s: %(how)s.", day=in_full, how=found[1])
    alone = _("Last safe day %(day)s.", day=in_full)
    return f"{alone} {_moved(found[0], day, found[1], planned.window, plan)}" if found else alone


def _moved(counted: date, day: date, words: str, window: Window, plan: Plan, by_clinic: bool = False) -> str:
    """Why a day is not the one that was counted."""
    usual = _("The usual day is %(day)s, %(how)s.", day=day_in_words(counted), how=words)
    if by_clinic:
        why = _("Your clinic moved it.")
    elif counted < plan.situation.asked_on:
        why = _("It has passed, so this is for now.")
    elif day < counted and 0 < days_between(day, counted) <= 7 and counted in _closed(plan):
        why = _("Clinics are closed then, so it is the open day before.")
    elif window.do_now:
        why = _("Your first chemo is near and not confirmed, so this is for now.")
    else:
        why = _("Other steps or closed days come first, so it was moved.")
    return f"{usual} {why}"


def _closed(plan: Plan) -> ClosedDays:
    return ClosedDays(PublicHolidays(plan.situation.told.place))


def _from(moment: Moment, plan: Plan) -> tuple[date, str] | None:
    """The day a moment stands for, with the words that say how far it is from which day."""
    anchor, end, span = moment.anchor, moment.end, moment.span
    milestone = plan.situation.course.get(anchor)
    if milestone is not None:
        base = {"earliest": milestone.earliest, "likely": milestone.likely, "latest": milestone.latest}[end]
        name = _(ANCHORS[anchor])
        if milestone.earliest != milestone.latest:
            name = _(ENDS[end], anchor=name)
        return add(base, span, waiting=end == "latest"), _away(span, name, base)
    if anchor == "asked-on":
        base = plan.situation.asked_on
        return add(base, span), _away(span, _(ANCHORS[anchor]), base)
    if anchor.startswith("step:"):
        key = anchor.removeprefix("step:")
        other = next((one for one in plan.items if one.item.key == key), None)
        if other is None or other.due is None:
            return None
        name = _("'%(title)s'", title=spoken(other.item.words).title)
        how = _away(span, name, other.due) if in_words(span) else _("the same day as %(step)s", step=name)
        return add(other.due, span), how
    return None


def _away(span: Span, name: str, base: date) -> str:
    said, day = in_words(span), day_in_words(base)
    if not said:
        return _("that is %(anchor)s, %(day)s", anchor=name, day=day)
    if span.days < 0 or span.months < 0:
        return _("%(span)s before %(anchor)s, %(day)s", span=said, anchor=name, day=day)
    return _("%(span)s after %(anchor)s, %(day)s", span=said, anchor=name, day=day)


def _no_day(planned: Planned, plan: Plan) -> str:
    if plan.situation.told_day_has_passed:
        return _("A treatment day you told us has passed. Say whether it has happened, and its day can be counted.")
    if planned.window.estimate:
        return _("Its day is counted once your team confirms the day it hangs on.")
    return _("No day it hangs on is known yet, so none can be counted.")
