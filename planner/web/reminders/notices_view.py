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
from planner.reminders.channels import EMAIL
from planner.reminders.choices import CLINIC, choices_of
from planner.reminders.outbox import AHEAD, own_steps, owner_dues, watched_in
from planner.reminders.policy import DAILY, DAYS_BEFORE, LAST_SAFE, RISEN, Due, last_safe_days, ordinary
from planner.reminders.sending import SENT
from planner.reminders.told import Notice, has_a_way, notices_of
from planner.web.days import listed, named_day, short_day
from planner.web.reminders.form import who_may_be_told
from planner.web.reminders.here import Here
from planner.web.reminders.on_plan import their_title
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

    Where there is no way to somebody, `reaches` is false, and what is coming is what will not reach them. `first_safe`:
    where nothing is coming, the day on which the first last safe day is told; empty where there is none.
    """

    reaches: bool
    coming: list[Line]
    more_coming: list[Line]
    gone: list[Line]
    more_gone: list[Line]
    first_safe: str


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
    first_safe = "" if coming else _first_safe(here)
    return Notices(reaches, coming[:FIRST], coming[FIRST:], gone[:FIRST], gone[FIRST:], first_safe)


def _first_safe(here: Here) -> str:
    """The day on which the first last safe day is told to whoever holds the plan."""
    today = here.occasion.today
    if here.kept is None or here.kept.made_on is None:
        return ""
    plan = plan_from(here.kept, current_app.config["GUIDANCE"](), today)
    if plan.stopped or plan.resting:
        return ""
    days = last_safe_days(watched_in(plan), today, date.max)
    return named_day(days[0].day, today) if days else ""


def _line(one: Notice, why: str, here: Here) -> Line:
    moment = one.done_at if one.outcome == SENT and one.done_at and here.role != PARTNER else one.due_at
    day = moment.astimezone(here.zone).date()
    when = _("%(day)s at %(hour)s", day=named_day(day, here.occasion.today), hour=hour_of(moment, here))
    if here.kept is not None and one.kind == RISEN:
        what = _("%(who)s was told of a last safe day", who=_who(one.to, here))
        return Line(when, what, "", "", True)
    became = _became(one, here)
    if one.seen_at and one.outcome == SENT:
        became = " ".join([became, _("You said that you saw it.")])
    return Line(when, _(KINDS.get(one.kind, KINDS[DAILY])), why, became, one.outcome == SENT)


def _who(to: str, here: Here) -> str:
    """Whom a last safe day rose to, as whoever holds the plan knows them."""
    names = {one["value"]: one["text"] for one in who_may_be_told(here)}
    key = str(here.kept.enrolment) if here.kept is not None and to == CLINIC else to
    return names.get(key, _("Somebody you chose"))


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
        watched = watched_in(plan)
        dues = [_with(due, watched, rings.get(due.day, ())) if due.kind == LAST_SAFE else due for due in dues]
        titles = {one.item.code: spoken(one.item.words).title for one in plan.items}
    elif here.shared is not None:
        shared = seen_of(here.shared, guidance, today)
        dues = ordinary(own_steps(shared), today, date.max)
        titles = {one.item.code: their_title(one.item) for one in shared.steps}
    else:
        return {}
    return {(due.kind, due.day): _steps(due.steps, titles, today) for due in dues}


def _with(due: Due, watched: Mapping[str, date], ringing: Iterable[tuple[str, date | None]]) -> Due:
    """A last safe day with all others that are near by then, and with what rings on that day too: it goes with it."""
    near = [(code, safe) for code, safe in watched.items() if 0 <= (safe - due.day).days <= max(DAYS_BEFORE)]
    pressing = sorted(near, key=lambda one: one[1])
    told = {code for code, _safe in near}
    return due._replace(steps=(*pressing, *(one for one in ringing if one[0] not in told)))


def _steps(steps: Iterable[tuple[str, date | None]], titles: Mapping[str, str], today: date) -> str:
    told = []
    for code, safe in steps:
        title = titles.get(code, "")
        told.append(_("%(title)s (last safe day %(day)s)", title=title, day=short_day(safe, today)) if safe else title)
    return "; ".join(filter(None, told))
