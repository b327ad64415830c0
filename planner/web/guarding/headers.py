"""What every answer tells the browser: load nothing from elsewhere, keep nothing, pass nothing on."""

import secrets

from flask import Flask, Response, current_app, g, request

ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    # The way out is a link on every page; a browser would look its name up before anyone presses it.
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), "
    "fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def csp_nonce() -> str:
    """The word that lets a script or style written in this one page run. New for every request."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return g.csp_nonce


def content_security_policy(nonce: str) -> str:
    """What a page may load and where its forms may go: this host alone."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "font-src 'self'",
            "object-src 'none'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def for_https(app: Flask) -> list[tuple[str, str]]:
    """What browsers are told where the service is on https: never to come without it."""
    lasts = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return [lasts] if app.config["PUBLIC_URL"].startswith("https://") else []


def add_headers(response: Response) -> Response:
    """Puts the headers on one answer. Pages are kept by nobody; static files may be, but are asked about."""
    for name, value in ALWAYS.items():
        response.headers[name] = value
    response.headers["Content-Security-Policy"] = content_security_policy(csp_nonce())
    for name, value in for_https(current_app):
        response.headers[name] = value
    static = request.endpoint == "static" and response.status_code in (200, 206, 304)
    response.headers["Cache-Control"] = "no-cache" if static else "no-store"
    return response


def send_headers(app: Flask) -> None:
    """Puts the headers on every answer of the app, and `csp_nonce()` into every template."""
    app.after_request(add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
