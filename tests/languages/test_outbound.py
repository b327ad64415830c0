"""Whatever leaves the page tells a stranger nothing, in either language: addresses, titles, files, cookies, logs.

The telling words of every language are looked for in all of it, byte by byte.
"""

import logging
import re
import struct
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Response
from markupsafe import Markup

from planner.calendar.choices import PROGRAMS
from planner.languages import FOLDER, read_languages
from planner.web.calendars import pages as calendar_pages
from planner.web.printing import stamp
from planner.web.ways import devices
from tests.calendar.telling_words import telling
from tests.languages import calendars_everywhere, everywhere
from tests.languages.everywhere import NEWER, ROOT, TYPED, Everywhere, Seen
from tests.languages.visible import texts_of
from tests.newer_guidance import newer_guidance

GUIDANCE = newer_guidance(*NEWER)
SPOKEN = tuple(read_languages(str(FOLDER)))
ADDRESS = re.compile(r'(?:href|src|action|formaction|poster|data-[\w-]+)="([^"]*)"')
OTHERS = ("https://", "http://", "mailto:", "tel:")
TITLES = re.compile(r"<title>(.*?)</title>|<meta[^>]*>", re.DOTALL)
COOKIE = re.compile(r"^([^=]+)=([^;]*)")
# A locked phone's pages, and those it keeps: whoever finds it reads every word of them.
BEHIND = "what stands behind a # in an address"
FOR_STRANGERS = ("/locked", "/kept/locked", "/kept/nothing")
# What a picture needs to be shown; everything else in it would be words about it.
PARTS_OF_A_PICTURE = {b"IHDR", b"PLTE", b"tRNS", b"sRGB", b"gAMA", b"cHRM", b"pHYs", b"IDAT", b"IEND"}


class Left(Everywhere):
    """All that left the service in one language, by what it was."""

    def __init__(self, folder: Path, language: str, patch: pytest.MonkeyPatch, **settings: Any) -> None:
        self.left: dict[str, set[str]] = {}
        super().__init__(folder, language, patch, **settings)
        self.app.after_request(self._leaves)
        for module in (devices, stamp, calendar_pages):
            patch.setattr(module, "qr_of", self._squares)

    def _leaves(self, answer: Response) -> Response:
        for name, value in answer.headers.items():
            self.note("a header", f"{name}: {_without_place(value)}")
            if name == "Set-Cookie" and (found := COOKIE.match(value)):
                self.note("a cookie", f"{found[1]} {found[2] if len(found[2]) < 20 else ''} {value[found.end() :]}")
            if name == "Content-Disposition":
                self.note("a file name", value)
        return answer

    def _squares(self, link: str) -> Markup:
        self.note("what squares hold", link)
        return Markup("<svg></svg>")

    def note(self, what: str, told: str) -> None:
        """Note something that left."""
        self.left.setdefault(what, set()).add(told)


def _without_place(value: str) -> str:
    """A header's value without secrets that are made by chance, whose letters are nobody's words."""
    return re.sub(r"'nonce-[^']+'|[\w-]{40,}|\b[0-9a-f]{16,}\b", "", value)


@pytest.fixture(scope="module", params=SPOKEN)
def here(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
    """The service in each language, after somebody went through it."""
    with pytest.MonkeyPatch.context() as patch:
        settings: dict[str, Any] = {"GUIDANCE": lambda: GUIDANCE}
        left = Left(tmp_path_factory.mktemp("left") / request.param, request.param, patch, **settings)
        said = logging.getLogger("ahead")
        lines = _Lines(left)
        said.addHandler(lines)
        try:
            _goes_through(left)
            _gather(left)
        finally:
            said.removeHandler(lines)
        yield left


class _Lines(logging.Handler):
    """Every line of the log."""

    def __init__(self, left: Left) -> None:
        super().__init__()
        self.place = left

    def emit(self, record: logging.LogRecord) -> None:
        # Where in the code something failed is for whoever mends it, and is the same for everybody.
        self.place.note("a line of the log", re.sub(r" at /.*", "", record.getMessage()))


def _goes_through(left: Left) -> None:
    """Look at every kind of page once, and do every kind of thing."""
    for part in ("as_nobody", "ways_in", "locking", "stopping", "newer", "failing"):
        getattr(everywhere, f"_{part}")(left)
    phone = left.somebody("amira")
    for path in (
        *("/plan", "/answers", "/plan/history", "/plan/questions", "/plan/phones", "/plan/file", "/plan/file.json"),
        *("/plan/happened", "/plan/stop", "/plan/move", "/plan/what-if", "/plan/print", "/plan/print?all=yes"),
        *("/plan/print.pdf", "/plan/calendar.ics", "/programs", "/devices", "/phone", "/delete", "/worker.js"),
        *(f"/questions/{number}" for number in range(1, 15)),
        *everywhere.steps_of(phone)[:8],
    ):
        phone.gets(path)
    phone.sends("/plan/move")
    phone.sends("/questions/4")
    phone.sends("/plan/what-if")
    mine = calendars_everywhere.Calendars(phone, left.language, TYPED)
    fed = calendars_everywhere.of_one(mine)
    for words in ("discreet", "numbers"):
        for program in PROGRAMS:
            mine.looks(program=program, words=words)
            fed.append(calendars_everywhere.fetched(left.app, mine.makes(program=program, words=words)[1]))
        phone.gets("/calendar")
        phone.sends("/calendar/end", grace="0")
    for path in ("/calendar", "/calendar/names", "/calendar/remove.ics"):
        phone.gets(path)
    left.seen += [Seen("GET /f/", 200, "text/calendar", text) for text in fed]


def _gather(left: Left) -> None:
    """Note what stands in all that came: addresses, titles, calendars, and all words of the pages for strangers."""
    for seen in left.shown:
        if seen.kind in ("text/html", "application/pdf"):
            for address in map(unescape, ADDRESS.findall(seen.text)):
                if not address.startswith(OTHERS):
                    before, _, behind = address.partition("#")
                    left.note("an address", before)
                    left.note(BEHIND, behind)
            for title in TITLES.finditer(seen.text):
                left.note("a title or what stands beside it", title[0])
        if seen.kind == "text/calendar":
            left.note("a discreet calendar", seen.text)
        if seen.asked.endswith(FOR_STRANGERS) and seen.kind == "text/html":
            left.note("a page for strangers", " ".join(text.text for text in texts_of(seen.text)))
            left.note("a page for strangers", _without_place(seen.text))
    left.note("what an installed service is called", left.phone().gets("/manifest.webmanifest").text)
    for rule in left.app.url_map.iter_rules():
        if not rule.rule.startswith("/clinic"):  # nobody but staff of a clinic asks for these, where they work
            left.note("a path", rule.rule)


def test_nothing_that_leaves_the_page_tells_what_it_is_about(here: Left) -> None:
    expected = {
        *("a header", "a cookie", "a file name", "what squares hold", "a line of the log", "an address", "a path"),
        *("a title or what stands beside it", "a discreet calendar", "a page for strangers"),
        "what an installed service is called",
    }
    assert here.left.keys() == {*expected, BEHIND}
    found = {
        f"{what}: {words} in {text[:200]!r}"
        for what, texts in here.left.items()
        for text in texts
        if what != BEHIND and (words := telling(text))
    }
    assert found == set()


def test_nothing_behind_a_sharp_tells_what_it_is_about(here: Left) -> None:
    assert {text: words for text in here.left[BEHIND] if (words := telling(text))} == {}


def test_scripts_that_stay_on_a_phone_tell_nothing() -> None:
    scripts = sorted((ROOT / "static/js").glob("*.js"))
    assert len(scripts) >= 5
    # A database in a browser calls it so when something was not kept.
    told = {
        script.name: telling(re.sub("abort", "", script.read_text("utf-8"), flags=re.IGNORECASE)) for script in scripts
    }
    assert {name: words for name, words in told.items() if words} == {}


def test_icons_hold_nothing_but_the_picture() -> None:
    icons = sorted((ROOT / "static/icons").glob("*.png"))
    assert len(icons) >= 3
    for icon in icons:
        assert {kind for kind, _ in parts_of(icon.read_bytes())} <= PARTS_OF_A_PICTURE, icon.name
        assert telling(icon.name) == []
    assert telling((ROOT / "static/favicon.svg").read_text("utf-8")) == []


def parts_of(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of a PNG: what each is, and what it holds."""
    at = 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        yield kind, png[at + 8 : at + 8 + length]
        at += 12 + length


@pytest.mark.parametrize(
    "told",
    [
        "/plan/chemo",
        "/plan#freezing",
        "Content-Disposition: attachment; filename=quimio.ics",
        "<title>Trasplante</title>",
        "language=es; sperm=1",
        "GET /plan/óvulos 200",
    ],
)
def test_what_tells_would_be_found(told: str) -> None:
    assert telling(told)
