"""Somebody who shares a plan again and again, each time with somebody new, and what is kept of it afterwards."""

import re
from collections.abc import Callable
from typing import NamedTuple

from flask import Flask

from planner.accounts.access import READ, STEPS
from planner.accounts.api_tokens import make_token
from planner.accounts.devices import held_by
from planner.accounts.ways_in import come_in
from planner.calendar.choices import PLAIN, Choices
from planner.calendar.feeds import make_feed
from planner.cli.plainly import occasion
from planner.db import db
from planner.languages import spoken
from planner.plans.kept import plan_of
from planner.plans.partner_steps import own_of
from planner.plans.shared import here_in
from planner.plans.shared_names import step_name
from planner.plans.shares import share_plan
from planner.plans.sharing import Rights
from planner.plans.steps import take_step
from planner.tokens import new_token

CODE, OTHER = "B16", "B17"  # the step that is theirs to do, and another
SHOWN = Rights(own_part=True, theirs=(CODE,))


class Partner(NamedTuple):
    """Somebody who came in: their share, the secret of their cookie, and what they made. `shows`: what only somebody
    sees with whom it is shared; `csrf` and `cookies` as their page gave them."""

    person: str
    share: str
    cookie: str
    step: str
    other: str
    feed: str
    token: str
    shows: bytes
    csrf: str = ""
    cookies: str = ""


class Sharer:
    """The owner of a plan, known by the cookie of a device. `ends` is how they end a share."""

    def __init__(self, app: Flask, cookie: str, ends: Callable[[str], None]) -> None:
        self.app, self.ends = app, ends
        with app.app_context():
            found = held_by(cookie)
            assert found
            self.actor = found[0]

    def shares(self) -> Partner:
        """Share with somebody new, who comes in and makes a calendar and a token."""
        with self.app.app_context():
            when = occasion()
            take_step(self.actor, new_token(), CODE, None, when)  # nobody has said anything of it yet
            share, invited = share_plan(self.actor, new_token(), "Sam", SHOWN, None, when)
            came = come_in(invited.link, new_token(), "phone", when.now, when.today)
            acting = came.actor._replace(holder=self.actor.person)
            feed = make_feed(acting, new_token(), Choices("Mine", words=PLAIN), when)[1]
            token = make_token(came.actor, new_token(), "Mine", (READ, STEPS), when.now)[1]
            here = here_in(db.session(), came.actor)
            items = {item.code: item for item in when.guidance.editions["gb"]}
            titles = [spoken(items[code].for_partner or items[code].words).title for code in (CODE, OTHER)]
            shows = "|".join(map(re.escape, titles)).encode()
            paths = [f"/part/steps/{step_name(here, items[code])}" for code in (CODE, OTHER)]
            db.session.remove()
            return Partner(came.actor.person, share.id, came.token, *paths, feed, token, shows)

    def kept(self, partner: Partner) -> tuple[bool, str]:
        """Whether their step is done in the plan, and their own words beside it."""
        with self.app.app_context():
            done = "done" in plan_of(self.actor).told.get("steps", {}).get(CODE, {})
            words = own_of(partner.person, CODE).words
            db.session.remove()
            return done, words
