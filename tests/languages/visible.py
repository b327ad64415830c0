"""What somebody reads, or hears read out, on a page: its texts and the words of its attributes."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

# Attributes that are read: by everyone, by who hears the page, or by a script that shows them.
READ = ("title", "aria-label", "aria-description", "aria-roledescription", "alt", "placeholder", "label", "summary")
SHOWN_BY_SCRIPTS = ("data-words", "data-waiting")
BUTTONS = ("submit", "button", "reset")
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
NEVER_SHOWN = ("script", "style")


class Text(NamedTuple):
    """One text: where it stands, what it says, and in which language it says that it is."""

    where: str
    text: str
    lang: str


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
