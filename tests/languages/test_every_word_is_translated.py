"""The whole service in a language nobody speaks: what stands outside its brackets is a word that nobody translated."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from babel.messages import Catalog
from jinja2 import Environment
from jinja2.meta import find_referenced_templates

from planner.engine.compare import compare
from planner.engine.plan import plan_for
from planner.languages import speaking
from planner.plans.as_text import comparison_text, plan_text
from planner.plans.closed_days import closed_days_of
from planner.plans.plan_json import plan_json
from planner.plans.reasons import DAY_TOLD, ENGINE_WORDS, STEP_WORDS, reason_for
from planner.questions.catalogue import QUESTION
from planner.web.asking.answers_view import words_for
from tests.browser.lives_kept import LIVES
from tests.languages.everywhere import NEWER, ROOT, TYPED, Everywhere, Seen, walk
from tests.languages.pseudo import CODE, TAG, guidance_in_pseudo, languages_with_pseudo, outside, pseudo, words_of_days
from tests.languages.visible import KEPT_AS_IT_IS, Text, alone, texts_in
from tests.newer_guidance import newer_guidance
from tests.people import told
from tests.web.lives import TODAY, told_json

GUIDANCE = guidance_in_pseudo(newer_guidance(*NEWER))

LETTERS = re.compile(r"[^\W\d_]+")
DAYS = words_of_days()


def untranslated(text: str) -> list[str]:
    """The words of a text that are in no brackets, and should be."""
    left = KEPT_AS_IT_IS.sub(" ", outside(text))
    return [word for word in LETTERS.findall(left) if word not in DAYS]


@cache
def _says_wrong(text: Text) -> str:
    """What is wrong with one text of a page, or nothing."""
    if text.is_meant_otherwise(TAG):
        return ""
    return " ".join(untranslated(text.text)) if text.lang == TAG else f"lang is {text.lang!r}"


def found_on(seen: Seen) -> Iterator[str]:
    """Every word of what came that is not in the language, with where it stands."""
    for text in texts_in(seen, TAG):
        if wrong := _says_wrong(text):
            yield f"{text.where}: {wrong}  (in {text.text[:120]!r}, {seen.asked})"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, needed: Catalog) -> Iterator[Everywhere]:
    """The service in the made-up language."""
    folder = tmp_path_factory.mktemp("made-up")
    speaks = languages_with_pseudo(folder / "languages", needed)
    with pytest.MonkeyPatch.context() as patch:
        settings: dict[str, Any] = {"GUIDANCE": lambda: GUIDANCE, "BABEL_TRANSLATION_DIRECTORIES": str(speaks)}
        yield Everywhere(folder / "instance", CODE, patch, **settings)


def used_by_others(env: Environment, templates: set[str]) -> set[str]:
    """The templates that others are made with: those are shown wherever the others are."""
    sources = [(ROOT / "templates" / name).read_text("utf-8") for name in templates]
    found = {name for source in sources for name in find_referenced_templates(env.parse(source))}
    return {name for name in found if name}


def test_no_page_has_a_word_of_another_language(here: Everywhere) -> None:
    walk(here)
    assert len(here.shown) > 500
    found = {}
    for seen in here.shown:
        for wrong in found_on(seen):
            found.setdefault(wrong.partition("  (in ")[0], wrong)
    assert not found, "\n".join(found.values())

    # Nothing was left out: every template was shown, and every page that is asked for.
    templates = {str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html")}
    pages = {name for name in templates if not name.startswith(("components/", "parts/"))} - used_by_others(
        here.app.jinja_env, templates
    )
    assert pages - here.templates == set()
    asked = {rule.endpoint for rule in here.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    others = ("api_", "trial.", "health.", "static", "installed.worker")
    assert {name for name in asked if not name.startswith(others)} - here.asked_for == set()


def test_no_terminal_and_no_program_reads_a_word_of_another_language(here: Everywhere) -> None:
    found: set[str] = set()
    with here.app.test_request_context(), speaking(CODE):
        for name in LIVES:
            person = told(TODAY, **told_json(LIVES[name]))
            days: dict[str, Any] = {"asked_on": TODAY, "today": TODAY, "closed_days": closed_days_of(person.place)}
            plan = plan_for(person, GUIDANCE, **days)
            found |= {*untranslated(alone(plan_text(plan))), *_in_json(plan_json(plan))}
            compared = compare(person, GUIDANCE, [("first-chemo", TODAY)], **days)
            found |= set(untranslated(comparison_text(compared)))
    assert found == set()


def _in_json(told: Any) -> Iterator[str]:
    """The untranslated words of all texts that programs show to people."""
    if isinstance(told, list):
        for one in told:
            yield from _in_json(one)
    elif isinstance(told, dict):
        for name, one in told.items():
            if name in ("text", "reason", "where") and isinstance(one, str):
                yield from untranslated(one)
            else:
                yield from _in_json(one)


def test_every_answer_and_every_reason_is_in_words_of_the_language(here: Everywhere) -> None:
    said = {}
    with here.app.test_request_context(), speaking(CODE):
        for question in QUESTION.values():
            for answer in question.answers:
                given: Any = [answer] if question.kind == "several" else answer
                said[f"{question.key} {answer}"] = words_for(question.key, {question.key: given})
                said[f"because {question.key} {answer}"] = reason_for((question.key, answer), GUIDANCE).text
            for skipped in (None, "") if question.none else (None,):
                said[f"because {question.key} {skipped!r}"] = reason_for((question.key, skipped), GUIDANCE).text
        for name in GUIDANCE.measures:
            for answer in ("yes", "no", None):
                said[f"because {name} {answer}"] = reason_for((name, answer), GUIDANCE).text
        for name, answer in (*((name, "told") for name in DAY_TOLD), *ENGINE_WORDS):
            said[f"because {name} {answer}"] = reason_for((name, answer), GUIDANCE).text
        for state in STEP_WORDS:
            said[f"because {state}"] = reason_for(("step:b01", state), GUIDANCE).text
    assert len(said) > 150
    assert {what: text for what, text in said.items() if untranslated(text)} == {}


@pytest.mark.parametrize(
    "html",
    [
        "<p>A word</p>",
        f"<p>{pseudo('Some')} words</p>",
        f'<p title="A word">{pseudo("Some")}</p>',
        f'<a aria-label="A word" href="/">{pseudo("Some")}</a>',
        '<img alt="A word" src="/a">',
        '<input placeholder="A word">',
        '<input type="submit" value="Send">',
        "<svg><text>May</text><title>A word</title></svg>",
        '<p data-words="Said on {day}"></p>',
        '<p><span lang="en">A word</span></p>',
    ],
)
def test_a_word_that_nobody_translated_would_be_found(html: str) -> None:
    page = f'<html lang="{TAG}"><body>{html}</body></html>'
    assert list(found_on(Seen("GET /", 200, "text/html", page)))


def test_what_is_the_same_in_every_language_is_left_alone() -> None:
    page = (
        f'<html lang="{TAG}"><body><p>{pseudo("Step")} B22, 27 Marto 2026 http://localhost:8000/open Ahead</p>'
        f'<ul class="languages"><li><a lang="en">English</a></li></ul><input value="{TYPED}">{TYPED}</body></html>'
    )
    assert list(found_on(Seen("GET /", 200, "text/html", page))) == []
