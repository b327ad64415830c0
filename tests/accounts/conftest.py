"""The service on either database, and somebody who holds a plan there with one phone."""

from collections.abc import Iterator

import pytest
from flask import Flask

from planner.accounts.access import Actor
from tests.accounts.holders import Held, somebody
from tests.conftest import BOTH
from tests.keeping.databases import at_work, one_for_all


@pytest.fixture(scope="session", params=BOTH)
def kept_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service on one database for all tests of this folder: each has people of its own in it."""
    yield from one_for_all(request, tmp_path_factory)


@pytest.fixture
def app(kept_app: Flask) -> Iterator[Flask]:
    """The service at work."""
    yield from at_work(kept_app)


@pytest.fixture
def held(app: Flask) -> Held:
    """Somebody with one phone, and the secret in its cookie."""
    return somebody()


@pytest.fixture
def owner(held: Held) -> Actor:
    """Somebody with one phone."""
    return held.actor
