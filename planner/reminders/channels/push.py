"""Hands messages to the hosts by which browsers reach their phones: encrypted for that one browser, and short.

What is sent is a declarative message, which some browsers show by themselves; all others hand it to our worker.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid
from pywebpush import WebPushException, webpush

from planner.reached import can_sign, is_push_host
from planner.reminders.channels.contract import Dead, Message, NotFromHere, TryLater
from planner.sealed import keys_in
from planner.tokens import base64url

PATIENCE = 10  # seconds a host may take
GONE = (404, 410)  # RFC 8030 7.3: the subscription is over
NOT_THIS_ONE = (400, 403)  # the host does not take our word for it, for this subscription
DECLARATIVE = 8030
POINT = (Encoding.X962, PublicFormat.UncompressedPoint)
HOST_NOT_ALLOWED = "host-not-allowed"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256


def send(message: Message, address: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """Send one message to one browser; what its host answered. Raises TryLater, NotFromHere where the settings do not
    name its host, and Dead when it is known no more."""
    if not is_push_host(address["endpoint"], settings["PUSH_HOSTS"]):
        raise NotFromHere(HOST_NOT_ALLOWED)
    try:
        answer = webpush(
            {"endpoint": address["endpoint"], "keys": {"p256dh": address["p256dh"], "auth": address["auth"]}},
            json.dumps(payload(message)),
            vapid_private_key=signer(settings),
            vapid_claims={"sub": contact_in(settings)},  # a fresh one each time: the library writes into it
            ttl=message.lasts,
            timeout=PATIENCE,
            headers={"Urgency": "high" if message.urgent else "normal", "Topic": message.topic},
            requests_session=_straight(),
        )
    except WebPushException as error:
        raise _in_a_word(error) from error
    except requests.Timeout as error:
        raise TryLater("timeout") from error
    except requests.RequestException as error:
        raise TryLater("no-answer") from error
    except (ValueError, TypeError, AssertionError) as error:  # its keys are no keys
        raise Dead("not-a-subscription") from error
    return str(getattr(answer, "status_code", ""))


def payload(message: Message) -> dict[str, Any]:
    """What the browser is told, whether it shows it by itself or hands it to our worker."""
    return {
        "web_push": DECLARATIVE,
        "notification": {
            "title": message.title,
            "body": message.body,
            "navigate": message.url,
            "lang": message.language,
            "tag": message.id,
        },
    }


def contact_in(settings: Mapping[str, Any]) -> str:
    """Whom hosts may write to about our messages; empty where there is nobody, and then they take none."""
    public = urlsplit(str(settings["PUBLIC_URL"]))
    host = f"https://{public.hostname}"  # without its port, with which nothing can be signed
    return str(settings["PUSH_CONTACT"] or (host if public.scheme == "https" and can_sign(host) else ""))


def signer(settings: Mapping[str, Any]) -> Vapid:
    """What signs our messages: made with the keys of this installation on first run, and the same for ever."""
    return _signer(keys_in(settings["INSTANCE"]).for_purpose("messages to phones"))


def public_key(settings: Mapping[str, Any]) -> str:
    """What a browser is told when it subscribes, so that it takes messages from us alone: a point of P-256."""
    return str(base64url(signer(settings).public_key.public_bytes(*POINT)))


@lru_cache(maxsize=4)
def _signer(seed: bytes) -> Vapid:
    return Vapid(ec.derive_private_key(int.from_bytes(seed) % (ORDER - 1) + 1, ec.SECP256R1()))


def _in_a_word(error: WebPushException) -> TryLater | Dead:
    answer = error.response
    if answer is None:
        return Dead("not-a-subscription")  # it never left: the library says so of keys that are none
    status = answer.status_code
    if status in GONE:
        return Dead("gone")
    if status in NOT_THIS_ONE:
        return TryLater(f"refused-{status}")
    return TryLater(f"push-{status}", _seconds(answer.headers.get("Retry-After")))


def _seconds(after: str | None) -> float | None:
    """How long to wait, as a host says it: in seconds, or until a moment."""
    if not after:
        return None
    if after.isdecimal():
        return float(after)
    try:
        return max(0.0, (parsedate_to_datetime(after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _straight() -> requests.Session:
    """A session that goes where it is sent and nowhere else: it follows nobody to another host."""
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 0
    return session
