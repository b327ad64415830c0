"""What may be chosen is written down, has no secret default, and is refused before anything is served."""

import os

import pytest

from planner import create_app
from planner.clock import UnknownZone
from planner.config import SETTINGS, SettingsError, settings_from_environment


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment in which nothing was chosen."""
    for setting in SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)


def test_every_setting_says_what_it_means() -> None:
    for setting in SETTINGS:
        assert setting.meaning.endswith("."), setting.name
        assert len(setting.meaning) > 30, setting.name


def test_there_is_no_default_secret() -> None:
    assert settings_from_environment()["SECRET_KEY"] is None
    assert create_app().secret_key is None


def test_what_is_chosen_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_NAME", "Lantern")
    monkeypatch.setenv("TRUSTED_HOSTS", "a.example,b.example")
    monkeypatch.setenv("MAX_CONTENT_LENGTH", "4096")
    app = create_app()
    assert app.config["TRUSTED_HOSTS"] == ["a.example", "b.example"]
    assert app.config["MAX_CONTENT_LENGTH"] == 4096
    text = app.test_client().get("/nowhere", base_url="http://a.example").text
    assert "<title>Lantern</title>" in text
    assert "Ahead" not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SERVICE_NAME", ""),
        ("SERVICE_NAME", "x" * 41),
        ("EXIT_URL", "javascript:alert(1)"),
        ("EXIT_URL", "http://plain.example"),
        ("SECRET_KEY", "short-and-secret"),
        ("MAX_CONTENT_LENGTH", "lots"),
        ("MAX_CONTENT_LENGTH", "-1"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as caught:
        settings_from_environment()
    assert "short-and-secret" not in str(caught.value)
    assert caught.value.what_to_do


def test_a_time_zone_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIME_ZONE", "Europe/Atlantis")
    with pytest.raises(UnknownZone, match="Atlantis"):
        create_app()


def test_pages_need_no_secret_and_set_no_cookie() -> None:
    assert "SECRET_KEY" not in os.environ
    assert "Set-Cookie" not in create_app().test_client().get("/nowhere").headers
