"""A token where others can read it opens nothing; what comes in a bad form gets a clear answer and never a failure."""

import json
import re
import secrets
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask

from planner.sealed import CannotOpen
from tests.api.programs import MOVE, TOLD, Program, is_problem
from tests.web.trial import served

MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize("good", [True, False])
@pytest.mark.parametrize("place", ["query", "name", "cookie", "form", "path"])
def test_a_token_in_the_wrong_place_opens_nothing_and_reveals_nothing(amira: Program, place: str, good: bool) -> None:
    token, amira.token = amira.token if good else "ahead_" + "x" * 43, ""
    more = {}
    path = "/plans/:plan"
    if place == "query":
        more = {"query_string": {"access_token": token}}
    elif place == "name":
        more = {"query_string": {token: ""}}
    elif place == "cookie":
        more = {"headers": {"Cookie": f"token={token}"}}
    elif place == "form":
        more = {"data": {"access_token": token}}
    else:
        path = f"/plans/{token}"
    answer = amira.asks("POST" if place == "form" else "GET", f"{path}/stop" if place == "form" else path, **more)
    assert is_problem(answer, 400, "token-in-the-wrong-place")
    assert "Authorization: Bearer" in answer.json["what_to_do"]
    assert token not in answer.text


def test_a_good_token_beside_one_in_the_wrong_place_opens_nothing_either(amira: Program) -> None:
    answer = amira.asks("GET", "/plans", query_string={"token": amira.token})
    assert is_problem(answer, 400, "token-in-the-wrong-place")


@pytest.mark.parametrize("scheme", ["Basic", "Token", "", "bearer=", "Digest"])
def test_a_token_sent_another_way_opens_nothing(amira: Program, scheme: str) -> None:
    answer = amira.gets("/plans", Authorization=f"{scheme} {amira.token}".strip())
    assert is_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_neither_tokens_nor_words_nor_codes_reach_the_log(amira: Program, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        amira.does("PUT", "/plans/:plan/notes/B04", {"words": "canary"})
        amira.does("PUT", "/plans/:plan/steps/B04", {"waiting": "canary"})
        amira.asks("GET", "/plans", query_string={"token": amira.token})
        amira.gets("/plans", Authorization="Bearer canary")
    assert "/api/v1/plans/<plan>/steps/<code>" in caplog.text
    for word in ("canary", "B04", amira.token, amira.plan):
        assert word not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("PATCH", "/plans/:plan/answers", {"TOKEN": 1}),
        ("PATCH", "/plans/:plan/answers", {"nonsense": {"deep": ["TOKEN"]}}),
        ("PATCH", "/plans/:plan/answers", {"age": "TOKEN"}),
        ("PATCH", "/plans/:plan/answers", {"milestones": {"TOKEN": {}}}),
        ("PUT", "/plans/:plan/steps/B04", {"TOKEN": ""}),
        ("POST", "/plans/:plan/stop", {"how": "TOKEN"}),
        ("POST", "/plans/:plan/comparisons", {"dates": [{"treatment_date": "TOKEN"}]}),
        ("POST", "/tokens", {"label": "x", "scopes": ["TOKEN"]}),
        ("POST", "/imports", {"access_token": "TOKEN"}),
    ],
)
def test_a_token_in_json_where_it_does_not_belong_is_told_so_and_never_repeated(
    amira: Program, method: str, path: str, told: object
) -> None:
    raw = json.dumps(told).replace("TOKEN", amira.token)
    headers = {"If-Match": None if path == "/imports" else "*", "Content-Type": "application/json"}
    answer = amira.asks(method, path, headers=headers, data=raw)
    assert is_problem(answer, 400, "token-in-the-wrong-place")
    assert amira.token[:20] not in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/plans"),
        ("GET", "/plans"),
        ("GET", "/plans/:plan"),
        ("POST", "/plans/:plan/make"),
        ("DELETE", "/plans/:plan"),
        ("DELETE", "/plans/:plan/steps/B04"),
        ("POST", "/plans/:plan/steps/B04/undo"),
        ("POST", "/plans/:plan/history/1/undo"),
        ("DELETE", f"/tokens/{'0' * 32}"),
    ],
)
@pytest.mark.parametrize("form", [True, False])
def test_what_takes_no_body_refuses_one_and_does_nothing(amira: Program, method: str, path: str, form: bool) -> None:
    before = amira.gets("/plans/:plan/export").json
    more: dict[str, object] = {"data": {"place": "gb"}} if form else {"told": {"place": "gb"}}
    answer = amira.asks(method, path, **more)
    assert is_problem(answer, 400, "takes-nothing")
    assert "without a body" in answer.json["what_to_do"]
    assert amira.gets("/plans/:plan/export").json == before


@pytest.mark.parametrize(
    ("told", "key", "value"),
    [
        ({"dates": [MOVE, {**MOVE, "treatment_date": "zzz"}]}, "dates.1.treatment_date", "zzz"),
        ({"dates": [MOVE], "chosen": ["no", 5]}, "chosen.1", 5),
        ({"dates": [MOVE, 7]}, "dates.1", 7),
        ({"dates": 3}, "dates", 3),
        ({"dates": [{"treatment_date": "2031-05-26"}]}, "dates.0.treatment_date_kind", None),
    ],
)
def test_a_fault_in_a_list_names_its_place_and_shows_what_stood_there(
    amira: Program, told: object, key: str, value: object
) -> None:
    answer = amira.does("POST", "/plans/:plan/comparisons", told)
    assert is_problem(answer, 400, "faults")
    fault = next(one for one in answer.json["faults"] if one["key"] == key)
    assert json.loads(fault["value"]) == value
    assert fault["allowed"].startswith(("Use", "Write", "This key is needed. Add it"))


def test_a_fault_in_the_scopes_of_a_token_shows_the_one_that_is_none(amira: Program) -> None:
    answer = amira.does("POST", "/tokens", {"label": "x", "scopes": ["read", "all"]})
    assert answer.json["faults"] == [
        {"key": "scopes.1", "value": '"all"', "allowed": "Use one of: read, steps, write."}
    ]


@pytest.mark.parametrize("raw", [b"", b" ", b"[]", b"null", b"{", b"\xff"])
def test_a_body_that_is_no_object_is_called_a_body(amira: Program, raw: bytes) -> None:
    answer = amira.asks("PUT", "/plans/:plan/notes/B04", headers={"Content-Type": "application/json"}, data=raw)
    assert is_problem(answer, 400, "faults")
    assert [fault["key"] for fault in answer.json["faults"]] == ["body"]
    assert not {"answer", "file"} & set(re.findall(r"\w+", answer.text))


def test_a_stray_parameter_is_no_answer_that_cannot_be_used(amira: Program) -> None:
    answer = amira.gets("/plans?page=2")
    assert is_problem(answer, 400, "faults")
    assert "nswer" not in answer.json["detail"]


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        (lambda whole: whole.pop("history"), ["history"]),
        (lambda whole: whole.update(extra=1), ["extra"]),
        (lambda whole: whole.clear(), ["form", "version", "told", "days", "names", "notes", "questions", "history"]),
        (lambda whole: whole["days"].pop("as_of"), ["days.as_of"]),
        (lambda whole: whole["days"].update(other=None), ["days.other"]),
        (lambda whole: whole.update(form="other"), ["form"]),
        (lambda whole: whole.update(questions=[{"words": "", "code": "", "asked_on": None}]), ["questions.0.words"]),
    ],
)
def test_an_import_names_every_key_that_is_missing_and_every_one_there_is_not(
    app: Flask, amira: Program, change: Callable[[dict[str, object]], object], keys: list[str]
) -> None:
    whole = amira.gets("/plans/:plan/export").json
    change(whole)
    answer = Program(app).asks("POST", "/imports", whole)
    assert is_problem(answer, 400, "faults")
    assert [fault["key"] for fault in answer.json["faults"]] == keys
    assert "Choose" not in answer.text


NOT_TAKEN = {
    "deep": b'{"place": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep without end": b'{"a":' * 20_000,
    "twice": b'{"place": "gb", "place": "us"}',
    "not a number": b'{"age": NaN}',
    "infinite": b'{"age": Infinity}',
    "huge": b'{"age": 1e999}',
    "beyond SQLite's": b'{"age": 9223372036854775808}',
    "very long": b'{"age": ' + b"9" * 5000 + b"}",
    "negative": b'{"age": -1}',
    "a truth": b'{"age": true}',
    "a half": b'{"age": 30.5}',
    "a lone surrogate": b'{"place": "\\ud800"}',
    "a surrogate as a key": b'{"\\udfff": 1}',
    "NUL": b'{"place": "gb\\u0000"}',
    "a NUL in the bytes": b'{"place": "gb\x00"}',
    "not UTF-8": b'{"place": "\xff"}',
    "not JSON": b"place=gb",
    "nothing": b"",
    "a list": b"[]",
    "a text": b'"gb"',
    "null": b"null",
    "unknown": b'{"nonsense": null}',
    "another type": b'{"place": ["gb"]}',
}


@pytest.mark.parametrize("raw", NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_answers_in_a_bad_form_are_refused_whole_and_what_to_mend_is_named(amira: Program, raw: bytes) -> None:
    headers = {"If-Match": "*", "Content-Type": "application/json"}
    answer = amira.asks("PATCH", "/plans/:plan/answers", headers=headers, data=raw)
    assert is_problem(answer, 400, "faults")
    assert answer.json["faults"]
    assert amira.gets("/plans/:plan/answers").json["answers"] == TOLD


@pytest.mark.parametrize("words", ["\ud800", "a\u0000b", "\u0007", "x" * 2001, 5, None, ["x"], {}])
def test_a_note_that_cannot_be_kept_says_why(amira: Program, words: object) -> None:
    headers = {"Content-Type": "application/json"}
    raw = json.dumps({"words": words}).encode()
    answer = amira.asks("PUT", "/plans/:plan/notes/B04", headers=headers, data=raw)
    assert is_problem(answer, 400, "faults")
    assert answer.json["faults"][0]["key"] == "words"


def test_a_note_of_a_mebibyte_is_too_much(amira: Program) -> None:
    answer = amira.does("PUT", "/plans/:plan/notes/B04", {"words": "x" * MEBIBYTE})
    assert is_problem(answer, 413, "too-much")


@pytest.mark.parametrize("kind", [None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_is_no_json_says_which_form_is_read(amira: Program, kind: str | None) -> None:
    answer = amira.asks("PUT", "/plans/:plan/notes/B04", headers={"Content-Type": kind}, data=b"{}")
    assert is_problem(answer, 415, "not-json")


@pytest.mark.parametrize(
    "number", ["0", "-1", "2147483647", "2147483648", "9223372036854775808", "9" * 400, "1.5", "x"]
)
def test_the_number_of_a_change_has_bounds(amira: Program, number: str) -> None:
    assert is_problem(amira.does("POST", f"/plans/:plan/history/{number}/undo"), 404)


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 2**64, 10**400, "1", 1.5, True, None])
def test_a_number_in_a_body_has_bounds(amira: Program, number: object) -> None:
    answer = amira.does("POST", "/plans/:plan/seen", {"number": number})
    assert is_problem(answer, 400, "faults")


@pytest.mark.parametrize("days", [["2031-02-30"], ["1999-12-31"], ["2031-3-1"], ["2031-05"] * 4, []])
def test_dates_that_cannot_be_compared_are_refused(amira: Program, days: list[str]) -> None:
    dates = [{"treatment_date": day, "treatment_date_kind": "first-chemo"} for day in days]
    assert is_problem(amira.does("POST", "/plans/:plan/comparisons", {"dates": dates}), 400)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("form", "other"),
        ("version", 2),
        ("names", "x"),
        ("told", []),
        ("told", {"age": 500}),
        ("days", {}),
        ("notes", {"Z99": "x"}),
        ("notes", {"B04": "\ud800"}),
        ("questions", [1]),
        ("questions", [{"words": "x", "code": [], "asked_on": None}]),
        ("history", {}),
    ],
)
def test_a_file_that_is_none_of_ours_makes_nothing(app: Flask, amira: Program, key: str, value: object) -> None:
    whole = json.dumps({**amira.gets("/plans/:plan/export").json, key: value})
    answer = Program(app).asks("POST", "/imports", data=whole, headers={"Content-Type": "application/json"})
    assert is_problem(answer, 400, "faults")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/plans/:plan/nowhere", 404),
        ("PUT", "/plans/:plan", 405),
        ("TRACE", "/plans", 405),
        ("OPTIONS", "/plans", 405),
        ("GET", "/plans/" + "x" * 5000, 414),
    ],
)
def test_what_there_is_not_is_answered_as_a_problem(amira: Program, method: str, path: str, status: int) -> None:
    answer = amira.asks(method, path)
    assert is_problem(answer, status)
    assert ("Allow" in answer.headers) == (status == 405)


def test_too_many_headers_are_answered_as_a_problem(amira: Program) -> None:
    assert is_problem(amira.gets("/plans", X_Long="x" * 20_000), 431)


def test_a_failure_of_ours_shows_nothing_and_says_to_send_it_again(
    amira: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise CannotOpen("canary")

    monkeypatch.setattr("planner.api.rooms.plan_of", fails)
    answer = amira.gets("/plans/:plan/answers")
    assert is_problem(answer, 500, "our-fault")
    assert "canary" not in answer.text


def test_when_even_the_problem_fails_the_last_words_are_one_too(
    amira: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr("planner.api.problems.Response", fails)
    assert is_problem(amira.gets("/nowhere"), 500, "our-fault")


def test_pages_keep_their_own_error_pages(amira: Program) -> None:
    answer = amira.client.get("/nowhere", base_url="http://localhost:8000")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_whoever_sends_too_often_is_told_how_long_to_wait(app: Flask, amira: Program) -> None:
    limit, app.config["WRITE_LIMIT"] = app.config["WRITE_LIMIT"], "2 per minute"
    try:
        token = amira.lends("write")
        answers = [token.does("PUT", "/plans/:plan/notes/B04", {"words": "x"}) for _ in range(4)]
    finally:
        app.config["WRITE_LIMIT"] = limit
    assert [answer.status_code for answer in answers].count(429) >= 2
    assert is_problem(answers[-1], 429, "too-often")
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_one_address_begins_only_so_many_plans(app: Flask) -> None:
    limit, app.config["START_LIMIT"] = app.config["START_LIMIT"], "1 per hour"
    try:
        answers = [
            Program(app).asks("POST", "/plans", headers={"Idempotency-Key": secrets.token_hex(24)}) for _ in range(3)
        ]
    finally:
        app.config["START_LIMIT"] = limit
    assert is_problem(answers[-1], 429)


def test_a_program_that_sends_nothing_need_not_say_how_long_it_is(tmp_path: Path) -> None:
    with served(tmp_path) as (port, _):
        key = {"Idempotency-Key": secrets.token_hex(24)}
        for more, status in (({}, 201), ({"Transfer-Encoding": "chunked"}, 411)):
            connection = HTTPConnection("127.0.0.1", port, timeout=20)
            connection.putrequest("POST", "/api/v1/plans")  # as curl does, without a Content-Length
            for name, value in {**key, **more}.items():
                connection.putheader(name, value)
            connection.endheaders(b"0\r\n\r\n" if more else None)
            assert connection.getresponse().status == status
            connection.close()
