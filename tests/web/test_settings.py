"""What may be chosen is written down, has no secret default, and is refused before anything is served."""

import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid

from planner import create_app
from planner.clock import UnknownZone
from planner.config import ROOT, SETTINGS, SettingsError, settings_from_environment
from planner.reached import PUSH_HOSTS, check_push_hosts
from planner.reminders.channels import PUSH, way_for
from planner.reminders.channels.push import contact_in

PAGE = (ROOT / "docs" / "settings.md").read_text("utf-8")


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment in which nothing was chosen."""
    for setting in SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)


def test_every_setting_says_what_it_means() -> None:
    for setting in SETTINGS:
        assert setting.meaning.endswith("."), setting.name
        assert len(setting.meaning) > 30, setting.name


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert re.findall(r"^## `(\w+)`$", PAGE, re.MULTILINE) == [setting.name for setting in SETTINGS]


def test_the_document_says_what_each_setting_is_when_nobody_chose() -> None:
    told = dict(re.findall(r"^## `(\w+)`\n\n(.+)$", PAGE, re.MULTILINE))
    for setting in SETTINGS:
        usual = str(setting.default).removeprefix(f"{ROOT}/") if setting.default else "nothing"
        assert told[setting.name] == f"Usually: {usual if usual == 'nothing' else f'`{usual}`'}", setting.name


def test_there_is_no_default_secret() -> None:
    assert settings_from_environment()["SECRET_KEY"] is None


def test_each_installation_makes_its_own_secret(tmp_path: Path) -> None:
    secrets = {create_app({"INSTANCE": str(tmp_path / name)}).secret_key for name in ("a", "b")}
    assert len(secrets) == 2
    assert all(secret and len(secret) >= 32 for secret in secrets)
    assert create_app({"INSTANCE": str(tmp_path / "a")}).secret_key in secrets


def test_what_is_chosen_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("INSTANCE", str(tmp_path))
    monkeypatch.setenv("SERVICE_NAME", "Lantern")
    monkeypatch.setenv("TRUSTED_HOSTS", "a.example,b.example")
    monkeypatch.setenv("TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8")
    monkeypatch.setenv("MAX_CONTENT_LENGTH", "4096")
    app = create_app()
    assert app.config["TRUSTED_HOSTS"] == ["a.example", "b.example"]
    assert app.config["TRUSTED_PROXIES"] == ["127.0.0.1", "10.0.0.0/8"]
    assert app.config["MAX_CONTENT_LENGTH"] == 4096
    text = app.test_client().get("/nowhere", base_url="http://a.example").text
    assert "<title>Lantern</title>" in text
    assert "Ahead" not in text


def test_what_is_handed_over_lies_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://from-the-environment.example")
    settings = settings_from_environment({"PUBLIC_URL": "http://localhost:8123/", "CLOCK": "x"})
    assert settings["PUBLIC_URL"] == "http://localhost:8123"
    assert settings["TRUSTED_HOSTS"] == ["localhost", "127.0.0.1"]
    assert settings["CLOCK"] == "x"


BAD: list[tuple[str, str]] = [
    ("SERVICE_NAME", ""),
    ("SERVICE_NAME", "x" * 41),
    ("EXIT_URL", "javascript:alert(1)"),
    ("EXIT_URL", "http://plain.example"),
    ("SECRET_KEY", "short-and-secret"),
    ("MAX_CONTENT_LENGTH", "lots"),
    ("MAX_CONTENT_LENGTH", "-1"),
    ("PUBLIC_URL", ""),
    ("PUBLIC_URL", "plan.example.org"),
    ("PUBLIC_URL", "http://plan.example.org"),
    ("PUBLIC_URL", "http://192.168.0.7:8000"),
    ("PUBLIC_URL", "http://localhost.example.org"),
    ("PUBLIC_URL", "ftp://localhost"),
    ("PUBLIC_URL", "https://plan.example.org/path"),
    ("PUBLIC_URL", "https://plan.example.org?x=1"),
    ("PUBLIC_URL", "https://user:pass@plan.example.org"),
    ("PUBLIC_URL", "https://plan.example.org:99999"),
    ("PUBLIC_URL", "https://Plan.Example.org"),
    ("PUBLIC_URL", "https://plän.example.org"),
    ("PUBLIC_URL", "https://[::1]"),
    ("TRUSTED_HOSTS", "plan.example.org,http://x"),
    ("TRUSTED_HOSTS", "plan.example.org:443"),
    ("TRUSTED_HOSTS", "*"),
    ("TRUSTED_PROXIES", "1"),
    ("TRUSTED_PROXIES", "10.0.0.1/8"),
    ("TRUSTED_PROXIES", "*"),
    ("WRITE_LIMIT", "often"),
    ("START_LIMIT", ""),
    ("GUESS_LIMIT", "-1 per minute"),
    ("INSTANCE", ""),
    ("MAIL_URL", "mail.example.org"),
    ("MAIL_URL", "https://mail.example.org"),
    ("MAIL_FROM", "reminders"),
    ("MAIL_FROM", "reminders@b..c"),
    ("MAIL_FROM", ".reminders@example.org"),
    ("MAIL_URL", "file:"),
    ("MAIL_URL", "file:/proc/nothing/is/made/here"),
    ("MAIL_URL", f"file:{ROOT / 'wsgi.py'}"),
    ("MAIL_URL", f"file:{ROOT / 'wsgi.py' / 'mail'}"),
    ("PUSH_CONTACT", "operator@example.org"),
    ("PUSH_CONTACT", "mailto:operator@intranet"),
    ("PUSH_CONTACT", "https://intranet"),
    ("PUSH_CONTACT", "https://example.org:8443"),
    ("PUSH_CONTACT", "https://example.org/contact"),
    ("PUSH_CONTACT", "http://example.org"),
    ("PUSH_CONTACT", "https://example.org\n"),
    ("PUSH_HOSTS", " "),
    ("PUSH_HOSTS", "*"),
    ("PUSH_HOSTS", ".com"),
    ("PUSH_HOSTS", "*.push.apple.com"),
    ("PUSH_HOSTS", "fcm.googleapis.com,"),
    ("PUSH_HOSTS", "fcm.googleapis.com;.push.apple.com"),
    ("PUSH_HOSTS", "FCM.googleapis.com"),
    ("PUSH_HOSTS", "fcm.googleapis.com:443"),
    ("PUSH_HOSTS", "fcm.googleapis.com/fcm/send"),
    ("PUSH_HOSTS", "http://localhost:8080/push"),
    ("PUSH_HOSTS", "ftp://localhost"),
    ("METRICS_KEY", "short-and-secret"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_setting_that_cannot_be_used_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as caught:
        settings_from_environment()
    assert "short-and-secret" not in str(caught.value)
    assert "user:pass" not in str(caught.value)
    assert caught.value.what_to_do


@pytest.mark.parametrize(
    ("name", "value"),
    [("PUBLIC_URL", "http://plan.example.org"), ("WRITE_LIMIT", "often"), ("PUSH_HOSTS", ["fcm.googleapis.com "])],
)
def test_what_is_handed_over_is_looked_at_too(name: str, value: Any) -> None:
    with pytest.raises(SettingsError, match=name):
        settings_from_environment({name: value})


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("http://localhost:8000", ["localhost", "127.0.0.1"]),
        ("http://127.0.0.1:8000", ["127.0.0.1", "localhost"]),
        ("http://ahead.localhost", ["ahead.localhost", "localhost", "127.0.0.1"]),
        ("https://plan.example.org:8443", ["plan.example.org"]),
    ],
)
def test_the_names_answered_to_follow_from_the_public_url(url: str, hosts: list[str]) -> None:
    assert settings_from_environment({"PUBLIC_URL": url})["TRUSTED_HOSTS"] == hosts


def test_no_list_of_names_stands_for_every_name() -> None:
    assert settings_from_environment({"TRUSTED_HOSTS": []})["TRUSTED_HOSTS"] == ["localhost", "127.0.0.1"]


def test_a_space_beside_a_comma_is_no_part_of_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUSH_HOSTS", "fcm.googleapis.com, .push.apple.com ,http://127.0.0.1:8080")
    monkeypatch.setenv("TRUSTED_HOSTS", "a.example, b.example")
    settings = settings_from_environment()
    assert settings["PUSH_HOSTS"] == ["fcm.googleapis.com", ".push.apple.com", "http://127.0.0.1:8080"]
    assert settings["TRUSTED_HOSTS"] == ["a.example", "b.example"]


def test_no_list_of_push_hosts_stands_for_the_usual_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_from_environment({"PUSH_HOSTS": []})["PUSH_HOSTS"] == list(PUSH_HOSTS)
    monkeypatch.setenv("PUSH_HOSTS", "")
    assert settings_from_environment()["PUSH_HOSTS"] == list(PUSH_HOSTS)


def test_the_usual_push_hosts_are_named_as_they_have_to_be() -> None:
    check_push_hosts(list(PUSH_HOSTS))


def test_a_folder_for_e_mail_is_there_once_the_service_starts(tmp_path: Path) -> None:
    settings_from_environment({"MAIL_URL": f"file:{tmp_path / 'new' / 'mail'}"})
    assert list((tmp_path / "new" / "mail").iterdir()) == []


@pytest.mark.parametrize(
    ("public", "contact", "signs"),
    [
        ("https://plan.example.org", "", "https://plan.example.org"),
        ("https://plan.example.org:8443", "", "https://plan.example.org"),
        ("https://192.0.2.1", "", "https://192.0.2.1"),
        ("https://intranet", "", ""),
        ("http://localhost:8000", "", ""),
        ("https://intranet:8443", "mailto:operator@example.org", "mailto:operator@example.org"),
        ("http://localhost:8000", "https://example.org", "https://example.org"),
    ],
)
def test_messages_to_phones_are_signed_in_a_name_that_can_sign_or_there_are_none(
    public: str, contact: str, signs: str
) -> None:
    settings = settings_from_environment({"PUBLIC_URL": public, "PUSH_CONTACT": contact})
    assert contact_in(settings) == signs
    assert bool(way_for(PUSH, settings)) == bool(signs)
    if signs:
        claims = {"sub": signs, "aud": "https://fcm.googleapis.com"}
        assert Vapid(ec.generate_private_key(ec.SECP256R1())).sign(claims)


def cookies_at(url: str) -> tuple[Any, ...]:
    """How cookies are kept when people find the service there."""
    settings = settings_from_environment({"PUBLIC_URL": url})
    names = ("SESSION_COOKIE_NAME", "DEVICE_COOKIE", "SESSION_COOKIE_SECURE")
    return tuple(settings[name] for name in names)


def test_cookies_are_bound_to_the_host_exactly_where_there_is_encryption() -> None:
    assert cookies_at("https://plan.example.org") == ("__Host-s", "__Host-device", True)
    assert cookies_at("http://localhost:8000") == ("s", "device", False)


def test_the_usual_port_is_left_out_as_browsers_leave_it_out() -> None:
    urls = ("https://plan.example.org:443/", "http://localhost:80", "https://plan.example.org:80")
    told = [settings_from_environment({"PUBLIC_URL": url})["PUBLIC_URL"] for url in urls]
    assert told == ["https://plan.example.org", "http://localhost", "https://plan.example.org:80"]


def test_a_time_zone_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIME_ZONE", "Europe/Atlantis")
    with pytest.raises(UnknownZone, match="Atlantis"):
        create_app()
