"""Every word of the service is in every catalogue, as the code has it now, and says the same with the same parts."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from gettext import c2py
from html.parser import HTMLParser
from io import BytesIO

import pytest
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from planner.languages import ENGLISH, FOLDER, read_languages

TRANSLATED = [code for code in read_languages(str(FOLDER)) if code != ENGLISH]
# What stands for something else: %(day)s and %% of Python, {day} of the guidance and of the scripts.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|%")
ENTITY = re.compile(r"&\w+;|&#\w+;")

every_language = pytest.mark.parametrize("code", TRANSLATED)


def catalogue_of(code: str) -> Catalog:
    """The catalogue of a language as it lies there."""
    with (FOLDER / code / "LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=code)


def faults_of(catalogue: Catalog, needed: Catalog) -> list[str]:
    """All that is wrong with a catalogue, each as its kind and the message."""
    there = {(one.context, one.id): one for one in catalogue if one.id}
    wanted = {(one.context, one.id) for one in needed if one.id}
    found = [f"missing: {told}" for _, told in wanted - there.keys()]
    found += [f"stale: {told}" for _, told in there.keys() - wanted]
    found += [f"stale: {told}" for told in catalogue.obsolete]
    for one in there.values():
        found += [f"{kind}: {one.id}" for kind in _faults_of_one(one, catalogue)]
    return sorted(found)


def _faults_of_one(message: Message, catalogue: Catalog) -> Iterable[str]:
    """The kinds of faults of one message."""
    several = isinstance(message.id, tuple)
    forms = message.string if several else (message.string,)
    if not all(forms):
        yield "plural not filled" if several and any(forms) else "empty"
        return
    if "fuzzy" in message.flags:
        yield "fuzzy"
    if several and len(forms) != catalogue.num_plurals:
        yield "plural not filled"
    for number, form in enumerate(forms):
        english = message.id[0 if _is_for_one(number, catalogue) else 1] if several else message.id
        if Counter(PLACEHOLDER.findall(form)) != Counter(PLACEHOLDER.findall(english)):
            yield "other placeholders"
        if marks_in(form) != marks_in(english):
            yield "other marks"
        if (form[:1].isspace(), form[-1:].isspace()) != (english[:1].isspace(), english[-1:].isspace()):
            yield "other blanks at its ends"


def _is_for_one(form: int, catalogue: Catalog) -> bool:
    """Whether a plural form is said of one alone."""
    which = c2py(catalogue.plural_expr)
    return [number for number in range(1000) if which(number) == form] == [1]


class _Marks(HTMLParser):
    """The tags of a text with all that is in them, in order, but for words that are read: those may be translated."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: "" if name in ("title", "alt", "aria-label") else value for name, value in attrs}
        self.found.append(f"<{tag} {sorted(told.items())}>")

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"</{tag}>")


def marks_in(text: str) -> Counter[str]:
    """The tags and entities of a text, and how often each is there: another language may have another order."""
    marks = _Marks()
    marks.feed(text)
    marks.close()
    return Counter([*marks.found, *ENTITY.findall(text)])


def made_of(catalogue: Catalog) -> bytes:
    """What programs read, made of a catalogue."""
    made = BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def test_there_is_a_translation_to_look_at() -> None:
    assert "es" in TRANSLATED


@every_language
def test_every_message_is_there_once_and_says_the_same(code: str, needed: Catalog) -> None:
    assert len(needed) > 1000
    assert faults_of(catalogue_of(code), needed) == []


@every_language
def test_what_programs_read_is_made_of_what_was_translated(code: str) -> None:
    made = FOLDER / code / "LC_MESSAGES/messages.mo"
    assert made.read_bytes() == made_of(catalogue_of(code)), f"Run `make build`: {made} is of other words."


@every_language
def test_a_message_changed_after_the_making_would_be_found(code: str) -> None:
    changed = catalogue_of(code)
    next(one for one in changed if one.id and isinstance(one.string, str)).string += "…"
    assert made_of(changed) != (FOLDER / code / "LC_MESSAGES/messages.mo").read_bytes()


def _small(*, translated: bool = True) -> Catalog:
    """A catalogue in which nothing is wrong, or the one it was made from."""
    small = Catalog(locale="es" if translated else None, fuzzy=False)
    for english, spanish in (
        ("Day", "Día"),
        ("By %(day)s: 100%%", "Hasta el %(day)s: 100%%"),
        ("Said on {day}", "Dicho el {day}"),
        ('Go <a href="/plan">there</a> &amp; back', 'Vaya <a href="/plan">allí</a> &amp; vuelva'),
        (("%(num)s day", "%(num)s days"), ("%(num)s día", "%(num)s días")),
        (("One day left, %(day)s", "%(num)s days left, %(day)s"), ("Queda un día, %(day)s", "Quedan %(num)s, %(day)s")),
    ):
        small.add(english, spanish if translated else ("", "") if isinstance(english, tuple) else "")
    return small


def _says(english: str, spanish: str | tuple[str, ...]) -> Callable[[Catalog], object]:
    def plant(catalogue: Catalog) -> None:
        catalogue[english].string = spanish

    return plant


DAYS = ("%(num)s day", "%(num)s days")
LEFT = ("One day left, %(day)s", "%(num)s days left, %(day)s")
LINK = 'Go <a href="/plan">there</a> &amp; back'
PLANTED: tuple[tuple[str, Callable[[Catalog], object]], ...] = (
    ("missing: Day", lambda one: one.delete("Day")),
    ("stale: Weather", lambda one: one.add("Weather", "Tiempo")),
    ("stale: Weather", lambda one: one.obsolete.update({"Weather": Message("Weather", "Tiempo")})),
    ("empty: Day", _says("Day", "")),
    (f"empty: {DAYS}", _says(DAYS[0], ("", ""))),
    ("fuzzy: Day", lambda one: one["Day"].flags.add("fuzzy")),
    (f"plural not filled: {DAYS}", _says(DAYS[0], ("%(num)s día", ""))),
    (f"plural not filled: {DAYS}", _says(DAYS[0], ("%(num)s día",))),
    ("other placeholders: By %(day)s: 100%%", _says("By %(day)s: 100%%", "Hasta el %(dia)s: 100%%")),
    ("other placeholders: By %(day)s: 100%%", _says("By %(day)s: 100%%", "Hasta el día: 100%%")),
    ("other placeholders: By %(day)s: 100%%", _says("By %(day)s: 100%%", "Hasta el %(day)d: 100%%")),
    ("other placeholders: By %(day)s: 100%%", _says("By %(day)s: 100%%", "Hasta el %(day)s: 100 %")),
    ("other placeholders: Said on {day}", _says("Said on {day}", "Dicho el {dia}")),
    (f"other placeholders: {DAYS}", _says(DAYS[0], ("%(num)s día", "varios días"))),
    (f"other placeholders: {LEFT}", _says(LEFT[0], ("Queda un día, %(day)s", "Queda un día, %(day)s"))),
    (f"other marks: {LINK}", _says(LINK, 'Vaya <a href="/planes">allí</a> &amp; vuelva')),
    (f"other marks: {LINK}", _says(LINK, 'Vaya <a href="/plan">allí &amp; vuelva')),
    (f"other marks: {LINK}", _says(LINK, 'Vaya <a href="/plan">allí</a> y vuelva')),
    (f"other marks: {LINK}", _says(LINK, 'Vaya <a href="/plan"><b>allí</b></a> &amp; vuelva')),
    ("other blanks at its ends: Day", _says("Day", "Día ")),
)


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert faults_of(_small(), _small(translated=False)) == []


@pytest.mark.parametrize(("fault", "plant"), PLANTED)
def test_each_fault_is_found_and_named(fault: str, plant: Callable[[Catalog], object]) -> None:
    wrong = _small()
    plant(wrong)
    assert faults_of(wrong, _small(translated=False)) == [fault]
