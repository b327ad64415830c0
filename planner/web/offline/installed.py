"""What a browser needs to put the service on a phone's first screen: a neutral name, icons of our own, the worker."""

from flask import Blueprint, Response, current_app, jsonify, render_template

from planner.languages import tag
from planner.web.guarding.static_files import static_file

INK = "#12444c"
PAPER = "#faf7f1"
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("masked-512.png", "512x512", "maskable"),
)

installed = Blueprint("installed", __name__)


@installed.get("/manifest.webmanifest")
def manifest() -> Response:
    """What the service is called on a phone, and how it opens. It tells nothing more than the name does."""
    name = current_app.config["SERVICE_NAME"]
    answer = jsonify(
        id="/",
        name=name,
        short_name=name,
        lang=tag(),
        start_url="/",
        scope="/",
        display="standalone",
        background_color=PAPER,
        theme_color=INK,
        icons=[
            {"src": f"/static/icons/{file}", "sizes": sizes, "type": "image/png", "purpose": purpose}
            for file, sizes, purpose in ICONS
        ],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@installed.get("/worker.js")
def worker() -> Response:
    """The script that keeps the plan for when there is no signal. It stands at the top, to look after every page."""
    return static_file("js/worker.js")


@installed.get("/kept/locked")
def kept_locked() -> str:
    """The page of a locked phone, kept for when there is no signal. It knows of nobody."""
    return render_template("kept_locked.html")


@installed.get("/kept/nothing")
def kept_nothing() -> str:
    """What is said of a page that was not kept. It knows of nobody."""
    return render_template("kept_nothing.html")


@installed.get("/waiting")
def waiting() -> str:
    """What waits on this phone to be sent. The phone itself fills it in: we do not know it."""
    return render_template("waiting.html")
