"""Ending a calendar, or giving it another address: at once, for good, and without a word about what it was."""

from datetime import timedelta

import pytest

from planner.calendar.choices import Choices
from planner.calendar.feeds import MOST, AddressUsed, TooManyFeeds, feeds_of, make_feed, move_feed
from planner.errors import Faults, NothingHere
from planner.plans.actions import delete_plan
from planner.tokens import new_token
from tests.feeds.calendars import TODAY, Calendars, live

GONE = (410, b"There is no calendar here.\n")


def answer(amira: Calendars, token: str) -> tuple[int, bytes]:
    """Status and words."""
    got = amira.fetches(token)
    return got.status_code, got.data


def test_an_ended_calendar_says_so_in_the_past_for_as_long_as_was_chosen_and_then_nothing(amira: Calendars) -> None:
    feed, token = amira.makes()
    before = amira.reads(token)
    amira.ends(feed, grace=7)
    (only,) = amira.reads(token).values()
    assert (only.title, only.alarms) == ("This calendar has ended", 0)
    assert only.ends <= TODAY
    assert only.title not in {one.title for one in before.values()}
    amira.goes_to(TODAY + timedelta(days=6))
    assert [one.title for one in amira.reads(token).values()] == ["This calendar has ended"]
    amira.goes_to(TODAY + timedelta(days=7))
    assert answer(amira, token) == GONE


def test_without_grace_there_is_nothing_at_once(amira: Calendars) -> None:
    feed, token = amira.makes()
    amira.ends(feed, grace=0)
    assert answer(amira, token) == GONE


def test_one_answer_for_unknown_malformed_and_long_ended(amira: Calendars) -> None:
    feed, token = amira.makes()
    amira.ends(feed, grace=0)
    asked = [token, new_token(), "x", token[:-1], f"{token}x", "%00", "a/b", "..", token.swapcase(), "é"]
    answers = [amira.fetches(one) for one in asked]
    assert {(one.status_code, one.data, tuple(one.headers.items())) for one in answers} == {
        (*GONE, tuple(answers[0].headers.items()))
    }
    assert answers[0].headers["Cache-Control"] == "no-store"


def test_who_has_the_old_address_reads_nothing_once_there_is_another(amira: Calendars) -> None:
    feed, old = amira.makes()
    before = amira.reads(old)
    new = amira.gives_another_address(feed)
    assert [one.title for one in amira.reads(old).values()] == ["This calendar has ended"]
    assert {uid: one.visible for uid, one in amira.reads(new).items()} == {u: o.visible for u, o in before.items()}
    amira.calls("B04", "Rose")
    assert [one.title for one in amira.reads(old).values()] == ["This calendar has ended"]
    assert "Rose" in {one.title for one in live(amira.reads(new)).values()}


def test_all_end_at_one_press(amira: Calendars) -> None:
    tokens = [amira.makes(f"Number {number}")[1] for number in range(3)]
    amira.ends_all()
    assert {answer(amira, token) for token in tokens} == {GONE}
    assert [one for one in tokens if b"VEVENT" in answer(amira, one)[1]] == []


def test_with_the_plan_its_calendars_are_gone(amira: Calendars) -> None:
    _feed, token = amira.makes()
    delete_plan(amira.actor, new_token(), amira.occasion)
    assert answer(amira, token) == GONE


def test_what_has_ended_cannot_be_changed_tried_or_ended_again(amira: Calendars) -> None:
    feed, _token = amira.makes()
    amira.ends(feed)
    for what in (amira.ends, amira.chooses, amira.tests, amira.gives_another_address, amira.feed):
        with pytest.raises(NothingHere):
            what(feed)


def test_nobody_elses_calendar_can_be_touched(amira: Calendars) -> None:
    feed, token = amira.makes()
    other = Calendars(amira.app, amira.clock)
    for what in (other.ends, other.chooses, other.tests, other.gives_another_address, other.feed):
        with pytest.raises(NothingHere):
            what(feed)
    other.ends_all()
    assert live(amira.reads(token))


def test_the_same_form_shows_the_same_address_until_a_program_has_used_it(amira: Calendars) -> None:
    key, choices = new_token(), Choices("My phone")
    feed, token = make_feed(amira.actor, key, choices, amira.occasion)
    assert make_feed(amira.actor, key, choices, amira.occasion) == (feed, token)
    amira.fetches(token)
    with pytest.raises(AddressUsed):
        make_feed(amira.actor, key, choices, amira.occasion)
    key = new_token()
    moved = move_feed(amira.actor, key, feed.id, 7, amira.occasion)
    assert move_feed(amira.actor, key, feed.id, 7, amira.occasion) == moved
    amira.ends(feed)
    with pytest.raises(AddressUsed):
        move_feed(amira.actor, key, feed.id, 7, amira.occasion)


def test_there_are_only_as_many_as_anybody_can_look_after(amira: Calendars) -> None:
    for number in range(MOST):
        feed, _token = amira.makes(f"Number {number}")
    with pytest.raises(TooManyFeeds):
        amira.makes("One more")
    amira.ends(feed)
    amira.makes("One more")


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"label": ""}, "label"),
        ({"label": "x" * 41}, "label"),
        ({"label": "a\x00b"}, "label"),
        ({"label": "a\ud800"}, "label"),
        ({"audience": "everybody"}, "audience"),
        ({"words": "loud"}, "words"),
        ({"language": "xx"}, "language"),
        ({"program": "palm"}, "program"),
        ({"phases": ()}, "phases"),
        ({"phases": ("later",)}, "phases"),
    ],
)
def test_what_cannot_be_chosen_is_said_and_nothing_is_made(amira: Calendars, wrong: dict[str, str], key: str) -> None:
    with pytest.raises(Faults) as faults:
        amira.makes(**{"label": "My phone", **wrong})  # type: ignore[arg-type]
    assert [one.key for one in faults.value.faults] == [key]
    assert feeds_of(amira.kept) == []


def test_a_time_that_was_not_offered_is_refused(amira: Calendars) -> None:
    feed, token = amira.makes()
    with pytest.raises(Faults):
        amira.ends(feed, grace=365)
    assert live(amira.reads(token))
