"""Where the service is on the web, and what follows: the names it answers to, and how its cookies are kept."""

from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError

LASTS = timedelta(days=400)  # browsers keep no cookie longer
LOCAL = ("localhost", "127.0.0.1")


def check_public_url(value: str) -> None:
    """Refuse what is no bare origin, and plain http anywhere but on this machine. Raises ValidationError."""
    if len(value) > 200 or not value.isascii() or not value.isprintable() or value != value.lower():
        raise ValidationError("Write it in small plain letters, such as https://plan.example.org.")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise ValidationError("Write it such as https://plan.example.org.") from error
    bare = f"{parts.scheme}://{parts.hostname or ''}" + (f":{port}" if port else "")
    if parts.scheme not in ("http", "https") or not parts.hostname or value.rstrip("/") != bare:
        raise ValidationError("Write https://, a name and perhaps a port, and nothing after it.")
    if set(parts.hostname) - set("abcdefghijklmnopqrstuvwxyz0123456789.-"):
        raise ValidationError("Use a name, such as plan.example.org, or an address with dots.")
    if parts.scheme == "http" and not _is_local(parts.hostname):
        raise ValidationError("Plain http is only for this machine. Everywhere else it has to be https://.")


def check_hosts(names: list[str]) -> None:
    """Refuse what is no bare name of a host. Raises ValidationError."""
    for name in names:
        if not name or set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789.-"):
            raise ValidationError("Write names in small letters without a port, such as plan.example.org.")


def check_networks(addresses: list[str]) -> None:
    """Refuse what is no address and no network. Raises ValidationError."""
    for address in addresses:
        try:
            ip_network(address)
        except ValueError as error:
            raise ValidationError("Write addresses or networks, such as 127.0.0.1 or 10.0.0.0/8.") from error


def what_follows(chosen: dict[str, Any]) -> dict[str, Any]:
    """The settings that hang on `PUBLIC_URL`. A cookie gets `__Host-` exactly where the web is https.

    `TRUSTED_HOSTS` and `PASSKEY_HOST` are filled in when nobody chose them. Raises ValidationError when passkeys could
    never be used here.
    """
    url = _origin(chosen["PUBLIC_URL"])
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    passkey_host = chosen["PASSKEY_HOST"] or parts.hostname or ""
    if not f".{parts.hostname}".endswith(f".{passkey_host}"):
        raise ValidationError("PASSKEY_HOST has to be the name in PUBLIC_URL, or the end of it, as in example.org.")
    prefix = "__Host-" if secure else ""
    own = [parts.hostname] if secure else list(dict.fromkeys([parts.hostname, *LOCAL]))
    return {
        "PUBLIC_URL": url,
        "PREFERRED_URL_SCHEME": parts.scheme,
        "TRUSTED_HOSTS": chosen["TRUSTED_HOSTS"] or own,
        "PASSKEY_HOST": passkey_host,
        "DEVICE_COOKIE": f"{prefix}device",
        "SESSION_COOKIE_NAME": f"{prefix}s",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Sent again with every page that holds a form, so a form outlives the night and a closed browser.
        "PERMANENT_SESSION_LIFETIME": LASTS,
        "SESSION_REFRESH_EACH_REQUEST": False,
    }


def _origin(url: str) -> str:
    """The address as a browser writes it: without a last slash and without the usual port."""
    url = url.rstrip("/")
    usual = {"https": ":443", "http": ":80"}[urlsplit(url).scheme]
    return url.removesuffix(usual)


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
