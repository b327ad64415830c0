"""The whole service in Spanish: no English sentence is left, and every page says what nobody has checked yet."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from planner.languages import FOLDER, read_languages
from tests.how_long import THOROUGH
from tests.languages.everywhere import NEWER, Everywhere, walk
from tests.languages.visible import KEPT_AS_IT_IS, Text, texts_in
from tests.newer_guidance import newer_guidance

SPANISH = "es"
GUIDANCE = newer_guidance(*NEWER)
ENGLISH_WORDS = frozenset((Path(__file__).parent / "english_words.txt").read_text("utf-8").split())
LETTERS = re.compile(r"[^\W\d_]+")
NOT_CHECKED = "Ningún profesional de la salud ha revisado todavía esta traducción."
# Pages that show nothing of the guidance, so that there is nothing to be checked: nobody shall learn from a locked
# phone what it is about.
TELL_NOTHING = {"/locked", "/kept/locked", "/kept/nothing"}
# What the short form leaves out: tests/languages/test_every_word_is_translated.py goes there in each run.
LEFT_OUT = ("questions", "plans", "moving", "days_passing")
# "y" before the sound of i is "e", and "o" before that of o is "u".
ILL_JOINED = re.compile(r"\b(y h?i(?!e)|o h?o)\w*", re.IGNORECASE)


@cache
def english_in(text: Text) -> str:
    """The English words of a text that is meant to be Spanish; or that it says it is in another language."""
    if text.is_meant_otherwise(SPANISH):
        return ""
    if text.lang != SPANISH:
        return f"lang is {text.lang!r}"
    words = LETTERS.findall(KEPT_AS_IT_IS.sub(" ", text.text))
    return " ".join(word for word in words if word.casefold() in ENGLISH_WORDS)


@cache
def ill_joined_in(text: Text) -> str:
    """What of a Spanish text is joined as nobody would say it, if anything."""
    joined = ILL_JOINED.search(text.text) if text.lang == SPANISH else None
    return joined[0] if joined else ""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everywhere]:
    """The service, spoken to in Spanish."""
    with pytest.MonkeyPatch.context() as patch:
        settings: dict[str, Any] = {"GUIDANCE": lambda: GUIDANCE}
        yield Everywhere(tmp_path_factory.mktemp("spanish"), SPANISH, patch, **settings)


def test_no_english_is_left_on_any_page_and_each_says_what_nobody_checked(here: Everywhere) -> None:
    walk(here, *([] if THOROUGH else LEFT_OUT))
    found: dict[str, str] = {}
    silent, ill_joined = set(), set()
    for seen in here.shown:
        texts = list(texts_in(seen, SPANISH))
        for text in texts:
            if wrong := english_in(text):
                found.setdefault(f"{text.where}: {wrong}", f"{text.text[:100]!r}, {seen.asked}")
            if joined := ill_joined_in(text):
                ill_joined.add(f"{joined!r} in {text.text[:100]!r}")
        path = seen.asked.split(" ")[1]
        whole = " ".join(text.text for text in texts)
        if path.endswith(("/letter", "/appointment")) and seen.kind == "application/pdf":
            continue  # a nurse has read every word of it before it was made, and it is theirs
        if NOT_CHECKED not in whole and path not in TELL_NOTHING and seen.kind in ("text/html", "application/pdf"):
            silent.add(seen.asked)
    assert found == {}
    assert silent == set()
    assert ill_joined == set()


def test_no_message_and_no_word_of_the_guidance_was_left_in_english() -> None:
    with (FOLDER / SPANISH / "LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale=SPANISH)
    said = {
        form: one.id
        for one in catalogue
        if one.id
        for form in (one.string if isinstance(one.string, tuple) else (one.string,))
    }
    for item in (item for items in GUIDANCE.editions.values() for item in items):
        for told in item.words[SPANISH]._replace(of=""):
            said |= dict.fromkeys(told if isinstance(told, tuple) else (told,), item.code)
    for notice in (*GUIDANCE.warnings, *GUIDANCE.contradictions):
        said[notice.text[SPANISH]] = notice.key
    for option in GUIDANCE.options:
        said |= dict.fromkeys(option.words[SPANISH], option.key)
    assert len(said) > 2000
    without_parts = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]*>")
    found = {whose: english_in(Text("", without_parts.sub(" ", text), SPANISH)) for text, whose in said.items()}
    assert {whose: words for whose, words in found.items() if words} == {}


def test_english_would_be_found() -> None:
    assert english_in(Text("p", "Vaya a la clínica when you can", SPANISH)) == "when you can"
    assert english_in(Text("p", "Vaya a la clínica", "en")) == "lang is 'en'"
    assert english_in(Text("p", "B22: vaya a la clínica hasta el 3 de mayo, http://localhost/open", SPANISH)) == ""
    assert len(ENGLISH_WORDS) > 300


def test_an_ill_joined_list_would_be_found() -> None:
    assert ILL_JOINED.search("ovarios y infección")
    assert ILL_JOINED.search("siete o ocho")
    assert not ILL_JOINED.search("ovarios e infección, agua y hielo, siete u ocho, o eso")


def test_spanish_is_what_its_own_speakers_call_it() -> None:
    spoken = read_languages(str(FOLDER))
    assert [one.name for one in spoken.values()][:2] == ["English", "Español"]
    assert spoken[SPANISH].checked_by == ""


@pytest.mark.parametrize(
    ("asked", "cookie", "answered"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "", "es"),
        ("es", "", "es"),
        ("fr-FR,es;q=0.5", "", "es"),
        ("en-GB,en;q=0.9,es;q=0.8", "", "en"),
        ("es;q=0.2,en;q=0.3", "", "en"),
        ("fr,de", "", "en"),
        ("", "", "en"),
        ("es;q=nonsense, ,;;", "", "en"),
        ("en", "es", "es"),
        ("es", "en", "en"),
        ("es", "xx", "es"),
        ("es", "../es", "es"),
    ],
)
def test_a_language_is_chosen_by_hand_or_by_what_the_browser_asks_for(
    here: Everywhere, asked: str, cookie: str, answered: str
) -> None:
    client = here.app.test_client()
    if cookie:
        client.set_cookie("language", cookie, domain="localhost")
    page = client.get("/", headers={"Accept-Language": asked}, base_url="http://localhost:8000").text
    assert f'<html lang="{answered}"' in page
    assert (NOT_CHECKED in page) == (answered == SPANISH)


def test_the_language_that_was_chosen_is_told_to_the_last_page_of_a_deleted_plan(here: Everywhere) -> None:
    phone = here.somebody("no-answers")
    gone = phone.sends("/delete")
    assert phone.client.get_cookie("language", domain="localhost") is None
    assert 'lang="es"' in phone.gets(gone.location).text
    assert 'lang="en"' in phone.gets("/delete/done?language=xx").text


def test_a_translation_that_was_checked_says_so_no_more(here: Everywhere, tmp_path: Path) -> None:
    for code in ("en", "es"):
        (tmp_path / code / "LC_MESSAGES").mkdir(parents=True)
        told = (FOLDER / code / "language.toml").read_text("utf-8").replace('checked_by = ""', 'checked_by = "Dr. A"')
        (tmp_path / code / "language.toml").write_text(told, "utf-8")
    (tmp_path / "es/LC_MESSAGES/messages.mo").write_bytes((FOLDER / "es/LC_MESSAGES/messages.mo").read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        settings: dict[str, Any] = {"GUIDANCE": lambda: GUIDANCE, "BABEL_TRANSLATION_DIRECTORIES": str(tmp_path)}
        checked = Everywhere(tmp_path / "instance", SPANISH, patch, **settings)
        page = checked.phone().gets("/").text
    assert '<html lang="es"' in page
    assert NOT_CHECKED not in page
    assert NOT_CHECKED in here.phone().gets("/").text
