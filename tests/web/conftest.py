"""The service as the tests of its pages see it, and a sheet of every component to look at."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Blueprint, Flask, Response, abort, render_template_string, request
from werkzeug.serving import make_server

from planner import create_app
from planner.errors import Fault, Faults
from tests.web.lives import TODAY

PAGES = Path(__file__).parent / "pages"

sheet = Blueprint("sheet", __name__, url_prefix="/sheet")


@sheet.get("/<name>")
def page(name: str) -> str:
    """One page of the component sheet."""
    return render_template_string((PAGES / f"{name}.html").read_text())


@sheet.get("/broken")
def broken() -> str:
    """A page that fails, with what must not be shown in the message."""
    told = "secret <script>alert(1)</script> " + "-".join(("1985", "02", "03"))
    raise RuntimeError(told)


@sheet.get("/bad")
def bad() -> str:
    """A page that could not read what was sent."""
    abort(400)


@sheet.get("/nonce")
def nonce() -> str:
    """The nonce as a template gets it, asked for twice."""
    return render_template_string("{% set first = csp_nonce() %}{{ csp_nonce() if csp_nonce() == first }}")


@sheet.get("/faults")
def faults() -> str:
    """A page that was told what cannot be used."""
    raise Faults([Fault("<b>age</b>", "<script>alert(1)</script>", "Enter a number from 0 to 120, as in <34>.")])


@sheet.post("/form")
def form() -> Response:
    """A page that reads a form."""
    return Response(str(len(request.form)))


@pytest.fixture(scope="session")
def app() -> Flask:
    """The service on one fixed day, with the component sheet beside its pages."""
    app = create_app({"CLOCK": lambda zone: TODAY})
    app.register_blueprint(sheet)
    return app


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    """Where the service listens while the browser tests run."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
