"""Somebody's program: it holds a token, sends a fresh key with every change, and remembers what it read."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from faults.holding import TOLD
from tests.web.phones import HTTP, TOKEN, Phone

MOVE = {"treatment_date": "2031-05-26", "treatment_date_kind": "first-chemo"}
NOBODYS = "0" * 32  # the name of a plan that never was


class Program:
    """A program that has not begun yet. `token`: what it sends with everything; empty when nothing."""

    def __init__(self, app: Flask, token: str = "", plan: str = NOBODYS) -> None:
        self.app, self.client, self.token, self.plan = app, app.test_client(use_cookies=False), token, plan

    def asks(
        self, method: str, path: str, told: Any = None, headers: Mapping[str, str | None] | None = None, **more: Any
    ) -> TestResponse:
        """Ask for something. `:plan` in the path is its plan; a header that is None is not sent."""
        sent = {"Authorization": f"Bearer {self.token}" if self.token else None, "Accept-Encoding": "identity"}
        if method != "GET":
            sent["Idempotency-Key"] = secrets.token_hex(24)
        sent |= headers or {}
        return self.client.open(
            f"/api/v1{path.replace(':plan', self.plan)}",
            method=method,
            base_url=HTTP,
            headers={name: value for name, value in sent.items() if value is not None},
            environ_base={"REMOTE_ADDR": "192.0.2.1"},
            **({"json": told} if told is not None else {}),
            **more,
        )

    def gets(self, path: str, **headers: str) -> TestResponse:
        """Read something."""
        return self.asks("GET", path, headers=named(headers))

    def does(self, method: str, path: str, told: Any = None, **headers: str | None) -> TestResponse:
        """Change something, made for the plan as it is unless If-Match is said."""
        return self.asks(method, path, told, {"If-Match": "*", **named(headers)})

    def begins(self) -> "Program":
        """Begin a plan and hold its token."""
        begun = self.asks("POST", "/plans")
        assert begun.status_code == 201, begun.text
        self.token, self.plan = begun.json["token"], begun.json["plan"]["id"]
        return self

    def makes(self, **told: Any) -> "Program":
        """Begin a plan, tell these answers, and make it."""
        self.begins()
        assert self.does("PATCH", "/plans/:plan/answers", {**TOLD, **told}).status_code == 200
        assert self.does("POST", "/plans/:plan/make").status_code == 200
        return self

    def lends(self, *scopes: str) -> "Program":
        """Another program with a token that may do only this."""
        made = self.does("POST", "/tokens", {"label": "Another", "scopes": list(scopes)})
        assert made.status_code == 201, made.text
        return Program(self.app, made.json["secret"], self.plan)


class Page(Program):
    """The page of somebody whose plan is open on a phone, which asks the API by its own session."""

    def __init__(self, phone: Phone) -> None:
        super().__init__(phone.app)
        self.client = phone.client
        self.word = TOKEN.findall(phone.gets("/open").text)[0]
        plans = self.asks("GET", "/plans").json["plans"]
        self.plan = plans[0]["id"] if plans else NOBODYS

    def does(self, method: str, path: str, told: Any = None, **headers: str | None) -> TestResponse:
        """Change something, with the page's own word against forged forms."""
        return super().does(method, path, told, **{"X_CSRFToken": self.word, **headers})


def named(headers: Mapping[str, Any]) -> dict[str, Any]:
    """`If_Match` as `If-Match`."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def is_problem(answer: TestResponse, status: int, code: str = "") -> bool:
    """Whether an answer is a whole problem of this status, and of this code; fails with what is wrong."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    told = answer.json
    assert set(told) == {"type", "title", "status", "detail", "code", "what_to_do", "faults"}
    assert told["status"] == status
    assert told["type"] == "about:blank"
    assert all(isinstance(told[name], str) and told[name] for name in ("title", "detail", "code", "what_to_do"))
    assert re.fullmatch(r"[a-z-]+", told["code"])
    assert all(set(fault) == {"key", "value", "allowed"} for fault in told["faults"])
    assert not code or told["code"] == code, told
    return True
