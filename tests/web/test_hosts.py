"""Only the names of the service are answered to, and nothing a request says becomes a link."""

import re
from pathlib import Path

import pytest
from flask import Flask

from planner.web.links import link_out
from tests.web.trial import trial_app

ROOT = Path(__file__).parents[2]
LOCAL = ("localhost", "127.0.0.1")
STRANGE = (
    "evil.example",
    "localhost.evil.example",
    "evil.example:8000",
    "localhost@evil.example",
    "localhost:8000@evil.example",
    "localhost:99999",
    "localhost:0",
    "localhost,evil.example",
    "local host",
    "localhost/evil",
    "[::1]",
    "..",
    "",
)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The service on this machine, under a name that can be recognised."""
    return trial_app(tmp_path, monkeypatch, SERVICE_NAME="Lantern")


@pytest.mark.parametrize("host", STRANGE)
@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/trial/form"), ("GET", "/static/favicon.svg")])
def test_a_wrong_host_gets_one_plain_page_and_nothing_else(app: Flask, host: str, method: str, path: str) -> None:
    answer = app.test_client().open(path, method=method, headers={"Host": host})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert answer.text == "This page is not here. Check the address.\n"
    told = str(answer.headers) + answer.text
    assert not re.search(r"Lantern|evil|Set-Cookie|href|Location", told)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in answer.headers


def test_a_wrong_host_learns_nothing_from_being_too_long(app: Flask) -> None:
    client = app.test_client()
    usual = client.get("/", headers={"Host": "evil.example"})
    long = client.get("/" + "x" * 5000, headers={"Host": "evil.example"})
    assert (long.status_code, long.text) == (usual.status_code, usual.text)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "localhost:8000", "127.0.0.1:54321"])
def test_on_this_machine_its_own_names_are_answered_to_whatever_the_port(app: Flask, host: str) -> None:
    assert app.test_client().get("/trial/long", headers={"Host": host}).status_code == 200


def test_on_the_web_only_the_name_of_the_public_url_is_answered_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = trial_app(tmp_path, monkeypatch, PUBLIC_URL="https://plan.example.org").test_client()
    codes = [client.get("/trial/long", headers={"Host": host}).status_code for host in ("plan.example.org", *LOCAL)]
    assert codes == [200, 400, 400]


def test_names_that_were_chosen_stand_in_for_the_usual_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"PUBLIC_URL": "https://plan.example.org", "TRUSTED_HOSTS": ["plan.example.org", "10.0.0.7"]}
    client = trial_app(tmp_path, monkeypatch, **settings).test_client()
    hosts = ("plan.example.org", "10.0.0.7:8000", "localhost")
    assert [client.get("/trial/long", headers={"Host": host}).status_code for host in hosts] == [200, 200, 400]


@pytest.mark.parametrize("path", ["/", "/trial/slash", "/trial/slash?x=1", "/nowhere", "/trial/broken"])
def test_no_answer_holds_the_host_that_was_asked_for(app: Flask, path: str) -> None:
    answer = app.test_client().get(path, headers={"Host": "127.0.0.1:54321"})
    assert "54321" not in str(answer.headers) + answer.text


@pytest.mark.parametrize("path", ["/trial/slash", "/trial/slash/", "/trial/long/"])
def test_a_slash_at_the_end_sends_nobody_on(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 200


def test_two_slashes_lead_to_no_other_site(app: Flask) -> None:
    answer = app.test_client().get("/", environ_overrides={"PATH_INFO": "//evil.example/"})
    assert answer.status_code == 404
    assert "Location" not in answer.headers


def test_a_link_that_leaves_the_page_is_built_from_the_public_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = trial_app(tmp_path, monkeypatch, PUBLIC_URL="https://plan.example.org/")
    with app.test_request_context("/", headers={"Host": "evil.example"}):
        assert link_out("/open") == "https://plan.example.org/open"
        for path in ("//evil.example", "https://evil.example", "open", ""):
            with pytest.raises(ValueError, match="not a path of ours"):
                link_out(path)


def test_no_code_and_no_page_builds_a_link_from_the_request() -> None:
    banned = re.compile(r"_external\s*=\s*True|request\.(?:host_url|url_root|base_url|root_url|url)\b")
    files = [*(ROOT / "planner").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    assert [file.name for file in files if banned.search(file.read_text("utf-8"))] == []


FORGED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": "for=203.0.113.9;host=evil.example",
    "X-Real-IP": "203.0.113.9",
}


def seen(app: Flask, peer: str, headers: dict[str, str]) -> str:
    """Who asks, how and where, as a page sees it."""
    return app.test_client().get("/trial/address", headers=headers, environ_base={"REMOTE_ADDR": peer}).text


def test_what_a_proxy_may_say_is_not_heard_from_anybody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = trial_app(tmp_path / "a", monkeypatch)
    stated = trial_app(tmp_path / "b", monkeypatch, TRUSTED_PROXIES=["10.0.0.0/8"])
    assert seen(nobody, "127.0.0.1", FORGED) == "127.0.0.1 http localhost"
    assert seen(stated, "192.0.2.7", FORGED) == "192.0.2.7 http localhost"


@pytest.mark.parametrize(
    ("told", "who"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9, 10.1.1.1", "203.0.113.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, nonsense", "10.0.0.5"),
        ("6.6.6.6, , 10.1.1.1", "10.1.1.1"),
        ("", "10.0.0.5"),
    ],
)
def test_a_stated_proxy_says_who_asks_and_is_believed_only_for_what_it_wrote_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, who: str
) -> None:
    app = trial_app(tmp_path, monkeypatch, TRUSTED_PROXIES=["10.0.0.0/8"])
    assert seen(app, "10.0.0.5", {"X-Forwarded-For": told}) == f"{who} http localhost"


def test_of_a_stated_proxy_the_scheme_is_heard_and_never_the_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = trial_app(tmp_path, monkeypatch, TRUSTED_PROXIES=["10.0.0.5"])
    assert seen(app, "10.0.0.5", FORGED) == "203.0.113.9 https localhost"
    assert seen(app, "10.0.0.5", {"X-Forwarded-Proto": "javascript"}) == "10.0.0.5 http localhost"
