"""What axe finds wrong with a page, for people who see, hear or move otherwise."""

from typing import Any

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="BROWSER TEST NOT RUN: no axe")

# Every rule is tried; only what is right is not described at length, which takes as long as the trying.
BRIEFLY = {"resultTypes": ["violations"]}


def assert_open_to_everyone(page: Any) -> None:
    """No rule of axe is broken on the page as it stands."""
    found = axe.Axe().run(page, options=BRIEFLY)
    assert found.violations_count == 0, found.generate_report()
