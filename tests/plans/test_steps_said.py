"""What a person says of one step: done, booked, waiting, not for me, ask my nurse; late, twice, and taken back."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from planner.errors import Faults
from planner.plans.steps import GONE_BY, NOT_YET, take_step
from planner.tokens import new_token
from tests.keeping.people_kept import TODAY, occasion
from tests.plans.living import EITHER, MARCH_3, MARCH_9, Somebody

SAID: list[dict[str, str]] = [
    {"done": "2026-02-27"},
    {"booked": "2026-03-09"},
    {"waiting": "the ward rings back"},
    {"declined": "I talked it over"},
    {"ask": "does this hurt"},
]
STATES = pytest.mark.parametrize("said", SAID, ids=[next(iter(one)) for one in SAID])


@STATES
def test_each_is_kept_once_and_counted_once_and_taken_back_leaves_the_plan_as_it_was(
    app: Flask, said: dict[str, str]
) -> None:
    amira = Somebody()
    before, lines = amira.plan(), amira.audit
    amira.says("B04", **said)
    assert amira.steps == {"B04": said}
    assert (amira.kept.version, amira.audit) == (3, lines + 1)
    amira.takes_back("B04")
    assert amira.steps == {}
    assert amira.plan() == before
    assert amira.kept.version == 4


@EITHER
def test_each_shows_in_the_plan_as_it_was_said(app: Flask) -> None:
    amira = Somebody()
    amira.says("B04", done="2026-02-27")
    assert (amira.item("B04")["state"], amira.item("B04")["due"]) == ("done", "2026-02-27")
    amira.says("B04", booked="2026-03-09")
    assert (amira.item("B04")["state"], amira.item("B04")["due"]) == ("due-soon", "2026-03-09")
    for moves_no_day in ({"waiting": "the ward"}, {"ask": ""}):
        amira.says("B04", **moves_no_day)
        # From ten weeks before Monday 18 May, due four weeks before it, safe until the last open day before it.
        item = amira.item("B04")
        assert (item["opens"], item["due"], item["last_safe"]) == ("2026-03-09", "2026-04-20", "2026-05-15")
    amira.says("B04", declined="not for me")
    assert "B04" in [one["code"] for one in amira.plan()["left_out"]]


@EITHER
def test_taken_back_twice_it_goes_two_words_back_and_then_no_further(app: Flask) -> None:
    amira = Somebody()
    for said in ({"waiting": "the ward"}, {"booked": "2026-03-09"}, {"done": "2026-03-02"}):
        amira.says("B04", **said)
    amira.takes_back("B04")
    assert amira.steps == {"B04": {"booked": "2026-03-09"}}
    amira.takes_back("B04")
    assert amira.steps == {"B04": {"waiting": "the ward"}}
    amira.takes_back("B04")
    assert amira.steps == {}
    version = amira.kept.version
    amira.takes_back("B04")
    assert (amira.steps, amira.kept.version) == ({}, version)


@EITHER
def test_what_is_said_after_taking_back_can_be_taken_back_to_what_stood_before_it(app: Flask) -> None:
    amira = Somebody()
    amira.says("B04", waiting="the ward")
    amira.says("B04", booked="2026-03-09")
    amira.takes_back("B04")
    amira.says("B04", done="2026-03-02")
    amira.takes_back("B04")
    assert amira.steps == {"B04": {"waiting": "the ward"}}
    amira.says("B04")
    assert amira.steps == {}
    amira.takes_back("B04")
    assert amira.steps == {"B04": {"waiting": "the ward"}}


@EITHER
def test_what_was_undone_among_the_changes_is_not_taken_back_a_second_time(app: Flask) -> None:
    amira = Somebody()
    for said in ({"done": "2026-02-27"}, {"booked": "2026-03-09"}, {"waiting": "the ward"}):
        amira.says("B04", **said)
    amira.undoes(amira.kept.version)
    assert amira.steps == {"B04": {"booked": "2026-03-09"}}
    amira.takes_back("B04")
    assert amira.steps == {"B04": {"done": "2026-02-27"}}
    amira.undoes(amira.kept.version)  # the taking back itself
    assert amira.steps == {"B04": {"booked": "2026-03-09"}}
    amira.takes_back("B04")
    assert amira.steps == {"B04": {"done": "2026-02-27"}}


@EITHER
def test_taking_back_one_step_leaves_all_others(app: Flask) -> None:
    amira = Somebody()
    amira.says("B04", done="2026-03-02")
    amira.says("B03", done="2026-03-01")
    amira.says("B04", booked="2026-03-09")
    amira.answers(age=30)
    amira.says("B09", ask="")
    amira.takes_back("B04")
    assert amira.steps == {"B04": {"done": "2026-03-02"}, "B03": {"done": "2026-03-01"}, "B09": {"ask": ""}}
    assert amira.kept.told["age"] == 30


@EITHER
def test_late_is_never_locked(app: Flask) -> None:
    chloe = Somebody(treatment_date="2026-03-11")
    long_after = date(2026, 9, 1)  # everything before the first chemo is far behind
    for code in ("B03", "B04", "B18", "B30", "A01"):
        chloe.says(code, long_after, done="2026-03-10")
    assert {chloe.item(code, long_after)["state"] for code in ("B03", "B04", "B18", "B30", "A01")} == {"done"}
    chloe.says("A09", long_after, done="2026-09-01")
    assert chloe.item("A09", long_after)["due"] == "2026-09-01"


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        ({"done": "2026-03-03"}, NOT_YET),
        ({"booked": "2026-03-01"}, GONE_BY),
        ({"declined": ""}, "Write a reason"),
        ({"declined": "  \n "}, "Write a reason"),
        ({"waiting": "x" * 501}, "at most 500"),
        ({"waiting": "bell\x07"}, "ordinary characters"),
        ({"done": "soon"}, "Write a day"),
        ({"done": "1999-12-31"}, "Write a day"),
        ({"finished": "2026-03-02"}, "Use one of"),
        ({"done": "2026-03-02", "booked": "2026-03-02"}, "Use one of"),
        ({}, "Use one of"),
    ],
)
@EITHER
def test_what_cannot_be_is_refused_with_what_to_do_and_keeps_nothing(app: Flask, taken: Any, words: str) -> None:
    amira = Somebody()
    amira.says("B04", waiting="the ward")
    before, lines = amira.kept, amira.audit
    with pytest.raises(Faults) as refused:
        take_step(amira.actor, new_token(), "B04", taken, occasion())
    assert words in str(refused.value)
    assert (amira.kept, amira.audit) == (before, lines)


@EITHER
def test_a_code_that_is_none_is_refused(app: Flask) -> None:
    amira = Somebody()
    with pytest.raises(Faults, match="Use the code of an item"):
        amira.says("B99", done="2026-03-02")
    assert amira.kept.version == 2


@EITHER
def test_today_can_be_done_and_booked(app: Flask) -> None:
    amira = Somebody()
    amira.says("B04", done="2026-03-02")
    amira.says("B03", booked="2026-03-02")
    assert amira.steps == {"B04": {"done": "2026-03-02"}, "B03": {"booked": "2026-03-02"}}


@EITHER
def test_a_booking_stays_when_its_day_has_gone_by_and_other_things_change(app: Flask) -> None:
    amira = Somebody()
    amira.says("B04", booked="2026-03-03")
    amira.answers(MARCH_9, age=30)
    assert amira.item("B04", MARCH_9)["due"] == "2026-03-03"
    assert amira.item("B04", MARCH_9)["state"] == "do-now"  # asked about, and not locked
    amira.says("B04", MARCH_9, done="2026-03-03")
    assert amira.item("B04", MARCH_9)["state"] == "done"


@EITHER
def test_a_critical_step_leaves_the_plan_only_with_a_reason_that_is_kept(app: Flask) -> None:
    amira = Somebody()
    critical = [one["code"] for one in amira.plan()["items"] if one["severity"] == "critical"]
    assert {"B03", "B04", "B18", "B26", "B30", "B31", "D04", "A01", "A02"} <= set(critical)
    for code in critical:
        with pytest.raises(Faults):
            amira.says(code, declined=" ")
        amira.says(code, declined=f"reason for {code}")
    assert {code: taken["declined"] for code, taken in amira.steps.items()} == {
        code: f"reason for {code}" for code in critical
    }
    for code in critical:
        amira.takes_back(code)
    assert set(critical) <= {one["code"] for one in amira.plan()["items"]}


@STATES
def test_sent_again_with_the_same_key_it_has_no_second_effect_even_on_another_day(
    app: Flask, said: dict[str, str]
) -> None:
    amira, key = Somebody(), new_token()
    take_step(amira.actor, key, "B04", said, occasion())
    amira.says("B04", done="2026-03-01")
    before, lines = amira.kept, amira.audit
    for day in (TODAY, MARCH_3, date(2026, 3, 20)):  # on the last the booked day has gone by
        assert take_step(amira.actor, key, "B04", said, occasion(day)) == before._replace(change=3)
    assert (amira.kept, amira.audit) == (before, lines)


@EITHER
def test_the_same_said_twice_with_two_keys_is_one_change(app: Flask) -> None:
    amira = Somebody()
    amira.says("B04", done="2026-03-01")
    version = amira.kept.version
    amira.says("B04", MARCH_3, done="2026-03-01")
    assert amira.kept.version == version


@EITHER
def test_steps_do_not_confirm_the_answers_anew(app: Flask) -> None:
    amira = Somebody()
    amira.says("B04", MARCH_9, done="2026-03-09")
    assert amira.kept.asked_on == TODAY


@EITHER
def test_steps_told_as_an_answer_are_steps_like_others(app: Flask) -> None:
    amira = Somebody()
    amira.says("B09", done="2026-03-01")
    amira.answers(steps={"B04": {"done": "2026-03-02"}, "B03": {"ask": ""}})
    assert amira.steps == {"B04": {"done": "2026-03-02"}, "B03": {"ask": ""}}
    amira.takes_back("B04")
    assert amira.steps == {"B03": {"ask": ""}}
    amira.answers(steps=None)
    assert amira.steps == {}
