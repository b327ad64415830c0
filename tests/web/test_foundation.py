"""Errors say what happened and what to do; the clock knows one list of time zones."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from planner.clock import UnknownZone, now, today
from planner.errors import AheadError, Fault, Faults, GuidanceError
from planner.plans.json_text import DEEPEST, depth_of, read_json_object

LONG = "9" * 500


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-3, "-3"),
        (1e308, "1e+308"),
        (float("nan"), "NaN"),
        (None, "null"),
        (True, "true"),
        ("\x1b[2J\x7f\n\ud800é", '"\\u001b[2J\\u007f\\n\\ud800\\u00e9"'),
        (["a", {"b": 1}], '["a", {"b": 1}]'),
        (LONG, '"' + "9" * 56 + "..."),
    ],
)
def test_a_fault_shows_the_value_as_short_plain_json(value: object, shown: str) -> None:
    fault = Fault("age", value, "Give a whole number from 0 to 120.")
    assert fault.shown_value == shown
    assert len(fault.shown_value) <= 60
    assert str(fault) == f"age: {shown} cannot be used. Give a whole number from 0 to 120."


def test_a_value_that_json_cannot_hold_is_still_one_short_line() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert Fault("steps", deep, "Less.").shown_value == "<list>"
    assert Fault("age", 10**5000, "Less.").shown_value == "<int>"


@pytest.mark.parametrize("key", ["a\nb", "\x1b[31m", "", "é", "x" * 61, "\ud800"])
def test_a_hostile_key_is_shown_as_json(key: str) -> None:
    shown = Fault(key, 1, "Use a key we know.").shown_key
    assert shown.startswith('"')
    assert shown.isascii()
    assert shown.isprintable()
    assert len(shown) <= 60


def test_faults_are_one_line_each_and_never_none() -> None:
    faults = Faults([Fault("age", -3, "Give 0 to 120."), Fault("place", "fr", "Choose gb, us or elsewhere.")])
    assert str(faults).splitlines() == [
        "age: -3 cannot be used. Give 0 to 120.",
        'place: "fr" cannot be used. Choose gb, us or elsewhere.',
    ]
    assert faults.what_happened == "2 answers cannot be used."
    with pytest.raises(ValueError, match="at least one"):
        Faults([])


def test_a_guidance_error_is_a_file_a_line_a_key_and_what_to_do() -> None:
    error = GuidanceError("items/freeze/eggs.toml", 7, "title", "Give it a title.")
    assert str(error) == "items/freeze/eggs.toml:7: title: Give it a title."
    assert isinstance(error, AheadError)


def test_the_same_moment_is_another_day_on_the_other_side_of_the_world() -> None:
    with time_machine.travel(datetime(2027, 3, 27, 23, 30, tzinfo=UTC), tick=False):
        assert today("Europe/London").isoformat() == "2027-03-27"
        assert today("Pacific/Auckland").isoformat() == "2027-03-28"
        assert today("America/New_York").isoformat() == "2027-03-27"


def test_the_clock_knows_summer_time() -> None:
    with time_machine.travel(datetime(2027, 7, 1, 12, tzinfo=UTC), tick=False):
        assert now("Europe/London").utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../../etc/passwd", "/etc/localtime", "a\x00b", "\ud800"])
def test_a_zone_nobody_knows_is_refused_with_what_to_write(name: str) -> None:
    with pytest.raises(UnknownZone, match="Europe/London") as caught:
        today(name)
    assert str(caught.value).isascii()


def nested(depth: int) -> bytes:
    """An object with a list in a list, as deep as that."""
    return b'{"steps": ' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


def test_json_is_read_as_deep_as_allowed_and_no_deeper() -> None:
    assert "steps" in read_json_object(nested(DEEPEST))
    for raw in (nested(DEEPEST + 1), nested(100_000), b"[" * 1_000_000, b'{"a":' * 200_000):
        with pytest.raises(Faults, match="At most 32 lists and objects may stand within each other"):
            read_json_object(raw)


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("", 0),
        ("{}", 1),
        ('{"a": [{}], "b": {}}', 3),
        ('"[[[["', 0),
        (r'["\"[[[", []]', 2),
        (r'["\\", [[]]]', 3),
        ('["[[[', 1),
    ],
)
def test_brackets_within_a_text_do_not_count(text: str, depth: int) -> None:
    assert depth_of(text) == depth


def test_long_json_made_to_be_slow_is_read_in_one_go() -> None:
    keys = ",".join(f'"k{number}": 0' for number in range(50_000))
    with pytest.raises(Faults, match=r"k0: 1 cannot be used\. This key is there twice"):
        read_json_object(f'{{{keys}, "k0": 1}}'.encode())
    assert depth_of('"' + '\\"' * 300_000) == 0
