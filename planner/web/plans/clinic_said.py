"""What a clinic changed of one step, as its owner reads it: what, why, and that it is the clinic's word."""

from datetime import date

from flask_babel import gettext as _

from planner.engine.adjustments import Adjustment
from planner.engine.plan import LeftOut, Planned
from planner.languages import day_in_words
from planner.web.plans.rows import who_of


def clinic_said(one: Planned | LeftOut, today: date) -> list[str]:
    """One sentence for each change by the clinic that took effect, with its reason. Empty for nearly all steps."""
    if isinstance(one, LeftOut):
        return [said_of(one.adjusted)] if one.adjusted else []
    lines = [said_of(each) for each in one.adjusted]
    if one.moved_past:
        lines.append(
            _(
                "This is after the last safe day that the guidance counts, %(day)s. Your clinic decided so.",
                day=day_in_words(one.moved_past),
            )
        )
    return lines


def said_of(one: Adjustment) -> str:
    """One change by the clinic in two sentences: what, and its reason."""
    what = {"move": _moved, "assign": _given, "add": _added, "own": _own, "not-applicable": _taken_out}[one.kind](one)
    return f"{what} {_('Its reason: “%(reason)s”', reason=one.reason)}"


def _moved(one: Adjustment) -> str:
    day = day_in_words(one.day) if one.day else ""
    return _("Your clinic moved this to %(day)s.", day=day)


def _given(one: Adjustment) -> str:
    return _("Your clinic says who does this: %(who)s.", who=who_of(one.who) or _("you"))


def _added(one: Adjustment) -> str:
    return _("Your clinic added this to your plan.")


def _own(one: Adjustment) -> str:
    return _("This is a step of your clinic's own. The guidance does not have it.")


def _taken_out(one: Adjustment) -> str:
    return _("Your clinic says that this does not apply to you.")
