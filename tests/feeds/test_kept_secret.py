"""What is kept of a calendar tells nothing to whoever has the tables, and what is written down tells no address."""

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from planner.accounts.access import PATIENT
from planner.calendar.models import FeedAddressRecord
from planner.db import Base, db
from planner.tokens import hash_of, key_from, new_token, open_with
from tests.calendar.telling_words import telling
from tests.feeds.calendars import Calendars


def cells() -> list[object]:
    """Everything in every table."""
    db.session.rollback()
    return [
        cell
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(select(table))
        for cell in row
        if cell is not None
    ]


def test_no_title_no_name_and_no_address_can_be_read_in_the_tables(amira: Calendars) -> None:
    _feed, token = amira.makes("Zyxw tablet", words="plain")
    amira.calls("B04", "Zyxw Rose")
    amira.fetches(token, agent="Zyxw/1.0")
    secrets = (token.encode(), b"Zyxw", b"BEGIN:VEVENT", b"SUMMARY", key_from(token), key_from(token).hex().encode())
    for cell in cells():
        raw = cell if isinstance(cell, bytes) else str(cell).encode()
        assert [told for told in secrets if told in raw] == []
        if isinstance(cell, str) and cell != PATIENT:  # the role of everybody
            assert telling(cell) == []


def test_only_the_address_opens_what_it_answers(amira: Calendars) -> None:
    _feed, token = amira.makes()
    db.session.rollback()
    locked = db.session.get_one(FeedAddressRecord, hash_of(token)).content
    assert open_with(key_from(token), locked) == amira.fetches(token).data
    with pytest.raises(InvalidTag):
        open_with(key_from(new_token()), locked)


def test_an_address_has_256_random_bits_and_is_never_made_twice(amira: Calendars) -> None:
    tokens = {amira.makes(f"Number {number}")[1] for number in range(5)}
    assert len(tokens) == 5
    assert {len(token) for token in tokens} == {43}  # 32 bytes in base64


def test_no_address_is_written_down(amira: Calendars, caplog: pytest.LogCaptureFixture) -> None:
    feed, token = amira.makes()
    with caplog.at_level(0):
        amira.fetches(token)
        amira.fetches(token, "POST")
        amira.fetches(f"{token}x")
        amira.ends(feed)
        amira.fetches(token)
    assert token not in caplog.text
    assert "/f/" not in caplog.text
