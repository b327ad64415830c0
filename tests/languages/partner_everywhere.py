"""The part of the walk through the whole service of somebody with whom a plan is shared: reading, saying, leaving."""

import re
from collections.abc import Sequence
from datetime import timedelta

from planner.calendar.choices import PROGRAMS
from tests.languages.calendars_everywhere import Calendars
from tests.languages.sharing_everywhere import EVERYTHING, Sharing
from tests.web.lives import TODAY
from tests.web.living import day_fields
from tests.web.phones import Phone

STEP = re.compile(r'href="(/part/steps/[0-9a-f]{20})"')
FEED = re.compile(r'href="(/part/calendar/[0-9a-f]{32})')
TOMORROW = day_fields("done", TODAY + timedelta(days=1))


def comes_in(mine: Sharing, guest: Phone, others: Sequence[Phone]) -> str:
    """Somebody is invited to everything and comes in; others look at the link too. The page of the share."""
    link, share = mine.invites(**{**EVERYTHING, "step-B19": "theirs"})
    for one in others:
        one.gets(link)
    guest.sends(link)
    guest.gets(link)
    return share


def in_a_part(guest: Phone, typed: str) -> str:
    """Every step, what is said of one given and of one half, right and wrong; questions. The page of one step."""
    steps = list(dict.fromkeys(STEP.findall(guest.gets("/part").text)))
    for path in steps:
        guest.gets(path)
        for fields in ({"done": "yes", **TOMORROW}, {"done": "yes", "done-day": "31"}, {"done": "yes"}, {"done": "no"}):
            guest.sends(f"{path}/done", **fields)
            guest.gets(path)
        guest.sends(f"{path}/ask")
        guest.gets(path)
    keys = guest.keys(steps[0])
    for words in (typed, typed * 2, typed * 600):
        guest.sends(f"{steps[0]}/words", keys, words=words, tell="yes", before=typed)
    guest.sends(f"{steps[0]}/words", words=typed, tell="yes")
    guest.sends(f"{steps[0]}/words", words=typed * 2, tell="no", before="")
    guest.gets(steps[0])
    for words in (typed, typed * 600):
        guest.sends("/part/questions", words=words)
    guest.gets("/part/questions")
    return steps[0]


def on_phones(guest: Phone, typed: str, language: str) -> None:
    """Their own calendars, phones, codes and keys for programs."""
    theirs = Calendars(guest, language, typed)
    for path in ("/part/calendar", *(f"/part/calendar/new?program={one}" for one in PROGRAMS)):
        guest.gets(path)
    for choices in ({"label": ""}, {"phases": []}, {"words": "plain"}, {"words": "numbers"}, {}):
        theirs.sends("/part/calendar/new", **{**theirs.chosen, "do": "look", **choices})
    theirs.sends("/part/calendar/new", **{**theirs.chosen, "do": "make"})
    feed = FEED.findall(guest.gets("/part/calendar").text)[0]
    for path in (feed, f"{feed}/choices", "/part/calendar/names"):
        guest.gets(path)
    guest.sends(f"{feed}/test")
    guest.sends(f"{feed}/prove", number="0")
    guest.gets(feed)
    theirs.sends(f"{feed}/choices", **{**theirs.chosen, "do": "look"})
    guest.sends(f"{feed}/address", grace="30")
    guest.sends(f"{feed}/end", grace="30")
    for path in ("/devices", "/phone", "/programs", "/part/leave", "/", "/part/calendar"):
        guest.gets(path)
    for kind in ("link", "code", "paper"):
        guest.sends("/devices/way-in", kind=kind)
    guest.sends("/programs", label=typed, scopes="read")
    guest.sends("/programs", label="")
    guest.sends("/phone", what="own", own="yes")
    for path in ("/phone", "/programs", "/devices", "/offline/state"):
        guest.gets(path)


def after_the_end(mine: Sharing, share: str, guest: Phone, step: str, typed: str) -> None:
    """Nothing is shared any more: their own words, and leaving for good."""
    keys = guest.keys(step)
    mine.phone.sends(f"{share}/end")
    for path in ("/part", step, "/part/leave", "/programs", "/devices", "/phone", "/"):
        guest.gets(path)
    guest.sends(f"{step}/words", keys, words=typed, tell="yes")
    guest.sends(f"{step}/done", done="yes")
    left = guest.sends("/part/leave")
    guest.gets(left.location)
