"""A browser as small as can be: it keeps cookies, reads the hidden keys of a form, and sends it."""

import http.client
import re
from collections.abc import Mapping, Sequence
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
ONCE = re.compile(r'name="once" value="([^"]+)"')

Field = str | bytes | Sequence[str]  # bytes where they are no text; several where a name stands several times


class Answer(NamedTuple):
    """What came back: the status, where to go on, the page, and its bytes as they were sent."""

    status: int
    location: str
    page: str
    headers: dict[str, str]
    sent: int


class Browser:
    """One browser with its own cookies and its own connection."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.cookies: dict[str, str] = {}
        self.connection: http.client.HTTPConnection | None = None

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """Ask for a page. Raises OSError or HTTPException when the connection breaks."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, Field]) -> Answer:
        """Send a form. Raises OSError or HTTPException when the connection breaks: nobody knows then if it arrived."""
        return self._ask("POST", path, urlencode(fields, doseq=True))

    def rest(self) -> None:
        """Let the connection go: a server ends one that nobody uses. The next request opens another."""
        if self.connection:
            self.connection.close()
            self.connection = None

    def keys_of(self, path: str) -> dict[str, str]:
        """The hidden keys of the form on a page."""
        page = self.get(path).page
        return {"csrf_token": TOKEN.findall(page)[0], "once": ONCE.findall(page)[0]}

    def weight_of(self, path: str) -> int:
        """How many bytes a page or file takes over the wire, its headers with it, to a browser that takes gzip."""
        answer = self._ask("GET", path, None, {"Accept-Encoding": "gzip"})
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered with {answer.status}.")
        headers = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
        return answer.sent + headers

    def _ask(self, method: str, path: str, body: str | None, more: dict[str, str] | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(more or {})}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise
        for told in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(told).items():
                self.cookies[name] = morsel.value
        page = content.decode("utf-8", "replace")
        return Answer(answer.status, answer.headers.get("Location", ""), page, dict(answer.headers), len(content))
