"""The service whose real command every story goes through."""

import pytest
from flask import Flask

from planner import create_app


@pytest.fixture(scope="session")
def app() -> Flask:
    """The service as it comes."""
    return create_app()
