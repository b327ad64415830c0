"""For whoever keeps the service running: whether it lives, and whether it can do its work. Tells nothing else."""

from flask import Blueprint, Response, current_app

from planner.migrated import is_up_to_date
from planner.under_seal import opens_at_all

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@health.get("/readyz")
def ready() -> Response:
    """The database answers, its tables are those of this version, and what is sealed can be opened."""
    if is_up_to_date(current_app) and opens_at_all():
        return Response("ready\n", mimetype="text/plain")
    return Response("not ready\n", 503, mimetype="text/plain")
