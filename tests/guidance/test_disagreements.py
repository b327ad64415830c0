"""Where sources differ: both figures with who gives them, none invented, and nothing shorter than ours to choose."""

import re
import shutil
import tomllib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from planner.errors import GuidanceErrors
from planner.guidance import chosen_figures, disagreement, read_disagreements
from planner.guidance.disagreement import HOWS, Disagreement, about, disagreements_of
from planner.guidance.loader import CONTENT, guidance, read_guidance
from planner.guidance.model import PLACES
from planner.guidance.told_protocol import protocol_from
from tests.guidance.test_loader_refuses import refusals_in

FILE = read_disagreements.FILE
ALL = guidance().disagreements
BY_KEY = {one.key: one for one in ALL}


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.key)
def test_each_has_figures_of_two_sources_that_its_items_cite(one: Disagreement) -> None:
    items = [item for place in PLACES for item in guidance().editions[place] if item.code in one.items]
    cited = {citation.source.key for item in items for citation in item.citations}
    sources = {said.source for figure in one.figures for said in figure.said_by}
    assert len(sources - {"our-reading", "general-knowledge"}) >= 2
    assert sources - cited <= {"general-knowledge"}
    assert {item.code for item in items} == set(one.items)


def test_the_figures_are_those_of_the_sources() -> None:
    # guidance-facts 2E (R38, R41, R50), 2F and R26, by hand.
    figures = {one.key: [(figure.key, str(figure.span)) for figure in one.figures] for one in ALL}
    assert figures == {
        "birth-control-if-you-may-become-pregnant": [
            ("6-months", "P6M"),
            ("6-to-12-months", "P6M"),
            ("12-months", "P12M"),
            ("24-months", "P24M"),
        ],
        "birth-control-if-you-make-sperm": [
            ("4-months", "P4M"),
            ("6-months", "P6M"),
            ("12-months", "P12M"),
            ("24-months", "P24M"),
        ],
        "wait-after-ocrelizumab": [("until-pregnancy", "P0D"), ("4-months", "P4M"), ("12-months", "P12M")],
        "condoms-or-dams-after-chemo": [("about-a-week", "P7D"), ("7-to-10-days", "P10D")],
        "ovarian-rest-ahead-of-chemo": [
            ("10-to-14-days", "P10D"),
            ("2-to-4-weeks", "P28D"),
            ("30-days", "P30D"),
            ("2-months", "P2M"),
        ],
    }


def test_ours_is_the_figure_the_items_count_with() -> None:
    by_code = {item.code: item.timing for item in guidance().editions["gb"]}
    ours = {one.key: span.span for one in ALL if (span := one.figure(one.ours))}
    for key in ("birth-control-if-you-may-become-pregnant", "birth-control-if-you-make-sperm"):
        assert by_code["A02"].at[0].span == by_code["A13"].at[0].span == ours[key]
    assert by_code["D04"].ends.span == ours["birth-control-if-you-may-become-pregnant"]  # type: ignore[union-attr]
    assert by_code["D03"].due.span == ours["condoms-or-dams-after-chemo"]  # type: ignore[union-attr]
    assert -by_code["B21"].due.span == ours["ovarian-rest-ahead-of-chemo"]  # type: ignore[union-attr]
    assert guidance().washouts["ocrelizumab"][0] == ours["wait-after-ocrelizumab"]


def test_only_ours_and_what_is_longer_may_be_chosen() -> None:
    may = {one.key: [figure.key for figure in one.may_be_chosen()] for one in ALL}
    assert may == {
        "birth-control-if-you-may-become-pregnant": ["12-months", "24-months"],
        "birth-control-if-you-make-sperm": ["12-months", "24-months"],
        "wait-after-ocrelizumab": ["12-months"],
        "condoms-or-dams-after-chemo": ["7-to-10-days"],
        "ovarian-rest-ahead-of-chemo": ["10-to-14-days", "2-to-4-weeks", "30-days", "2-months"],
    }


def test_a_longer_figure_that_may_be_chosen_moves_something() -> None:
    for one in ALL:
        longer = [figure for figure in one.may_be_chosen() if figure.key != one.ours]
        assert bool(longer) == bool(one.moves), one.key
        assert {move.how for move in one.moves} <= set(HOWS) == set(chosen_figures.MOVED)


def test_those_of_some_items_are_found_and_a_skipped_answer_leaves_none_out() -> None:
    def keys(codes: list[str], **answers: str) -> list[str]:
        return [one.key for one in disagreements_of(ALL, codes, answers)]

    assert keys(["D03"]) == ["condoms-or-dams-after-chemo"]
    assert keys(["B01", "B18"]) == []
    both = ["birth-control-if-you-may-become-pregnant", "birth-control-if-you-make-sperm"]
    assert keys(["A13"], dmt="ocrelizumab") == [*both, "wait-after-ocrelizumab"]
    assert keys(["A13"]) == [*both, "wait-after-ocrelizumab"]
    assert keys(["A13"], dmt="natalizumab") == both


def test_every_language_says_what_it_is_about_and_each_figure() -> None:
    for one in ALL:
        for words in (one.words, *(figure.says for figure in one.figures)):
            assert set(words) == {"en", "es"}, one.key
    assert about(BY_KEY["ovarian-rest-ahead-of-chemo"].figures[3].span) > 30


BAD = {
    # what is found, what is put, the line it stands on, what to do
    "no-second-source": (
        '  { source = "cyclophosphamide-eu", where = "pregnancy section: 6 months for whoever makes sperm" },\n',
        "",
        None,
        None,
    ),
    "unknown-source": (
        'source = "fluids-cruk"',
        'source = "fluids"',
        'said_by = [{ source = "fluids"',
        "is not in sources/",
    ),
    "one-source": (
        'source = "fluids-cruk"',
        'source = "fluids-macmillan"',
        "[disagreement.condoms-or-dams-after-chemo]",
        "figures of at least two sources",
    ),
    "same-key": (
        'key = "about-a-week"',
        'key = "7-to-10-days"',
        "[disagreement.condoms",
        "Two figures have the same key",
    ),
    "unknown-ours": ('ours = "7-to-10-days"', 'ours = "a-month"', 'ours = "a-month"', "is none of its figures"),
    "ours-unchecked": (
        'items = ["A02", "A13"]\ntold = "dmt is ocrelizumab"\nours = "12-months"',
        'items = ["A02", "A13"]\ntold = "dmt is ocrelizumab"\nours = "4-months"',
        'ours = "4-months"',
        "A figure that nobody checked is not counted with",
    ),
    "nobody-says-so": (
        'said_by = [{ source = "tandem-2015", where = "two to four weeks before" }]',
        "said_by = []",
        "said_by = []",
        "Nobody gives this figure",
    ),
    "a-minus": ('span = "P28D"', 'span = "-P28D"', 'span = "-P28D"', "without a minus"),
    "no-such-move": ("B21 done-ahead", "B21 done-never", 'moves = ["B21', "moves nothing"),
    "a-move-without-days": (
        "D04 ends",
        "D04 raised-from",
        "[disagreement.birth-control-if-you-may",
        "has no days that",
    ),
    "a-move-of-another-item": (
        "D04 ends",
        "D05 ends",
        "[disagreement.birth-control-if-you-may",
        "is not among its items",
    ),
    "no-such-item": ('items = ["D03"]', 'items = ["D99"]', "[disagreement.condoms", "is no item"),
    "no-such-answer": (
        '"dmt is ocrelizumab"',
        '"dmt is tea"',
        'told = "dmt is tea"',
        "Write one answer to one question",
    ),
    "stale-spanish": ('says = "about a week"', 'says = "a week"', "words.es.of", "The English has changed"),
    "unknown-key": ('rule = "R26"', 'rule = "R26"\nmood = "x"', 'mood = "x"', "is not known here"),
}


@cache
def refusal(name: str) -> tuple[str, list[tuple[str, int, str]]]:
    """The spoilt file, and what the loader says of it: file, line, what to do."""
    find, put, _, _ = BAD[name]
    with TemporaryDirectory() as kept:
        folder = Path(shutil.copytree(CONTENT, kept, dirs_exist_ok=True))
        text = (folder / FILE).read_text("utf-8")
        assert find in text
        text = text.replace(find, put, 1)
        (folder / FILE).write_text(text, "utf-8")
        try:
            read_guidance(folder)
        except GuidanceErrors as refused:
            return text, [(fault.file, fault.line, fault.what_to_do) for fault in refused.faults]
        return text, []


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_line(name: str) -> None:
    text, faults = refusal(name)
    _, _, stands_at, says = BAD[name]
    if stands_at is None or says is None:
        assert faults == []  # another source still gives the figure
        return
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith(stands_at)]
    [(file, line, what_to_do)] = [fault for fault in faults if says in fault[2]]
    assert (file, line in lines) == (FILE, True), (line, lines, what_to_do)


def test_every_refusal_has_a_bad_file_that_triggers_it() -> None:
    said = [fault[2] for name in BAD for fault in refusal(name)[1]]
    refusals = [one for module in (read_disagreements, chosen_figures, disagreement) for one in refusals_in(module)]
    assert len(refusals) > 8
    assert [where for where, words in refusals if not any(map(words.fullmatch, said))] == []


def test_the_page_on_the_guidance_shows_every_figure_with_its_source() -> None:
    page = (Path(__file__).parents[2] / "docs" / "guidance.md").read_text("utf-8")
    for one in ALL:
        assert f"| `{one.key}` |" in page
        for figure in one.figures:
            assert figure.says["en"] in page
            assert all(f"`{said.source}`: {said.where}" in page for said in figure.said_by)


def test_the_example_on_the_page_of_how_a_protocol_is_written_can_be_used() -> None:
    page = (Path(__file__).parents[2] / "docs" / "guidance.md").read_text("utf-8")
    found = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert found
    assert protocol_from(tomllib.loads(found[1]), guidance()).key == "example-frozen-cells"
