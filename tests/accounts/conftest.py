"""The service on either database, and somebody who holds a plan there with one phone."""

from collections.abc import Iterator

import pytest
from flask import Flask

from planner.accounts.access import Actor
from planner.db import db
from tests.accounts.holders import Held, somebody
from tests.conftest import BOTH, fresh_database
from tests.keeping.databases import QUIET


@pytest.fixture(scope="session", params=BOTH)
def kept_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service on one database for all tests of this folder: each has people of its own in it."""
    folder = tmp_path_factory.mktemp(request.param) / "instance"
    for database in fresh_database(request, request.param, folder):
        app = database.app(**QUIET)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(kept_app: Flask) -> Iterator[Flask]:
    """The service at work."""
    with kept_app.app_context():
        yield kept_app
        db.session.remove()


@pytest.fixture
def held(app: Flask) -> Held:
    """Somebody with one phone, and the secret in its cookie."""
    return somebody()


@pytest.fixture
def owner(held: Held) -> Actor:
    """Somebody with one phone."""
    return held.actor
