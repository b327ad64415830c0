"""The peer of the pages: the smallest things Flask can serve."""

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

app = Flask(__name__)


@app.get("/")
def bare() -> bytes:
    """A few bytes."""
    return b"ok"


@app.post("/")
def sent() -> Response:
    """Read a form, and send on to another page. Nothing is kept."""
    return redirect(f"/?changed={len(request.form)}", 303)
