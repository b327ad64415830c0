"""The description of the JSON API, tried on the service: what fits it is taken, and what does not is refused.

Each operation gets people of its own and a share of the cases, made by schemathesis from the description alone. What
nobody could guess is put in: names of what is there, and the ETag that is asked for. An operation that took nothing in
all its cases was not tried, and fails.
"""

import logging
import re
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

from faults.holding import MOVE, Holder
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
# What may come of something that fits the description: something stands in the way, the ETag is another, or what was
# told can be read but not be so. Never that there is nothing: all names that are put in are of something.
MAY_BE = ["2xx", "304", "409", "412", "422"]
# How something that does not fit is refused: never with "used before" (409) or "too often" (429), nor by failing.
REFUSALS = ["400", "401", "404", "412", "413", "414", "415", "422", "428", "431"]
SHOWN = 5  # failures whose words are kept
OFTEN = {"WRITE_LIMIT": "100000000 per minute", "START_LIMIT": "100000000 per minute", "LIMITS_URL": "memory://"}
RIGHT, WRONG, ANY, NONE = ETAGS = ("right", "wrong", "any", "none")  # what a case says in If-Match, in turn
# What a path may name and nobody could guess.
IN_A_PATH = ("plan", "question", "token", "feed", "number", "share", "step")
CHOSEN = {
    **{"label": "A tablet", "audience": "partner", "alarms": False, "words": "numbers", "language": "en"},
    **{"phases": ["freeze", "after"], "program": "thunderbird"},
}
WHOSE_ETAG = re.compile("`GET ([^`]+)`")  # where the description of an If-Match says its ETag is to be had
# What is sent in every other case of an operation, where hardly anything made at random can be so.
REAL: dict[str, Callable[["Holder"], Any]] = {
    "answers_change": lambda _: {"age": 30 + secrets.randbelow(60)},
    "feeds_address": lambda _: {"grace": 7},
    "feeds_change": lambda _: {**CHOSEN, "health": True},
    "feeds_end": lambda _: {"grace": 0},
    "feeds_end_all": lambda _: {"grace": 0},
    "feeds_make": lambda _: CHOSEN,
    "feeds_preview": lambda _: CHOSEN,
    "feeds_prove": lambda holder: {"number": holder.number_that_arrives()},
    "guidance_decide": lambda holder: {"choice": "keep", "as_of": holder.gets("")["made_on"]},
    "moves_compare": lambda _: {"dates": [MOVE]},
    "moves_move": lambda _: MOVE,
    "moves_preview": lambda _: MOVE,
    "nicknames_write": lambda _: {"words": "Aunt Rose"},
    "notes_write": lambda _: {"words": "Ask"},
    "plans_bring_in": lambda holder: holder.gets("/export"),
    "shared_done": lambda holder: {"done": holder.gets("")["made_on"]},
    "shared_words": lambda _: {"words": "A blood test", "tell": False},
    "plans_seen": lambda holder: {"number": holder.gets("")["version"]},
    "steps_say": lambda _: {"waiting": "a letter"},
}


@dataclass
class Tried:
    """How many cases were tried of each operation, how many of them were taken, and the words of what went wrong."""

    cases: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """All cases."""
        return sum(self.cases.values())


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
            failed, count = len(tried.failed), _try(app, operation, mode, share, number, tried)
            tell(f"{operation.label}: {count} tried, {len(tried.failed) - failed} failed")
            if not count:
                operations.remove(operation)
        number += 1
    if mode == POSITIVE:
        tried.failed += [
            f"{name}: none of {tried.cases[name]} was taken" for name in tried.cases if not tried.taken[name]
        ]
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


def _try(app: Flask, operation: APIOperation, mode: GenerationMode, cases: int, number: int, tried: Tried) -> int:
    checks = [CHECKS.get_one(name) for name in (*ALWAYS, OF_MODE[mode])]
    count, taken, failed = 0, 0, tried.failed
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
        nonlocal count, taken, holder
        if operation.method.upper() == "DELETE" and not holder.is_in():
            holder = Holder(app)
        etag = _make_it_theirs(case, holder, count, mode)
        count += 1
        try:
            answer = case.call()
            case.validate_response(answer, checks=checks)
        except FailureGroup as error:
            if len(failed) < 1000:
                failed.append(" ".join(f"{operation.label}: {error}".split()))
            return
        status = answer.status_code
        if (etag, status == 412) in ((RIGHT, True), (ANY, True), (NONE, True)) or (etag == WRONG and status < 300):
            failed.append(f"{operation.label}: {status} with the {etag} ETag")
        if status < 300:
            taken += 1
            _tidy_up(case, holder, answer)

    with suppress(Unsatisfiable):  # nothing can be wrong about what takes nothing
        tries()
    tried.cases[operation.label] = tried.cases.get(operation.label, 0) + count
    tried.taken[operation.label] = tried.taken.get(operation.label, 0) + taken
    return count


def _make_it_theirs(case: Case, holder: Holder, turn: int, mode: GenerationMode) -> str:
    """Put the token, a fresh key, real names and sometimes a real body where the case has not put something wrong on
    purpose. Says what it put into If-Match; empty: nothing was put there."""
    wrong = {where for where, one in (case.meta.components if case.meta else {}).items() if one.mode == NEGATIVE}
    name = case.operation.definition.raw["operationId"]
    token = holder.token_for(case.operation.path.removeprefix("/api/v1"))
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    if ParameterLocation.PATH not in wrong:
        for where in set(IN_A_PATH) & set(case.path_parameters or ()):
            case.path_parameters[where] = holder.named(where)
    if ParameterLocation.BODY not in wrong and mode == POSITIVE:
        if name in REAL and (turn % 2 == 0 or name == "plans_seen"):
            case.body = REAL[name](holder)
        elif name == "notes_write":  # what stood there before cannot be guessed
            case.body.pop("before", None)
    if ParameterLocation.HEADER in wrong:
        return ""
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = secrets.token_hex(24)
    return _say_which(case, holder, ETAGS[turn % len(ETAGS)] if mode == POSITIVE else ANY)


def _say_which(case: Case, holder: Holder, etag: str) -> str:
    """Put the right ETag or another into If-Match, as the description says; empty where the operation hears none."""
    headers = [one.definition for one in case.operation.headers if one.name == "If-Match"]
    if not headers:
        return ""
    if etag == NONE and headers[0]["required"]:
        etag = ANY
    case.headers.pop("If-Match", None)
    if etag == RIGHT:
        found = WHOSE_ETAG.search(headers[0]["description"])
        place = found[1].format(**case.path_parameters) if found else "nowhere"
        case.headers["If-Match"] = holder.sends("GET", place).headers.get("ETag", "")
    elif etag != NONE:
        case.headers["If-Match"] = "*" if etag == ANY else f'"{secrets.token_hex(6)}.{secrets.token_hex(8)}"'
    return etag


def _tidy_up(case: Case, holder: Holder, answer: Any) -> None:
    """What was taken away or undone is made anew for the next case, and a token or calendar too many is ended."""
    for where in case.path_parameters or ():
        if case.method == "DELETE" or where == "number":
            holder.names.pop(where, None)
    if case.operation.label.endswith(("/feeds", "/address", "/end")) and case.method == "POST":
        holder.sends("POST", f"/plans/{holder.plan}/feeds/end", {"grace": 0})
        holder.names.pop("feed", None)
    if case.operation.path.endswith(("/shares/{share}/end", "/shared/{step}/undo")):
        for name in ("share", "step"):
            holder.names.pop(name, None)
    if "secret" in (answer.json() if case.operation.label == "POST /api/v1/tokens" else {}):
        holder.sends("DELETE", f"/tokens/{answer.json()['token']['id']}")
