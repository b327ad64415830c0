"""Everything under /api/v1 in one list, and its description for programs and people who write them."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app
from flask_smorest import Api, Blueprint

from planner.api.answers import answers
from planner.api.export_shape import EXPORT
from planner.api.feeds import feeds
from planner.api.guidance import guidance
from planner.api.history import history
from planner.api.items import items, steps
from planner.api.moves import moves
from planner.api.nicknames import nicknames
from planner.api.notes import notes, questions
from planner.api.plans import plans
from planner.api.rooms import Room, Shown
from planner.api.sent import ANSWERS
from planner.api.shapes import components, shape_of
from planner.api.share_shapes import SHARE_COMPONENTS
from planner.api.shared import shared
from planner.api.shares import shares
from planner.api.shown import COMPONENTS
from planner.api.tokens import tokens
from planner.guidance.model import codes_of
from planner.plans.schemas import answers_schema

about = Room("about", "What there is.")
ROOMS: tuple[Blueprint, ...] = (
    *(about, plans, answers, items, steps, moves, guidance, history, notes, questions, nicknames, feeds, tokens),
    *(shares, shared),
)
INFO = {
    "description": "A dated, sourced checklist for someone facing a stem cell transplant, for programs. "
    "It is information, not a doctor's advice. Words of a plan are in the language that Accept-Language asks for, "
    "where we speak it; Content-Language says in which they are. Problems are told in English."
}


class Described(Api):
    """The description alone: errors are answered where all of the service's are, and there is no page of it."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """None of its own: it would answer for the pages too."""

    def _register_doc_blueprint(self) -> None:
        """None of its own: it is served below, like all others."""

    def _register_responses(self) -> None:
        """None of its own: each operation says all that can come."""

    def _register_etag_headers(self) -> None:
        """None of its own: they stand at each operation."""

    def _register_pagination_header(self) -> None:
        """None: there are cursors, and no pages with numbers."""


def serve_api(app: Flask) -> None:
    """Serve every room of the API, and keep its description. Forms are not its own, so their guard lets it be."""
    commands = dict(app.cli.commands)
    api = Described(app, spec_kwargs={"title": "Ahead", "version": "1", "openapi_version": "3.1.0", "info": INFO})
    app.cli.commands = commands
    api.ma_plugin.converter.add_attribute_function(shape_of)
    for name, shape in {**COMPONENTS, **SHARE_COMPONENTS}.items():
        api.spec.components.schema(name, component=shape)
    api.spec.components.schema("Export", component=EXPORT)
    none: frozenset[str] = frozenset()
    api.spec.components.schema("Told", schema=answers_schema(none))
    api.spec.components.schema("Answers", schema=answers_schema(none, "Answers", ANSWERS))
    cookie = app.config["DEVICE_COOKIE"]
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    api.spec.components.security_scheme("page", {"type": "apiKey", "in": "cookie", "name": cookie})
    api.spec.components.security_scheme("own-page", {"type": "apiKey", "in": "header", "name": "X-CSRFToken"})
    for room in ROOMS:
        app.extensions["forged"].exempt(room)
        api.register_blueprint(room)
    app.extensions["described"] = api


@about.reads("/openapi.json", {"type": "object"})
def described() -> Shown:
    """This description, as OpenAPI 3.1."""
    api: Described = current_app.extensions["described"]
    guidance = current_app.config["GUIDANCE"]()
    told: Mapping[str, Any] = api.spec.to_dict()
    options = tuple(option.key for option in guidance.options)
    schemas = {**told["components"]["schemas"], **components(codes_of(guidance), options)}
    return Shown({**told, "components": {**told["components"], "schemas": schemas}})
