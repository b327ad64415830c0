"""The printed pages as a file, where WeasyPrint is installed. Where it is not, everything else works all the same."""

from functools import lru_cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from flask import current_app
from werkzeug.exceptions import NotFound, ServiceUnavailable

LONGEST_WAIT = 5.0  # seconds; whoever waits holds up one of few threads

# One file at a time in each worker: it takes one to four seconds of a processor, and others want their pages meanwhile.
_turn = Lock()


def can_make_files() -> bool:
    """Whether WeasyPrint is here, with the libraries it needs."""
    return _maker() is not None


def pdf_of(page: str) -> bytes:
    """A printed page as a PDF. Raises NotFound where none can be made, ServiceUnavailable when too many wait."""
    maker = _maker()
    if maker is None:
        raise NotFound
    if not _turn.acquire(timeout=LONGEST_WAIT):
        raise ServiceUnavailable(retry_after=int(LONGEST_WAIT))
    try:
        made: bytes = maker.file_of(page, Path(str(current_app.static_folder)) / "build" / "ahead.css")
    finally:
        _turn.release()
    return made


@lru_cache(maxsize=1)
def _maker() -> Any:
    """The module that makes files; None without WeasyPrint (ImportError) or without Pango (OSError)."""
    try:
        return import_module("planner.web.printing.with_weasyprint")
    except (ImportError, OSError):
        return None
