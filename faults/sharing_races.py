"""Sharing is ended while the partner's phones, programs and calendars ask on: what begins after that shows nothing.

Nor does it change anything; and what they were told is kept before it stays kept.
"""

import http.client
import json
import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import NamedTuple, Protocol
from urllib.parse import urlencode, urlsplit

from faults.browsing import TOKEN
from faults.looking import app_at
from faults.owners import Owner
from faults.rows import Row
from faults.serving import Served
from faults.sharers import Partner, Sharer
from planner.tokens import new_token

AFTER = 2  # requests of each kind that begin after the acknowledgement, in each round
LONGEST_WAIT = 0.06  # seconds of asking before it ends
PATIENCE = 60.0  # seconds in which every request has to be answered
ENDED = b"\r\nSUMMARY:This calendar has ended\r\n"


class Told(NamedTuple):
    """The status and the bytes of an answer, and the cookies it set."""

    status: int
    body: bytes
    cookies: Mapping[str, str] = {}


Send = Callable[[str, str, Mapping[str, str], bytes], Told]  # method, path, headers and body


class Ends(Protocol):
    """Whoever shares and ends it. A method that returns has been acknowledged."""

    def shares(self) -> Partner:
        """Share with somebody new, who comes in and makes a calendar and a token."""

    def ends(self, share: str) -> None:
        """End it."""

    def kept(self, partner: Partner) -> tuple[bool, str]:
        """Whether their step is done in the plan, and their own words beside it."""


@dataclass(slots=True)
class Asked:
    """What one kind of request came to: when each began and its answer; what was acknowledged last."""

    seen: list[tuple[float, Told]] = field(default_factory=list)
    kept: str = ""
    after: int = 0


@dataclass(slots=True)
class Races:
    """What came of all rounds."""

    before: int = 0
    after: int = 0
    changed: int = 0
    faults: list[str] = field(default_factory=list)


def end_sharing(folder: Path, name: str, database: str, rounds: int, seed: int, tell: Callable[[str], None]) -> Row:
    """End it `rounds` times under everything a partner has, asking from the running service."""
    with Served(folder, database) as served:
        owner = Owner(served)
        sharer = Sharer(app_at(folder, database), owner.browser.cookies["device"], owner.ends_share)
        found = race(rounds, sharer, [over_the_wire(served.address) for _ in KINDS], random.Random(seed), tell)
    note = (
        f"of a partner: {found.after:,} requests begun after the acknowledgement, {found.before:,} before it, "
        f"{found.changed:,} changes kept"
    )
    return Row("revocation-races", name, rounds, len(found.faults), "; ".join([note, *found.faults[:3]]))


def race(rounds: int, sharer: Ends, sends: Sequence[Send], luck: random.Random, tell: Callable[[str], None]) -> Races:
    """End it `rounds` times under one stream of each kind of request."""
    found = Races()
    for number in range(rounds):
        partner, ended = sharer.shares(), list[float]()
        partner, was = _with_word(partner, sends[0]), sharer.kept(partner)[0]
        asked = {kind: Asked() for kind in KINDS}
        threads = [
            Thread(target=_go_on, args=(kind, send, partner, asked[kind], ended))
            for kind, send in zip(KINDS, sends, strict=True)
        ]
        for thread in threads:
            thread.start()
        time.sleep(luck.uniform(0, LONGEST_WAIT))
        sharer.ends(partner.share)
        ended.append(time.perf_counter())
        for thread in threads:
            thread.join()
        for kind, one in asked.items():
            _judge(kind, one, partner, ended[0], found)
        _judge_kept(asked, was, sharer.kept(partner), found)
        if number % 50 == 49:
            tell(f"{number + 1} of {rounds} ended: {found.after} requests after it, {len(found.faults)} faults")
    return found


def over_the_wire(address: str) -> Send:
    """A browser or program that keeps its connection."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Told:
        connection.request(method, path, body or None, dict(headers))
        answer = connection.getresponse()
        cookies = [one.partition(";")[0].split("=", 1) for one in answer.headers.get_all("Set-Cookie") or []]
        return Told(answer.status, answer.read(), dict(cookies))

    return send


def _with_word(partner: Partner, send: Send) -> Partner:
    """The partner with the word against forged forms that their page gives, and the cookie it belongs to."""
    told = send("GET", partner.step, {"Cookie": f"device={partner.cookie}"}, b"")
    words = TOKEN.findall(told.body.decode())
    if told.status != 200 or not words:
        raise RuntimeError(f"Their page answered {told.status} before anything was ended.")
    cookies = {"device": partner.cookie, **told.cookies}
    return partner._replace(csrf=words[0], cookies="; ".join(f"{name}={value}" for name, value in cookies.items()))


def _page(partner: Partner, send: Send, number: int) -> Told:
    return send("GET", "/part", {"Cookie": partner.cookies}, b"")


def _step(partner: Partner, send: Send, number: int) -> Told:
    return send("GET", partner.step, {"Cookie": partner.cookies}, b"")


def _form(partner: Partner, send: Send, way: str, **fields: str) -> Told:
    headers = {"Cookie": partner.cookies, "Content-Type": "application/x-www-form-urlencoded"}
    sent = urlencode({"csrf_token": partner.csrf, "once": new_token(), **fields}).encode()
    return send("POST", f"{partner.step}/{way}", headers, sent)


def _done(partner: Partner, send: Send, number: int) -> Told:
    return _form(partner, send, "done", done="yes" if number % 2 else "no")


def _words(partner: Partner, send: Send, number: int) -> Told:
    return _form(partner, send, "words", words=f"words {number}")


def _program(partner: Partner, send: Send, number: int) -> Told:
    return send("GET", "/api/v1/shared", {"Authorization": f"Bearer {partner.token}"}, b"")


def _says(partner: Partner, send: Send, number: int) -> Told:
    headers = {"Authorization": f"Bearer {partner.token}", "Content-Type": "application/json"}
    headers |= {"Idempotency-Key": new_token(), "If-Match": "*"}
    path = f"/api/v1/shared/{partner.other.rpartition('/')[2]}/words"
    return send("PUT", path, headers, json.dumps({"words": f"said {number}", "tell": False}).encode())


def _calendar(partner: Partner, send: Send, number: int) -> Told:
    return send("GET", f"/f/{partner.feed}.ics", {"User-Agent": f"program {number}"}, b"")


KINDS: Mapping[str, Callable[[Partner, Send, int], Told]] = {
    "page": _page,
    "step": _step,
    "done": _done,
    "words": _words,
    "program": _program,
    "says": _says,
    "calendar": _calendar,
}
GOOD = {"done": (303,), "words": (303,)}


def _go_on(kind: str, send: Send, partner: Partner, asked: Asked, ended: list[float]) -> None:
    number, until = 0, time.monotonic() + PATIENCE
    while asked.after < AFTER and time.monotonic() < until:
        number += 1
        was_over, began = bool(ended), time.perf_counter()
        told = KINDS[kind](partner, send, number)
        asked.seen.append((began, told))
        asked.after += was_over
        if told.status in GOOD.get(kind, (200,)) and kind in ("done", "words"):
            asked.kept = str(number)


def _judge(kind: str, asked: Asked, partner: Partner, ended: float, found: Races) -> None:
    """Nothing begun after the acknowledgement may show anything; nor may anything fail, before it or after."""
    for began, told in asked.seen:
        shows = re.search(partner.shows, told.body) is not None
        over = (kind == "calendar" and told.status == 200 and ENDED in told.body and not shows) or told.status == 404
        over = over or (kind == "calendar" and told.status == 410)
        if began <= ended:
            found.before += 1
            good = told.status in GOOD.get(kind, (200,)) or over
        else:
            found.after += 1
            good = over and not shows
        if not good:
            when = f"{(began - ended) * 1e3:+.1f} ms"
            found.faults.append(f"{kind} begun {when} from the end: {told.status}{', shows it' if shows else ''}")
    if asked.after < AFTER:
        found.faults.append(f"{kind} got no answer")


def _judge_kept(asked: Mapping[str, Asked], was: bool, kept: tuple[bool, str], found: Races) -> None:
    """What was acknowledged last is what is kept; `was`: whether the step was done before that."""
    done, words = asked["done"].kept, asked["words"].kept
    found.changed += bool(done) + bool(words)
    if kept[0] is not (bool(int(done) % 2) if done else was):
        found.faults.append(f"the step was acknowledged as request {done or 'none'}, and is {kept[0]}")
    if kept[1] != (f"words {words}" if words else ""):
        found.faults.append(f"the words acknowledged were {words or 'none'}, and {kept[1]!r} are kept")
