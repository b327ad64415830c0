"""A plan that stays drawn shows nobody else's words, and never those of before."""

from functools import partial

import pytest
from flask import Flask

from planner.web.plans.drawn import MOST, Drawn
from tests.web.living import lives_with_a_plan


def test_what_was_drawn_is_not_drawn_again_for_the_same_key() -> None:
    kept = Drawn()
    assert kept.get(("plan", 1), lambda: "words") == "words"
    assert kept.get(("plan", 1), lambda: "drawn a second time") == "words"


def test_another_version_day_or_plan_is_drawn_anew() -> None:
    kept = Drawn()
    keys = [
        ("amira", 1, "2026-03-02"),
        ("amira", 2, "2026-03-02"),
        ("amira", 1, "2026-03-03"),
        ("ben", 1, "2026-03-02"),
    ]
    assert [kept.get(key, partial(repr, key)) for key in keys] == [repr(key) for key in keys]


def test_the_one_not_asked_for_longest_goes_first() -> None:
    kept = Drawn()
    for number in range(MOST):
        kept.get(number, lambda: "old")
    kept.get(0, lambda: "new")
    kept.get(MOST, lambda: "old")
    assert kept.get(0, lambda: "new") == "old"
    assert kept.get(1, lambda: "new") == "new"


def test_words_that_fail_to_be_drawn_are_not_kept() -> None:
    kept = Drawn()

    def fail() -> str:
        raise RuntimeError

    for _ in range(2):
        with pytest.raises(RuntimeError):
            kept.get("plan", fail)
    assert kept.get("plan", lambda: "words") == "words"


def test_whoever_asks_in_another_language_gets_the_plan_in_it(app: Flask) -> None:
    client = lives_with_a_plan(app).client
    for code, title in (("en", "Talk about having a child later"), ("es", "Hable sobre tener hijos más adelante")):
        for _ in range(2):
            page = client.get("/plan", headers={"Accept-Language": code}).text
            assert f'<html lang="{code}" dir="ltr"' in page
            assert title in page
