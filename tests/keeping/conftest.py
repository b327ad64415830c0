"""Both databases, empty and with tables, and somebody who has a plan there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from planner.db import db
from tests.keeping.databases import EMPTY, Database, app_on, let_go

BOTH = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        yield Database("", tmp_path)
    else:
        with request.getfixturevalue("postgresql_server").fresh(EMPTY) as url:
            yield Database(url, tmp_path)


@pytest.fixture
def kept_app(database: Database) -> Iterator[Flask]:
    """The service with its tables on that database."""
    app = app_on(database)
    with app.app_context():
        db.create_all()
    yield app
    let_go(app)
