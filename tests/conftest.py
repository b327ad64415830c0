"""What every test stands on: the pinned time zones, unhurried examples, both databases, and Debian's Chromium."""

import importlib.util
import os
import shutil
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.databases import NO_POSTGRESQL, Database, PostgreSql, postgresql, with_tables
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
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows, to copy."""
    return with_tables(tmp_path_factory.mktemp("pattern"))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSql]:
    """One real PostgreSQL for all tests of this process."""
    with postgresql() as server:
        yield server


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A fresh database with all tables and no rows; what asks for it is tried on both kinds."""
    yield from fresh_database(request, request.param, tmp_path / "instance")


def fresh_database(request: pytest.FixtureRequest, name: str, folder: Path) -> Iterator[Database]:
    """A fresh database of one kind, and a folder for the service."""
    folder.mkdir(mode=0o700)
    if name == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_pattern"), folder / "ahead.db")
        yield Database(name, "", folder)
    else:
        with request.getfixturevalue("postgresql_server").fresh() as url:
            yield Database(name, url, folder)


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
    """Mark what drives a browser, and leave out what this machine has no browser or no PostgreSQL for."""
    for item in items:
        if "browser" in item.path.parts or "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if NO_BROWSER and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=f"BROWSER TEST NOT RUN: {NO_BROWSER}"))
        if NO_POSTGRESQL and item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason=f"POSTGRESQL TEST NOT RUN: {NO_POSTGRESQL}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end of a run, where it is read, which items are hardest to read, and what was not tried."""
    terminalreporter.section("THE TEN HARDEST TO READ")
    for line in lines_to_show():
        terminalreporter.write_line(line)
    if NO_BROWSER:
        terminalreporter.section("BROWSER TESTS SKIPPED", sep="!", red=True, bold=True)
        terminalreporter.line(f"Nothing was tried in a browser: {NO_BROWSER}. `make test` as root gets it.")
    if NO_POSTGRESQL:
        terminalreporter.section("POSTGRESQL TESTS SKIPPED", sep="!", red=True, bold=True)
        terminalreporter.line(f"Nothing was tried on PostgreSQL: {NO_POSTGRESQL}. `make test` gets it.")
