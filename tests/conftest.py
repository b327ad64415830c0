"""What every test stands on: the pinned time zones, unhurried examples, both databases, and Debian's Chromium."""

import importlib.util
import os
import shutil
import tempfile
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.templating import Environment
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache

from tests.databases import NO_POSTGRESQL, Database, PostgreSql, postgresql, with_tables
from tests.guidance.reading import lines_to_show
from tests.how_long import THOROUGH

# Only the pinned time zones, as in wsgi.py: a machine's own can disagree with them by an hour.
os.environ["PYTHONTZPATH"] = ""
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()

# A busy machine is no fault of the code, so no example has a time limit.
settings.register_profile("ahead", deadline=None, print_blob=True)
settings.load_profile("ahead")

LEFT = pytest.StashKey[int]()  # how many long forms were left; it is said at the end of a run

# Each app compiles its templates for itself, and there are hundreds of apps: what one has compiled serves all of them.
COMPILED = tempfile.TemporaryDirectory(prefix="ahead-templates-")


class CompiledOnce(Environment):
    """The templates of an app, compiled by whichever app of this process needed them first."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, bytecode_cache=FileSystemBytecodeCache(COMPILED.name), **options)


Flask.jinja_environment = CompiledOnce

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


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from each worker how many long forms it left; all leave the same ones."""
    node.config.stash[LEFT] = getattr(node, "workeroutput", {}).get("left", 0)


# What these ask is asked of both databases in the same words, and what a database could do otherwise is asked elsewhere
# of both: the short form asks SQLite alone.
ONE_DATABASE = (
    "tests/accounts/test_ways_in.py",
    "tests/accounts/test_devices.py",
    "tests/accounts/test_guesses.py",
    "tests/api/test_access.py",
    "tests/api/test_far_cases.py",
    "tests/api/test_versions.py",
    "tests/api/test_wrong_places.py",
    "tests/keeping/test_keys.py",
    "tests/keeping/test_summary.py",
    "tests/plans/test_history.py",
    "tests/plans/test_moving.py",
    "tests/plans/test_steps_said.py",
    "tests/plans/test_stopping.py",
    "tests/web/test_any_text.py",
    "tests/web/test_health.py",
)


def leave_long_forms(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to `make thorough` what is long and stands here in a short form too, and count it."""
    for item in items:
        if item.nodeid.partition("::")[0] in ONE_DATABASE and item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.thorough)
    left = [item for item in items if item.get_closest_marker("thorough") and not THOROUGH]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]
    config.stash[LEFT] = len(left)
    if hasattr(config, "workeroutput"):
        config.workeroutput["left"] = len(left)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and leave out what this machine has no browser or no PostgreSQL for."""
    leave_long_forms(config, items)
    for item in items:
        if "browser" in item.path.parts or "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if NO_BROWSER and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=f"BROWSER TEST NOT RUN: {NO_BROWSER}"))
        if NO_POSTGRESQL and item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason=f"POSTGRESQL TEST NOT RUN: {NO_POSTGRESQL}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say at the end of a run, where it is read, which items are hardest to read, and what was not tried."""
    terminalreporter.section("THE TEN HARDEST TO READ")
    for line in lines_to_show():
        terminalreporter.write_line(line)
    if left := config.stash.get(LEFT, 0):
        terminalreporter.section("LONG FORMS")
        terminalreporter.write_line(f"{left} long forms were not run. `make thorough` runs them with everything else.")
    if NO_BROWSER:
        terminalreporter.section("BROWSER TESTS SKIPPED", sep="!", red=True, bold=True)
        terminalreporter.line(f"Nothing was tried in a browser: {NO_BROWSER}. `make test` as root gets it.")
    if NO_POSTGRESQL:
        terminalreporter.section("POSTGRESQL TESTS SKIPPED", sep="!", red=True, bold=True)
        terminalreporter.line(f"Nothing was tried on PostgreSQL: {NO_POSTGRESQL}. `make test` gets it.")
