"""Both databases, empty and with tables, and somebody who has a plan there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from faults.databases import PostgreSql, postgresql
from planner.db import db
from tests.keeping.databases import Database, app_on, let_go, one_of

BOTH = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSql]:
    """A real PostgreSQL for as long as there are tests."""
    with postgresql(tmp_path_factory.mktemp("postgresql")) as server:
        yield server


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        yield Database("", tmp_path)
    else:
        with one_of(request.getfixturevalue("postgresql_server")) as url:
            yield Database(url, tmp_path)


@pytest.fixture
def kept_app(database: Database) -> Iterator[Flask]:
    """The service with its tables on that database."""
    app = app_on(database)
    with app.app_context():
        db.create_all()
    yield app
    let_go(app)
