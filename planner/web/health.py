"""For whoever keeps the service running: whether it lives, and whether it can do its work. Tells nothing else."""

from hmac import compare_digest

from flask import Blueprint, Response, current_app, request

from planner.at_the_door import now
from planner.errors import NothingHere
from planner.migrated import is_up_to_date
from planner.reminders.tallies import tallies
from planner.under_seal import opens_at_all
from planner.web.figures import KIND, figures

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


@health.get("/health/metrics")
def metrics() -> Response:
    """How many reminders were sent, late or not sent, for whoever sends the key. Raises NothingHere for all others."""
    key, told = str(current_app.config["METRICS_KEY"]), request.headers.get("Authorization", "")
    if not key or not compare_digest(told.encode(), f"Bearer {key}".encode()):
        raise NothingHere
    return Response(figures(tallies(now())), content_type=KIND)
