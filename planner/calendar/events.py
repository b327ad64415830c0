"""Which days of a plan go into a calendar, under which opaque names. Pure: nothing here is written or sent.

One event for each published day: the day an item is due, its last safe day, and each repeat. Nothing is published
that is paused, done, left out, or counted from a day nobody knows, and nothing at all during a break.
"""

import hmac
from datetime import UTC, date, datetime, time

from flask_babel import gettext as _

from planner.calendar.ical import Event
from planner.engine.plan import Plan, Planned
from planner.engine.schedule import DUE
from planner.guidance.model import COURSE, FIRST_CHEMO, Item
from planner.languages import day_in_words, spoken, unchecked
from planner.marked import N_
from planner.plans.wording import (
    NOT_CHECKED_DISCREETLY,
    NOT_CHECKED_PLAINLY,
    NOT_SIGNED_DISCREETLY,
    NOT_SIGNED_PLAINLY,
    title_of,
)

# A preview has no plan of its own, so its names are made with this fixed secret. It protects nothing.
PREVIEW_SECRET = b"a preview is not kept, so its event names need no secret"

# What a further day of an item is called in plain words, where it is another thing than the item itself.
FURTHER_DAYS = {
    "scan-1": N_("Scan visits for egg freezing may start about now"),
    "scan-2": N_("Scan visits for egg freezing: about the last one"),
    "test": N_("Take a pregnancy test"),
    "live": N_("Ask about live vaccines"),
    "ask-before-restart": N_("Ask your team before you restart breastfeeding"),
    "second-start": N_("Use condoms or dams again from today"),
    "second-end": N_("Last usual day for condoms or dams after chemo: ask your team"),
    "in-hospital": N_("Heavy bleeding in hospital: tell a nurse at once"),
}


def uid_of(secret: bytes, key: str, occurrence: str) -> str:
    """The name of one event: the same for ever for one plan, item and occurrence, and telling nothing."""
    return hmac.digest(secret, f"{key}/{occurrence}".encode(), "sha256").hex()[:40]


def events_of(plan: Plan, *, secret: bytes, plain: bool = False) -> list[Event]:
    """The events of a plan. Titles are discreet unless `plain`. Stamped with the day the facts were confirmed."""
    stamp = datetime.combine(plan.situation.asked_on, time(), UTC)
    events = []
    for planned in plan.items:
        days = published_days(planned, plan.resting)
        ringing = _shared_out(planned.alarms, [day for _name, day, _last in days])
        for (occurrence, day, last_day), alarms in zip(days, ringing, strict=True):
            events.append(
                Event(
                    uid=uid_of(secret, planned.item.key, occurrence),
                    day=day,
                    title=_plain_title(planned.item, occurrence) if plain else discreet_title(planned.item, occurrence),
                    description=_plain_text(planned) if plain else discreet_text(),
                    alarms=alarms,
                    last_day=last_day,
                    modified=stamp,
                )
            )
    return events


def published_days(planned: Planned, resting: bool = False) -> list[tuple[str, date, date | None]]:
    """The published days of one item: (name of the occurrence, day, last day of a stretch or None).

    `resting`: its owner takes a break (see `Plan`), so there are none.
    """
    window, timing = planned.window, planned.item.timing
    silenced = resting or planned.state == "paused" or (planned.state == "done" and planned.quiet)
    if silenced or _is_pure_guess(planned):
        return []
    days: list[tuple[str, date, date | None]] = []
    if planned.item.kind == "card" and window.opens and planned.due:
        days.append(("stretch", window.opens, planned.due))
    else:
        starts = window.opens and (planned.due is None or (timing.blocks and window.opens != planned.due))
        if starts and window.opens:
            days.append(("start", window.opens, None))
        if planned.due:
            days.append((window.due_is, planned.due, None))
        if window.last_safe and window.last_safe != planned.due:
            days.append(("last-safe", window.last_safe, None))
    also_named = {day.day for day in (*window.repeats, *window.then)}
    days = [one for one in days if one[0] != DUE or one[1] not in also_named]
    already = {day for _name, day, _last in days}
    days += [(day.name, day.day, None) for day in (*window.repeats, *window.then) if day.day not in already]
    if planned.state == "done":
        done = planned.step.day if planned.step else None
        return [
            one
            for one in days
            if window.repeats and done and one[1] > done and one[0] not in (window.due_is, "last-safe")
        ]
    return days


def _is_pure_guess(planned: Planned) -> bool:
    """Whether the milestone an item hangs on has no date at all: then no day of it goes into a calendar."""
    anchor = planned.item.timing.anchor
    milestone = FIRST_CHEMO if anchor.startswith("step:") else anchor
    return milestone in COURSE and milestone not in planned.counting.course and planned.step is None


def _shared_out(alarms: tuple[date, ...], days: list[date]) -> list[tuple[date, ...]]:
    """Each alarm goes with the first day on or after it, or with the last day of all."""
    shares: list[list[date]] = [[] for _ in days]
    for alarm in alarms:
        later = [number for number, day in enumerate(days) if day >= alarm]
        if days:
            nearest = min(later, key=lambda number: days[number]) if later else days.index(max(days))
            shares[nearest].append(alarm)
    return [tuple(share) for share in shares]


def discreet_title(item: Item, occurrence: str) -> str:
    """What a day of an item is called where others may look."""
    title = spoken(item.words).discreet
    return _("Last day: %(title)s", title=title) if occurrence == "last-safe" else title


def discreet_text() -> str:
    """What stands beside a day where others may look."""
    told = [_("Open your list to see what this is and why."), _(NOT_SIGNED_DISCREETLY)]
    return " ".join([*told, _(NOT_CHECKED_DISCREETLY)] if unchecked() else told)


def _plain_title(item: Item, occurrence: str) -> str:
    if occurrence in FURTHER_DAYS:
        return _(FURTHER_DAYS[occurrence])
    title = spoken(item.words).title
    return _("Last safe day: %(title)s", title=title) if occurrence == "last-safe" else title


def _plain_text(planned: Planned) -> str:
    words, window = spoken(planned.item.words), planned.window
    lines = [words.why, *(f"{number}. {step}" for number, step in enumerate(words.steps, 1))]
    if window.last_safe:
        lines.append(_("Last safe day: %(day)s.", day=day_in_words(window.last_safe)))
    if window.estimate:
        lines.append(_("This day is an estimate: your team has not confirmed the day it is counted from."))
    sources = dict.fromkeys(
        f"{title_of(citation.source)}, {citation.source.publisher}" for citation in planned.item.citations
    )
    checked = max(citation.last_checked for citation in planned.item.citations)
    says = _("Who says so: %(sources)s. Last checked %(day)s.", sources="; ".join(sources), day=day_in_words(checked))
    lines += [says, " ".join((_("Usual figures: your team decides."), _(NOT_SIGNED_PLAINLY)))]
    if unchecked():
        lines.append(_(NOT_CHECKED_PLAINLY))
    return "\n".join(lines)
