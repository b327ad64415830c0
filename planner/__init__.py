"""A dated, sourced checklist for someone facing a stem cell transplant. Here it is put together."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader

from planner.cli import add_commands
from planner.clock import zone_named
from planner.config import settings_from_environment
from planner.web.error_pages import show_errors_kindly
from planner.web.headers import guard
from planner.web.pages import pages

ROOT = Path(__file__).resolve().parent.parent

# Every group of pages, by name: what is not listed here is not served.
BLUEPRINTS: tuple[Blueprint, ...] = (pages,)


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The service, ready to serve. `settings` lie over those of the environment; see `config.SETTINGS`.

    Raises `SettingsError` or `UnknownZone` when a setting cannot be used.
    """
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_mapping(settings_from_environment())
    app.config.from_mapping(settings or {})
    zone_named(app.config["TIME_ZONE"])
    # The health-service templates end in .jinja, which Flask would not escape; escape everything instead.
    app.jinja_options = {
        "autoescape": True,
        "undefined": ChainableUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    loaders = (app.jinja_loader, PackageLoader("nhsuk_frontend_jinja"))
    app.jinja_loader = ChoiceLoader([loader for loader in loaders if loader])
    guard(app)
    show_errors_kindly(app)
    add_commands(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
