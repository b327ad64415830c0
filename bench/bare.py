"""The peer of the pages: the smallest thing Flask can serve."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def bare() -> bytes:
    """A few bytes."""
    return b"ok"
