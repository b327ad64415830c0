"""The rows of a roster in words: whose plan, how near its last safe day is, for what, and why it is here."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.at_the_door import occasion_in
from planner.guidance.model import Guidance
from planner.languages import language
from planner.marked import N_
from planner.review.exceptions import (
    CALL_NOW,
    CHANGED,
    CLASH,
    CLOSED,
    DAY_PASSED,
    DAYS_PASSED,
    GCSF_ONLY,
    GONE_BY,
    LOOK,
    MOVED_PAST,
    NEVER_SIGNED,
    NO_DATE,
    NO_DAY,
    NOT_CONFIRMED,
    OFF,
    ON_COURSE,
    PAUSED,
    PREGNANT,
    PUT_OFF,
    QUESTIONS,
    QUIET,
    RESTS,
    SNOOZED,
    SOON,
)
from planner.review.roster import WITHIN, RosterPage, RosterRow, Wanted
from planner.web.days import short_day
from planner.web.plans.rows import NEAR

STANDING_WORDS = {LOOK: N_("Needs a look"), ON_COURSE: N_("On course"), SNOOZED: N_("Snoozed"), QUIET: N_("At rest")}
WHY_WORDS = {
    CLOSED: N_("closed"),
    OFF: N_("treatment is off"),
    PUT_OFF: N_("treatment is put off"),
    RESTS: N_("takes a break"),
    CALL_NOW: N_("chemo has begun: call now"),
    PREGNANT: N_("pregnant, or perhaps"),
    PAUSED: N_("steps are paused"),
    DAY_PASSED: N_("a treatment day has gone by, and nobody said if it happened"),
    NO_DATE: N_("no treatment date known"),
    NOT_CONFIRMED: N_("first chemo not confirmed"),
    GCSF_ONLY: N_("collection without chemo is not confirmed"),
    NEVER_SIGNED: N_("not checked yet"),
    DAYS_PASSED: N_("something changed that they have not put away"),
}
COUNTED: Mapping[str, Callable[[int], str]] = {
    GONE_BY: lambda num: ngettext("%(num)s last safe day gone by", "%(num)s last safe days gone by", num),
    CLASH: lambda num: ngettext("%(num)s booking no longer fits", "%(num)s bookings no longer fit", num),
    MOVED_PAST: lambda num: ngettext("%(num)s step moved past its day", "%(num)s steps moved past their day", num),
    CHANGED: lambda num: ngettext("%(num)s change since checked", "%(num)s changes since checked", num),
    QUESTIONS: lambda num: ngettext("%(num)s question from the patient", "%(num)s questions from the patient", num),
}
AT_REST = {CLOSED, OFF, PUT_OFF, RESTS}


class Line(NamedTuple):
    """One row in words. `look` is that of the tag of its last safe day, empty where that is no alarm; `day` the day
    itself. `first` is the first chemo day, `about` where nobody has confirmed it. `until` and `reason` of a snooze."""

    path: str
    label: str
    first: str
    about: bool
    word: str
    look: str
    day: str
    item: str
    why: str
    until: str
    reason: str


class Choice(NamedTuple):
    """One way to look at the roster, as a link."""

    text: str
    href: str
    chosen: bool


class RosterView(NamedTuple):
    """A page of a roster in words."""

    heading: str
    standing: str
    lines: list[Line]
    standings: list[Choice]
    days: list[Choice]


def roster_view(page: RosterPage, wanted: Wanted, today: date, guidance: Guidance, path: str) -> RosterView:
    """A page in words."""
    spoken_now = language()
    days = [(None, _("Any day")), *((one, _("Within %(num)s days", num=one)) for one in WITHIN)]
    return RosterView(
        heading_of(page, wanted),
        wanted.standing,
        [line_of(row, today, guidance, path, spoken_now) for row in page.rows],
        [
            Choice(_(word), address_of(Wanted(one, wanted.within), path), one == wanted.standing)
            for one, word in STANDING_WORDS.items()
        ],
        [Choice(word, address_of(Wanted(wanted.standing, one), path), one == wanted.within) for one, word in days],
    )


def heading_of(page: RosterPage, wanted: Wanted) -> str:
    """What is listed. How many there are is said only where all of them are on the page."""
    name = _(STANDING_WORDS[wanted.standing])
    return _("%(name)s: %(num)s", name=name, num=len(page.rows)) if page.is_whole and page.rows else name


def address_of(wanted: Wanted, path: str) -> str:
    """Where a page of the roster is found."""
    standing = wanted.standing if wanted.standing != LOOK else ""
    told = {"standing": standing, "within": str(wanted.within or ""), "at": wanted.place}
    asked = "&".join(f"{name}={value}" for name, value in told.items() if value)
    return f"{path}?{asked}" if asked else path


def line_of(row: RosterRow, today: date, guidance: Guidance, path: str, spoken_now: str) -> Line:
    """One row in words, in the language that is spoken now (a code). One that does not open still leads to its plan,
    which says what is wrong."""
    path, told = f"{path}/plans/{row.id}", row.opened()
    if told is None:
        return Line(path, _("Cannot be read just now"), "", False, "", "", "", "", "", "", "")
    there = occasion_in(told["zone"]).today if told["zone"] else today
    code, own_title = told["item"]
    word, look, day = _near(row.urgency, there, spoken_now)
    why: list[tuple[str, int]] = told["why"]
    if why and why[0][0] in AT_REST:  # its days go on, and press nobody
        word, look = "", ""
    first = told["first"]
    return Line(
        path,
        told["label"],
        _day(first[0], there, spoken_now) if first else "",
        bool(first) and not first[1],
        word,
        look,
        day,
        own_title or titles(guidance, told["place"], spoken_now).get(code, ""),
        " · ".join([why_of(code, number, spoken_now) for code, number in why]),
        _day(row.until.isoformat(), there, spoken_now) if row.until else "",
        told.get("reason", "") if row.until else "",
    )


# The same few words and days stand in every row. What is said of them is made once for each language that is spoken.
@lru_cache(maxsize=4096)
def why_of(code: str, number: int, _spoken_now: str) -> str:
    """One reason in words; a code that a newer service wrote is shown as it is, rather than nothing."""
    if code in COUNTED:
        return COUNTED[code](number)
    return _(WHY_WORDS[code]) if code in WHY_WORDS else code


@lru_cache(maxsize=64)
def titles(guidance: Guidance, place: str, code: str) -> Mapping[str, str]:
    """What each item is called in a place and a language, by its code: the newest edition last."""
    editions = guidance.editions.get(place, guidance.editions["elsewhere"])
    return {one.code: one.words.get(code, one.words["en"]).title for one in editions}


@lru_cache(maxsize=4096)
def _day(day: str, today: date, _spoken_now: str) -> str:
    return short_day(date.fromisoformat(day), today)


@lru_cache(maxsize=4096)
def _near(urgency: int, today: date, _spoken_now: str) -> tuple[str, str, str]:
    """How near a last safe day is: the words of its tag, how the tag looks, and the day; empty where there is none."""
    if urgency == NO_DAY:
        return "", "", ""
    left, said = urgency - today.toordinal(), short_day(date.fromordinal(urgency), today)
    if left < 0:
        gone = ngettext("%(num)s day ago", "%(num)s days ago", -left)
        return gone, "past-last-safe", said
    word = _("today") if left == 0 else ngettext("in %(num)s day", "in %(num)s days", left)
    return word, "last-safe" if left <= NEAR else "due-soon" if left <= SOON else "open", said
