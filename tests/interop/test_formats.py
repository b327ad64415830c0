"""The names of files that leave the service."""

import re

from planner.interop.formats import FORMATS
from tests.calendar.telling_words import telling


def test_the_name_of_no_file_tells_anything() -> None:
    assert FORMATS
    for one in FORMATS:
        assert telling(one.name) == []
        assert re.fullmatch(r"[a-z]+\.(txt|pdf|csv)", one.name)


def test_no_two_of_them_are_told_apart_by_nothing() -> None:
    assert len({one.key for one in FORMATS}) == len({one.name for one in FORMATS}) == len(FORMATS)
