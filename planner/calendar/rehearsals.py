"""Trying a calendar: an entry with a number is put in, and its owner says the number once it has arrived."""

import secrets

from planner.accounts import audit
from planner.accounts.access import Actor
from planner.calendar.feeds import Feed, as_seen, changing_feed
from planner.calendar.rendered import keep_feed
from planner.errors import AheadError
from planner.marked import N_
from planner.plans.changing import Occasion
from planner.plans.kept import plan_from

TEST_DIGITS = 4


class NotTheNumber(AheadError):
    """Another number was typed than the one in the test entry."""

    def __init__(self) -> None:
        super().__init__(
            N_("That is not the number in the test entry."),
            N_("Look for it in your calendar and type the number you see there. It may take a while to arrive."),
        )


def put_test_in(actor: Actor, key: str, name: str, occasion: Occasion) -> Feed:
    """Put an entry with a number into a calendar, so that its owner can see whether it arrives. Raises NothingHere."""
    with changing_feed(actor, key, "test-feed", name, name, occasion) as (session, feed, kept, repeated):
        if not repeated:
            feed.lock("test", str(secrets.randbelow(9 * 10 ** (TEST_DIGITS - 1)) + 10 ** (TEST_DIGITS - 1)))
            feed.tested_on = occasion.today
            keep_feed(session, feed, kept, plan_from(kept, occasion.guidance, occasion.today), occasion.now)
            audit.note(session, actor, "feed-tested", occasion.now)
        return as_seen(session, feed)


def prove_feed(actor: Actor, key: str, name: str, number: str, occasion: Occasion) -> Feed:
    """Its owner has seen the test entry and says its number: the calendar arrives, and the entry goes again.

    Raises NothingHere and NotTheNumber; nothing is changed then.
    """
    number = "".join(char for char in number if char.isdecimal())
    with changing_feed(actor, key, "prove-feed", name, f"{name} {number}", occasion) as (session, feed, kept, repeated):
        if not repeated:
            if not feed.test or feed.opened("test") != number:
                raise NotTheNumber
            feed.test, feed.tested_on, feed.proven_on = None, None, occasion.today
            keep_feed(session, feed, kept, plan_from(kept, occasion.guidance, occasion.today), occasion.now)
            audit.note(session, actor, "feed-proven", occasion.now)
        return as_seen(session, feed)
