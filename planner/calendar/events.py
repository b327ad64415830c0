"""Which days of a plan go into a calendar, under which opaque names. Pure: nothing here is written or sent.

One event for each published day: the day an item is due, its last safe day, and each repeat. Nothing is published
that is paused, done, left out, or counted from a day nobody knows, and nothing at all during a break.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from flask_babel import gettext as _

from planner.calendar.checked import NEVER, Checked
from planner.calendar.ical import Event
from planner.engine.plan import Plan
from planner.engine.schedule import DUE
from planner.engine.verdicts import Dated
from planner.guidance.model import Item, PartnerWords, Words
from planner.languages import day_in_words, spoken, unchecked
from planner.marked import N_
from planner.plans.sharing import SharedPlan
from planner.plans.wording import (
    NOT_CHECKED_DISCREETLY,
    NOT_CHECKED_PLAINLY,
    NOT_SIGNED_DISCREETLY,
    NOT_SIGNED_PLAINLY,
    title_of,
)

# A preview has no plan of its own, so its names are made with this fixed secret. It protects nothing.
PREVIEW_SECRET = b"a preview is not kept, so its event names need no secret"

# Every code a step can have: more than there are, since codes are never used twice.
CODES = tuple(f"{letter}{number:02}" for letter in "ABCDEFGH" for number in range(1, 41))

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


class Names(NamedTuple):
    """What the days of steps are called where others may look.

    `own`: the person's own words, by the code of a step; `numbers`: a number for each step, by code, to be said after
    `service`, as in "Ahead 4". A step with neither has the neutral words of the guidance.
    """

    own: Mapping[str, str] = {}
    numbers: Mapping[str, int] = {}
    service: str = ""

    def title(self, item: Item) -> str:
        """What one step is called."""
        if item.code in self.own:
            return self.own[item.code]
        return f"{self.service} {self.numbers[item.code]}" if item.code in self.numbers else spoken(item.words).discreet


NEUTRAL = Names()


def numbers_of(secret: bytes, codes: Iterable[str]) -> dict[str, int]:
    """A number for each step of one plan by its code: the same for ever, another in each plan, and telling nothing.

    Every code there could be has one, so that a step which comes or goes moves none.
    """
    order = sorted(CODES, key=lambda code: hmac.digest(secret, f"number/{code}".encode(), "sha256"))
    numbers = {code: number for number, code in enumerate(order, 1)}
    return {code: numbers[code] for code in codes}


def events_of(
    plan: Plan,
    *,
    secret: bytes,
    plain: bool = False,
    names: Names = NEUTRAL,
    note: str = "",
    phases: Sequence[str] = (),
    checked: Checked = NEVER,
) -> list[Event]:
    """The events of a plan. Titles are discreet unless `plain`. Stamped with the day the facts were confirmed.

    `note` stands last in the text of each, what was `checked` before it. `phases`: only the steps of
    these parts of the plan; empty: all.
    """
    wanted = [one for one in plan.items if not phases or one.item.phase in phases]
    stamp = datetime.combine(plan.situation.asked_on, time(), UTC)
    write = _Writer(secret, names if not plain else None, note, stamp, checked)
    return [event for one in wanted for event in write.events(one, published_days(one, plan.resting))]


def events_shared(
    shared: SharedPlan,
    *,
    secret: bytes,
    counted_on: date,
    plain: bool = False,
    names: Names = NEUTRAL,
    phases: Sequence[str] = (),
) -> list[Event]:
    """The events of what is shared of a plan, as `events_of`: in words to them where a step stands in their own part.

    `counted_on`: the day it is stamped with.
    """
    stamp = datetime.combine(counted_on, time(), UTC)
    write = _Writer(secret, names if not plain else None, "", stamp, NEVER)
    wanted = [one for one in shared.steps if not phases or one.item.phase in phases]
    return [event for one in wanted for event in write.events(one, published_days(one), to_them=one.yours)]


class _Writer(NamedTuple):
    """How events are written: under which names (None: in plain words), with which note last, and with what was
    checked."""

    secret: bytes
    names: Names | None
    note: str
    stamp: datetime
    checked: Checked

    def events(
        self, one: Dated, days: list[tuple[str, date, date | None]], *, to_them: bool = False
    ) -> Iterator[Event]:
        """The events of one step on these days. `to_them`: in the words that are a partner's."""
        ringing = _shared_out(one.alarms, [day for _name, day, _last in days])
        told = discreet_text() if self.names else _plain_text(one, to_them)
        told = "\n".join(filter(None, (told, self.checked.says(one.item.code), self.note)))
        for (occurrence, day, last_day), alarms in zip(days, ringing, strict=True):
            yield Event(
                uid=uid_of(self.secret, one.item.key, occurrence),
                day=day,
                title=self.title(one.item, occurrence, to_them),
                description=told,
                alarms=alarms,
                last_day=last_day,
                modified=self.stamp,
            )

    def title(self, item: Item, occurrence: str, to_them: bool) -> str:
        """What one day is called."""
        if self.names:
            return discreet_title(item, occurrence, self.names)
        return plain_title(item, occurrence, for_partner=to_them)


def published_days(planned: Dated, resting: bool = False) -> list[tuple[str, date, date | None]]:
    """The published days of one item: (name of the occurrence, day, last day of a stretch or None).

    `resting`: its owner takes a break (see `Plan`), so there are none.
    """
    window, timing = planned.window, planned.item.timing
    silenced = resting or planned.state == "paused" or (planned.state == "done" and planned.quiet)
    if silenced or planned.is_guess:
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


def _shared_out(alarms: tuple[date, ...], days: list[date]) -> list[tuple[date, ...]]:
    """Each alarm goes with the first day on or after it, or with the last day of all."""
    shares: list[list[date]] = [[] for _ in days]
    for alarm in alarms:
        later = [number for number, day in enumerate(days) if day >= alarm]
        if days:
            nearest = min(later, key=lambda number: days[number]) if later else days.index(max(days))
            shares[nearest].append(alarm)
    return [tuple(share) for share in shares]


def discreet_title(item: Item, occurrence: str, names: Names = NEUTRAL) -> str:
    """What a day of an item is called where others may look."""
    title = names.title(item)
    return _("Last day: %(title)s", title=title) if occurrence == "last-safe" else title


def discreet_text() -> str:
    """What stands beside a day where others may look."""
    told = [_("Open your list to see what this is and why."), _(NOT_SIGNED_DISCREETLY)]
    return " ".join([*told, _(NOT_CHECKED_DISCREETLY)] if unchecked() else told)


def plain_title(item: Item, occurrence: str, *, for_partner: bool = False) -> str:
    """What a day of an item is called in plain words, to the person or to their partner."""
    if occurrence in FURTHER_DAYS:
        return _(FURTHER_DAYS[occurrence])
    if for_partner and item.for_partner:  # what they do is no treatment: its last day has nothing to do with safety
        title = spoken(item.for_partner).title
        return _("Latest day: %(title)s", title=title) if occurrence == "last-safe" else title
    title = spoken(item.words).title
    return _("Last safe day: %(title)s", title=title) if occurrence == "last-safe" else title


def _plain_text(planned: Dated, for_partner: bool) -> str:
    item, window = planned.item, planned.window
    words: Words | PartnerWords = spoken(item.words)
    to_them = for_partner and bool(item.for_partner)
    if to_them:
        words = spoken(item.for_partner)
    lines = [words.why, *(f"{number}. {step}" for number, step in enumerate(words.steps, 1))]
    if window.last_safe:
        last = day_in_words(window.last_safe)
        lines.append(_("Latest day: %(day)s.", day=last) if to_them else _("Last safe day: %(day)s.", day=last))
    if window.estimate:
        lines.append(_("This day is an estimate: your team has not confirmed the day it is counted from."))
    sources = dict.fromkeys(
        ", ".join(filter(None, (title_of(one.source), one.source.publisher))) for one in planned.item.citations
    )
    checked = max(citation.last_checked for citation in planned.item.citations)
    says = _("Who says so: %(sources)s. Last checked %(day)s.", sources="; ".join(sources), day=day_in_words(checked))
    lines += [says, " ".join((_("Usual figures: your team decides."), _(NOT_SIGNED_PLAINLY)))]
    if unchecked():
        lines.append(_(NOT_CHECKED_PLAINLY))
    return "\n".join(lines)
