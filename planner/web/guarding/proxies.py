"""Who is asking, when a proxy stands in between: only a proxy that was stated may say so."""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

# What a proxy may say. Whatever does not come from one that was stated is taken away before anything reads it.
SAID = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_SERVER",
    "HTTP_X_REAL_IP",
)


class BehindProxies:
    """Puts the address of whoever asked in place of the proxy's, when the proxy is one of `trusted`.

    `trusted`: addresses or networks. Of what a proxy says only X-Forwarded-For and X-Forwarded-Proto are heard:
    the host is the one in PUBLIC_URL, whatever anybody says.
    """

    def __init__(self, application: Application, trusted: Iterable[str]) -> None:
        self.application = application
        self.trusted = tuple(ip_network(network) for network in trusted)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        said = {name: environ.pop(name) for name in SAID if name in environ}
        if said and self._is_ours(read_address(environ.get("REMOTE_ADDR") or "")):
            self._hear(environ, said)
        return self.application(environ, start_response)

    def _hear(self, environ: Environ, said: dict[str, str]) -> None:
        # Each proxy writes at the end whom it got the request from, so the list is believed from its end, and only
        # as far as our own proxies wrote it.
        for told in reversed(said.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            address = read_address(told.strip())
            if address is None:
                break
            environ["REMOTE_ADDR"] = str(address)
            if not self._is_ours(address):
                break
        scheme = said.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().lower()
        if scheme in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme

    def _is_ours(self, address: IPv4Address | IPv6Address | None) -> bool:
        return address is not None and any(address in network for network in self.trusted)


def read_address(told: str) -> IPv4Address | IPv6Address | None:
    """The address in a text such as `192.0.2.1`, `192.0.2.1:80` or `[2001:db8::1]:80`; None when there is none."""
    if told.startswith("["):
        told = told[1:].partition("]")[0]
    elif told.count(":") == 1:
        told = told.partition(":")[0]
    try:
        address = ip_address(told)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def neighbourhood(told: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 a home or a ward has of IPv6. `none` when unreadable."""
    address = read_address(told)
    if address is None:
        return "none"
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)
