"""How a promise about plans is tried: over many people and days, the same ones on every run.

`make thorough` tries all of them, `make check` the first 40 in a hundred. `AHEAD_EXAMPLES=20` tries twenty times as
many, and others each time.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.how_long import THOROUGH

TIMES = int(os.environ.get("AHEAD_EXAMPLES", "1"))
SHORT = 1 if THOROUGH or TIMES > 1 else 0.4
UNTIL_FOUND = 500
Test = Callable[..., None]


def for_anyone(anybody: st.SearchStrategy[Any], examples: int = 60) -> Callable[[Test], Test]:
    """Make a check of one case into a test that tries it on many."""

    def decorate(check: Test) -> Test:
        test = _tried(check, anybody, max_examples=int(examples * TIMES * SHORT), derandomize=TIMES == 1)
        test.tried_on = check, anybody  # type: ignore[attr-defined]
        return test

    return decorate


def turns_red(test: Test, times: int = 1) -> None:
    """Assert that a test fails as it stands: for trying it on code or guidance with a bug planted in it. `times`: how
    many more cases than usual are looked through, where few of them show it."""
    tried_on = getattr(test, "tried_on", None)
    if tried_on:
        only_look = {"phases": [Phase.generate], "report_multiple_bugs": False}
        test = _tried(*tried_on, max_examples=UNTIL_FOUND * times, derandomize=TIMES == 1, **only_look)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test()


def _tried(check: Test, anybody: st.SearchStrategy[Any], **how: Any) -> Test:
    calm = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck), **how)
    return calm(given(anybody)(check))
