"""The commands as they are run at a terminal: what goes in, what comes out, and how they end."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from planner import create_app

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def app() -> Flask:
    """The service as it comes."""
    return create_app()


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command; `told` goes in on standard input, as JSON unless it is text or bytes already."""

    def run(*args: str, told: Any = None) -> Result:
        given = told if isinstance(told, (str, bytes)) or told is None else json.dumps(told)
        return app.test_cli_runner().invoke(args=list(args), input=given)

    return run
