"""Whoever may not come in learns nothing: one plain page for every reason, and nobody else is shut out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests.web.phones import HTTP, Phone, told
from tests.web.trial import trial_app

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_every_kind_of_link_that_opens_nothing_has_the_same_plain_page(owner: Phone, app: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        used, late, older = (Phone(app).starts().makes("link") for _ in range(3))
        Phone(app).takes(used)
        leaver = Phone(app).starts()
        deleted, owners, secret = leaver.makes("link"), owner.makes("link"), leaver.cookie
        leaver.sends("/delete")
        owner.makes("link")
        traveller.move_to(NOON + timedelta(hours=1))
        nobody = Phone(app)
        usual = told(nobody.gets("/plan"))
        assert usual[0] == 404
        for path in (used, late, older, deleted, owners, f"/open/{'x' * 43}", "/open/x", "/open/%00", "/plan/steps/x"):
            assert (path, *told(nobody.gets(path))) == (path, *usual)
        for path in (used, late, older, deleted, owners, f"/open/{'x' * 43}", "/open/x", "/devices/end", "/delete"):
            assert (path, *told(nobody.sends(path))) == (path, *usual)
        assert told(Phone(app).holds("x" * 43).gets("/plan")) == usual
        assert told(Phone(app).holds(secret).gets("/plan")) == usual


def test_every_kind_of_code_that_opens_nothing_has_the_same_answer(owner: Phone, app: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        used, late, deleted = (Phone(app).starts() for _ in range(3))
        codes = [phone.makes("code") for phone in (used, late, deleted)] + [used.makes("paper")]
        Phone(app).takes(codes[0])
        Phone(app).takes(codes[3])
        deleted.sends("/delete")
        traveller.move_to(NOON + timedelta(minutes=15))
        answers = set()
        for code in (*codes, "0000-0000-0000", "0000-0000-0000-0000-0000-0000"):
            status, page = told(Phone(app).comes_in(code))
            answers.add((status, page.replace(f'value="{code}"', "")))
        assert len(answers) == 1
        assert answers.pop()[0] == 404


def test_a_form_that_was_used_for_one_code_takes_another_with_one_more_press(owner: Phone, second: Phone) -> None:
    keys, first = second.keys(), owner.makes("code")
    second.comes_in(first, **keys)
    other = Phone(second.app).starts().makes("code")
    answer = second.comes_in(other, **keys, instead="yes")
    assert answer.status_code == 409
    assert "Press the button once more" in answer.text
    assert second.comes_in(other, instead="yes").status_code == 303


@pytest.mark.parametrize("typed", ["", "   "])
def test_an_empty_box_is_asked_to_be_filled(second: Phone, typed: str) -> None:
    answer = second.comes_in(typed)
    assert answer.status_code == 400
    assert "Type your code in the box" in answer.text


@pytest.mark.parametrize("typed", ["x", "<script>", "é" * 500, "7" * 100_000, "\x00", "https://evil.example/open/x"])
def test_whatever_else_is_typed_opens_nothing_and_breaks_nothing(second: Phone, typed: str) -> None:
    answer = second.comes_in(typed)
    assert answer.status_code == 404
    assert "<script>" not in answer.text
    assert not second.is_in()


def test_a_link_is_not_shown_again_in_the_box(second: Phone) -> None:
    assert "/open/x" not in second.sends("/open", code=f"{HTTP}/open/{'x' * 43}").text


def test_a_hundred_guesses_open_nothing_and_shut_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = trial_app(tmp_path, monkeypatch, LIMITS_URL="memory://", START_LIMIT="9 per hour", GUESS_LIMIT="30 per hour")
    owner, guesser = Phone(app).starts(), Phone(app)
    code, keys = owner.makes("code"), guesser.keys()
    answers = []
    for number in range(150):
        guess = f"{code[:5] if number % 2 else '0000-'}{number:04d}-0000"
        status, page = told(guesser.sends("/open", {**keys, "once": f"a-key-for-guess-{number}"}, code=guess))
        answers.append((status, page.replace(f'value="{guess}"', "")))
    assert [status for status, _ in answers] == [404] * 30 + [429] * 120
    assert len(set(answers)) == 2  # whether a code of that name waits cannot be told
    assert not guesser.is_in()
    assert owner.is_in()
    second = Phone(app)
    assert second.comes_in(code).status_code == 429  # ten guesses at its name have ended it
    assert second.takes(owner.makes("code"))
    assert Phone(app).takes(owner.makes("link"))
    assert Phone(app).takes(owner.makes("paper"))


def test_under_a_wrong_name_nothing_opens_and_nothing_is_used_up(owner: Phone, second: Phone) -> None:
    link, keys = owner.makes("link"), second.keys()
    for method in ("GET", "POST"):
        answer = second.client.open(link, method=method, data=keys, headers={"Host": "evil.example"})
        assert (answer.status_code, answer.mimetype) == (400, "text/plain")
        assert answer.text == "This page is not here. Check the address.\n"
    assert second.takes(link)
