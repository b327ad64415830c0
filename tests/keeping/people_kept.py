"""People with plans, as the service keeps them, and everything that is kept, to compare it later."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from planner.accounts.access import READ, Actor
from planner.accounts.api_tokens import make_token
from planner.accounts.beginning import begin_account
from planner.accounts.credentials import NewPasskey, add_passkey
from planner.accounts.ways_in import LINK, come_in, make_way_in
from planner.after import after_change
from planner.calendar.choices import Choices
from planner.calendar.feeds import make_feed
from planner.calendar.rehearsals import put_test_in
from planner.db import Base, db
from planner.demo_stories import STORIES, told_by
from planner.guidance.loader import guidance
from planner.plans.actions import keep_answers, make_plan, start_plan
from planner.plans.changing import Occasion
from planner.plans.nicknames import write_nickname
from planner.plans.notes import write_note
from planner.plans.partner_steps import PartnersOwn, keep_words
from planner.plans.phones import add_phone
from planner.plans.shared import note_look
from planner.plans.shares import share_plan
from planner.plans.sharing import OWN_PART, Rights
from planner.plans.steps import take_step
from planner.plans.team_questions import add_question
from planner.reminders.choices import Choices as Reminders
from planner.reminders.models import ChannelRecord
from planner.reminders.reachable import add_channel
from planner.reminders.rehearsals import prove_channel
from planner.reminders.rehearsals import test_channel as try_channel
from planner.reminders.sending import sweep
from planner.reminders.told import choose as choose_reminders
from tests.keeping.clinic_kept import KeptClinic, a_clinic, is_reviewed

TODAY = date(2026, 3, 2)


def occasion(today: date = TODAY, **others: Any) -> Occasion:
    """Noon of a day; `others` as in Occasion."""
    at = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    return Occasion(**{"now": at, "today": today, "guidance": guidance(), "after": after_change, **others})


def key(*words: object) -> str:
    """The key of a form, another for other words."""
    return "-".join(map(str, words)).ljust(20, ".")


def plan_made(name: str, **told: Any) -> tuple[Actor, str]:
    """Somebody who has just made a plan: who they are, and the secret of their cookie. Three entries in the record."""
    actor, cookie = start_plan(key(name, "start"), "phone", occasion())
    keep_answers(actor, key(name, "answers"), told or told_by(STORIES[0], TODAY), occasion())
    make_plan(actor, key(name, "make"), occasion())
    return actor, cookie


def shared_with(
    owner: Actor, name: str, rights: Rights = OWN_PART, until: date | None = None, today: date = TODAY
) -> tuple[str, Actor, str]:
    """Share a plan with somebody who comes in: the share, who they are, and the secret of their cookie."""
    when = occasion(today)
    share, invitation = share_plan(owner, key(name, "share"), "Sam", rights, until, when)
    came = come_in(invitation.link, key(name, "comes in"), "phone", when.now, today)
    note_look(came.actor, when.now)
    return share.id, came.actor, came.token


def live_with(actor: Actor, name: str, clinic: KeptClinic | None = None) -> Actor:
    """Do one of everything that can be done with a plan, so that each table holds something of its owner. The partner
    with whom it is shared, and who has done one of everything too. `clinic`: which one reviews it; else one of its own.
    """
    take_step(actor, key(name, "step"), "B04", {"waiting": f"step of {name}"}, occasion())
    write_note(actor, key(name, "note"), "B04", f"note of {name}", occasion())
    add_question(actor, key(name, "question"), f"question of {name}", occasion(), "B04")
    add_phone(actor, key(name, "phone"), f"phone of {name}", "0123", occasion())
    make_way_in(actor, key(name, "link"), LINK, occasion().now)
    make_token(actor, key(name, "token"), f"token of {name}", (READ,), occasion().now)
    write_nickname(actor, key(name, "called"), "B04", f"word of {name}", occasion())
    one_event = Choices(f"feed of {name}", phases=("fallback",))
    feed, _token = make_feed(actor, key(name, "feed"), one_event, occasion())
    put_test_in(actor, key(name, "test"), feed.id, occasion())
    is_reminded(actor, name)
    begin_account(actor, key(name, "account"), "", occasion().now)
    add_passkey(actor, NewPasskey(name.encode(), b"", 0, (), "", False), f"passkey of {name}", occasion().now)
    is_reviewed(clinic or a_clinic(name, occasion()), actor, name, occasion())
    _share, partner, _cookie = shared_with(actor, name)
    keep_words(partner, key(name, "words"), PartnersOwn("B16", words=f"words to {name}"), occasion())
    make_token(partner, key(name, "token of theirs"), f"token beside {name}", (READ,), occasion().now)
    make_feed(partner._replace(holder=actor.person), key(name, "feed of theirs"), one_event, occasion())
    is_reminded(partner, f"beside-{name}")
    return partner


def is_reminded(actor: Actor, name: str) -> str:
    """E-mail is chosen as a way, tried, proved and tried anew; the id of that way. Nothing waits to be sent at once."""
    channel = add_channel(actor, key(name, "way"), "email", {"email": f"{name}@example.org"}, [], occasion())
    choose_reminders(actor, key(name, "reminders"), Reminders(), occasion())
    sweep(lambda _zone: occasion(), "sender")
    number = db.session.get_one(ChannelRecord, channel.id, populate_existing=True).opened("test")["number"]
    prove_channel(actor, key(name, "proves"), channel.id, number, occasion())
    try_channel(actor, key(name, "tries anew"), channel.id, occasion())
    sweep(lambda _zone: occasion(), "sender")
    return channel.id


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, asked afresh."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }
