"""The service on either database, for those who live with a plan: one for all tests of this folder."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import BOTH
from tests.keeping.databases import at_work, one_for_all


@pytest.fixture(scope="session", params=BOTH)
def kept_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service on one database; each test has people of its own in it."""
    yield from one_for_all(request, tmp_path_factory)


@pytest.fixture
def app(kept_app: Flask) -> Iterator[Flask]:
    """The service at work, on both databases."""
    yield from at_work(kept_app)
