"""How the days of a shared step are counted, by the rule of that step alone: no answer, and no other step that is not
shared too.

No treatment day is written out. But a day and how far it lies from the first chemo tell that day, and so do two days of
steps; whoever shares a plan is told so before they do.
"""

from collections.abc import Mapping

from flask_babel import gettext as _

from planner.guidance.clauses import Span
from planner.guidance.model import COURSE, FIRST_CHEMO, Moment
from planner.guidance.window_words import NO_TIME, is_before
from planner.languages import listed
from planner.marked import N_
from planner.plans.sharing import SharedStep
from planner.web.partner.view import in_their_words
from planner.web.plans.counted import ENDS, in_words

# Days that are counted from, as they follow "before" and "after", said to somebody whose days they are not.
DAYS = {
    FIRST_CHEMO: N_("the first chemo"),
    "mobilisation": N_("the start of mobilisation"),
    "collection": N_("the collection of the cells"),
    "admission": N_("the start of the hospital stay"),
    "conditioning": N_("the start of high-dose chemo"),
    "last-chemo": N_("the last chemo"),
    "day-zero": N_("new cells day"),
    "discharge": N_("the day of going home"),
    "asked-on": N_("the day this was worked out"),
    "stored-on": N_("the day something was frozen"),
    "last-dmt-dose": N_("the last dose of an MS medicine"),
    "event": N_("the day it happened"),
    "found": N_("the day it was found"),
}
# Of something to do, and of something that happens.
OPENS, FIRST_DAY = N_("It can be done from here on: %(how)s."), N_("First day: %(how)s.")
DUE, LAST_DAY = N_("Best by: %(how)s."), N_("Last day: %(how)s.")
# Of what is for whoever has the treatment, and of what is theirs, in words to them.
LAST = N_("Last safe day: %(how)s."), N_("Latest day: %(how)s.")
NOT_BEFORE = N_("Not before: %(how)s.")


def how_counted(one: SharedStep, titles: Mapping[str, str]) -> list[str]:
    """One sentence for each day that the rule of a step gives it. `titles`: what the steps that are shared are called,
    by the key of their item; a day that hangs on another one is not explained. Empty where nothing can be said."""
    timing, said = one.item.timing, list[str]()
    happens = one.item.kind == "card"
    opens, due = (FIRST_DAY, LAST_DAY) if happens else (OPENS, DUE)

    def how(moment: Moment | None) -> str:
        return _away(moment, titles, by_end=one.window.estimate) if moment else ""

    if timing.opens != timing.due and (words := how(timing.opens)):
        said.append(_(opens, how=words))
    if words := how(timing.due):
        waits = timing.direction == "until"
        said.append(_(NOT_BEFORE, how=words) if waits else _(due, how=words))
    if timing.at and all(found := [how(moment) for moment in timing.at]):
        said.append(_("On: %(how)s.", how=listed(found)))
    hard = timing.last_safe
    if hard and hard.anchor == FIRST_CHEMO:
        hard = hard._replace(end="likely")  # hard dates hang on the likely day
    if words := how(hard):
        said.append(_(LAST[in_their_words(one)], how=words))
    if timing.every:
        said.append(_("Then again and again, each time %(span)s later.", span=in_words(timing.every)))
    if words := how(timing.ends):
        said.append(_("Its end: %(how)s.", how=words))
    if said and one.item.needs_clinic:
        said.append(_("A day on which clinics are closed is moved."))
    return said


def _away(moment: Moment, titles: Mapping[str, str], *, by_end: bool) -> str:
    """How far a day lies from the one it is counted from: '28 days before the first chemo'. Empty where that is a step
    they do not see."""
    anchor = moment.anchor
    if anchor.startswith("step:"):
        title = titles.get(anchor.removeprefix("step:"))
        if title is None:
            return ""
        name = _("'%(title)s'", title=title)
    else:
        name = _(DAYS[anchor])
        if by_end and anchor in COURSE:
            name = _(ENDS[moment.end], anchor=name)
    return _so_far(moment.span, name)


def _so_far(span: Span, name: str) -> str:
    if span == NO_TIME:
        return _("the same day as %(step)s", step=name)
    if is_before(span):
        return _("%(span)s before %(anchor)s", span=in_words(span), anchor=name)
    return _("%(span)s after %(anchor)s", span=in_words(span), anchor=name)
