"""What of one plan needs a look, as a short list of exceptions: the same that put it on the roster, each in full."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.engine.answered import last_safe_of, not_answered_for
from planner.engine.dates import days_between
from planner.engine.differences import booking_clash
from planner.engine.plan import Plan
from planner.languages import spoken
from planner.marked import N_
from planner.review.exceptions import (
    CALL_NOW,
    CHANGED,
    CLASH,
    CLOSED,
    DAY_PASSED,
    DAYS_PASSED,
    GCSF_ONLY,
    MOVED_PAST,
    NEVER_SIGNED,
    NO_DATE,
    NOT_CONFIRMED,
    OFF,
    PAUSED,
    PREGNANT,
    PUT_OFF,
    QUESTIONS,
    RESTS,
    SOON,
    Around,
    calls_now,
    look_at,
)
from planner.web.days import short_day
from planner.web.plans.rows import NEAR, StepPath

FURTHER_OFF = "open"  # how the tag of a last safe day looks that is not soon


class Look(NamedTuple):
    """One exception: a word for its tag and how the tag looks, what it is about, and where on the page it is put right.

    `look` is that of a tag: last-safe, due-soon or open.
    """

    word: str
    look: str
    text: str
    href: str


TOLD_USUALLY = N_("Your clinic usually collects without chemo. Confirm it for this person, or leave it as it is.")
# What is said once of a plan, by the roster's code of it. A last safe day gone by is said by its day.
SAID_ONCE = {
    CLOSED: Look(N_("closed"), "paused", N_("This plan is closed. Nothing in it runs on."), ""),
    OFF: Look(N_("off"), "paused", N_("The treatment is off. Nothing in this plan runs on."), ""),
    PUT_OFF: Look(N_("put off"), "paused", N_("The treatment is put off. Nothing in this plan runs on."), ""),
    RESTS: Look(N_("a break"), "paused", N_("This person takes a break. Nothing rings and nothing is sent."), ""),
    PREGNANT: Look(
        N_("paused"), "paused", N_("Pregnant, or perhaps. What cannot go on is paused, not deleted."), "#told"
    ),
    PAUSED: Look(N_("paused"), "paused", N_("Some steps are paused, not deleted."), ""),
    DAY_PASSED: Look(
        N_("ask"),
        "due-soon",
        N_("A treatment day that was told has gone by. Nobody has said if it happened."),
        "#told",
    ),
    NO_DATE: Look(
        N_("no date"), "due-soon", N_("No treatment date is known. Every last safe day hangs on it."), "#told"
    ),
    NOT_CONFIRMED: Look(
        N_("not confirmed"),
        "due-soon",
        N_("The first chemo day is not confirmed. Every last safe day hangs on it."),
        "#told",
    ),
    GCSF_ONLY: Look(
        N_("confirm"),
        "due-soon",
        N_("Collection without chemo was told, and no nurse has confirmed it."),
        "#mobilisation",
    ),
    NEVER_SIGNED: Look(N_("not checked"), "open", N_("Nobody has checked this plan yet."), "#sign"),
    DAYS_PASSED: Look(N_("not seen"), "open", N_("Something changed that they have not put away."), ""),
}


def looks_of(plan: Plan, around: Around, where: StepPath) -> tuple[list[Look], list[Look]]:
    """What needs a look in one plan now, and the last safe days that are further off. Neither: it is on course, as it
    was checked."""
    days = list(_days(plan, where))
    near = [look for look in days if look.look != FURTHER_OFF]
    further = [look for look in days if look.look == FURTHER_OFF]
    said = [look for code, _number in look_at(plan, around).why for look in _said(code, plan, around, where)]
    return [*near, *said], further


def _days(plan: Plan, where: StepPath) -> Iterator[Look]:
    if plan.stopped or plan.resting:
        return
    today = plan.situation.today
    for one in not_answered_for(plan):
        last = last_safe_of(one)
        left, title = days_between(today, last), spoken(one.item.words).title
        look = "last-safe" if left <= NEAR else "due-soon" if left <= SOON else FURTHER_OFF
        yield Look(_in_days(left, last, today), look, title, where(one.item))


def _in_days(left: int, day: date, today: date) -> str:
    if left < 0:
        return _("gone by %(day)s", day=short_day(day, today))
    if left == 0:
        return _("today")
    return ngettext("in %(num)s day", "in %(num)s days", left)


def _said(code: str, plan: Plan, around: Around, where: StepPath) -> Iterator[Look]:
    """One reason of the roster in full: each step it is about, or one sentence."""
    told = plan.situation.told
    if code == CALL_NOW:
        for one in calls_now(plan):
            yield Look(_("call now"), "last-safe", spoken(one.item.words).title, where(one.item))
    elif code == CLASH:
        for one in plan.items:
            if booking_clash(one, plan) is not None:
                text = _("%(title)s: the booking no longer fits", title=spoken(one.item.words).title)
                yield Look(_("booking"), "due-soon", text, where(one.item))
    elif code == MOVED_PAST:
        for one in plan.items:
            if one.moved_past:
                title, day = spoken(one.item.words).title, short_day(one.moved_past, plan.situation.today)
                text = _("%(title)s: the clinic moved it past its last safe day, %(day)s", title=title, day=day)
                yield Look(_("past its day"), "last-safe", text, where(one.item))
    elif code == CHANGED:
        text = ngettext("%(num)s change since it was checked", "%(num)s changes since it was checked", around.unsigned)
        yield Look(_("changed"), "due-soon", text, "#changed")
    elif code == QUESTIONS:
        if around.notes:
            text = ngettext("%(num)s note waits for an answer.", "%(num)s notes wait for an answer.", around.notes)
            yield Look(_("note"), "due-soon", text, "#notes")
        if around.questions:
            asked = ngettext("%(num)s question for the team", "%(num)s questions for the team", around.questions)
            yield Look(_("asked"), "open", asked, "#asked")
    elif code in SAID_ONCE:
        said, usual = SAID_ONCE[code], code == GCSF_ONLY and not told.said("mobilisation", "gcsf-only")
        yield said._replace(word=_(said.word), text=_(TOLD_USUALLY) if usual else _(said.text))
