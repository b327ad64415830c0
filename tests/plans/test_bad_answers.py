"""Answers that cannot be used: each is refused with its key, its value and what is allowed, and nothing is guessed."""

import json
from typing import Any

import pytest

from planner.errors import Faults
from planner.plans.schemas import read_told, told_from
from planner.questions.catalogue import QUESTIONS
from tests.people import TODAY, answers, codes

# One value of every wrong type, for each kind of question.
NOT_A_WORD = [None, True, 3, 1.5, [], {}, "", "no-such-answer", "Yes", " yes"]
NOT_A_LIST = [None, True, 3, "none", {}, ["no-such-answer"], [3], [None], [["none"]]]
NOT_A_FLAG = [None, 0, 1, "true", "yes", [], {}]
NOT_A_DAY = [None, True, 20260302, 1.5, [], {}, "", "2026-02-30", "1999-12-31", "2101-01-01", "2026-3-2", "2 March"]
NOT_A_DAY += ["2026-13-01", "2026-00-10", "2026-02-29", "20260302", "2026-W10-1", "-2026-03-02", "２０２６-03-02"]
NOT_AN_AGE = [-3, 121, 1e308, 29.5, 29.0, True, "29", None, [], {}, 10**4000]
NOT_A_ZONE = [None, True, 3, [], {}, "", "London", "Europe/Nowhere", "../../etc/passwd", "europe/london"]
NOT_STEPS = [None, True, 3, "B03", [], {"Z99": {"done": "2026-03-02"}}, {"B03": {}}, {"B03": "done"}, {"B03": None}]
NOT_STEPS += [{"B03": {"done": "soon"}}, {"B03": {"done": "2026-03-02", "ask": "x"}}, {"B03": {"finished": "x"}}]
NOT_STEPS += [{"B03": {"ask": 3}}, {"B03": {"declined": ""}}, {"b03": {"done": "2026-03-02"}}]
NOT_MILESTONES = [None, True, 3, "x", [], {"wedding": {"date": "2026-06-01"}}, {"day-zero": "2026-06-01"}]
NOT_MILESTONES += [{"day-zero": {}}, {"day-zero": {"date": "2026-02-30"}}, {"day-zero": {"confirmed": True}}]
NOT_MILESTONES += [{"day-zero": {"date": "2026-06-01", "confirmed": "yes"}}, {"day-zero": None}]
NOT_MILESTONES += [{"day-zero": {"date": "2026-06-01", "sure": True}}, {"first_chemo": {"date": "2026-06-01"}}]
WRONG = {
    "one": NOT_A_WORD,
    "several": NOT_A_LIST,
    "flag": NOT_A_FLAG,
    "age": NOT_AN_AGE,
    "day": NOT_A_DAY,
    "moment": [*NOT_A_DAY, "2026-03-02T25:00", "2026-03-02 10:00"],
    "day-or-month": [*NOT_A_DAY, "2026-13", "1999-12", "2101-01", "2026"],
    "zone": NOT_A_ZONE,
    "codes": [None, True, 3, "B20", {}, ["Z99"], [3], ["b20"]],
    "steps": NOT_STEPS,
    "milestones": NOT_MILESTONES,
}
ALL_WRONG = [(question.key, value) for question in QUESTIONS for value in WRONG[question.kind]]


def faults_of(told: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What is refused of some answers: key, value as shown, what is allowed."""
    with pytest.raises(Faults) as refused:
        told_from(told, codes(), TODAY)
    return [(fault.key, fault.shown_value, fault.allowed) for fault in refused.value.faults]


def keys_refused(raw: bytes) -> list[str]:
    """The keys of the faults of a file."""
    with pytest.raises(Faults) as refused:
        read_told(raw, codes(), TODAY)
    assert all(len(line.splitlines()) == 1 and line.isprintable() for line in str(refused.value).split("\n"))
    return [fault.key for fault in refused.value.faults]


@pytest.mark.parametrize(("key", "value"), ALL_WRONG, ids=lambda part: ascii(part)[:40])
def test_every_key_refuses_what_is_not_its_kind_and_says_what_it_takes(key: str, value: Any) -> None:
    refused = faults_of({key: value})
    assert {name.split(".")[0] for name, _, _ in refused} == {key}
    assert all(len(allowed.split()) >= 3 and len(shown) <= 60 for _, shown, allowed in refused)


def test_every_question_was_tried_with_something_wrong() -> None:
    assert {question.kind for question in QUESTIONS} <= WRONG.keys()
    assert {key for key, _ in ALL_WRONG} == {question.key for question in QUESTIONS}


def test_an_unknown_key_is_refused_by_its_name() -> None:
    ((key, shown, allowed),) = faults_of({"shoe_size": 42})
    assert (key, shown) == ("shoe_size", "42")
    assert "no such key" in allowed


def test_every_fault_is_named_at_once() -> None:
    refused = faults_of({"age": -3, "place": "mars", "shoe_size": 42, "dmt_last": "2026-02-30"})
    assert sorted(key for key, _, _ in refused) == ["age", "dmt_last", "place", "shoe_size"]


@pytest.mark.parametrize("raw", [b'{"age": 29, "age": 29}', b'{"steps": {"B03": {"done": "2026-03-02"}, "B03": {}}}'])
def test_a_key_told_twice_is_refused_at_any_depth(raw: bytes) -> None:
    assert keys_refused(raw) in (["age"], ["B03"])


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"nan", b"1e999", b"9" * 5000, b"-0.0"])
def test_what_is_no_whole_number_is_no_age(number: bytes) -> None:
    assert keys_refused(b'{"age": ' + number + b"}") in (["age"], ["file"])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" \n",
        b"[]",
        b"null",
        b"0",
        b'"x"',
        b"{",
        b"{} {}",
        b"[" * 100_000,
        b'{"age": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"x": ' * 100_000,
        b'{"age": "\xff"}',
        b'{"age": "\xed\xa0\x80"}',
        b'{"age\xc3": 1}',
        '{"age": 29}'.encode("utf-16"),
        b'{"age": "' + b"9" * 50_000_000 + b'"}',
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_a_file_that_cannot_be_read_is_one_fault(raw: bytes) -> None:
    assert len(keys_refused(raw)) == 1


def test_a_byte_order_mark_is_refused_with_what_is_wrong() -> None:
    assert keys_refused(b'\xef\xbb\xbf{"age": 29}') == ["file"]


def test_a_number_too_long_to_print_is_still_one_fault() -> None:
    ((key, shown, _),) = faults_of({"age": 10**5000})
    assert (key, shown) == ("age", "<int>")


TEXTS = [f"a{chr(code)}b" for code in (*range(0x20), 0x7F, 0x80, 0x85, 0x9F) if chr(code) not in "\n\t"]
TEXTS += ["\ud800", "a\udfffb", "x" * 501]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
@pytest.mark.parametrize("state", ["waiting", "declined", "ask"])
def test_controls_lone_surrogates_and_long_texts_are_refused(state: str, text: str) -> None:
    ((key, _, _),) = faults_of({"steps": {"B03": {state: text}}})
    assert key == "steps.B03"


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_odd_characters_are_refused_as_any_other_answer_or_key_too(text: str) -> None:
    for question in QUESTIONS:
        assert {key.split(".")[0] for key, _, _ in faults_of({question.key: text})} == {question.key}
    assert len(keys_refused(json.dumps({text: "x"}).encode())) == 1
    for part in ({"steps": {text: {"ask": "x"}}}, {"milestones": {text: {"date": "2026-06-01"}}}):
        assert len(keys_refused(json.dumps(part).encode())) == 1
    assert len(keys_refused(json.dumps({"steps": {"B03": {text: "x"}}}).encode())) == 1


def test_ordinary_words_of_any_language_are_kept() -> None:
    told = told_from({"steps": {"B03": {"ask": "¿Quién paga? 誰が払う\nשאלה 👩🏽"}}}, codes(), TODAY)
    assert told.steps["B03"].text == "¿Quién paga? 誰が払う\nשאלה 👩🏽"


@pytest.mark.parametrize("age", [0, 17, 29, 120])
def test_every_age_of_a_person_is_taken(age: int) -> None:
    assert told_from(answers(age=age), codes(), TODAY).age == age


@pytest.mark.parametrize("day", ["2000-01-01", "2024-02-29", "2100-12-31"])
def test_the_first_and_the_last_day_are_taken(day: str) -> None:
    assert told_from({"dmt_last": day}, codes(), TODAY).days["dmt_last"].isoformat() == day
