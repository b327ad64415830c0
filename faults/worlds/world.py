"""One world: the service on a database of its own, the owner of a plan in it, and a partner with a phone."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import delete
from werkzeug.test import TestResponse

from faults.worlds.chance import Chance
from faults.worlds.hidden import Chosen, Facts
from planner import create_app
from planner.accounts.access import PARTNER, SCOPES, Actor
from planner.accounts.api_tokens import make_token
from planner.accounts.devices import held_by
from planner.accounts.locks import call_own
from planner.accounts.ways_in import PAPER, make_way_in
from planner.at_the_door import occasion_in
from planner.calendar.choices import Choices
from planner.calendar.feeds import make_feed
from planner.db import Base, db
from planner.guidance.model import Guidance
from planner.migrated import bring_up
from planner.plans.actions import keep_answers, make_plan, start_plan
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, plan_of
from planner.plans.partner_steps import PartnersOwn, keep_own
from planner.plans.shares import share_plan
from planner.plans.sharing import Rights
from tests.web.phones import Phone

QUIET = {
    "WRITE_LIMIT": "1000000 per minute",
    "START_LIMIT": "1000000 per minute",
    "GUESS_LIMIT": "1000000 per minute",
    "LIMITS_URL": "memory://",
}


class Answer(NamedTuple):
    """All that a browser or a program is sent."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def differs(self, other: "Answer") -> str:
        """In what it is another answer; empty when in nothing."""
        if self.status != other.status:
            return f"status {self.status} and {other.status}"
        for mine, theirs in zip(self.headers, other.headers, strict=False):
            if mine != theirs:
                return f"header {mine} and {theirs}"
        if len(self.headers) != len(other.headers):
            return f"headers {set(self.headers) ^ set(other.headers)}"
        for at, (one, another) in enumerate(zip(self.body, other.body, strict=False)):
            if one != another:
                return f"byte {at}: {self.body[at - 60 : at + 60]!r} and {other.body[at - 60 : at + 60]!r}"
        return f"length {len(self.body)} and {len(other.body)}" if len(self.body) != len(other.body) else ""


class World:
    """Made once for many pairs: each begins with empty tables."""

    def __init__(self, name: str, folder: Path, database: str, chance: Chance, guidance: Guidance) -> None:
        self.name, self.chance, self.guidance = name, chance, guidance
        chance.again("keys")
        self.app: Flask = create_app(
            {
                **{"INSTANCE": str(folder), "DATABASE_URL": database, "GUIDANCE": lambda: guidance},
                **{"MAIL_URL": f"file:{folder / 'mail'}", **QUIET},
            }
        )
        with self.app.app_context():
            bring_up()

    def begins(self, told: Mapping[str, Any], word: object) -> None:
        """Nobody is here any more, and somebody makes a plan."""
        self.word, self.turn = word, 0
        with self.app.app_context():
            with db.engine.begin() as connection:
                for table in reversed(Base.metadata.sorted_tables):
                    connection.execute(delete(table))
            self.again("start")
            zone = told.get("time_zone")
            self.owner, cookie = start_plan(self.key(), "phone", occasion_in(zone))
            keep_answers(self.owner, self.key(), told, occasion_in(zone))
            make_plan(self.owner, self.key(), occasion_in(zone))
            self.paper = make_way_in(self.owner, self.key(), PAPER, occasion_in(zone).now)
        self.phone = Phone(self.app).holds(cookie)
        self.__dict__.pop("secret", None)

    def again(self, *words: object) -> None:
        """Let chance go, from here, as it goes after these words, in every world."""
        self.chance.again(self.word, *words)

    def key(self) -> str:
        """A fresh key for a change."""
        self.turn += 1
        return f"{self.word}-{self.turn}".rjust(24, "-")

    @property
    def kept(self) -> KeptPlan:
        """The plan as it is kept. In a context of the app."""
        db.session.rollback()
        return plan_of(self.owner)

    @cached_property
    def secret(self) -> bytes:
        """What names of the plan are made with."""
        with self.app.app_context():
            return self.kept.secret

    @property
    def facts(self) -> Facts:
        """What the plan follows from. In a context of the app."""
        kept = self.kept
        return Facts(kept.told, kept.as_of, kept.asked_on, kept.resting_since is not None)

    @property
    def when(self) -> Occasion:
        """This moment. In a context of the app."""
        return occasion_in(self.kept.told.get("time_zone"))

    def shares(self, label: str, chosen: Chosen, until: date | None) -> None:
        """Share the plan, and let the partner come in with a phone that is their own."""
        self.again("share")
        with self.app.app_context():
            share, invitation = share_plan(
                self.owner, f"{self.word} is shared".rjust(24), label, Rights(*chosen), until, self.when
            )
        self.share, self.label = share.id, label
        self.guest = Phone(self.app)
        self.again("come in")
        self.guest.comes_in(f"/open/{invitation.link}")
        with self.app.app_context():
            found = held_by(self.guest.cookie)
            if found is None or found[0].role != PARTNER:
                raise RuntimeError("The partner could not come in.")
            self.partner: Actor = found[0]
            call_own(self.partner, True)

    def partner_begins(self, calendars: list[Choices], words: list[tuple[str, str]]) -> None:
        """The partner makes calendars and tokens for programs, and writes words beside steps (code, words)."""
        self.again("partner begins")
        with self.app.app_context():
            acting, when = self.partner._replace(holder=self.owner.person), self.when
            made = [
                make_feed(acting, f"{self.word} calendar {at}".rjust(24), one, when) for at, one in enumerate(calendars)
            ]
            self.feeds = [token for _feed, token in made]
            self.feed_names = [feed.id for feed, _token in made]
            self.tokens = {
                scope: make_token(self.partner, f"{self.word} token {scope}".rjust(24), scope, (scope,), when.now)[1]
                for scope in SCOPES
            }
            for code, text in words:
                own = PartnersOwn(code, words=text, tell=len(text) % 2 == 0)
                keep_own(self.partner, f"{self.word} words {code}".rjust(24), own, when)

    def asks(self, about: object, method: str, path: str, who: Phone | None = None, **sent: Any) -> Answer:
        """What the partner's phone, or nobody's, is answered. `about`: after which word chance goes."""
        self.again("asks", about)
        client = (who or self.guest).client
        answer: TestResponse = client.open(
            path, method=method, base_url="http://localhost:8000", environ_base={"REMOTE_ADDR": "192.0.2.7"}, **sent
        )
        return Answer(answer.status, tuple(answer.headers), answer.data)
