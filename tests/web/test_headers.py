"""Every answer tells the browser to load nothing from elsewhere and to keep nothing."""

import re

import pytest
from flask import Flask

NONCE = re.compile(r"'nonce-([^']+)'")


@pytest.mark.parametrize("path", ["/sheet/plan", "/sheet/faults", "/sheet/broken", "/nowhere", "/static/favicon.svg"])
def test_every_answer_carries_the_headers(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    nonce = NONCE.search(policy["script-src"]).group(1)  # type: ignore[union-attr]
    assert policy == {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}'",
        "style-src": f"'self' 'nonce-{nonce}'",
        "img-src": "'self'",
        "font-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", ["/sheet/plan", "/nowhere", "/sheet/broken", "/static/nothing.css"])
def test_pages_are_kept_by_nobody(app: Flask, path: str) -> None:
    assert app.test_client().get(path).headers["Cache-Control"] == "no-store"


def test_static_files_may_be_kept_but_are_asked_about(app: Flask) -> None:
    client = app.test_client()
    first = client.get("/static/favicon.svg")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/favicon.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "no-cache")


def test_the_nonce_is_new_for_every_request_and_the_one_the_template_gets(app: Flask) -> None:
    client = app.test_client()
    seen = set()
    for _ in range(20):
        answer = client.get("/sheet/nonce")
        nonce = NONCE.search(answer.headers["Content-Security-Policy"]).group(1)  # type: ignore[union-attr]
        assert answer.text == nonce
        seen.add(nonce)
    assert len(seen) == 20


def test_encryption_is_asked_for_only_where_there_is_some(app: Flask) -> None:
    client = app.test_client()
    assert "Strict-Transport-Security" not in client.get("/nowhere").headers
    assert "Strict-Transport-Security" in client.get("/nowhere", base_url="https://localhost").headers
