"""The description is valid, holds every path, and is exactly what the service does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from planner.accounts.access import NEEDS, needed
from planner.guidance.loader import guidance
from planner.guidance.model import codes_of
from planner.questions.catalogue import QUESTION
from tests.api.programs import NOBODYS, Program
from tests.databases import Database
from tests.keeping.databases import QUIET

ROOT = Path(__file__).parents[2]
SAID_OF_SHARED = (("post", "done"), ("post", "undo"), ("put", "words"))
TRIED_OF_EACH = 2  # of each operation in each mode; ten thousand of each mode are `make faults`


@pytest.fixture
def told(app: Flask) -> Any:
    """The description as it is served, to anybody."""
    return Program(app).gets("/openapi.json").json


def test_the_description_is_valid_openapi_3_1(told: Any) -> None:
    validators = pytest.importorskip("jsonschema_rs", reason="schemathesis is in requirements-dev.txt")
    openapi = pytest.importorskip("schemathesis.specs.openapi.definitions")
    assert told["openapi"].startswith("3.1.")
    validator = validators.Draft202012Validator(openapi.OPENAPI_31)
    assert [error.message for error in validator.iter_errors(told)] == []
    for name, schema in told["components"]["schemas"].items():
        assert validators.meta.is_valid({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}), name


def test_every_reference_leads_somewhere(told: Any) -> None:
    wanted = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(told)))
    assert wanted <= set(told["components"]["schemas"])
    assert set(told["components"]["schemas"]) - wanted <= {"Note"}, "a shape that nothing shows"


def test_every_path_that_is_served_is_described(app: Flask, told: Any) -> None:
    served = {
        (re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD"}
    }
    described = {(path, method) for path, one in told["paths"].items() for method in one if method != "parameters"}
    assert described == served


def test_every_operation_says_which_scope_it_needs(told: Any) -> None:
    said = [
        scope
        for path in told["paths"].values()
        for method, operation in path.items()
        if method != "parameters"
        for way in operation.get("security", [])
        for scope in way.get("token", [])
    ]
    assert sorted(said) == sorted(scope for page in NEEDS for scope in needed(page))


def test_answers_are_described_from_the_questions_themselves(told: Any) -> None:
    shapes = told["components"]["schemas"]
    assert set(shapes["Told"]["properties"]) == set(QUESTION)
    assert set(shapes["AnswersToChange"]["properties"]) == set(QUESTION) - {"steps"}
    assert shapes["Told"]["properties"]["place"]["enum"] == ["gb", "us", "elsewhere", "not-said"]
    assert shapes["Code"]["enum"] == sorted(codes_of(guidance()))
    assert all(
        shape.get("type") or "$ref" in shape or "anyOf" in shape for shape in shapes["Told"]["properties"].values()
    )


def test_there_is_no_page_of_it_that_loads_from_elsewhere(app: Flask, told: Any) -> None:
    rules = " ".join(rule.rule for rule in app.url_map.iter_rules())
    assert [word for word in ("swagger", "redoc", "rapidoc", "docs") if word in rules] == []
    assert "http" not in json.dumps(told).replace('"type": "http"', "").replace('"https"', "")
    assert "openapi" not in app.cli.commands


def operations(told: Any) -> list[tuple[str, str, Any]]:
    """Every operation: its path, its method, and what is said of it."""
    return [
        (path, method, one[method]) for path, one in told["paths"].items() for method in one if method != "parameters"
    ]


def test_every_operation_has_a_name_of_its_own(told: Any) -> None:
    names = [one["operationId"] for _, _, one in operations(told)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+_[a-z_]+", name) for name in names)


def test_every_change_says_whose_etag_it_hears(told: Any) -> None:
    of_parts = {}
    for path, method, one in operations(told):
        if method == "get":
            continue
        assert "412" in one["responses"]
        (said,) = [each["description"] for each in one["parameters"] if each["name"] == "If-Match"] or [""]
        if path in ("/api/v1/plans", "/api/v1/imports"):
            assert said == ""
            continue
        place = re.findall(r"`GET ([^`]+)`", said)[0]
        assert f"/api/v1{place}" in told["paths"]
        if place != "/plans/{plan}":
            of_parts[f"{method} {path.removeprefix('/api/v1')}"] = place
    question, feed = "/plans/{plan}/questions/{question}", "/plans/{plan}/feeds/{feed}"
    assert of_parts == {
        "put /plans/{plan}/notes/{code}": "/plans/{plan}/notes/{code}",
        "post /plans/{plan}/questions": "/plans/{plan}/questions",
        f"put {question}": question,
        f"delete {question}": question,
        "put /plans/{plan}/nicknames/{code}": "/plans/{plan}/nicknames/{code}",
        "post /plans/{plan}/feeds": "/plans/{plan}/feeds",
        "post /plans/{plan}/feeds/end": "/plans/{plan}/feeds",
        f"put {feed}": feed,
        **{f"post {feed}/{what}": feed for what in ("address", "test", "prove", "end")},
        "post /tokens": "/tokens",
        "delete /tokens/{token}": "/tokens",
        "post /plans/{plan}/shares/{share}/end": "/plans/{plan}/shares/{share}",
        **{f"{how} /shared/{{step}}/{what}": "/shared/{step}" for how, what in SAID_OF_SHARED},
    }


def test_headers_of_answers_are_described(told: Any) -> None:
    for path, method, one in operations(told):
        headers = {status: set(answer.get("headers", ())) for status, answer in one["responses"].items()}
        assert headers["405"] == {"Allow"}
        assert headers.get("401", {"WWW-Authenticate"}) == {"WWW-Authenticate"}
        assert headers.get("429", {"Retry-After"}) == {"Retry-After"}
        if method == "get":
            assert headers["200"] == headers["304"] == {"ETag"}
        if "201" in headers:
            shown_once = path.endswith(("/tokens", "/feeds", "/address"))
            assert headers["201"] == (set() if shown_once else {"ETag", "Location"})


def test_whatever_somebody_asks_for_may_be_gone(told: Any) -> None:
    without = [path for path, _, one in operations(told) if "404" not in one["responses"]]
    assert without == ["/api/v1/openapi.json"]


@pytest.mark.parametrize(
    "key", ["0123456789abcdef", "a" * 64, "ab" * 40, "abcdefg" * 5, "abcdefgh" * 4, "abcdefgh" * 16, "abcdefgh" * 17]
)
def test_the_key_of_a_new_plan_fits_its_description_exactly_when_it_is_taken(app: Flask, told: Any, key: str) -> None:
    (said,) = [
        one["schema"]
        for one in told["paths"]["/api/v1/plans"]["post"]["parameters"]
        if one["name"] == "Idempotency-Key"
    ]
    answer = Program(app).asks("POST", "/plans", headers={"Idempotency-Key": key})
    assert (re.search(said["pattern"], key) is not None) is (answer.status_code in (201, 409))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_operation_that_never_takes_anything_was_not_tried(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = pytest.importorskip("faults.described", reason="schemathesis is in requirements-dev.txt")
    app, every, named = database.app(**QUIET), described._operations, described.Holder.named
    monkeypatch.setattr(
        described, "_operations", lambda app: [one for one in every(app) if one.label.endswith("/tokens/{token}")]
    )
    tried = described.try_description(app, described.POSITIVE, 3, 20)
    assert (tried.failed, tried.count) == ([], 3)
    monkeypatch.setattr(described.Holder, "named", lambda self, what: NOBODYS if what == "token" else named(self, what))
    failed = " ".join(described.try_description(app, described.POSITIVE, 3, 20).failed)
    assert "DELETE /api/v1/tokens/{token}: none of 3 was taken" in failed


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_what_fits_the_description_is_taken_and_what_does_not_is_refused(database: Database, mode: str) -> None:
    described = pytest.importorskip("faults.described", reason="schemathesis is in requirements-dev.txt")
    app = database.app(**QUIET)
    tried = described.try_description(app, described.MODES[mode], TRIED_OF_EACH * len(NEEDS), 20)
    assert tried.failed == []
    assert tried.count >= len(NEEDS)
    assert mode == "negative" or all(tried.taken.values())
