"""The service as the tests of reviewing see it: on a day that a test moves, in a folder of its own."""

from pathlib import Path

import pytest

from tests.review.touched import Ward


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    """A clinic in a service of its own, on 2 March 2026, with the guidance as it is."""
    return Ward.opened(tmp_path / "instance")
