"""Somebody with whom a plan is shared, and who keeps calendars of their own. All that they do they do now."""

from datetime import date
from typing import Any

from planner.accounts.access import PARTNER, Actor
from planner.calendar import feeds
from planner.calendar.choices import Choices
from planner.calendar.feeds import Feed
from planner.calendar.rehearsals import put_test_in
from planner.db import transaction
from planner.plans.kept import kept_from, record_of
from planner.plans.share_list import share_named
from planner.plans.shares import change_share, end_share, put_share
from planner.plans.sharing import Rights
from planner.tokens import new_token
from tests.feeds.calendars import Calendars, Seen, live

EVERYTHING = Rights(groups=("find-out", "freeze", "protect", "fallback", "during", "after"))


class Partner:
    """Somebody who has come in to what `owner` shares with them."""

    def __init__(self, owner: Calendars, rights: Rights = EVERYTHING, until: date | None = None) -> None:
        self.owner = owner
        with transaction() as session:
            kept = kept_from(record_of(session, owner.actor, for_update=True))
            share = put_share(session, kept, "Sam", rights, until, owner.occasion)
            share.accepted_at = owner.occasion.now
            self.share, self.person = share.id, share.person_id
        self.actor = Actor(self.person, PARTNER, "", owner.actor.person)

    def makes(self, label: str = "My own phone", **chosen: Any) -> tuple[Feed, str]:
        """Make a calendar; with the token of its address."""
        choices = Choices(label, audience="partner", **{"words": "plain", **chosen})
        return feeds.make_feed(self.actor, new_token(), choices, self.owner.occasion)

    def tests(self, feed: Feed) -> Feed:
        """Put a test entry in."""
        return put_test_in(self.actor, new_token(), feed.id, self.owner.occasion)

    def feed(self, feed: Feed) -> Feed:
        """A calendar as it stands now."""
        return feeds.feed_named(self.owner.kept, feed.id, self.share)

    def reads(self, token: str) -> dict[str, Seen]:
        """The events a program reads; none of them is ever said to be cancelled."""
        events = self.owner.reads(token)
        assert live(events) == events
        return events

    def titles(self, token: str) -> set[str]:
        """What they are called."""
        return {
            one.title.removeprefix("Last safe day: ").removeprefix("Latest day: ") for one in self.reads(token).values()
        }

    def may_see(self, rights: Rights, until: date | None = None, proven: bool = True) -> None:
        """Its owner chooses otherwise what they see."""
        label = share_named(self.owner.kept, self.share, self.owner.today).label
        when = self.owner.occasion
        change_share(self.owner.actor, new_token(), self.share, label, rights, until, when, proven)

    def is_ended(self) -> None:
        """Its owner ends it."""
        end_share(self.owner.actor, new_token(), self.share, self.owner.occasion)
