"""What somebody with whom a plan is shared said of its steps, told apart from what its owner said."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from planner.plans.facts import STEP
from planner.plans.history import Change
from planner.plans.share_list import label_of
from planner.plans.steps import DONE_BY_PARTNER, UNDONE_BY_PARTNER
from planner.questions.told import StepTaken
from planner.web.days import short_day


def by_whom(change: Change, words: str) -> str:
    """What was said of a step, and who said it where it was not its owner."""
    if change.action not in (DONE_BY_PARTNER, UNDONE_BY_PARTNER):
        return words
    name = _name(change)
    return (
        _("%(words)s, said by %(name)s", words=words, name=name)
        if name
        else _("%(words)s, said by somebody you shared it with", words=words)
    )


def heading_of(change: Change) -> str:
    """What a change was, where it was not the owner's; else empty."""
    name = _name(change)
    if change.action == DONE_BY_PARTNER and name:
        return _("%(name)s said that a step is done", name=name)
    if change.action == UNDONE_BY_PARTNER and name:
        return _("%(name)s took back that a step is done", name=name)
    return ""


def said_by_partner(code: str, step: StepTaken | None, changes: Sequence[Change], today: date) -> str:
    """What stands of a step, as one sentence, where it was not its owner who said it; else empty. `changes`: the newest
    first."""
    last = next((change for change in changes if f"{STEP}{code}" in change.patch), None)
    if last is None or last.action != DONE_BY_PARTNER or step is None or step.day is None:
        return ""
    day, name = short_day(step.day, today), _name(last)
    if name:
        return _("%(name)s said it was done on %(day)s.", name=name, day=day)
    return _("Somebody you shared it with said it was done on %(day)s.", day=day)


def _name(change: Change) -> str:
    return label_of(change.share) if change.share else ""
