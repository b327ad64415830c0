"""The service on either database, for programs: one for all tests of this folder."""

from collections.abc import Iterator

import pytest
from flask import Flask

from planner.db import db
from tests.api.programs import Program
from tests.conftest import BOTH, fresh_database
from tests.keeping.databases import QUIET


@pytest.fixture(scope="session", params=BOTH)
def kept_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service on one database; each test has programs of its own in it."""
    folder = tmp_path_factory.mktemp(f"api-{request.param}") / "instance"
    for database in fresh_database(request, request.param, folder):
        app = database.app(**QUIET)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(kept_app: Flask) -> Flask:
    """The service at work, on both databases."""
    return kept_app


@pytest.fixture
def amira(app: Flask) -> Program:
    """Somebody's program, with a plan that is made."""
    return Program(app).makes()
