"""A form is taken from its own page, however long it stood open, and from nowhere else."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from planner.at_the_door import API
from planner.web.guarding.words_of_errors import WORDS
from tests.web.trial import trial_app

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
EVENING = datetime(2027, 3, 1, 19, 30, tzinfo=UTC)
HTTP, HTTPS = "http://localhost:8000", "https://plan.example.org"


@pytest.fixture(params=[HTTP, HTTPS])
def url(request: pytest.FixtureRequest) -> str:
    """Where the service is: on this machine, or on the web."""
    return str(request.param)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> Flask:
    """The service there."""
    return trial_app(tmp_path, monkeypatch, PUBLIC_URL=url)


def token_from(client: FlaskClient, url: str) -> str:
    """The hidden token of the form as this browser gets it."""
    found = TOKEN.findall(client.get("/trial/form", base_url=url).text)
    assert len(set(found)) == 1
    return str(found[0])


def send(client: FlaskClient, url: str, token: str | None, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Send the form, as a browser does that was asked for no Referer."""
    form = {"word": "<kept> & typed", **({"csrf_token": token} if token is not None else {})}
    answer = client.post("/trial/form", data=form, base_url=url, headers={"Origin": "null", **(headers or {})})
    return answer.status_code, answer.text


def test_a_form_left_open_overnight_still_sends(app: Flask, url: str) -> None:
    client = app.test_client()
    with time_machine.travel(EVENING, tick=False) as traveller:
        token = token_from(client, url)
        for hours in (0, 20, 24 * 30, 24 * 399):
            traveller.move_to(EVENING + timedelta(hours=hours))
            assert send(client, url, token) == (200, "2 taken")


def test_a_form_outlives_a_closed_browser(app: Flask, url: str) -> None:
    with time_machine.travel(EVENING, tick=False):
        cookie = app.test_client().get("/trial/form", base_url=url).headers["Set-Cookie"]
    assert "Expires=Tue, 04 Apr 2028" in cookie  # 400 days after 1 March 2027


def test_the_cookie_of_a_form_is_given_anew_with_every_form(app: Flask, url: str) -> None:
    client = app.test_client()
    token = token_from(client, url)
    again = client.get("/trial/form", base_url=url)
    assert "Set-Cookie" in again.headers
    assert send(client, url, token) == (200, "2 taken")
    assert "Set-Cookie" not in client.get("/trial/long", base_url=url).headers


def test_the_cookie_is_marked_for_where_the_service_is(app: Flask, url: str) -> None:
    cookie = app.test_client().get("/trial/form", base_url=url).headers["Set-Cookie"]
    name, parts = cookie.partition("=")[0], set(cookie.split("; ")[1:])
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= parts
    assert (name, "Secure" in parts) == (("__Host-s", True) if url == HTTPS else ("s", False))
    assert "Domain" not in cookie


@pytest.mark.parametrize("token", [None, "", "x", "IjAi.aa.bb", "\ud800", "é" * 100])
def test_a_form_without_its_token_is_refused(app: Flask, url: str, token: str | None) -> None:
    client = app.test_client()
    token_from(client, url)
    code, text = send(client, url, token and token.encode("utf-8", "replace").decode())
    assert code == 400
    assert WORDS["forged"].what_to_do in text


def test_the_token_of_another_browser_is_refused(app: Flask, url: str) -> None:
    client, other = app.test_client(), app.test_client()
    token_from(client, url)
    assert send(client, url, token_from(other, url))[0] == 400
    assert send(app.test_client(), url, token_from(other, url))[0] == 400


def test_a_token_signed_with_another_secret_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = (trial_app(tmp_path / name, monkeypatch) for name in ("ours", "theirs"))
    client, other = ours.test_client(), theirs.test_client()
    token_from(client, HTTP)
    assert send(client, HTTP, token_from(other, HTTP))[0] == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://plan.example.org.evil.example"},
        {"Origin": "http://plan.example.org"},
    ],
)
def test_what_another_site_sends_is_refused_even_with_the_token(app: Flask, url: str, headers: dict[str, str]) -> None:
    client = app.test_client()
    code, text = send(client, url, token_from(client, url), headers)
    assert code == 400
    assert WORDS["forged"].heading in text
    assert "kept" not in text.partition("<main")[2]


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_what_our_own_page_sends_is_taken(app: Flask, url: str, site: str) -> None:
    client = app.test_client()
    token = token_from(client, url)
    assert send(client, url, token, {"Sec-Fetch-Site": site}) == (200, "2 taken")
    assert send(client, url, token, {"Sec-Fetch-Site": site, "Origin": url}) == (200, "2 taken")


def test_what_was_typed_is_offered_again_and_one_press_sends_it(app: Flask, url: str) -> None:
    client = app.test_client()
    code, text = send(client, url, "x", {"Sec-Fetch-Site": "same-origin"})
    assert code == 400
    assert '<input type="hidden" name="word" value="&lt;kept&gt; &amp; typed">' in text
    assert "<kept>" not in text
    fresh = TOKEN.findall(text)
    assert len(fresh) == 1
    assert send(client, url, fresh[0], {"Sec-Fetch-Site": "same-origin"}) == (200, "2 taken")


def test_nothing_typed_is_shown_to_a_browser_that_does_not_say_where_it_was_typed(app: Flask, url: str) -> None:
    assert "typed" not in send(app.test_client(), url, "x")[1]


def test_every_way_of_sending_is_guarded(app: Flask, url: str) -> None:
    client = app.test_client()
    for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x", ""):
        answer = client.post("/trial/form", data=b"{}", content_type=kind, base_url=url)
        assert answer.status_code == 400


def test_every_page_that_takes_something_refuses_it_without_a_token(app: Flask, url: str) -> None:
    client = app.test_client()
    tried = 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(API):  # no forms: see tests/api/test_wrong_places.py
            continue
        for method in sorted(rule.methods & {"POST", "PUT", "PATCH", "DELETE"}):  # type: ignore[operator]
            values = dict.fromkeys(rule.arguments, "1")
            path = app.url_map.bind("localhost").build(rule.endpoint, values, method)
            answer = client.open(path, method=method, data={"word": "x"}, base_url=url)
            assert (rule.rule, answer.status_code) == (rule.rule, 400)
            assert WORDS["forged"].heading in answer.text
            tried += 1
    assert tried > len([rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("trial")]) / 3


def test_a_plan_can_still_be_started_when_the_browser_lost_its_cookies(app: Flask, url: str) -> None:
    client = app.test_client()
    keys = dict(re.findall(r'name="(csrf_token|once)" value="([^"]+)"', client.get("/", base_url=url).text))
    fresh = app.test_client()
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    refused = fresh.post("/start", data=keys, base_url=url, headers=headers)
    assert refused.status_code == 400
    again = dict(re.findall(r'name="(csrf_token|once)" value="([^"]+)"', refused.text))
    assert again["once"] == keys["once"]
    assert fresh.post("/start", data=again, base_url=url, headers=headers).status_code == 303
