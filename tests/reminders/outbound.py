"""Every byte that leaves with a message, as whoever is on its way may read it, and the telling words in it.

The words are those that nothing discreet holds, of every language: see `tests.calendar.telling_words`.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from flask import Flask

from planner.accounts.access import Actor
from planner.db import db
from planner.reminders.channels import push
from planner.reminders.models import ChannelRecord, MessageRecord, NoticeRecord
from planner.reminders.reachable import add_channel
from planner.reminders.rehearsals import prove_channel
from planner.tokens import new_id, new_token
from tests.calendar.telling_words import telling
from tests.reminders.mail_host import Mailed, MailHost, mail_host
from tests.reminders.push_host import Pushed, PushHost, claims_in, push_host
from tests.reminders.reminded import Reminded, body_of

CONTACT = "mailto:operator@example.org"


class Left(NamedTuple):
    """One message as it left: its name, by which way, its title, and all that can be read of it."""

    name: str
    way: str
    title: str
    told: str

    @property
    def words(self) -> list[str]:
        """The telling words in it."""
        return telling(self.told)


class Kind(NamedTuple):
    """Which kind of message left, to whom, and by which way."""

    kind: str
    to: str
    way: str


class Hosts:
    """The mail server and the push host that all messages are handed to, both on this machine."""

    def __init__(self, app: Flask, mail: MailHost, phones: PushHost) -> None:
        self.app, self.mail, self.phones = app, mail, phones

    def reach(self, who: Reminded, email: str, actor: Actor | None = None) -> None:
        """Somebody is reached by e-mail and on a phone: each way is tried and proved."""
        who.adds_email(email, actor)
        person, hosts = actor or who.actor, self.app.config["PUSH_HOSTS"]
        added = add_channel(person, new_token(), "push", self.phones.subscribes(), hosts, who.now)
        who.sweeps()
        number = db.session.get_one(ChannelRecord, added.id).opened("test")["number"]
        prove_channel(person, new_token(), added.id, number, who.now)

    def left(self) -> list[Left]:
        """What has left since the last look, by either way."""
        point = push.public_key(self.app.config)
        mailed = [Left(one.id[1:33], "email", one.letter["Subject"], all_of_mail(one)) for one in self.mail.arrived()]
        pushed = [(one.read["notification"], all_of_push(one, point)) for one in self.phones.arrived()]
        return mailed + [Left(one["tag"], "push", one["title"], told) for one, told in pushed]


@contextmanager
def hosts_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosts]:
    """Both, gone at the end."""
    with mail_host() as mail, push_host() as phones:
        monkeypatch.setitem(app.config, "MAIL_URL", mail.address())
        monkeypatch.setitem(app.config, "PUSH_HOSTS", [phones.origin])
        monkeypatch.setitem(app.config, "PUSH_CONTACT", CONTACT)
        yield Hosts(app, mail, phones)


def all_of_mail(came: Mailed) -> str:
    """An e-mail: what the other side said of itself, its envelope, each header and the words as a mail program shows
    them, and the bytes as they came."""
    envelope = [came.said, came.sender, *came.recipients]
    shown = [f"{name}: {value}" for name, value in came.letter.items()]
    return "\n".join([*envelope, *shown, body_of(came.letter), came.raw.decode("ascii")])


def all_of_push(came: Pushed, point: str) -> str:
    """A message to a phone: the path and each header as its host reads them, with what we say of ourselves under the
    signature; and what the browser reads."""
    headers = [f"{name}: {value}" for name, value in came.headers.items() if name.lower() != "authorization"]
    claims = claims_in(came.headers["Authorization"], point)
    read = [json.dumps(one, ensure_ascii=False, indent=1) for one in (claims, came.read)]
    return "\n".join([came.path, *headers, *read, came.read["notification"]["body"]])


def kind_of(one: Left) -> Kind:
    """Which kind of message it is, as it was written down."""
    notice = db.session.get_one(NoticeRecord, db.session.get_one(MessageRecord, one.name).notice_id)
    return Kind(notice.kind, "share" if notice.share_id else notice.to, one.way)


def a_box() -> str:
    """An address of which nothing can be told."""
    return f"{new_id()[:8]}@example.org"
