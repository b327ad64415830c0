"""A person's own words for steps: whatever they are, calendars stay right; what cannot be read is refused."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings

from planner.calendar.events import CODES, numbers_of
from planner.calendar.ical import title_text
from planner.errors import Faults
from planner.guidance.loader import guidance
from planner.guidance.model import codes_of
from planner.plans.nicknames import LONGEST, checked, nicknames_of
from tests.calendar.test_readers import UGLY
from tests.feeds.calendars import Calendars


@pytest.mark.parametrize("words", [",", ";,;", "\u200b", "\u202e", "a" * 41, "a\x00", "a\x1b", "\ud800"])
def test_what_nobody_could_read_is_refused_and_the_word_before_stays(amira: Calendars, words: str) -> None:
    amira.calls("B04", "Rose")
    with pytest.raises(Faults) as faults:
        amira.calls("B04", words)
    assert faults.value.faults[0].key == "nickname"
    assert nicknames_of(amira.kept) == {"B04": "Rose"}


@settings(max_examples=300)
@given(words=UGLY.map(lambda text: text[:LONGEST]))
@example(words="🌹")
@example(words="\u2028a")
@example(words=" \t a \n b ")
def test_whatever_is_kept_is_a_title_every_program_can_show(words: str) -> None:
    try:
        kept = checked(words)
    except Faults:
        return
    assert kept == "" or title_text(kept)
    assert checked(kept) == kept


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=UGLY.map(lambda text: text[:LONGEST]))
def test_the_calendar_of_whoever_writes_anything_at_all_stays_right(amira: Calendars, words: str) -> None:
    token = amira.tokens[0] if amira.tokens else amira.makes()[1]
    with suppress(Faults):
        amira.calls("B04", words)
    titles = {one.title for one in amira.reads(token).values()}
    assert all(titles)


def test_numbers_are_the_same_for_ever_and_steps_that_come_or_go_move_none() -> None:
    codes = codes_of(guidance())
    today = numbers_of(b"secret", codes)
    assert set(today) == codes
    assert len(set(today.values())) == len(today)
    assert numbers_of(b"secret", {*codes, "B40"}).items() >= today.items()
    assert numbers_of(b"secret", codes - {"B04"}).items() <= today.items()
    assert numbers_of(b"another", codes) != today


def test_every_code_there_is_can_have_a_number() -> None:
    assert codes_of(guidance()) <= set(CODES)
