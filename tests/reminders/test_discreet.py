"""Every byte that leaves is neutral unless its reader chose plain words: searched for all words that would tell."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from flask import Flask

from planner.accounts.access import Actor
from planner.clinics.enrolments import Sees
from planner.clinics.joining import join_clinic
from planner.languages import languages
from planner.plans.sharing import Rights
from planner.reminders.channels import Message, push
from planner.reminders.channels.push import payload
from planner.tokens import new_id, new_token
from tests.calendar.telling_words import telling
from tests.keeping.clinic_kept import a_clinic
from tests.keeping.people_kept import occasion, shared_with
from tests.plans.living import EITHER
from tests.reminders.outbound import Hosts, Kind, Left, a_box, all_of_mail, all_of_push, hosts_for, kind_of
from tests.reminders.push_host import claims_in
from tests.reminders.reminded import Reminded

LANGUAGES = sorted(languages())
WAYS = ("email", "push")
ORDINARY = {("test", ""), ("daily", "owner")}
OWN_PART = {("daily", "share")}
LAST_SAFE = {("last-safe", "owner"), ("risen", "share"), ("risen", "clinic")}
ALL = ORDINARY | OWN_PART | LAST_SAFE
# Lives in which every kind of step rings, each with what is told in it. Who may be pregnant is pressed for nothing, and
# once chemotherapy has begun no last safe day is left.
LIVES: tuple[tuple[dict[str, str], set[tuple[str, str]]], ...] = (
    ({}, ALL),
    ({"pregnant": "unsure"}, ORDINARY),
    ({"has_ovaries": "no", "has_uterus": "no", "has_testes": "yes", "partner_can_become_pregnant": "yes"}, ALL),
    (
        {"chemo_already_started": "yes", "chemo_started_on": "2026-03-01", "treatment_date": "2026-03-01"},
        ORDINARY | OWN_PART,
    ),
    ({"breastfeeding": "yes", "treatment_date": "2026-03-20"}, ALL),
)


@pytest.fixture
def hosts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosts]:
    """What all messages are handed to."""
    with hosts_for(app, monkeypatch) as hosts:
        yield hosts


def shares(owner: Reminded) -> tuple[str, Actor]:
    """Their own part, and most of the plan, are shared with a partner: the share, and the partner."""
    rights = Rights(own_part=True, groups=("freeze", "protect", "after"))
    share, partner, _cookie = shared_with(owner.actor, new_id(), rights)
    return share, partner


@EITHER
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("told", "kinds"), LIVES)
def test_what_leaves_in_neutral_words_tells_nothing(
    somebody: Callable[..., Reminded], hosts: Hosts, language: str, told: dict[str, str], kinds: set[tuple[str, str]]
) -> None:
    reminded = somebody(**told)
    share, partner = shares(reminded)
    clinic = a_clinic(new_id()[:8], occasion())
    join_clinic(reminded.actor, new_token(), clinic.clinic.join_code, "Fern 3", Sees(), occasion())
    reminded.chooses(language=language, rises=(share, str(reminded.kept.enrolment)))
    for who in (partner, clinic.nurse):
        reminded.chooses(who, language=language)
    for who in (reminded.actor, partner, clinic.nurse):
        hosts.reach(reminded, a_box(), who)
    reminded.lives_until(date(2026, 6, 1))
    left = hosts.left()
    assert {kind_of(one) for one in left} == {Kind(*kind, way) for kind in kinds for way in WAYS}
    assert {one.title for one in left} == {"Ahead"}
    assert [(one.words, one.told) for one in left if one.words] == []
    assert {said_in(one, language) for one in left} == {True}


def said_in(one: Left, language: str) -> bool:
    """Whether a message says that it is in a language."""
    says = {"email": f"\nContent-Language: {language}\n", "push": f'\n  "lang": "{language}",\n'}
    return says[one.way] in one.told


def test_a_message_to_a_phone_holds_its_words_and_nothing_else() -> None:
    message = Message(
        "f" * 32, "Ahead", "1 thing to look at today.", "http://localhost:8000", "en-GB", 60, True, "t" * 32
    )
    told = payload(message)
    assert told == {
        "web_push": 8030,
        "notification": {
            "title": "Ahead",
            "body": "1 thing to look at today.",
            "navigate": "http://localhost:8000",
            "lang": "en-GB",
            "tag": "f" * 32,
        },
    }


@EITHER
def test_plain_words_are_plain_only_for_whoever_chose_them(amira: Reminded, hosts: Hosts) -> None:
    _share, partner = shares(amira)
    hosts.reach(amira, a_box())
    hosts.reach(amira, a_box(), partner)
    hosts.left()
    amira.chooses(words="plain")
    amira.lives_until(date(2026, 6, 1))
    left = hosts.left()
    to_owner = {Kind(kind, "owner", way) for kind in ("daily", "last-safe") for way in WAYS}
    assert {kind_of(one) for one in left} == to_owner | {Kind("daily", "share", way) for way in WAYS}
    assert {kind_of(one) for one in left if one.words} == to_owner


@EITHER
@pytest.mark.parametrize(
    ("setting", "planted", "ways"),
    [
        ("SERVICE_NAME", "Fertility list", ["email", "push"]),
        ("PUBLIC_URL", "https://trasplante.example.org", ["email", "push"]),
        ("MAIL_FROM", "oncology@example.org", ["email"]),
        ("PUSH_CONTACT", "mailto:embarazo@example.org", ["push"]),
    ],
)
def test_a_telling_word_in_a_setting_is_found_wherever_it_leaves(
    amira: Reminded, hosts: Hosts, monkeypatch: pytest.MonkeyPatch, setting: str, planted: str, ways: list[str]
) -> None:
    hosts.reach(amira, a_box())
    hosts.left()
    monkeypatch.setitem(amira.app.config, setting, planted)
    amira.lives_until(amira.waiting()[0].day)
    assert {one.way for one in hosts.left() if telling(planted)[0] in one.words} == set(ways)


@EITHER
def test_a_telling_word_is_found_in_every_part_of_a_message(
    somebody: Callable[..., Reminded], hosts: Hosts, app: Flask
) -> None:
    reminded, point = somebody(), push.public_key(app.config)
    hosts.reach(reminded, a_box())
    mailed, pushed = hosts.mail.arrived()[0], hosts.phones.arrived()[0]
    assert [telling(all_of_mail(mailed)), telling(all_of_push(pushed, point))] == [[], []]
    told = []
    for changed in ({"said": "sperm"}, {"sender": "sperm"}, {"recipients": ("sperm",)}, {"raw": b"sperm"}):
        told.append(all_of_mail(mailed._replace(**changed)))
    for name in mailed.letter:
        told.append(all_of_mail(mailed._replace(letter=with_header(mailed.letter, name))))
    (hidden := deepcopy(mailed.letter)).set_content("sperm", cte="base64")
    told.append(all_of_mail(mailed._replace(letter=hidden)))
    told.append(all_of_push(pushed._replace(path="/push/sperm"), point))
    for name in ("Topic", "Urgency", "TTL", "User-Agent", "Content-Encoding"):
        told.append(all_of_push(pushed._replace(headers=with_header(pushed.headers, name)), point))
    for name in ("title", "body", "navigate", "lang", "tag"):
        read = {**pushed.read, "notification": {**pushed.read["notification"], name: "esperma"}}
        told.append(all_of_push(pushed._replace(read=read), point))
    assert [one for one in told if not {"sperm*", "esperm*"} & set(telling(one))] == []
    assert len(told) == 4 + len(mailed.letter) + 1 + 1 + 5 + 5


def with_header(of: Any, name: str) -> Any:
    """The same with a telling word in one header."""
    changed = deepcopy(of)
    assert changed[name]
    del changed[name]
    changed[name] = "sperm"
    return changed


@EITHER
def test_a_push_host_is_told_no_more_than_it_needs(somebody: Callable[..., Reminded], hosts: Hosts, app: Flask) -> None:
    hosts.reach(somebody(), a_box())
    (came,) = hosts.phones.arrived()
    assert {name.lower() for name in came.headers} == {
        *("host", "user-agent", "accept", "accept-encoding", "connection", "content-length"),
        *("content-encoding", "ttl", "urgency", "topic", "authorization"),
    }
    assert came.path in hosts.phones.browsers
    assert set(claims_in(came.headers["Authorization"], push.public_key(app.config))) == {"aud", "exp", "sub"}
