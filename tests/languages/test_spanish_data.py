"""Spanish for programs, terminals and calendars; and days, lists, plurals and order as CLDR has them."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton, get_month_names
from babel.lists import format_list
from flask import Flask
from flask_babel import ngettext

from planner import create_app
from planner.db import db
from planner.languages import (
    FOLDER,
    day_in_words,
    in_order,
    listed,
    month_name,
    read_languages,
    speaking,
    with_weekday,
    without_year,
)
from planner.web.asking.question_words import answers_to
from tests.api.programs import MOVE, Program
from tests.calendar.telling_words import telling
from tests.keeping.databases import QUIET
from tests.people import answers

SPANISH = "es"
NOT_CHECKED = "Ningún profesional de la salud ha revisado todavía esta traducción."
NOT_CHECKED_DISCREETLY = "Nadie con la formación debida ha revisado todavía esta traducción."
SPEAKS = {"Accept_Language": "es-MX,es;q=0.9,en;q=0.5"}
SPOKEN = read_languages(str(FOLDER))
DAYS = [date(2027, 1, 1) + timedelta(days=31 * number) for number in range(12)]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The service, for programs."""
    app = create_app({"INSTANCE": str(tmp_path_factory.mktemp("spoken")), **QUIET})
    with app.app_context():
        db.create_all()
    return app


@pytest.fixture(scope="module")
def amira(app: Flask) -> Program:
    """Somebody's program, with a plan that is made."""
    return Program(app).makes()


def preview(app: Flask, *more: str) -> str:
    """What the command says of somebody's answers."""
    args = ["plan", "preview", "-", "--today", "2026-03-02", *more]
    ran = app.test_cli_runner().invoke(args=args, input=json.dumps(answers()))
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_the_plan_as_json_says_in_which_language_it_is_and_who_checked_that(app: Flask) -> None:
    english = json.loads(preview(app, "--format", "json"))
    spanish = json.loads(preview(app, "--format", "json", "--lang", SPANISH))
    assert not {"language", "translation_checked_by"} & english.keys()
    assert (spanish["language"], spanish["translation_checked_by"]) == (SPANISH, None)
    assert spanish.keys() - english.keys() == {"language", "translation_checked_by"}
    titles = {item["code"]: item["title"] for item in spanish["items"]}
    assert titles["B04"] != next(item["title"] for item in english["items"] if item["code"] == "B04")
    # Only words differ: every key, day and verdict is the same.
    assert _without_words(spanish) == _without_words(english)


def _without_words(told: Any) -> Any:
    """A plan without what a person reads in it."""
    if isinstance(told, list):
        return [_without_words(one) for one in told]
    if not isinstance(told, dict):
        return told
    words = ("title", "text", "where", "reason", "language", "translation_checked_by")
    return {name: _without_words(one) for name, one in told.items() if name not in words}


def test_terminals_and_calendars_say_what_nobody_checked(app: Flask) -> None:
    assert NOT_CHECKED in " ".join(preview(app, "--lang", SPANISH).split())
    plain, discreet = (
        re.sub(r"\r?\n[ \t]", "", preview(app, "--lang", SPANISH, "--format", "ics", *more)).replace("\\", "")
        for more in (["--plain"], [])
    )
    for text, said in ((plain, NOT_CHECKED), (discreet, NOT_CHECKED_DISCREETLY)):
        described = [line for line in text.splitlines() if line.startswith("DESCRIPTION")]
        events = text.count("BEGIN:VEVENT")
        assert events > 20
        assert sum(said in line for line in described) == events
    assert telling(discreet) == []
    for form in ("text", "json", "ics"):
        english = preview(app, "--format", form)
        assert "translation" not in english
        assert "traducción" not in english


def test_the_language_of_a_plan_is_that_of_accept_language(amira: Program) -> None:
    for path in ("", "/items", "/items/B04", "/guidance", "/calendar.ics"):
        english, spanish = amira.gets(f"/plans/:plan{path}"), amira.gets(f"/plans/:plan{path}", **SPEAKS)
        assert (english.headers["Content-Language"], spanish.headers["Content-Language"]) == ("en", SPANISH)
        assert (english.text == spanish.text) == (path == "/guidance"), path  # nothing is newer there: no words
        assert (english.headers["ETag"] == spanish.headers["ETag"]) == (english.text == spanish.text)
    told = amira.gets("/plans/:plan", **SPEAKS).json["plan"]
    assert (told["language"], told["translation_checked_by"]) == (SPANISH, None)
    assert amira.gets("/plans/:plan", Accept_Language="xx").headers["Content-Language"] == "en"


def test_what_was_read_in_one_language_is_not_taken_for_what_was_read_in_another(amira: Program) -> None:
    spanish = amira.gets("/plans/:plan", **SPEAKS).headers["ETag"]
    assert amira.gets("/plans/:plan", If_None_Match=spanish).status_code == 200
    assert amira.gets("/plans/:plan", If_None_Match=spanish, **SPEAKS).status_code == 304


def test_a_change_is_taken_with_the_etag_of_either_language_and_refused_with_an_old_one(app: Flask) -> None:
    bea = Program(app).makes()
    old = bea.gets("/plans/:plan", **SPEAKS).headers["ETag"]
    assert bea.does("PATCH", "/plans/:plan/answers", {"age": 40}, If_Match=old).status_code == 200
    late = bea.does("PATCH", "/plans/:plan/answers", {"age": 41}, If_Match=old, **SPEAKS)
    assert (late.status_code, late.json["code"]) == (412, "plan-moved-on")
    assert "Content-Language" not in late.headers  # problems are told in English
    fresh = bea.gets("/plans/:plan/items/B04").headers["ETag"]
    assert bea.does("PUT", "/plans/:plan/steps/B04", {"ask": ""}, If_Match=fresh, **SPEAKS).status_code == 200
    shown = bea.does("POST", "/plans/:plan/moves/preview", MOVE, **SPEAKS)
    assert any("quimio" in one["title"] for one in shown.json["moves"])
    assert bea.does("POST", "/plans/:plan/moves", MOVE, If_Match=shown.headers["ETag"]).status_code == 200


def test_a_note_is_the_same_whichever_language_it_was_read_in(app: Flask) -> None:
    bea = Program(app).makes()
    bea.does("PUT", "/plans/:plan/notes/B04", {"words": "Pregunté"})
    spanish = bea.gets("/plans/:plan/notes/B04", **SPEAKS).headers["ETag"]
    assert bea.gets("/plans/:plan/notes/B04").headers["ETag"] == spanish
    assert bea.does("PUT", "/plans/:plan/notes/B04", {"words": "Asked"}, If_Match=spanish).status_code == 200


@pytest.mark.parametrize("code", SPOKEN)
def test_days_and_lists_are_written_as_cldr_writes_them(app: Flask, code: str) -> None:
    locale = Locale.parse("en_GB" if code == "en" else code)
    with app.test_request_context(), speaking(code):
        for day in DAYS:
            assert day_in_words(day) == format_date(day, "long", locale=locale)
            assert without_year(day) == format_skeleton("MMMMd", day, locale=locale)
            assert with_weekday(day).startswith(format_date(day, "EEEE", locale=locale))
            assert str(day.year) in with_weekday(day, year=True)
            assert month_name(day.month) == get_month_names("wide", "stand-alone", locale)[day.month]
        for words in (["a"], ["a", "b"], ["a", "b", "c"]):
            assert listed(words) == format_list(words, "standard", locale=locale)
            assert listed(words, "or") == format_list(words, "or", locale=locale)


def test_spanish_days_lists_and_plurals_read_as_people_write_them(app: Flask) -> None:
    with app.test_request_context(), speaking(SPANISH):
        day = date(2027, 3, 27)
        assert (day_in_words(day), without_year(day)) == ("27 de marzo de 2027", "27 de marzo")
        assert with_weekday(day) == "sábado, 27 de marzo"
        assert with_weekday(day, year=True) == "sábado, 27 de marzo de 2027"
        assert (listed(["a", "b", "c"]), listed(["a", "b"], "or")) == ("a, b y c", "a o b")
        said = [ngettext("%(num)s day", "%(num)s days", number) for number in (0, 1, 2, 21)]
        assert said == ["0 días", "1 día", "2 días", "21 días"]


def test_words_stand_in_the_order_of_a_spanish_dictionary(app: Flask) -> None:
    right = ["Ábaco", "abeto", "nube", "nz", "ñandú", "oca", "órgano", "Zeta"]
    with app.test_request_context(), speaking(SPANISH):
        assert in_order(reversed(right)) == right
        assert sorted(right) != right
        named = [one.text for one in answers_to("dmt")]
        assert named[:-2] == in_order(named[:-2])
    with app.test_request_context():
        english = [one.text for one in answers_to("dmt")]
        assert english[:-2] == sorted(english[:-2], key=str.casefold)
        assert {one.value for one in answers_to("dmt")[-2:]} == {"other", "none"}
    assert named != english


def test_a_language_without_a_place_for_a_letter_puts_it_by_its_base(app: Flask, tmp_path: Path) -> None:
    with app.test_request_context(), speaking("en"):
        assert in_order(["oca", "ñandú", "nz"]) == ["ñandú", "nz", "oca"]
