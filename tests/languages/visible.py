"""What somebody reads, or hears read out, on a page: its texts and the words of its attributes."""

import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from planner.guidance.loader import guidance
from tests.languages.everywhere import TYPED, Seen

# Attributes that are read: by everyone, by who hears the page, or by a script that shows them.
READ = ("title", "aria-label", "aria-description", "aria-roledescription", "alt", "placeholder", "label", "summary")
SHOWN_BY_SCRIPTS = ("data-words", "data-waiting")
BUTTONS = ("submit", "button", "reset")
VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
NEVER_SHOWN = ("script", "style")


def any_of(texts: Iterable[str]) -> str:
    """A pattern that finds any of these texts."""
    return "|".join(re.escape(one) for one in sorted(set(texts), key=len, reverse=True))


SOURCES = guidance().sources.values()
# What is the same in every language, and why.
SAME = {
    "the name of the service": r"\bAhead\b",
    "the code of a step": r"\b[BFDA]\d\d\b",
    "an address": r"\b(?:https?|webcal)://\S+",
    "a digest or an identifier": r"\b[0-9a-f]{10,}\b",
    "the number of a plan": r"\b(?=[a-f]*\d)[0-9a-f]{8}\b",
    "a way in": r"\b(?:[0-9A-Z]{4}-){2,7}[0-9A-Z]{4}\b|\bahead_\S+",
    "what scripts fill in": r"\{\w+\}",
    "what was typed": rf"{TYPED}\d*|\bWxyz\b|x{{100,}}|\bebmt\b",
    "who published a source": any_of(one.publisher for one in SOURCES),
    "a time zone by its name": r"\b(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/\w+",
    "an e-mail address, its middle left out": r"\w…\w?@example\.org",
}
KEPT_AS_IT_IS = re.compile("|".join(f"(?:{pattern})" for pattern in SAME.values()))
# Where nothing can say that it is in another language, as in a calendar.
TITLES = re.compile(any_of(one.title for one in SOURCES if not one.ours))
# Elements that say they are in another language, and may be: names of languages, titles of sources, what is wrong at
# one place of a file, which is for programs, and what others would see in a calendar of another language.
OTHER = re.compile(
    r"ul\.languages|ul\.sources|ol\.named|section\.mistakes ul li|ul li a$|span\.language$|label\.nhsuk-label$"
    r"|span\.glimpse__(?:words strong|text|same)$"
)
# What a page quotes of a calendar.
OF_A_CALENDAR = re.compile(r"span\.glimpse__(?:text|same)$")
# The names by which a script finds its words: never shown.
NAMES = re.compile(r"dl dt$")


class Text(NamedTuple):
    """One text: where it stands, what it says, and in which language it says that it is."""

    where: str
    text: str
    lang: str

    def is_meant_otherwise(self, tag: str) -> bool:
        """Whether it says that it is in another language than the page, and may be; or is never shown."""
        other = self.lang != tag and bool(OTHER.search(self.where)) and self.lang in ("en", "es")
        return other or bool(NAMES.search(self.where))


class _Page(HTMLParser):
    """All texts of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Text] = []
        self.open: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.open.append((tag, told))
        for name in (*READ, *SHOWN_BY_SCRIPTS):
            if told.get(name):
                self._note(f"[{name}]", told[name])
        if tag == "input" and told.get("type") in BUTTONS and told.get("value"):
            self._note("[value]", told["value"])
        if tag == "meta" and told.get("name") in ("description", "application-name", "apple-mobile-web-app-title"):
            self._note("[content]", told.get("content", ""))
        if tag in VOID:
            self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(tag in NEVER_SHOWN for tag, _ in self.open):
            self._note("", data)

    def _note(self, what: str, text: str) -> None:
        path = [f"{tag}.{told['class'].split()[0]}" if told.get("class") else tag for tag, told in self.open]
        lang = next((told["lang"] for _, told in reversed(self.open) if "lang" in told), "")
        self.found.append(Text(" ".join(path[-3:]) + what, " ".join(text.split()), lang))


def texts_of(html: str) -> Iterator[Text]:
    """Every text of a page, in its order."""
    page = _Page()
    page.feed(html)
    page.close()
    yield from page.found


def texts_in(seen: Seen, tag: str) -> Iterator[Text]:
    """Every text of what came: of a page, of all pages that a phone keeps, or of a calendar."""
    if seen.kind in ("text/html", "application/pdf"):
        for text in texts_of(seen.text):
            yield text._replace(text=alone(text.text)) if OF_A_CALENDAR.search(text.where) else text
    elif seen.kind == "text/calendar":
        for line in re.sub(r"\r\n[ \t]", "", seen.text).split("\r\n"):
            name, _, text = line.partition(":")
            if name in ("SUMMARY", "DESCRIPTION"):
                yield Text(name, alone(text), tag)
    elif seen.asked.endswith("/offline/pages"):
        for page in json.loads(seen.text)["pages"].values():
            yield from texts_of(page["html"])
            for name, text in {"title": page["title"], **page["words"]}.items():
                yield Text(name, text, page["language"])


def alone(text: str) -> str:
    """A text in which nothing says where another language is, without titles of sources. A calendar's is unescaped."""
    return TITLES.sub(" ", " ".join(re.sub(r"\\(n)?", lambda one: " " if one[1] else "", text).split()))
