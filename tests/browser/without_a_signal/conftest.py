"""Somebody's own phone as it lies there one morning, and the service it reaches or does not reach."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Playwright

from faults.browsing import Browser
from tests.browser.lives_kept import cookies_of
from tests.browser.own_phone import KEPT, OwnPhone, Service, until
from tests.browser.without_a_signal.saying import (
    DAY,
    DOSES,
    MRI,
)


class Morning(NamedTuple):
    """How every test begins: the browser's profile, its cookies, and the address of each step by its title."""

    profile: Path
    cookies: list[Mapping[str, str]]
    steps: Mapping[str, str]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service of these tests: each may stop it."""
    with Service(tmp_path_factory.mktemp("line")) as service:
        yield service


@pytest.fixture(scope="session")
def start(options: dict[str, Any]) -> dict[str, Any]:
    """What the browser is started with."""
    return {**options, "env": {"TZ": "UTC"}}


@pytest.fixture(scope="session")
def morning(
    playwright: Playwright, service: Service, start: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Morning:
    """Ewa calls her phone her own and closes the browser as soon as the plan is kept: she opens no further page."""
    cookies = cookies_of(service.address, "ewa")
    her = Browser(service.address)
    her.cookies.update({one["name"]: one["value"] for one in cookies})
    her.post("/plan/phones", {**her.keys_of("/plan/phones"), "who": "Ward 7", "number": "020 7946 0000"})
    her.post("/plan/questions", {**her.keys_of("/plan/questions"), "words": "Who do I ring at night?"})
    phone = OwnPhone(playwright, service, tmp_path_factory.mktemp("morning") / "profile", start)
    walk = phone.opens()
    phone.takes(cookies)
    rows = (
        walk.opens("/plan")
        .page.locator("a.row__head")
        .evaluate_all("all => all.map(it => [it.textContent, it.getAttribute('href')])")
    )
    steps = {title: next(path for words, path in rows if title in words) for title in (DOSES, MRI, DAY)}
    walk.opens("/phone").presses("This is my own, keep my plan here")
    until(walk, KEPT)
    phone.closes()
    service.remembers()
    return Morning(phone.profile, list(cookies), steps)


@pytest.fixture
def phone(
    playwright: Playwright, service: Service, start: dict[str, Any], morning: Morning, tmp_path: Path
) -> Iterator[OwnPhone]:
    """The phone as it lies there that morning, with its browser closed."""
    service.goes_back()
    shutil.copytree(morning.profile, tmp_path / "profile", symlinks=True)
    phone = OwnPhone(playwright, service, tmp_path / "profile", start)
    phone.cookies = {one["name"]: one["value"] for one in morning.cookies}
    yield phone
    phone.closes()


@pytest.fixture
def steps(morning: Morning) -> Mapping[str, str]:
    """The address of each step by its title."""
    return morning.steps
