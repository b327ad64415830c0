"""Every answer tells the browser to load nothing from elsewhere and to keep nothing."""

import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from tests.web.trial import trial_app

NONCE = re.compile(r"'nonce-([^']+)'")
# A page, one that fails, one that is not there, a file, one for machines, and everything that is refused at the door.
ANSWERS = [
    ("GET", "/trial/long", {}, 200),
    ("HEAD", "/trial/long", {}, 200),
    ("OPTIONS", "/trial/long", {}, 200),
    ("GET", "/healthz", {}, 200),
    ("GET", "/static/favicon.svg", {}, 200),
    ("GET", "/trial/days", {"Accept-Encoding": "br"}, 200),
    ("GET", "/trial/broken", {}, 500),
    ("GET", "/trial/status/503", {}, 503),
    ("GET", "/trial/raised/here", {}, 404),
    ("GET", "/nowhere", {}, 404),
    ("GET", "/static/nothing.css", {}, 404),
    ("DELETE", "/trial/long", {}, 405),
    ("TRACE", "/trial/long", {}, 405),
    ("POST", "/trial/form", {}, 400),
    ("POST", "/trial/form", {"Sec-Fetch-Site": "cross-site"}, 400),
    ("GET", "/", {"Host": "evil.example"}, 400),
    ("GET", "/" + "x" * 3000, {}, 414),
    ("GET", "/", {"X-Word": "x" * 20000}, 431),
    ("POST", "/trial/form", {}, 413),
]


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The service with a few pages."""
    return trial_app(tmp_path, monkeypatch)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser."""
    return app.test_client()


@pytest.mark.parametrize(
    ("method", "path", "sent", "code"), ANSWERS, ids=[f"{answer[0]}-{answer[1][:20]}-{answer[3]}" for answer in ANSWERS]
)
def test_every_answer_carries_the_headers(
    client: FlaskClient, method: str, path: str, sent: dict[str, str], code: int
) -> None:
    answer = client.open(path, method=method, headers=sent, data=b"x" * 300_000 if code == 413 else None)
    headers = answer.headers
    assert answer.status_code == code
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    nonce = NONCE.search(policy["script-src"]).group(1)  # type: ignore[union-attr]
    assert policy == {
        "default-src": "'none'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "script-src": f"'self' 'nonce-{nonce}'",
        "style-src": f"'self' 'nonce-{nonce}'",
        "img-src": "'self'",
        "font-src": "'self'",
        "object-src": "'none'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-DNS-Prefetch-Control"] == "off"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in headers
    assert "Set-Cookie" not in headers
    assert "Server" not in headers
    assert "charset=utf-8" in headers["Content-Type"] or answer.mimetype == "image/svg+xml"


@pytest.mark.parametrize("path", ["/trial/form", "/nowhere", "/trial/broken", "/static/nothing.css", "/trial/days"])
def test_pages_are_kept_by_nobody(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_static_files_may_be_kept_but_are_asked_about(client: FlaskClient) -> None:
    first = client.get("/static/favicon.svg")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/favicon.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "no-cache")


def test_the_nonce_is_new_for_every_request_and_the_one_the_template_gets(app: Flask, client: FlaskClient) -> None:
    twice = "{% set first = csp_nonce() %}{{ csp_nonce() if csp_nonce() == first }}"
    app.view_functions["trial.long"] = lambda: render_template_string(twice)
    seen = set()
    for _ in range(20):
        answer = client.get("/trial/long")
        nonce = NONCE.search(answer.headers["Content-Security-Policy"]).group(1)  # type: ignore[union-attr]
        assert answer.text == nonce
        seen.add(nonce)
    assert len(seen) == 20


@pytest.mark.parametrize("path", ["/trial/long", "/nowhere", "/trial/broken", "/static/favicon.svg"])
def test_encryption_is_asked_for_exactly_where_the_public_url_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    on_the_web = trial_app(tmp_path / "web", monkeypatch, PUBLIC_URL="https://plan.example.org").test_client()
    here = trial_app(tmp_path / "here", monkeypatch).test_client()
    strict = on_the_web.get(path, base_url="http://plan.example.org").headers["Strict-Transport-Security"]
    assert strict == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in here.get(path, base_url="https://localhost").headers
