"""The description of the JSON API, tried on the service: what fits it is taken, and what does not is refused.

Each operation gets people of its own and a share of the cases, made by schemathesis from the description alone.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation

from faults.rows import Row
from planner import create_app
from planner.db import db
from planner.logs import OWN

NEGATIVE, POSITIVE = GenerationMode.NEGATIVE, GenerationMode.POSITIVE
MODES = {"negative": NEGATIVE, "positive": POSITIVE}
ALWAYS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)
OF_MODE = {NEGATIVE: "negative_data_rejection", POSITIVE: "positive_data_acceptance"}
# What may come of something that fits the description: it is gone, its key was used, it has changed meanwhile, or
# what was told can be read but not be so.
MAY_BE = ["2xx", "304", "404", "409", "412", "422"]
# How something that does not fit is refused: never with "used before" (409) or "too often" (429), nor by failing.
REFUSALS = ["400", "401", "404", "412", "413", "414", "415", "422", "428", "431"]
SHOWN = 5  # failures whose words are kept
OFTEN = {"WRITE_LIMIT": "100000000 per minute", "START_LIMIT": "100000000 per minute", "LIMITS_URL": "memory://"}
TOLD = {
    "place": "gb",
    "has_ovaries": "yes",
    "treatment_date": "2031-03-27",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
}


@dataclass
class Tried:
    """How many cases were tried of each operation, and the words of what went wrong."""

    cases: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """All cases."""
        return sum(self.cases.values())


class Holder:
    """Somebody's program, with a plan that is made, a note, and a question."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        begun = self.sends("POST", "/plans").get_json()
        self.token, self.plan = begun["token"], begun["plan"]["id"]
        self.sends("PATCH", f"/plans/{self.plan}/answers", TOLD)
        self.sends("POST", f"/plans/{self.plan}/make")
        self.question = self.sends("POST", f"/plans/{self.plan}/questions", {"words": "Why?"}).get_json()["id"]

    def sends(self, method: str, path: str, told: Any = None) -> Any:
        """Do one thing, whatever the plan's version."""
        headers = {"Idempotency-Key": secrets.token_hex(24), "If-Match": "*"}
        if getattr(self, "token", ""):
            headers["Authorization"] = f"Bearer {self.token}"
        return self.client.open(f"/api/v1{path}", method=method, json=told, headers=headers)

    def is_in(self) -> bool:
        """Whether the plan is still there."""
        return bool(self.sends("GET", f"/plans/{self.plan}/steps").status_code == 200)


def try_description(
    app: Flask, mode: GenerationMode, cases: int, number: int, tell: Callable[[str], None] = lambda _: None
) -> Tried:
    """Try at least so many cases in all, as many of each operation. The same `number` makes the same ones.

    Of an operation that takes nothing there is nothing to send wrong; its share goes to the others.
    """
    tried, operations = Tried(), list(_operations(app))
    while operations and tried.count < cases:
        share = -(-(cases - tried.count) // len(operations))
        for operation in list(operations):
            name = f"{operation.method.upper()} {operation.path}"
            failed, count = len(tried.failed), _try(app, operation, mode, share, number, tried.failed)
            tried.cases[name] = tried.cases.get(name, 0) + count
            tell(f"{name}: {count} tried, {len(tried.failed) - failed} failed")
            if not count:
                operations.remove(operation)
        number += 1
    return tried


def try_described(
    folder: Path, name: str, database: str, mode: str, cases: int, number: int, tell: Callable[[str], None]
) -> Row:
    """One row: every operation in one mode. The tables must be there."""
    app = create_app({"INSTANCE": str(folder), "DATABASE_URL": database, **OFTEN})
    logging.getLogger(OWN).setLevel(logging.ERROR)  # of so many requests only what fails is worth a line
    try:
        tried = try_description(app, MODES[mode], cases, number, tell)
    finally:
        logging.getLogger(OWN).setLevel(logging.INFO)
        with app.app_context():
            db.engine.dispose()
    note = f"{len(tried.cases)} operations" if not tried.failed else "; ".join(tried.failed[:SHOWN])
    return Row(f"schemathesis-{mode}", name, tried.count, len(tried.failed), note)


def _operations(app: Flask) -> Iterator[APIOperation]:
    config = SchemathesisConfig.from_dict(
        {
            "checks": {
                "positive_data_acceptance": {"expected-statuses": MAY_BE},
                "negative_data_rejection": {"expected-statuses": REFUSALS},
            },
            "generation": {"with-security-parameters": False},
        }
    )
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=config)
    for found in schema.get_all_operations():
        yield found.ok()


def _try(app: Flask, operation: APIOperation, mode: GenerationMode, cases: int, number: int, failed: list[str]) -> int:
    checks = [CHECKS.get_one(name) for name in (*ALWAYS, OF_MODE[mode])]
    count = 0
    holder = Holder(app)

    @seed(number)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def tries(case: Case) -> None:
        nonlocal count, holder
        if operation.method.upper() == "DELETE" and not holder.is_in():
            holder = Holder(app)
        _make_it_theirs(case, holder)
        count += 1
        try:
            case.call_and_validate(checks=checks)
        except FailureGroup as error:
            if len(failed) < 1000:
                failed.append(" ".join(f"{operation.label}: {error}".split()))

    with suppress(Unsatisfiable):  # nothing can be wrong about what takes nothing
        tries()
    return count


def _make_it_theirs(case: Case, holder: Holder) -> None:
    """Put the token, a fresh key and real names where the case has not put something wrong on purpose."""
    wrong = {where for where, one in (case.meta.components if case.meta else {}).items() if one.mode == NEGATIVE}
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {holder.token}", "Accept-Encoding": "identity"}
    if ParameterLocation.HEADER not in wrong:
        for name in ("Idempotency-Key", "If-Match"):
            if name in case.headers:
                case.headers[name] = secrets.token_hex(24) if name == "Idempotency-Key" else "*"
    if ParameterLocation.PATH not in wrong and case.path_parameters:
        for name in ("plan", "question"):
            if name in case.path_parameters:
                case.path_parameters[name] = getattr(holder, name)
