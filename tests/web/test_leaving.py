"""Deleting everything: one press, all that opened it is shut, and no trace of it is left in this browser."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from planner.accounts import audit
from planner.accounts.devices import held_by
from planner.accounts.models import AuditRecord
from planner.db import Base, db
from tests.web.phones import Phone, told
from tests.web.test_csrf import HTTPS
from tests.web.trial import trial_app


def person_of(phone: Phone) -> str:
    """The id of whoever holds the plan that is open there."""
    with phone.app.app_context():
        found = held_by(phone.cookie)
    assert found is not None
    return found[0].person


def rows_of(app: Flask, person: str) -> dict[str, int]:
    """How many rows of every table belong to a person."""
    tables = [table for table in Base.metadata.sorted_tables if "person_id" in table.c]
    with app.app_context():
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table).where(table.c.person_id == person))
            or 0
            for table in tables
        }


def is_deleted_page(answer: TestResponse) -> bool:
    """Whether this is the page that says so."""
    return (answer.status_code, answer.location) == (303, "/delete/done")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_at_the_page_deletes_nothing(owner: Phone, method: str) -> None:
    assert owner.gets("/delete", method).status_code == 200
    assert owner.is_in()


def test_what_is_deleted_is_gone_with_all_that_opened_it(owner: Phone, app: Flask) -> None:
    second = Phone(app).takes(owner.makes("code"))
    ways = [owner.makes(kind) for kind in ("link", "code", "paper")]
    person, secret = person_of(owner), owner.cookie
    none = dict.fromkeys(rows_of(app, person), 0)
    assert rows_of(app, person) == none | {"device": 2, "way_in": 4, "plan": 1, "once": 6}
    assert is_deleted_page(owner.sends("/delete"))
    assert rows_of(app, person) == none
    assert [phone.is_in() for phone in (owner, second, Phone(app).holds(secret))] == [False, False, False]
    assert [Phone(app).comes_in(way).status_code for way in ways] == [404, 404, 404]


def test_that_it_was_done_stays_in_the_record_and_the_record_holds(owner: Phone, app: Flask) -> None:
    person = person_of(owner)
    owner.sends("/delete")
    with app.app_context():
        query = select(AuditRecord.action).where(AuditRecord.chain == person).order_by(AuditRecord.number)
        assert db.session.scalars(query).all() == ["plan-started", "plan-deleted"]
        assert audit.verify(db.session()).faults == ()


def test_what_another_phone_sends_afterwards_brings_nothing_back(owner: Phone, app: Flask) -> None:
    second = Phone(app).takes(owner.makes("code"))
    person, keys = person_of(owner), second.keys("/questions/1")
    owner.sends("/delete")
    assert second.sends("/questions/1", keys, place="gb").status_code == 404
    assert second.sends("/delete").status_code == 404
    assert set(rows_of(app, person).values()) == {0}


def test_nobody_else_is_touched(owner: Phone, app: Flask) -> None:
    other = Phone(app).starts()
    owner.sends("/delete")
    assert other.is_in()


@pytest.mark.parametrize(("url", "prefix"), [("http://localhost:8000", ""), (HTTPS, "__Host-")])
def test_the_browser_is_told_to_forget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, prefix: str) -> None:
    phone = Phone(trial_app(tmp_path, monkeypatch, PUBLIC_URL=url), url).starts()
    answer = phone.sends("/delete")
    cookies = {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}
    assert set(cookies) == {f"{prefix}device", f"{prefix}s"}
    for name, line in cookies.items():
        # A browser only lets go of a cookie when the line that ends it is marked as the one that gave it was.
        assert line.startswith(f"{name}=;")
        assert "Expires=Thu, 01 Jan 1970" in line
        assert "Path=/" in line
        assert ("Secure" in line) == bool(prefix)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "<form" not in answer.text


# --- sent again ---


def test_a_form_sent_twice_has_the_same_answer(owner: Phone) -> None:
    keys, tab = owner.keys("/delete"), owner.tab()
    first = owner.sends("/delete", keys)
    assert is_deleted_page(first)
    assert told(tab.sends("/delete", keys)) == told(first)
    assert tab.cookie == ""


def test_two_presses_at_the_same_moment_have_the_same_answer(app: Flask) -> None:
    for _ in range(3):
        owner = Phone(app).starts()
        keys, start = owner.keys("/delete"), Barrier(2)

        def press(phone: Phone, keys: dict[str, str] = keys, start: Barrier = start) -> TestResponse:
            start.wait()
            return phone.sends("/delete", keys)

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(press, (owner, owner.tab())))
        assert [is_deleted_page(answer) for answer in answers] == [True, True]


def test_a_form_sent_again_after_the_answer_came_has_the_same_answer(owner: Phone) -> None:
    """A second press may come when the first has taken the cookies away that a form is known by."""
    keys = owner.keys("/delete")
    first = owner.sends("/delete", keys)
    assert told(owner.client.post("/delete", data=keys, headers={"Sec-Fetch-Site": "same-origin"})) == told(first)


def test_somebody_who_is_in_needs_the_token_of_the_form_whatever_was_deleted_before(owner: Phone, app: Flask) -> None:
    keys = owner.keys("/delete")
    owner.sends("/delete", keys)
    other = Phone(app).starts()
    assert other.client.post("/delete", data=keys, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 400
    assert other.is_in()


def test_only_the_form_that_deleted_something_is_told_so(owner: Phone, app: Flask) -> None:
    started, deleted = Phone(app), owner.keys("/delete")
    keys = started.keys("/")
    started.sends("/start", keys)
    owner.sends("/delete", deleted)
    nobody = Phone(app)
    usual = told(nobody.gets("/plan"))
    for once in (keys["once"], deleted["once"][:-1] + chr(ord(deleted["once"][-1]) ^ 1), "a-key-that-nobody-has-sent"):
        assert told(nobody.sends("/delete", once=once)) == usual
    assert started.is_in()
