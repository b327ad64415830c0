"""The real server as a real browser meets it, on a fixed day; and people who have a plan there already."""

import os
import signal
import subprocess
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from faults.serving import ROOT, free_port, granian, wait_for
from tests.browser.lives_kept import Cookies, cookies_of
from tests.browser.outside import outside
from tests.browser.walking import Walk
from tests.web.lives import TODAY

OFTEN = "1000000 per minute"
# What is claimed of a page is waited for: a busy machine is no fault of the page.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the service of these tests keeps everything."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "today").write_text(TODAY.isoformat())
    return folder


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """Where the service listens while the browser tests run: the server it is really served by, in a process group."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {
        "INSTANCE": str(folder),
        "PUBLIC_URL": address,
        "PYTHONTZPATH": "",
        "WRITE_LIMIT": OFTEN,
        "START_LIMIT": OFTEN,
        "LIMITS_URL": "memory://",
        "MAIL_URL": f"file:{folder / 'mail'}",
        "PUSH_CONTACT": "mailto:operator@example.org",
        # Lets a test come from an address of its own, to be refused there for having guessed too often.
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    with (folder / "served.log").open("wb") as log:
        server = subprocess.Popen(
            granian(port, 1, "tests.browser.served:app"),
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_for(f"{address}/readyz")
            yield address
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


@pytest.fixture
def the_day_is(folder: Path) -> Iterator[Callable[[str], object]]:
    """Move the day the service lives on; at the end of the test it is the old one again."""
    yield (folder / "today").write_text
    (folder / "today").write_text(TODAY.isoformat())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of a walk is done with scripts and without; its short form is one of the two, by turns."""
    for item in items:
        phone = getattr(item, "callspec", None) and item.callspec.params.get("browser_context_args")  # type: ignore[attr-defined]
        if phone:
            turn = zlib.crc32(f"{item.path.name} {item.originalname}".encode()) % 2 == 0  # type: ignore[attr-defined]
            if phone[2] is not turn:
                item.add_marker(pytest.mark.thorough)


@pytest.fixture(
    params=[
        pytest.param((390, "light", True), id="390-scripts"),
        pytest.param((320, "dark", False), id="320-dark-no-scripts"),
    ]
)
def browser_context_args(browser_context_args: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """Two phones: one of the usual width with scripts, a narrow dark one without. Everything works in both."""
    width, scheme, scripts = request.param
    phone = {"viewport": {"width": width, "height": 844}, "has_touch": True, "color_scheme": scheme}
    return {**browser_context_args, **phone, "java_script_enabled": scripts}


@pytest.fixture
def walk(page: Any, address: str) -> Walk:
    """Somebody with a phone who has never been here."""
    return Walk(page, address)


@pytest.fixture(scope="session")
def kept(address: str) -> Callable[[str], Cookies]:
    """The cookies of somebody of `LIVES` who told everything: the same plan for every test, so look and do not touch.

    The plan is made, but for those named 'draft' and 'begun'. Whoever lives with a plan in `states` changes it.
    """
    return cache(lambda name: cookies_of(address, name, made=name not in ("draft", "begun")))


@pytest.fixture
def opened(browser: Any, address: str) -> Iterator[Callable[..., Walk]]:
    """Opens a browser of its own: with these cookies or none, of this width, and whatever else a context takes."""
    contexts = []

    def open_one(cookies: Cookies = (), width: int = 390, **more: Any) -> Walk:
        context = browser.new_context(viewport={"width": width, "height": 844}, **more)
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_cookies([{**cookie, "url": address} for cookie in cookies])
        return Walk(context.new_page(), address)

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def options(
    browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """How a browser is started that finds the page outside on this machine, and nothing else."""
    with outside(tmp_path_factory.mktemp("outside")) as found_here:
        yield {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *found_here]}
