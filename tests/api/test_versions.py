"""Nothing is fetched twice, nothing is done twice, and nothing is written over that was not seen."""

import secrets

import pytest
from flask import Flask

from tests.api.programs import MOVE, Program, is_problem

READS = (
    *("", "/answers", "/items", "/items/B04", "/steps", "/history", "/notes", "/notes/B04", "/questions"),
    *("/export", "/calendar.ics"),
)
NEEDED = (("PATCH", "/plans/:plan/answers", {"age": 40}), ("POST", "/plans/:plan/moves", MOVE))
HEARD = (
    ("PUT", "/plans/:plan/steps/B04", {"ask": ""}),
    ("DELETE", "/plans/:plan/steps/B04", None),
    ("POST", "/plans/:plan/steps/B04/undo", None),
    ("POST", "/plans/:plan/stop", {"how": "break"}),
    ("POST", "/plans/:plan/history/3/undo", None),
)


@pytest.mark.parametrize("part", READS)
def test_what_a_program_has_already_is_not_sent_again(amira: Program, part: str) -> None:
    first = amira.gets(f"/plans/:plan{part}")
    again = amira.gets(f"/plans/:plan{part}", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert amira.gets(f"/plans/:plan{part}", If_None_Match='"other", W/"another"').status_code == 200


@pytest.mark.parametrize("packing", ["br", "gzip"])
def test_the_name_of_a_packed_answer_is_known_again(amira: Program, packing: str) -> None:
    first = amira.gets("/plans/:plan", Accept_Encoding=packing)
    assert first.headers["Content-Encoding"] == packing
    assert amira.gets("/plans/:plan", If_None_Match=first.headers["ETag"]).status_code == 304
    assert amira.does("PATCH", "/plans/:plan/answers", {"age": 3}, If_Match=first.headers["ETag"]).status_code == 200


@pytest.mark.parametrize(("method", "path", "told"), NEEDED)
def test_what_could_write_over_another_change_needs_the_etag(
    amira: Program, method: str, path: str, told: object
) -> None:
    answer = amira.does(method, path, told, If_Match=None)
    assert is_problem(answer, 428, "needs-if-match")
    assert "If-Match" in answer.json["what_to_do"]


@pytest.mark.parametrize(("method", "path", "told"), [*NEEDED, *HEARD])
def test_an_old_etag_changes_nothing_and_says_what_to_do_next(
    amira: Program, method: str, path: str, told: object
) -> None:
    amira.does("PUT", "/plans/:plan/steps/B04", {"waiting": "a letter"})
    old = amira.gets("/plans/:plan").headers["ETag"]
    amira.does("PATCH", "/plans/:plan/answers", {"age": 39})
    before = amira.gets("/plans/:plan").json
    answer = amira.does(method, path, told, If_Match=old)
    assert is_problem(answer, 412, "plan-moved-on")
    assert "Get it again" in answer.json["what_to_do"]
    assert amira.gets("/plans/:plan").json == before


@pytest.mark.parametrize(
    "told",
    ['"9999.0123456789ab.0123456789abcdef"', '"x"', "x", '""', 'W/"1.0123456789ab.0123456789abcdef"', "\xff", ","],
)
def test_an_etag_that_is_none_of_this_plan_changes_nothing(amira: Program, told: str) -> None:
    assert is_problem(amira.does("PATCH", "/plans/:plan/answers", {"age": 40}, If_Match=told), 412)


def test_the_etag_of_another_plan_with_the_same_version_is_refused(app: Flask, amira: Program) -> None:
    theirs = Program(app).makes().gets("/plans/:plan/answers").headers["ETag"]
    assert is_problem(amira.does("PATCH", "/plans/:plan/answers", {"age": 40}, If_Match=theirs), 412)


@pytest.mark.parametrize("part", ["", "/answers", "/items", "/history"])
def test_the_etag_of_any_part_of_the_plan_is_taken(amira: Program, part: str) -> None:
    etag = amira.gets(f"/plans/:plan{part}").headers["ETag"]
    assert amira.does("PATCH", "/plans/:plan/answers", {"age": 40}, If_Match=etag).status_code == 200


def test_a_change_sent_again_after_a_lost_answer_is_made_once(amira: Program) -> None:
    key, etag = secrets.token_hex(24), amira.gets("/plans/:plan").headers["ETag"]
    sent = [
        amira.does("PATCH", "/plans/:plan/answers", {"age": 40}, If_Match=etag, Idempotency_Key=key) for _ in range(3)
    ]
    assert [answer.status_code for answer in sent] == [200, 200, 200]
    assert {answer.json["version"] for answer in sent} == {3}


def test_a_key_that_comes_again_with_other_words_is_refused(amira: Program) -> None:
    key = secrets.token_hex(24)
    amira.does("PUT", "/plans/:plan/notes/B04", {"words": "one"}, Idempotency_Key=key)
    answer = amira.does("PUT", "/plans/:plan/notes/B04", {"words": "two"}, Idempotency_Key=key)
    assert is_problem(answer, 409, "key-was-used")
    assert amira.gets("/plans/:plan/notes/B04").json["words"] == "one"


@pytest.mark.parametrize("key", [None, "", "short", "x" * 129, "with blanks in it, many", "ünïcödë-ünïcödë"])
def test_a_change_without_a_key_of_its_own_says_how_to_send_one(amira: Program, key: str | None) -> None:
    answer = amira.does("PUT", "/plans/:plan/notes/B04", {"words": "one"}, Idempotency_Key=key)
    assert is_problem(answer, 400, "no-key")
    assert "Idempotency-Key" in answer.json["what_to_do"]


def test_a_plan_begun_twice_with_one_key_is_one_plan_with_one_token(app: Flask) -> None:
    key = {"Idempotency-Key": secrets.token_hex(24)}
    one, two = (Program(app).asks("POST", "/plans", headers=key) for _ in range(2))
    assert one.json == two.json


@pytest.mark.parametrize("key", ["0123456789abcdef", "a" * 64, "ab" * 40])
def test_a_new_plan_needs_a_key_that_nobody_guesses(app: Flask, key: str) -> None:
    assert is_problem(Program(app).asks("POST", "/plans", headers={"Idempotency-Key": key}), 400, "key-too-weak")


def test_the_same_key_of_two_people_means_two_things(app: Flask, amira: Program) -> None:
    key, other = secrets.token_hex(24), Program(app).makes()
    for who, words in ((amira, "mine"), (other, "theirs")):
        assert who.does("PUT", "/plans/:plan/notes/B04", {"words": words}, Idempotency_Key=key).status_code == 200
    assert amira.gets("/plans/:plan/notes/B04").json["words"] == "mine"


@pytest.mark.parametrize("cursor", ["", "x", "c", "c00000000g", "cffffffff", "0", "c00000001%00", "c" * 5000])
def test_a_bad_cursor_says_where_a_good_one_comes_from(amira: Program, cursor: str) -> None:
    answer = amira.gets(f"/plans/:plan/history?cursor={cursor}")
    assert answer.status_code in (400, 414)
    assert is_problem(answer, answer.status_code)


@pytest.mark.parametrize(
    "query", ["count=0", "count=51", "count=-1", "count=1e1", "count=99999999999999999999", "page=2"]
)
def test_pages_have_bounds_and_no_numbers(amira: Program, query: str) -> None:
    assert is_problem(amira.gets(f"/plans/:plan/history?{query}"), 400, "faults")
