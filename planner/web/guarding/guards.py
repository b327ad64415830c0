"""What stands around every page, in the order a request meets it."""

from flask import Flask
from flask_compress import Compress

from planner.logs import write_discreetly
from planner.web.guarding.error_pages import Elsewhere, show_errors_kindly
from planner.web.guarding.forged import guard_forms, refuse_from_elsewhere
from planner.web.guarding.headers import send_headers
from planner.web.guarding.limits import limit_rates, limit_requests
from planner.web.guarding.proxies import BehindProxies
from planner.web.guarding.static_files import serve_static_files

# Pages and calendar files are packed on their way; static files bring their own packing. What the packed length of
# a page could give away is thought through in docs/decisions/0009-compressing-pages.md.
PACKED = ["text/html", "text/calendar", "application/json"]


def guard(app: Flask, elsewhere: Elsewhere | None = None) -> None:
    """Put every guard around the app's pages. Call it once, before anything else looks at a request.

    `elsewhere`: paths whose errors are no pages.
    """
    # An answer meets these from the last to the first: packed, given its headers, written down.
    write_discreetly(app)
    send_headers(app)
    app.config["COMPRESS_MIMETYPES"] = PACKED
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    # The quickest packing: it makes 10 kB of a plan's 50 in 0.1 ms. The usual one makes 8.5 in 0.5 ms.
    app.config["COMPRESS_BR_LEVEL"] = app.config["COMPRESS_LEVEL"] = 1
    Compress(app)
    # A request meets these from the first to the last.
    limit_requests(app)
    app.before_request(refuse_from_elsewhere)  # before the count: another site cannot use up what an address may send
    limit_rates(app)
    guard_forms(app)
    serve_static_files(app)
    # Werkzeug would send people on to the same address with or without a slash, built from the host they asked for.
    app.url_map.merge_slashes = app.url_map.strict_slashes = app.url_map.redirect_defaults = False
    app.wsgi_app = BehindProxies(app.wsgi_app, app.config["TRUSTED_PROXIES"])  # type: ignore[method-assign]
    show_errors_kindly(app, elsewhere)
