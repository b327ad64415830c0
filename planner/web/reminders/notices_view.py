"""What will be sent and what was, in words: on which day, why, and of what was not sent, why not."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext as _

from planner.accounts.access import PARTNER
from planner.languages import spoken
from planner.marked import N_
from planner.plans.kept import plan_from
from planner.plans.shared import seen_of
from planner.plans.sharing import SharedStep
from planner.reminders.channels import EMAIL
from planner.reminders.choices import choices_of
from planner.reminders.outbox import AHEAD, own_steps, owner_dues
from planner.reminders.policy import DAILY, LAST_SAFE, RISEN, Due, ordinary
from planner.reminders.sending import SENT
from planner.reminders.told import Notice, has_a_way, notices_of
from planner.web.days import listed, named_day, short_day
from planner.web.reminders.here import Here
from planner.web.reminders.ways_view import hour_of

FIRST = 5  # of each list that are seen at once, the others fold away
KINDS = {
    DAILY: N_("Reminder"),
    LAST_SAFE: N_("Last safe day"),
    RISEN: N_("A last safe day that waits for an answer"),
}
NOT_SENT = {
    "stale": N_("Not sent: its days were over before it could be."),
    "told-lately": N_("Not sent by itself: another one had said so just before."),
    "in-a-later-one": N_("Not sent by itself: a later one said the same."),
    "not-needed": N_("Not sent: there was nothing left to say by then."),
    "stopped": N_("Not sent: the plan was stopped, or took a break."),
    "seen": N_("Not sent: you had said that you saw it."),
    "not-allowed": N_("Not sent: it was not allowed any more."),
    "no-channel": N_("Not sent: there was no way to reach you."),
    "no-such-way": N_("Not sent: this service does not send it that way now."),
    "gone": N_("Not sent: that phone or browser takes nothing any more."),
    "not-a-subscription": N_("Not sent: that phone or browser takes nothing any more."),
    "no-such-address": N_("Not sent: the mail server says that there is no such address."),
    "host-not-allowed": N_("Not sent: that browser takes messages by a host that is not known here."),
    "failed": N_("Not sent: it was tried until its days were over."),
}
OTHERWISE = N_("Not sent: it did not get through.")
# What somebody with whom a plan is shared is told of all of these: the reason is its owner's.
THEIRS = ("not-needed", "stopped", "seen", "not-allowed", "in-a-later-one")
BY = {EMAIL: N_("by e-mail")}
BY_PHONE = N_("to a phone or browser")


class Line(NamedTuple):
    """One notice in words: when, what it is, why it is or was to be, and what became of it."""

    when: str
    what: str
    why: str
    became: str
    sent: bool


class Notices(NamedTuple):
    """What will be sent, the next first, and what became of what was due, the last first. `more`: folded away.

    Where there is no way to somebody, `reaches` is false, and what is coming is what will not reach them.
    """

    reaches: bool
    coming: list[Line]
    more_coming: list[Line]
    gone: list[Line]
    more_gone: list[Line]


def notices_in_words(here: Here) -> Notices:
    """All that whoever asks may know of their notices.

    To somebody with whom a plan is shared, what may rise to them is not told before it comes: it is its owner's.
    """
    waiting, done = notices_of(here.actor)
    if here.role == PARTNER:
        waiting = [one for one in waiting if one.kind == DAILY]
        done = [one for one in done if one.kind == DAILY or one.outcome == SENT]
    reaches = has_a_way(here.actor)
    why = _reasons(here) if waiting or not reaches else {}
    if reaches:
        coming = [_line(one, why.get((one.kind, one.day), ""), here) for one in waiting]
    else:
        soon = [one for one in sorted(why, key=_by_day) if one[1] <= here.occasion.today + AHEAD]
        coming = [_unsaid(kind, day, why[kind, day], here) for kind, day in soon]
    gone = [_line(one, "", here) for one in done]
    return Notices(reaches, coming[:FIRST], coming[FIRST:], gone[:FIRST], gone[FIRST:])


def _line(one: Notice, why: str, here: Here) -> Line:
    moment = one.done_at if one.outcome == SENT and one.done_at and here.role != PARTNER else one.due_at
    day = moment.astimezone(here.zone).date()
    when = _("%(day)s at %(hour)s", day=named_day(day, here.occasion.today), hour=hour_of(moment, here))
    return Line(when, _(KINDS.get(one.kind, KINDS[DAILY])), why, _became(one, here), one.outcome == SENT)


def _by_day(told: tuple[str, date]) -> tuple[date, str]:
    """In which order what is to be said is listed."""
    kind, day = told
    return day, kind


def _unsaid(kind: str, day: date, why: str, here: Here) -> Line:
    """What there is to say on a day to somebody whom nothing reaches."""
    return Line(named_day(day, here.occasion.today), _(KINDS[kind]), why, "", False)


def _became(one: Notice, here: Here) -> str:
    if one.outcome == SENT:
        kinds = dict.fromkeys(way.kind for way in one.ways if way.outcome == SENT)
        return _("Sent %(ways)s.", ways=listed(_(BY.get(kind, BY_PHONE)) for kind in kinds)) if kinds else _("Sent.")
    if not one.outcome:
        return _("It was tried, and not taken yet. We go on trying.") if one.ways else ""
    outcome = "not-needed" if here.role == PARTNER and one.outcome in THEIRS else one.outcome
    return _(NOT_SENT.get(outcome, OTHERWISE))


def _reasons(here: Here) -> Mapping[tuple[str, date], str]:
    """Why something is to be said on each day, by its kind: the steps, with their last safe days."""
    guidance, today = current_app.config["GUIDANCE"](), here.occasion.today
    if here.kept is not None and here.kept.made_on is not None:
        plan = plan_from(here.kept, guidance, today)
        dues = owner_dues(plan, choices_of(here.actor.person), today, date.max)
        rings = {due.day: due.steps for due in ordinary(plan.items, today, date.max)}
        dues = [_with(due, rings.get(due.day, ())) if due.kind == LAST_SAFE else due for due in dues]
        titles = {one.item.code: spoken(one.item.words).title for one in plan.items}
    elif here.shared is not None:
        shared = seen_of(here.shared, guidance, today)
        dues = ordinary(own_steps(shared), today, date.max)
        titles = {one.item.code: _theirs(one) for one in shared.steps}
    else:
        return {}
    return {(due.kind, due.day): _steps(due.steps, titles, today) for due in dues}


def _with(due: Due, ringing: Iterable[tuple[str, date | None]]) -> Due:
    """A last safe day with what rings on that day too, and goes with it."""
    told = {code for code, _safe in due.steps}
    return due._replace(steps=(*due.steps, *(one for one in ringing if one[0] not in told)))


def _theirs(one: SharedStep) -> str:
    """What a step is called to somebody with whom it is shared."""
    item = one.item
    return spoken(item.for_partner).title if item.for_partner else spoken(item.words).title


def _steps(steps: Iterable[tuple[str, date | None]], titles: Mapping[str, str], today: date) -> str:
    told = []
    for code, safe in steps:
        title = titles.get(code, "")
        told.append(_("%(title)s (last safe day %(day)s)", title=title, day=short_day(safe, today)) if safe else title)
    return "; ".join(filter(None, told))
