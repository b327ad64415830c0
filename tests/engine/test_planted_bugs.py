"""The tests of the invariants are tested: for each, a bug is planted, and it must turn red.

A planted bug that stays green is a hole in the invariant, not in the bug.
"""

import importlib
import inspect
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine import bugs_in_code, bugs_in_data
from tests.engine.bugs import BUGS
from tests.engine.cases import using
from tests.engine.promises import turns_red

TABLE = tomllib.loads(Path(__file__).with_name("invariants.toml").read_text("utf-8"))
KEPT = [(row["test"], row["bug"]) for invariant in TABLE["invariant"] for row in invariant["kept"]]
PLANTED = list(dict.fromkeys(KEPT + [(row["test"], row["bug"]) for row in TABLE["property"]]))
THEMES = ("invariants_dates", "invariants_waits", "invariants_people", "invariants_body", "invariants_content")


def named(test: str) -> Callable[..., None]:
    """The test of that name, as `module.test`."""
    module, _, name = test.partition(".")
    return getattr(importlib.import_module(f"tests.engine.{module}"), name)


def test_every_invariant_is_in_the_table_with_its_tests_or_with_who_else_keeps_it() -> None:
    assert [invariant["number"] for invariant in TABLE["invariant"]] == list(range(1, 31))
    assert [one["number"] for one in TABLE["invariant"] if not one["kept"] and not one.get("elsewhere")] == []


def test_every_test_and_every_bug_in_the_table_exists() -> None:
    assert [test for test, _ in PLANTED if not callable(named(test))] == []
    assert {bug for _, bug in PLANTED} == set(BUGS)
    assert bugs_in_data.__doc__
    assert bugs_in_code.__doc__


def test_every_test_of_an_invariant_stands_in_the_table() -> None:
    written = {test for test, _ in PLANTED}
    for theme in (*THEMES, "properties"):
        name = f"test_{theme}"
        tests = {one for one, _ in inspect.getmembers(importlib.import_module(f"tests.engine.{name}"), callable)}
        assert {f"{name}.{one}" for one in tests if one.startswith("test_")} - written == set()


@pytest.mark.parametrize(("test", "bug"), PLANTED, ids=[f"{test.partition('.')[2]}-{bug}" for test, bug in PLANTED])
def test_a_planted_bug_turns_its_test_red(test: str, bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with using(BUGS[bug](monkeypatch)):
        turns_red(named(test))
