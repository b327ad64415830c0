"""The service on either database, for those who live with a plan: one for all tests of this folder."""

from collections.abc import Iterator

import pytest
from flask import Flask

from planner.db import db
from tests.conftest import BOTH, fresh_database
from tests.keeping.databases import QUIET


@pytest.fixture(scope="session", params=BOTH)
def kept_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service on one database; each test has people of its own in it."""
    folder = tmp_path_factory.mktemp(request.param) / "instance"
    for database in fresh_database(request, request.param, folder):
        app = database.app(**QUIET)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(kept_app: Flask) -> Iterator[Flask]:
    """The service at work, on both databases."""
    with kept_app.app_context():
        yield kept_app
        db.session.remove()
