"""The service as a real browser meets it, on one fixed day."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from planner import create_app
from tests.web.lives import TODAY


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the service listens while the browser tests run."""
    server = make_server("127.0.0.1", 0, create_app({"CLOCK": lambda zone: TODAY}), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def browser_context_args(browser_context_args: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """A browser with scripts, and one without: everything works in both."""
    return {**browser_context_args, "java_script_enabled": request.param}
