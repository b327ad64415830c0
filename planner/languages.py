"""Which language is spoken, and how it says words, days and lists, and puts names in order.

English is written in the code and the guidance. Every other language is a folder in `translations/` and a table of
words beside each English one in the guidance; docs/languages.md is the recipe. Without an app everything is English.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from flask import Flask, current_app, request
from flask_babel import Babel, force_locale, get_locale

T = TypeVar("T")
ENGLISH = "en"
COOKIE = "language"
FOLDER = Path(__file__).parent / "translations"
# Days are written as in Britain, the day before the month, as the whole service writes them.
ENGLISH_DAYS = Locale.parse("en_GB")


class Language(NamedTuple):
    """One language the service speaks, from its `language.toml`.

    `name` is what its speakers call it. `checked_by` is the clinician who checked the translation, empty while nobody
    has. `sorts_after` gives letters a place of their own ("ñ" after "n"), as CLDR does; `telling_words` are those that
    would tell a stranger what something is about (see tests/calendar/telling_words.py).
    """

    code: str
    name: str
    checked_by: str
    sorts_after: Mapping[str, str]
    telling_words: tuple[str, ...]

    @property
    def tag(self) -> str:
        """The code as browsers and programs write it (BCP 47): `pt-BR` for a folder `pt_BR`."""
        return self.code.replace("_", "-")


def start_languages(app: Flask) -> None:
    """Let the app speak each language there is a folder for, and templates ask for days and lists in it."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", ENGLISH)
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(FOLDER))
    Babel(app, locale_selector=asked_for)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals.update(
        language=language, language_tag=tag, languages=languages, unchecked=unchecked, direction=direction
    )


@lru_cache(maxsize=4)
def read_languages(folder: str) -> Mapping[str, Language]:
    """The languages of a folder by their code, English first."""
    found = {}
    for path in sorted(Path(folder).glob("*/language.toml"), key=lambda one: (one.parent.name != ENGLISH, one)):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        code = path.parent.name
        found[code] = Language(
            code, told["name"], told["checked_by"], told.get("sorts_after", {}), tuple(told["telling_words"])
        )
    return found


def languages() -> Mapping[str, Language]:
    """The languages this app speaks."""
    return read_languages(current_app.config["BABEL_TRANSLATION_DIRECTORIES"] if current_app else str(FOLDER))


def asked_for() -> str:
    """The language somebody chose on this browser; else the one that it, or a program, asks for first."""
    if not request:
        return ENGLISH
    if (chosen := request.cookies.get(COOKIE, "")) in languages():
        return chosen
    return request.accept_languages.best_match(languages(), default=ENGLISH) or ENGLISH


def language() -> str:
    """The code of the language that is spoken now."""
    found = get_locale()
    return str(found) if found else ENGLISH


def tag() -> str:
    """The language that is spoken now, as browsers and programs write it."""
    return languages()[language()].tag


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak one language within the block, whoever asks."""
    with force_locale(code):
        yield


def unchecked() -> bool:
    """Whether what is read now is a translation that no clinician has checked."""
    spoken_now = languages()[language()]
    return spoken_now.code != ENGLISH and not spoken_now.checked_by


def direction() -> str:
    """Which way the language is written: `ltr` or `rtl`."""
    return str(_locale(language()).text_direction)


def spoken(wordings: Mapping[str, T]) -> T:
    """Of one thing said in several languages, the one in the language that is spoken."""
    return wordings.get(language(), wordings[ENGLISH])


def day_in_words(day: date) -> str:
    """A day as people write it: '27 March 2027', '27 de marzo de 2027'."""
    return str(format_date(day, "long", locale=_of_days()))


def without_year(day: date) -> str:
    """A day without its year: '27 March', '27 de marzo'."""
    return str(format_skeleton("MMMMd", day, locale=_of_days()))


def with_weekday(day: date, *, year: bool = False) -> str:
    """A day with its name: 'Monday 20 April', 'lunes, 20 de abril'; with its year: 'Monday 20 April 2027'."""
    locale = _of_days()
    pattern = _with_weekday(locale)
    if year:
        pattern = pattern.partition("d")[0] + locale.date_formats["long"].pattern
    return str(format_date(day, pattern, locale=locale))


def month_name(number: int) -> str:
    """The name of a month as it stands alone, by its number from 1: 'March', 'marzo'."""
    return str(_of_days().months["stand-alone"]["wide"][number])


def listed(words: Iterable[str], joined_by: Literal["standard", "or"] = "standard") -> str:
    """Words one after the other: 'a, b and c'; with `or`: 'a, b or c'. Nothing for none."""
    return format_list(list(words), joined_by, locale=_of_days())


def in_order(words: Iterable[str]) -> list[str]:
    """Words in the order of a dictionary of the language: accents and capitals count last, and 'ñ' follows 'n'."""
    after = languages()[language()].sorts_after
    return sorted(words, key=lambda one: _place_of(one, after))


def _place_of(words: str, after: Mapping[str, str]) -> tuple[list[tuple[str, int]], str]:
    letters: list[tuple[str, int]] = []
    for letter in unicodedata.normalize("NFC", words.casefold()):
        if letter in after:
            letters.append((after[letter], 1))
        else:
            letters += [(base, 0) for base in unicodedata.normalize("NFD", letter) if not unicodedata.combining(base)]
    return letters, words


@lru_cache(maxsize=16)
def _with_weekday(locale: Locale) -> str:
    """How CLDR writes a day with its name; where it knows only the short name, with the whole one in its place."""
    known = locale.datetime_skeletons
    if "MMMMEEEEd" in known:
        return str(known["MMMMEEEEd"].pattern)
    return str(known["MMMMEd"].pattern).replace("E", "EEEE") if "MMMMEd" in known else "EEEE, d MMMM"


def _of_days() -> Locale:
    return ENGLISH_DAYS if language() == ENGLISH else _locale(language())


@lru_cache(maxsize=16)
def _locale(code: str) -> Locale:
    return Locale.parse(code)
