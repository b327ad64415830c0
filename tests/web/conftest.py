"""The service as the tests of its pages see it, and a sheet of every component to look at."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Blueprint, Flask, render_template_string
from werkzeug.serving import make_server

from planner import create_app
from planner.accounts.access import ACCESS, ANYONE
from planner.db import db
from planner.errors import Fault, Faults
from tests.web.lives import TODAY
from tests.web.phones import Phone

PAGES = Path(__file__).parent / "pages"
OFTEN = {
    "WRITE_LIMIT": "1000000 per minute",
    "START_LIMIT": "1000000 per minute",
    "GUESS_LIMIT": "1000000 per minute",
    "LIMITS_URL": "memory://",
}

sheet = Blueprint("sheet", __name__, url_prefix="/sheet")


@sheet.get("/<name>")
def page(name: str) -> str:
    """One page of the component sheet."""
    return render_template_string((PAGES / f"{name}.html").read_text())


@sheet.get("/faults")
def faults() -> str:
    """A page that was told what cannot be used."""
    raise Faults([Fault("<b>age</b>", "<script>alert(1)</script>", "Enter a number from 0 to 120, as in <34>.")])


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The service on one fixed day in a folder of its own, with the component sheet beside its pages."""
    folder = str(tmp_path_factory.mktemp("instance"))
    app = create_app({"CLOCK": lambda zone: TODAY, "INSTANCE": folder, **OFTEN})
    with app.app_context():
        db.create_all()
    app.register_blueprint(sheet)
    return app


@pytest.fixture(scope="session")
def listening(app: Flask) -> Iterator[str]:
    """Where the service listens for as long as there are tests."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def address(listening: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the service listens. Anyone may see the component sheet while a test looks at it, and not longer."""
    table: Any = ACCESS
    for view in ("page", "faults"):
        monkeypatch.setitem(table, f"sheet.{view}", (ANYONE,))
    return listening


@pytest.fixture
def owner(app: Flask) -> Phone:
    """Somebody whose plan is open on one phone."""
    return Phone(app).starts()


@pytest.fixture
def second(app: Flask) -> Phone:
    """Another phone, where nothing is open."""
    return Phone(app)
