"""The style sheet, the pictures and what else is the same for everybody: small on the way, asked about each time."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import brotli
from flask import Flask, Response, abort, current_app, request
from werkzeug.security import safe_join

# What is served, by the end of its name; what the files were made from is not. True: worth making smaller.
KINDS: dict[str, tuple[str, bool]] = {
    ".css": ("text/css", True),
    ".js": ("text/javascript", True),
    ".svg": ("image/svg+xml", True),
    ".webmanifest": ("application/manifest+json", True),
    ".png": ("image/png", False),
    ".ico": ("image/x-icon", False),
    ".woff2": ("font/woff2", False),
}


class Packed(NamedTuple):
    """One file as it is sent: its bytes, and the name of this very content in this very packing."""

    content: bytes
    etag: str


def serve_static_files(app: Flask) -> None:
    """Let the app's own way of serving them give place to this one. Their addresses stay."""
    app.view_functions["static"] = static_file


def static_file(filename: str) -> Response:
    """One file, packed as the browser likes it best. Nothing but its content decides whether a copy is still good."""
    found = safe_join(str(current_app.static_folder), filename)
    kind = KINDS.get(Path(filename).suffix)
    if found is None or kind is None or not Path(found).is_file():
        abort(404)
    mimetype, small = kind
    packing = _packing() if small else ""
    packed = _packed(found, Path(found).stat().st_mtime_ns, packing)
    answer = Response(packed.content, mimetype=mimetype)
    answer.set_etag(packed.etag)
    if small:
        answer.vary.add("Accept-Encoding")
    if packing:
        answer.content_encoding = packing
    answer.make_conditional(request)
    return answer


def _packing() -> str:
    """The packing this browser takes: `br`, `gzip` or, for one that takes neither, none."""
    for packing in ("br", "gzip"):
        if request.accept_encodings[packing] > 0:
            return packing
    return ""


@lru_cache(maxsize=128)
def _packed(path: str, _changed: int, packing: str) -> Packed:
    """A file is packed once for each time it changed. The best packing is worth its time here."""
    content = Path(path).read_bytes()
    if packing == "br":
        content = brotli.compress(content)
    elif packing == "gzip":
        content = gzip.compress(content, 9, mtime=0)
    return Packed(content, hashlib.sha256(content).hexdigest()[:32])
