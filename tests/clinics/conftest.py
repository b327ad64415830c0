"""The service as the tests of clinics see it: on one fixed day, in a folder of its own."""

import pytest
from flask import Flask

from planner import create_app
from planner.db import db
from tests.web.conftest import OFTEN
from tests.web.lives import TODAY


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The service on one fixed day in a folder of its own."""
    app = create_app({"CLOCK": lambda zone: TODAY, "INSTANCE": str(tmp_path_factory.mktemp("clinics")), **OFTEN})
    with app.app_context():
        db.create_all()
    return app
