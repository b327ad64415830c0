"""The description is valid, holds every path, and is exactly what the service does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from planner.accounts.access import NEEDS
from planner.guidance.loader import guidance
from planner.guidance.model import codes_of
from planner.questions.catalogue import QUESTION
from tests.api.programs import Program
from tests.databases import Database
from tests.keeping.databases import QUIET

ROOT = Path(__file__).parents[2]
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
    assert sorted(said) == sorted(NEEDS.values())


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
    assert "http" not in json.dumps(told).replace('"type": "http"', "")
    assert "openapi" not in app.cli.commands


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_what_fits_the_description_is_taken_and_what_does_not_is_refused(database: Database, mode: str) -> None:
    described = pytest.importorskip("faults.described", reason="schemathesis is in requirements-dev.txt")
    app = database.app(**QUIET)
    operations = len(NEEDS)
    tried = described.try_description(app, described.MODES[mode], TRIED_OF_EACH * operations, 20)
    assert tried.failed == []
    assert tried.count >= operations
