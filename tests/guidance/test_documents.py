"""The documents say what the data says: nothing stale, nothing missing, no source without a place in it."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from planner.guidance.clauses import Clause, Every, Some, Span
from planner.guidance.document import document
from planner.guidance.document_tables import table
from planner.guidance.loader import CONTENT, guidance
from planner.guidance.model import PLACES, Item
from planner.guidance.sentences import condition_words, rule_sentence, turned
from planner.guidance.window_words import alarms_sentence, listed, span_words, window_sentence
from planner.questions.catalogue import QUESTIONS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDANCE = guidance()
ITEMS = [item for place in PLACES for item in GUIDANCE.editions[place]]
PAGE = document(GUIDANCE)
LAST_LOOKED_AT = date(2026, 11, 20)


def read(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def gb(code: str) -> Item:
    """The item of one code in the United Kingdom."""
    return next(item for item in GUIDANCE.editions["gb"] if item.code == code)


def test_the_page_on_the_guidance_is_drawn_from_the_data_of_today() -> None:
    command = "python -m planner.guidance.document > docs/guidance.md"
    assert read("guidance.md") == PAGE, f"docs/guidance.md is stale. Write it anew with `{command}`."


def test_the_page_comes_out_the_same_each_time() -> None:
    assert document(GUIDANCE) == PAGE


def test_every_item_stands_on_the_page_with_its_rule_words_and_sources() -> None:
    missing = []
    for item in ITEMS:
        wanted = [f"`{item.key}`", f"### {item.code} ", rule_sentence(item, GUIDANCE)]
        words = item.words["en"]
        wanted += [words.discreet, words.why, *words.steps, words.late, words.ask]
        for to_partner in (item.for_partner["en"],) if item.for_partner else ():
            wanted += [to_partner.title, to_partner.why, *to_partner.steps, to_partner.ask]
        for cited in item.citations:
            wanted += [f"`{cited.source.key}`", cited.where, str(cited.last_checked)]
        missing += [(item.code, item.place, text) for text in wanted if text not in PAGE]
    assert missing == []


def test_every_question_fact_measure_warning_option_source_and_wait_stands_on_the_page() -> None:
    keys = [question.key for question in QUESTIONS]
    keys += [*GUIDANCE.facts, *GUIDANCE.measures, *GUIDANCE.sources]
    keys += [notice.key for notice in (*GUIDANCE.warnings, *GUIDANCE.contradictions)]
    assert [key for key in keys if f"| `{key}` |" not in PAGE] == []
    assert [option.key for option in GUIDANCE.options if option.words["en"][0] not in PAGE] == []
    assert [medicine for medicine in GUIDANCE.washouts if f"| {medicine} |" not in PAGE] == []
    assert [one for defaults in GUIDANCE.defaults.values() for one in defaults if one.because not in PAGE] == []


def test_the_page_says_that_no_clinician_has_signed() -> None:
    assert not any(item.reviewed_by for item in ITEMS)
    assert "No clinician has signed any of it yet." in PAGE
    assert "No clinician has signed any of this guidance yet" in read("safety.md")


def test_every_word_a_patient_meets_stands_in_the_glossary() -> None:
    glossary = read("glossary.md")
    rows = [f"| {term} | {meaning} |" for term, meaning in GUIDANCE.glossary["en"].items()]
    assert [row for row in rows if row not in glossary] == []


def test_the_page_on_safety_lists_every_figure_that_nobody_checked() -> None:
    unchecked = {
        (item.code, cited.where)
        for item in ITEMS
        for cited in item.citations
        if cited.source.key == "general-knowledge"
    }
    listed_there = {
        tuple(row.split(" | ")) for row in re.findall(r"^\| ([BFDA]\d\d \| .*) \|$", read("safety.md"), re.M)
    }
    assert listed_there == unchecked


def test_every_citation_says_where_and_was_looked_at_on_a_day_somebody_looked() -> None:
    cited = [citation for item in ITEMS for citation in item.citations]
    assert all(len(citation.where) > 4 for citation in cited)
    assert {citation.last_checked for citation in cited} == {LAST_LOOKED_AT}


def test_our_own_reading_and_general_knowledge_are_always_marked() -> None:
    ours = [
        cited
        for item in ITEMS
        for cited in item.citations
        if not cited.source.url and cited.source.publisher == "Ahead"
    ]
    assert ours
    assert all(cited.own_reading for cited in ours)


def test_an_address_is_a_doi_or_the_publishers_own() -> None:
    # No address of a library, an index or a second-hand site stands for the publisher's.
    second_hand = re.compile(
        r"pubmed|ncbi\.nlm\.nih\.gov/pmc|pmc\.ncbi|oddb|droracle|rxreasoner|themeditary|paperzz|researcher"
    )
    for source in GUIDANCE.sources.values():
        assert not source.url or re.fullmatch(r"https://[a-z0-9.-]+/\S+", source.url), source.key
        assert not second_hand.search(source.url), source.key


def test_every_wait_after_a_medicine_names_a_source_there_is() -> None:
    waits = tomllib.loads((CONTENT / "washouts.toml").read_text("utf-8"))
    assert {wait["source"] for wait in waits.values()} <= set(GUIDANCE.sources)
    assert {medicine for medicine, wait in waits.items() if not wait["checked"]} == {"mitoxantrone", "rituximab"}


def test_a_rule_reads_as_a_sentence_with_its_window() -> None:
    # guidance-facts section 3, B22: FGD [-P6W,-P10D] !-P1D; -P7D, -P3D, P0D.
    assert window_sentence(gb("B22"), GUIDANCE).startswith(
        "Opens 6 weeks before the first chemo (earliest day), due 10 days before it, "
        "last safe day 1 day before the first chemo (likely day). Once that day has passed, "
        "'Call today: is there still time to freeze?' takes its place."
    )
    assert alarms_sentence(gb("B22")) == "Reminders: 7 days and 3 days before the due day and on the due day."
    assert rule_sentence(gb("B22"), GUIDANCE).startswith(
        "For you when (you make or may make sperm, and have not ruled out a child), "
        "and chemo for this treatment has not begun. A skipped answer counts as 'might be', and the item stays. "
        "Done by you."
    )


def test_what_waits_is_counted_from_the_latest_day_and_never_said_to_end() -> None:
    # guidance-facts section 3, A02: D0(latest) [P12M, …], P18M, P24M.
    assert window_sentence(gb("A02"), GUIDANCE).startswith(
        "Due 12 months, 18 months and 24 months after new cells day (latest day)."
    )


def test_every_rule_is_a_sentence_without_a_key_or_an_empty_place() -> None:
    for item in ITEMS:
        sentence = rule_sentence(item, GUIDANCE)
        assert sentence.endswith("."), item.code
        assert not re.search(r"_|\bisnt\b|step:|None|  |\.\.|,,| \.|P\d", sentence), (item.code, sentence)


@pytest.mark.parametrize(
    ("means", "opposite"),
    [
        ("chemo for this treatment has begun", "chemo for this treatment has not begun"),
        ("your menopause is confirmed", "your menopause is not confirmed"),
        ("you told of periods or a pregnancy", "you have not told of periods or a pregnancy"),
        ("you are breastfeeding, or have not said", "it is not so that you are breastfeeding, or have not said"),
    ],
)
def test_the_opposite_of_a_phrase_is_never_half_an_opposite(means: str, opposite: str) -> None:
    assert turned(means) == opposite


def test_all_and_any_are_told_apart_in_words() -> None:
    ovaries, sperm, begun = (
        Clause("has_ovaries", "yes"),
        Clause("has_testes", "yes"),
        Clause("chemo-has-begun", "no"),
    )
    both = condition_words(Every((Some((ovaries, sperm)), begun)), GUIDANCE)
    assert both == "(you have ovaries, or you have testicles), and chemo for this treatment has not begun"
    either = condition_words(Some((Every((ovaries, begun)), sperm)), GUIDANCE)
    assert either == "(you have ovaries, and chemo for this treatment has not begun), or you have testicles"
    assert condition_words(Every(()), GUIDANCE) == ""


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ("-P6W", "6 weeks"),
        ("P1D", "1 day"),
        ("P7D", "7 days"),
        ("P10D", "10 days"),
        ("P12M", "12 months"),
        ("P24M", "24 months"),
        ("P9Y6M", "9 years and 6 months"),
        ("P0D", "0 days"),
    ],
)
def test_a_span_is_said_as_people_say_it(span: str, words: str) -> None:
    assert span_words(Span.read(span)) == words


def test_a_list_reads_as_a_list() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""


def test_a_bar_in_a_cell_does_not_break_the_table() -> None:
    assert table(("x",), [["a|b"]]) == "| x |\n| --- |\n| a\\|b |\n"


def test_every_decision_and_recipe_is_short_enough_to_be_read() -> None:
    names = [path.name for path in sorted((DOCS / "decisions").glob("*.md"))]
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    short = [*(DOCS / "decisions").glob("*.md"), *DOCS.glob("adding-*.md")]
    assert {path.name for path in short if len(path.read_text("utf-8").splitlines()) > 60} == set()


def test_every_file_a_document_names_is_there() -> None:
    missing = []
    for path in (*DOCS.glob("*.md"), *(DOCS / "decisions").glob("*.md")):
        for name in re.findall(r"`((?:planner|tests|docs|decisions)/[\w./-]+\.\w+)`", path.read_text("utf-8")):
            if not (ROOT / name).exists() and not (DOCS / name).exists():
                missing.append((path.name, name))
    assert missing == []
