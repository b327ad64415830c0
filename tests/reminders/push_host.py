"""A push host on this machine, and browsers behind it: what is handed to it is opened with their own keys.

It answers as its script says, and takes everything once the script has come to its end.
"""

import base64
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, NamedTuple

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

POINT = (Encoding.X962, PublicFormat.UncompressedPoint)
AT_MOST = 4096  # bytes that every host takes (RFC 8030 7.2)


class Answer(NamedTuple):
    """What the host says next. `silent`: it says nothing until the other side has given up."""

    status: int = 201
    headers: Mapping[str, str] = {}
    silent: bool = False


class Pushed(NamedTuple):
    """One message as it came: to which path, with which headers, and what the browser reads."""

    path: str
    headers: Message
    read: Any


class PushHost:
    """A host that browsers are reached by."""

    def __init__(self) -> None:
        self.script: list[Answer] = []
        self.got: list[Pushed] = []
        self.browsers: dict[str, tuple[ec.EllipticCurvePrivateKey, bytes]] = {}
        self.over = Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def origin(self) -> str:
        """Its address, as it is named whole in PUSH_HOSTS."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def subscribes(self) -> dict[str, str]:
        """Another browser: what it says of itself when it subscribes."""
        key, auth, path = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), f"/push/{len(self.browsers)}"
        self.browsers[path] = key, auth
        point = key.public_key().public_bytes(*POINT)
        return {"endpoint": f"{self.origin}{path}", "p256dh": without_padding(point), "auth": without_padding(auth)}

    def answers(self, *said: Answer) -> None:
        """What it says to the next messages, one by one."""
        self.script = list(said)

    def arrived(self) -> list[Pushed]:
        """What has come since the last look, put away now."""
        found, self.got = self.got, []
        return found

    def _handler(host) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                host.got.append(Pushed(self.path, self.headers, host.opened(self.path, body)))
                answer = host.script.pop(0) if host.script else Answer()
                if answer.silent:
                    host.over.wait(20)
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self) -> None:
                host.got.append(Pushed(self.path, self.headers, None))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Nobody watches."""

        return Handler

    def opened(self, path: str, body: bytes) -> Any:
        """A message as the browser behind this path reads it. Raises what http_ece raises where it is not for it."""
        assert len(body) <= AT_MOST
        key, auth = self.browsers[path]
        return json.loads(http_ece.decrypt(body, private_key=key, auth_secret=auth, version="aes128gcm"))


@contextmanager
def push_host() -> Iterator[PushHost]:
    """A host on a free port, gone at the end."""
    host = PushHost()
    thread = Thread(target=host.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        host.over.set()
        host.server.shutdown()
        host.server.server_close()


def claims_in(authorization: str, point: str) -> Any:
    """What a sender says of itself (RFC 8292), with the signature looked at by the key that browsers were given. Raises
    InvalidSignature."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    told = dict(one.strip().split("=", 1) for one in rest.split(","))
    assert told["k"].rstrip("=") == point
    signed, _, signature = told["t"].rpartition(".")
    raw = with_padding(signature)
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), with_padding(point))
    key.verify(der, signed.encode(), ec.ECDSA(SHA256()))
    head, claims = (json.loads(with_padding(part)) for part in signed.split("."))
    assert head["alg"] == "ES256"
    return claims


def with_padding(text: str) -> bytes:
    """Bytes from base64 as addresses write it."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def without_padding(raw: bytes) -> str:
    """Bytes as addresses write them in base64."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
