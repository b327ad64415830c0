"""What stands on the record sheet of one plan, line by line: days, options, last safe days, the clinic's changes."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.answered import last_safe_of
from planner.engine.differences import booking_clash
from planner.engine.feasibility import Feasibility
from planner.engine.milestones import Milestone
from planner.engine.plan import LeftOut, Plan, Planned
from planner.languages import day_in_words, spoken
from planner.marked import N_
from planner.plans.wording import items_by_key
from planner.web.clinic.signed_words import MILESTONES
from planner.web.days import listed, short_day
from planner.web.drawings.course import course_shown
from planner.web.plans.choices import VERDICT_WORDS
from planner.web.plans.rows import did_it_happen

ANSWERS = {"waiting": N_("waiting"), "declined": N_("declined"), "ask": N_("not answered for: to be asked")}


class Line(NamedTuple):
    """One line of a table of the sheet: what, when, and how it stands."""

    what: str
    when: str
    how: str


def days_on_sheet(plan: Plan) -> list[Line]:
    """The days of treatment as far as they are known."""
    return [_milestone(one) for one in course_shown(plan).days]


def options_on_sheet(plan: Plan) -> list[Line]:
    """What the days allow for each option that is wanted."""
    if plan.stopped:
        return []
    return [_option(one, plan.situation.today) for one in plan.feasibility if one.verdict != "not-needed"]


def last_safe_days(plan: Plan) -> list[Line]:
    """Every last safe day and how it is answered, the nearest first; at the end what was declined or has gone by."""
    today, titles = plan.situation.today, items_by_key(plan)
    dated = [one for one in plan.items if last_safe_of(one) != date.max or one.moved_past]
    dated.sort(key=lambda one: (one.moved_past or last_safe_of(one), one.item.code))
    named = {key: spoken(item.words).title for key, item in titles.items()}
    over = [_left_out(one, today, named) for one in plan.left_out if one.note in ("declined", "past-last-safe")]
    return [_last_safe(one, plan, today) for one in dated] + over


def _milestone(one: Milestone) -> Line:
    title = MILESTONES[one.key]
    if one.confirmed:
        return Line(_(title), day_in_words(one.likely), _("confirmed"))
    first, last = (short_day(day, one.likely) for day in (one.earliest, one.latest))
    return Line(_(title), day_in_words(one.likely), _("about: %(first)s to %(last)s", first=first, last=last))


def _option(one: Feasibility, today: date) -> Line:
    word, note = VERDICT_WORDS[one.verdict]
    day = short_day(one.start_by, today) if one.start_by and one.verdict in ("fits", "tight", "ask-team") else ""
    when = _("%(when)s, an estimate", when=day) if day and one.estimate else day
    return Line(spoken(one.option.words)[0], when, f"{_(word)}. {_(note)}" if note else _(word))


def _last_safe(one: Planned, plan: Plan, today: date) -> Line:
    day = day_in_words(one.moved_past or last_safe_of(one))
    when = _("%(when)s, an estimate", when=day) if one.window.estimate else day
    return Line(spoken(one.item.words).title, when, _answer(one, plan, today))


def _answer(one: Planned, plan: Plan, today: date) -> str:
    step = one.step
    if one.moved_past:
        due = short_day(one.due, today) if one.due else _("no day yet")
        return _("moved past it by the clinic: %(day)s", day=due)
    if one.state == "done":
        return _("done %(day)s", day=short_day(step.day, today)) if step and step.day else _("done")
    if one.state == "paused":
        return _("paused: the day runs on") if plan.paused else _("paused")
    if step and step.day and booking_clash(one, plan):
        return _("booked for %(day)s, which no longer fits", day=short_day(step.day, today))
    if step and step.day and did_it_happen(one, today):
        return _("booked for %(day)s, and nobody said if it happened", day=short_day(step.day, today))
    if step and step.day:
        return _("booked for %(day)s", day=short_day(step.day, today))
    words = ANSWERS.get(step.state, "") if step else ""
    return _(words) if words else _("not answered for")


def _left_out(one: LeftOut, today: date, named: Mapping[str, str]) -> Line:
    title = spoken(one.item.words).title
    if one.note == "declined":
        return Line(title, "", _("declined"))
    day = short_day(one.day, today) if one.day else ""
    instead = listed(named[key] for key in one.instead if key in named) if one.instead else ""
    return Line(title, day, _("gone by; in its place: %(what)s", what=instead) if instead else _("gone by"))
