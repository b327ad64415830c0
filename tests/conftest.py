"""What every test stands on: the pinned time zones, unhurried examples, and Debian's Chromium."""

import importlib.util
import os
import shutil
import zoneinfo

import pytest
from hypothesis import settings

from tests.guidance.reading import lines_to_show

# Only the pinned time zones, as in wsgi.py: a machine's own can disagree with them by an hour.
os.environ["PYTHONTZPATH"] = ""
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()

# A busy machine is no fault of the code, so no example has a time limit.
settings.register_profile("ahead", deadline=None, print_blob=True)
settings.load_profile("ahead")

CHROMIUM = shutil.which("chromium")
NO_BROWSER = (
    "playwright is not installed"
    if importlib.util.find_spec("playwright") is None
    else "no `chromium` was found on the PATH"
    if CHROMIUM is None
    else None
)
# The browser tests import playwright, so without it they cannot even be read.
collect_ignore_glob = ["browser/*"] if importlib.util.find_spec("playwright") is None else []


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """How pytest-playwright starts Debian's Chromium: quietly, and also as root."""
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {"executable_path": CHROMIUM, "args": quiet}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and leave it out where there is none."""
    for item in items:
        if "browser" in item.path.parts or "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if NO_BROWSER and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=f"BROWSER TEST NOT RUN: {NO_BROWSER}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end of a run, where it is read, which items are hardest to read, and what was not tried."""
    terminalreporter.section("THE TEN HARDEST TO READ")
    for line in lines_to_show():
        terminalreporter.write_line(line)
    if NO_BROWSER:
        terminalreporter.section("BROWSER TESTS SKIPPED", sep="!", red=True, bold=True)
        terminalreporter.line(f"Nothing was tried in a browser: {NO_BROWSER}. `make test` as root gets it.")
