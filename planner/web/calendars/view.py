"""Calendars in words: what others will read in one, what is not in it, and how its programs fetch it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from planner.calendar.choices import DISCREET, NUMBERS, PARTNER, PATIENT, PLAIN, Choices
from planner.calendar.events import published_days
from planner.calendar.feeds import Feed
from planner.calendar.ical import Event, clean, title_text
from planner.calendar.shown import shown
from planner.engine.plan import Plan
from planner.languages import languages, listed, with_weekday
from planner.marked import N_
from planner.plans.kept import KeptPlan
from planner.plans.sharing import OWN_PART, may_see
from planner.web.calendars.fetched import last_fetch
from planner.web.calendars.guide import GUIDES, Guide, guide_of
from planner.web.days import day_as_said, short_day
from planner.web.plans.parts import PHASE_WORDS

FIRST = 6  # how many days are seen at once, the others fold away

FOR_WHOM = {
    PATIENT: (N_("For me"), N_("All your steps.")),
    PARTNER: (N_("For my partner"), N_("Only what a partner does, in words to your partner.")),
}
IN_WHICH_WORDS = {
    DISCREET: (N_("Neutral words"), N_("Such as “Call to make”. Nobody can tell what it is about.")),
    NUMBERS: (N_("Only numbers"), N_("Such as “%(service)s 4”. Your plan says which step it is.")),
    PLAIN: (N_("Plain words"), N_("Each day says what it is. Anyone who sees the calendar can read it.")),
}


class Day(NamedTuple):
    """One day as others will read it: when, its title, the text behind it, and when it rings."""

    when: str
    title: str
    text: str
    rings: str


class Glimpse(NamedTuple):
    """All that the other side will see, in `lang`. `same_text` is the text behind every day where all are the same.

    `at_once`: a day that goes is not said to be taken out.
    """

    name: str
    lang: str
    first: list[Day]
    rest: list[Day]
    same_text: str
    many: str
    not_in_it: str = ""
    at_once: bool = False


class Listed(NamedTuple):
    """One calendar in a few words."""

    id: str
    label: str
    what: Markup
    state: str
    proven: bool
    fetched: list[str]
    noted: bool
    version: int
    choices: Choices
    guide: Guide
    tested: str


def glimpse_of(kept: KeptPlan, plan: Plan, choices: Choices) -> Glimpse:
    """Exactly what a calendar with these choices shows, and what of the plan is not in it."""
    seen = glimpse_in(shown(kept, plan, choices), choices, plan.situation.today)
    return seen._replace(not_in_it=_not_in_it(plan, choices))


def glimpse_in(events: list[Event], choices: Choices, today: date) -> Glimpse:
    """These events as a calendar with these choices shows them, from today on first."""
    events = sorted(events, key=lambda one: (one.day < today, one.day, one.title))
    texts = {clean(one.description) for one in events}
    same = texts.pop() if len(texts) == 1 else ""
    days = [_day(one, today, "" if same else clean(one.description)) for one in events]
    return Glimpse(
        current_app.config["SERVICE_NAME"],
        languages()[choices.language].tag,
        days[:FIRST],
        days[FIRST:],
        same,
        ngettext("%(num)s day", "%(num)s days", len(days)),
    )


def listed_feed(feed: Feed, zone: ZoneInfo, today: date) -> Listed:
    """One calendar as the list and its own page show it, with hours as they are in `zone`."""
    fetches = feed.fetches or ()
    return Listed(
        feed.id,
        feed.choices.label,
        Markup(" · ").join([_(FOR_WHOM[feed.choices.audience][0]), *what_it_shows(feed.choices)]),
        _state(feed, today),
        feed.proven_on is not None,
        [last_fetch(one, feed, zone, today) for one in fetches],
        feed.fetches is not None,
        feed.version,
        feed.choices,
        guide_of(feed.choices.program),
        with_weekday(feed.tested_on + timedelta(days=1)) if feed.tested_on else "",
    )


def what_it_shows(choices: Choices) -> list[str]:
    """The choices in a few words each: which words and language, with or without reminders, which parts."""
    spoken = languages()[choices.language]
    told: list[str] = [
        _(IN_WHICH_WORDS[choices.words][0]),
        Markup('<span class="language" lang="{}">{}</span>').format(spoken.tag, spoken.name),
        _("with reminders") if choices.alarms else _("without reminders"),
    ]
    if len(choices.phases) < len(PHASE_WORDS):
        told.append(_("only %(parts)s", parts=listed(_(PHASE_WORDS[one]) for one in choices.phases)))
    return told


def choices_to_make(service: str) -> dict[str, list[dict[str, str]]]:
    """The options of the form, by the name of the question."""
    return {
        "program": [{"value": key, "text": _(one.name), "hint": _(one.hint)} for key, one in GUIDES.items()],
        "audience": [{"value": key, "text": _(text), "hint": _(hint)} for key, (text, hint) in FOR_WHOM.items()],
        "words": [
            {"value": key, "text": _(text), "hint": _(hint, service=service) if key == NUMBERS else _(hint)}
            for key, (text, hint) in IN_WHICH_WORDS.items()
        ],
        "alarms": [
            {
                "value": "yes",
                "text": _("With reminders"),
                "hint": _("At 9 in the morning, where the program takes them."),
            },
            {"value": "no", "text": _("Quiet"), "hint": _("The days are there, and nothing rings.")},
        ],
        "language": [{"value": key, "text": one.name, "hint": "", "lang": one.tag} for key, one in languages().items()],
        "phases": [{"value": key, "text": _(text), "hint": ""} for key, text in PHASE_WORDS.items()],
    }


def _day(event: Event, today: date, text: str) -> Day:
    when = short_day(event.day, today)
    if event.last_day and event.last_day != event.day:
        when = _("%(first)s to %(last)s", first=when, last=short_day(event.last_day, today))
    rings = listed(short_day(day, today) for day in sorted(set(event.alarms)))
    return Day(when, title_text(event.title), text, _("Rings at 9:00 on %(days)s", days=rings) if rings else "")


def _not_in_it(plan: Plan, choices: Choices) -> str:
    """What these choices leave out of the plan, as one sentence; empty when nothing."""
    out = [
        name
        for one in plan.items
        if one.item.phase not in choices.phases or not (choices.audience == PATIENT or may_see(one.item, OWN_PART))
        for name, _day, _last in published_days(one, plan.resting)
    ]
    if not out:
        return ""
    days = ngettext("%(num)s day of your plan is not in it", "%(num)s days of your plan are not in it", len(out))
    last = sum(name == "last-safe" for name in out)
    if not last:
        return f"{days}."
    also = ngettext("That includes %(num)s last safe day", "That includes %(num)s last safe days", last)
    return _("%(days)s. %(also)s. They stay in your plan here.", days=days, also=also)


def _state(feed: Feed, today: date) -> str:
    if feed.proven_on:
        return _("Seen to work %(day)s", day=day_as_said(feed.proven_on, today))
    return _("Test entry put in, not seen yet") if feed.tested_on else _("Not tried yet")


def any_of(values: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Those of the values that are known, in the order of the known ones."""
    return tuple(one for one in known if one in values)
