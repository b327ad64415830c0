"""Both databases, and the service on them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from planner.db import db
from tests.conftest import BOTH, fresh_database
from tests.databases import Database
from tests.keeping.databases import EMPTY, app_on, let_go


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database, once of each kind: an empty one, or with all tables where the service is on it."""
    if "app" in request.fixturenames:
        yield from fresh_database(request, request.param, tmp_path / "instance")
    elif request.param == "sqlite":
        yield Database("sqlite", "", tmp_path)
    else:
        with request.getfixturevalue("postgresql_server").fresh(EMPTY) as url:
            yield Database("postgresql", url, tmp_path)


@pytest.fixture
def kept_app(database: Database) -> Iterator[Flask]:
    """The service with its tables on that database."""
    app = app_on(database)
    with app.app_context():
        db.create_all()
    yield app
    let_go(app)


@pytest.fixture
def app(database: Database) -> Iterator[Flask]:
    """The service at work, on tables as the migrations make them."""
    app = app_on(database)
    with app.app_context():
        yield app
        db.session.remove()
    let_go(app)
