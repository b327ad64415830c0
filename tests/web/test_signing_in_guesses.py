"""Guessing a password or a code is slow for everybody, and keeps no owner out."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.web.staff import PASSWORD, Staff, invited


@pytest.fixture
def strict(app: Flask) -> Iterator[Flask]:
    """The service with few guesses."""
    before = {name: app.config[name] for name in ("GUESS_LIMIT", "WRITE_LIMIT")}
    app.config.update(GUESS_LIMIT="3 per 10 minutes", WRITE_LIMIT="1000 per minute")
    app.extensions["limits"].storage.reset()
    yield app
    app.config.update(before)
    app.extensions["limits"].storage.reset()


@pytest.fixture
def nurse(strict: Flask) -> Staff:
    """A nurse at her own computer."""
    return Staff(strict, address="192.0.2.50").sets_up(invited(strict), f"guessed {time.time_ns()}")


def test_who_guesses_from_many_addresses_is_slowed_down_and_the_owner_signs_in_where_they_did_before(
    nurse: Staff,
) -> None:
    for number in range(4):
        nurse.elsewhere(f"198.51.100.{number}").types(password="a wrong long password")
    stranger = nurse.elsewhere("198.51.100.9")
    assert "This name was tried too often" in stranger.types(password=PASSWORD).text
    nurse.sends("/account/sign-out")
    assert nurse.signs_in().is_signed_in()


def test_an_unknown_name_is_slowed_down_just_the_same(nurse: Staff) -> None:
    for number in range(4):
        nurse.elsewhere(f"198.51.100.{number}").types("Nobody Here", "a wrong long password")
    assert "This name was tried too often" in nurse.elsewhere("198.51.100.9").types("Nobody Here").text


def test_who_guesses_names_from_one_address_is_told_to_wait_and_a_right_password_opens_there_still(
    nurse: Staff,
) -> None:
    near = nurse.elsewhere("198.51.100.1")
    answers = [near.types(f"nobody {number}", "a wrong long password").status_code for number in range(4)]
    assert answers == [200, 200, 200, 429]
    assert nurse.elsewhere("198.51.100.1").signs_in().is_signed_in()


def test_ten_wrong_codes_an_hour_are_all_that_anybody_may_type(nurse: Staff) -> None:
    thief = nurse.elsewhere("198.51.100.2")
    thief.types()
    answers = [thief.types_code("123 456").status_code for _try in range(11)]
    assert answers == [200] * 10 + [429]
    assert thief.types_code(nurse.code(30)).status_code == 429
    nurse.sends("/account/sign-out")
    assert nurse.signs_in().is_signed_in()  # where they have signed in before
