"""Sharing in words: who somebody is, what they see, until when, when they looked, and what they chose to tell."""

from datetime import date, timedelta
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from planner.accounts.invitations import waits_until
from planner.at_the_door import now
from planner.clock import zone_named
from planner.engine.plan import Plan
from planner.languages import listed, spoken
from planner.plans.kept import KeptPlan
from planner.plans.partner_steps import QUESTIONS, done_of, told_by
from planner.plans.share_list import Share
from planner.plans.sharing import NOTHING
from planner.web.days import day_as_said, short_day
from planner.web.plans.made import step_path
from planner.web.plans.parts import PHASE_WORDS

HOUR = timedelta(minutes=59)  # a look is noted by its hour
FIRST_LOOKS = 3  # how many looks are seen at once, the others fold away


class Told(NamedTuple):
    """What somebody chose to tell of one step: its title and page (none: their questions), the day, their words."""

    title: str
    path: str
    done: str
    words: str


class ShareInWords(NamedTuple):
    """One share as its owner reads it. `more`: single steps that differ from the parts; `soon`: it ends within a week;
    `waits`: until when an invitation does; `changed`: the day on which it was changed last.
    `looks`: when they looked, the last first, and `earlier` those before."""

    id: str
    label: str
    what: str
    more: list[str]
    until: str
    soon: bool
    came_in: str
    waits: str
    changed: str
    looks: list[str]
    earlier: list[str]


def in_words(share: Share, kept: KeptPlan, made: Plan) -> ShareInWords:
    """One share of a plan, in words."""
    zone, today = zone_named(kept.told.get("time_zone") or current_app.config["TIME_ZONE"]), made.situation.today
    waits = None if share.accepted_at else waits_until(share.person, now())
    looks = [
        _(
            "%(day)s, between %(first)s and %(last)s",
            day=day_as_said(at.date(), today),
            first=f"{at:%H:%M}",
            last=f"{at + HOUR:%H:%M}",
        )
        for at in (one.astimezone(zone) for one in share.looks)
    ]
    return ShareInWords(
        share.id,
        share.label,
        what_of(share),
        more_of(share, {one.item.code for one in made.items}),
        short_day(share.until, today) if share.until else "",
        share.ends_soon(today),
        day_as_said(share.accepted_at.astimezone(zone).date(), today) if share.accepted_at else "",
        short_day(waits.astimezone(zone).date(), today) if waits else "",
        day_as_said(share.changed_on, today) if share.changed_on else "",
        looks[:FIRST_LOOKS],
        looks[FIRST_LOOKS:],
    )


def what_of(share: Share) -> str:
    """Which parts of the plan somebody sees, as one sentence."""
    rights = share.rights
    parts = [_("what a partner does")] if rights.own_part else []
    parts += [_("“%(part)s”", part=_(PHASE_WORDS[one])) for one in PHASE_WORDS if one in rights.groups]
    if parts:
        return _("Sees %(things)s.", things=listed(parts))
    if rights == NOTHING or not (rights.shown or rights.theirs):
        return _("Sees nothing yet.")
    return _("Sees only steps you chose one by one.")


def more_of(share: Share, codes: set[str]) -> list[str]:
    """How many steps of today's plan are shared otherwise than their parts, each as one sentence."""
    shown, theirs, hidden = (
        len(codes.intersection(found)) for found in (share.rights.shown, share.rights.theirs, share.rights.hidden)
    )
    said = []
    if shown:
        said.append(ngettext("Sees %(num)s single step.", "Sees %(num)s single steps.", shown))
    if theirs:
        said.append(ngettext("Does %(num)s step.", "Does %(num)s steps.", theirs))
    if hidden:
        said.append(ngettext("You keep back %(num)s step.", "You keep back %(num)s steps.", hidden))
    return said


def told_in_words(share: Share, kept: KeptPlan, made: Plan) -> list[Told]:
    """What somebody chose to tell, in the order of the plan; their questions first."""
    told, today = told_by(share.person), made.situation.today
    said, theirs = made.situation.told.steps, share.rights.theirs
    items = [*(one.item for one in made.items), *(one.item for one in made.left_out)]
    asked = [Told("", "", "", told[QUESTIONS].words)] if QUESTIONS in told else []
    return [
        *asked,
        *(
            Told(
                spoken(item.words).title,
                step_path(kept, item.key),
                done_in_words(done_of(told[item.code], said.get(item.code), theirs=item.code in theirs), today),
                told[item.code].words,
            )
            for item in items
            if item.code in told
        ),
    ]


def done_in_words(done: date | None, today: date) -> str:
    """The day on which something was done, in words; empty where it was not."""
    return _("Done %(day)s.", day=short_day(done, today)) if done else ""
