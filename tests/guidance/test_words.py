"""The words a person reads: plain, their own, never frightening, never promising, never another place's law."""

import re
from collections import defaultdict

import pytest

from planner.guidance.loader import guidance
from planner.guidance.model import PLACES, Item, Words
from planner.questions.catalogue import QUESTIONS
from tests.calendar.telling_words import telling
from tests.conftest import pytest_terminal_summary
from tests.guidance.reading import (
    HARDEST,
    Reading,
    everything_read,
    for_partners,
    grade,
    hardest,
    lines_to_show,
    readings,
    sentences_of,
    texts_of,
)
from tests.guidance.shingles import IN_A_ROW, kept, shingles_of

READINGS = readings()
EVERYTHING = READINGS + for_partners()  # what is said to a partner keeps the same rules
ITEMS = [item for place in PLACES for item in guidance().editions[place]]
NEVER = re.compile(
    r"\b(safe|safely|too late|infertile|you can stop|you may stop|do ?n[o'’]t worry|do not worry|simply|just"
    r"|journey|warrior|guarantee[ds]?)\b",
    re.IGNORECASE,
)
GENDERS = re.compile(
    r"\b(wom[ae]n|m[ae]n|girls?|boys?|females?|males?|lad(y|ies)|gentlem[ae]n|mothers?|fathers?|mums?|dads?"
    r"|wi(fe|ves)|husbands?|girlfriends?|boyfriends?|she|he|her|hers|him|his)\b",
    re.IGNORECASE,
)
BODIES = {
    "gb": re.compile(r"\b(NHS|HFEA|FSRH|ICBs?|NICE|Gillick|England|Scotland|Wales|UK|United Kingdom)\b"),
    "us": re.compile(r"\b(FDA|Medicaid|Medicare|HIPAA|ACOG|US|USA|United States|insurance plan|401k)\b"),
}
OF_ONE_PLACE = {
    "gb": re.compile(r"\b(NHS|HFEA|FSRH|NICE|Integrated care|UK legislation|UK government)\b"),
    "us": re.compile(r"\b(ACOG|FDA|United States)\b"),
}
HELP_AT_ONCE = re.compile(
    r"\b(fever|shaking|bleed(s|ing)? (very )?(heavily|a lot)|heavy bleeding|ending your life|hurting yourself"
    r"|test is positive|positive test)\b",
    re.IGNORECASE,
)
A_HUMAN = re.compile(r"(day-and-night number|local emergency number|tell a nurse)", re.IGNORECASE)
HORMONES = re.compile(r"\b(HRT|testosterone|oestrogen|estrogen|hormone blocker)\b", re.IGNORECASE)
CONTRACEPTION = re.compile(r"\b(birth control|contraception)\b", re.IGNORECASE)
PAYS = re.compile(
    r"\b(NHS|public money|state|government|ICB|insurance)\b.*\b(pays?|paid|free|covers?)\b", re.IGNORECASE
)
OPEN = re.compile(r"\b(if|ask|who pays|whether|may|some|do not count)\b", re.IGNORECASE)


def of(code: str) -> list[Item]:
    """Every edition of one item."""
    return [item for item in ITEMS if item.code == code]


def ids(reading: Reading) -> str:
    return str(reading)


@pytest.mark.parametrize("one", READINGS, ids=ids)
def test_every_item_has_all_its_words(one: Reading) -> None:
    words = one.words
    assert all(text.strip() == text and text for text in (*texts_of(words), words.discreet))
    assert 2 <= len(words.steps) <= 5
    assert words.ask.endswith("?")
    assert not re.search(r"[!—–{}<>]|  ", " ".join(texts_of(words)))


@pytest.mark.parametrize("one", EVERYTHING, ids=ids)
def test_a_child_of_eleven_can_read_every_item(one: Reading) -> None:
    assert grade(one.words) <= HARDEST


def test_the_hardest_are_listed_from_the_hardest_down() -> None:
    listed = hardest(10)
    assert len(listed) == 10
    assert listed[0][0] == max(grade(one.words) for one in EVERYTHING)
    assert [grade for grade, _ in listed] == sorted((grade for grade, _ in listed), reverse=True)


class _Terminal:
    """The end of a run of tests, kept instead of shown."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def section(self, title: str, **look: object) -> None:
        self.lines.append(title)

    def write_line(self, line: str, **look: object) -> None:
        self.lines.append(line)


def test_a_run_of_all_tests_ends_with_the_ten_hardest(pytestconfig: pytest.Config) -> None:
    # tests/conftest.py is the only one that is read before any test is found, so it alone can speak at the end.
    terminal = _Terminal()
    pytest_terminal_summary(terminal, pytestconfig)
    assert lines_to_show() == [line for line in terminal.lines if line.startswith(("grade ", "ease "))]
    assert [line.split()[0] for line in lines_to_show()] == ["grade"] * 10 + ["ease"] * 10


def test_long_words_read_harder_than_short_ones() -> None:
    hard = "Gonadotoxic mobilisation necessitates individualised oncofertility consideration beforehand."
    easy = "Call the nurse. Say the day."
    assert grade(Words(hard, "", hard, (hard,), hard, hard)) > HARDEST
    assert grade(Words(easy, "", easy, (easy,), easy, easy)) < HARDEST


def test_no_sentence_stands_in_two_items() -> None:
    found = defaultdict(set)
    for one in EVERYTHING:
        for sentence in sentences_of(one.words):
            found[re.sub(r"\W+", " ", sentence).strip().casefold()].add(one.code)
    assert {sentence: codes for sentence, codes in found.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("one", EVERYTHING, ids=ids)
def test_no_nine_words_in_a_row_come_from_the_articles(one: Reading) -> None:
    copied = [text for text in texts_of(one.words) if kept() & set(shingles_of(text))]
    assert copied == []


def test_a_copied_sentence_would_be_found() -> None:
    # Seven words of one article make no row of nine; nine of them make exactly one.
    row = "you should continue to use reliable birth control as chemotherapy"
    assert IN_A_ROW == 9
    assert not kept() & set(shingles_of(" ".join(row.split()[:7])))
    assert len(kept() & set(shingles_of(" ".join(row.split()[:9])))) == 1


def test_nothing_says_what_must_never_be_said() -> None:
    rest = [notice.text["en"] for notice in (*guidance().warnings, *guidance().contradictions)]
    rest += [word for option in guidance().options for word in option.words["en"]]
    rest += [text for asked in QUESTIONS for text in (asked.text, asked.why, asked.skipped, *asked.labels.values())]
    rest += [text for one in EVERYTHING for text in texts_of(one.words)]
    rest += [one.words.discreet for one in READINGS if isinstance(one.words, Words)]
    assert [text for text in rest if NEVER.search(text)] == []


def test_bodies_are_named_and_not_genders() -> None:
    rest = [notice.text["en"] for notice in (*guidance().warnings, *guidance().contradictions)]
    rest += [text for asked in QUESTIONS for text in (asked.text, asked.why, *asked.answers.values())]
    rest += [text for one in EVERYTHING for text in texts_of(one.words)]
    rest += list(guidance().glossary["en"].values())
    assert [text for text in rest if GENDERS.search(text)] == []


@pytest.mark.parametrize("place", BODIES)
def test_bodies_and_laws_of_a_place_stand_only_in_that_place(place: str) -> None:
    elsewhere = [item for item in ITEMS if item.place != place]
    found = [(item.code, item.place) for item in elsewhere if BODIES[place].search(everything_read(item))]
    assert found == []


@pytest.mark.parametrize("place", OF_ONE_PLACE)
def test_a_body_of_one_place_is_a_source_only_there(place: str) -> None:
    found = [
        (item.code, item.place, cited.source.key)
        for item in ITEMS
        for cited in item.citations
        if item.place != place and OF_ONE_PLACE[place].search(f"{cited.source.title} {cited.source.publisher}")
    ]
    assert found == []


@pytest.mark.parametrize("one", READINGS, ids=ids)
def test_a_discreet_title_tells_a_stranger_nothing(one: Reading) -> None:
    assert telling(one.words.discreet) == []
    assert 2 <= len(one.words.discreet.split()) <= 6


def test_whatever_needs_help_at_once_names_a_human() -> None:
    # guidance-facts 3.1, 24
    urgent = {one.code: one for one in READINGS if HELP_AT_ONCE.search(" ".join(texts_of(one.words)))}
    assert {"F05", "B30", "B31", "B32", "D01", "D05", "A10", "A15"} <= set(urgent)
    silent = [
        str(one)
        for one in EVERYTHING
        if HELP_AT_ONCE.search(" ".join(texts_of(one.words))) and not A_HUMAN.search(" ".join(texts_of(one.words)))
    ]
    assert silent == []


@pytest.mark.parametrize("item", of("F05"), ids=lambda item: item.place)
def test_who_may_be_pregnant_is_told_whom_to_call_and_not_what_to_choose(item: Item) -> None:
    # guidance-facts 3.1, 17 and 24
    text = everything_read(item)
    assert "Call your team's day-and-night number now" in text
    assert "local emergency number" in text
    assert not re.search(r"\b(terminat|abort|keep the (baby|pregnancy)|end the pregnancy|continue the)", text)


@pytest.mark.parametrize("item", of("D05"), ids=lambda item: item.place)
def test_no_day_is_given_to_breastfeed_again(item: Item) -> None:
    # guidance-facts 3.1, 18: six weeks on is a day to ask.
    text = everything_read(item)
    assert "this plan gives no day to start again" in text
    assert "only your team can say yes" in text
    assert item.timing.due is None
    assert [moment.name for moment in item.timing.then] == ["ask-before-restart"]


@pytest.mark.parametrize("item", of("A01"), ids=lambda item: item.place)
def test_month_six_says_do_not_stop_yet(item: Item) -> None:
    # guidance-facts 3.1, 5
    words = item.words["en"]
    assert "do not stop yet" in words.title
    assert "At 3, 6 and 9 months the answer is the same: do not stop yet" in words.why


def test_no_title_tells_anyone_to_stop_birth_control() -> None:
    # guidance-facts 3.1, 5
    titles = [item.words["en"].title for item in ITEMS]
    stopping = [title for title in titles if "stop" in title.casefold() and CONTRACEPTION.search(title)]
    assert set(stopping) == {"Keep using birth control: do not stop yet"}


def test_hormones_are_never_called_birth_control() -> None:
    # guidance-facts 3.1, 16
    called = [
        (one.code, sentence)
        for one in EVERYTHING
        for sentence in sentences_of(one.words)
        if HORMONES.search(sentence) and CONTRACEPTION.search(sentence) and not re.search(r"\b(not|no) ", sentence)
    ]
    assert called == []
    for code in ("B14", "B26", "B28", "D04", "A06"):
        assert all(re.search(r"(are|is) not birth control", everything_read(item)) for item in of(code)), code


def test_resting_the_ovaries_never_replaces_freezing() -> None:
    # guidance-facts 3.1, 16
    for item in of("B21"):
        assert "It does not take the place of freezing" in everything_read(item)
        assert "This injection is not birth control" in everything_read(item)


def test_freezing_is_never_promised() -> None:
    # guidance-facts 3.1, 16
    for code in ("B03", "B17", "B18", "B20", "B22", "F02"):
        for item in of(code):
            said = r"(not|no|nobody can|never)[^.]*(promise|certain)"
            assert re.search(said, everything_read(item), re.IGNORECASE), code


def test_nothing_says_that_public_money_pays() -> None:
    # guidance-facts 3.1, 28
    asserted = [
        (one.code, sentence)
        for one in EVERYTHING
        for sentence in sentences_of(one.words)
        if PAYS.search(sentence) and not sentence.endswith("?") and not OPEN.search(sentence)
    ]
    assert asserted == []


def test_a_figure_nobody_checked_says_ask_your_team_and_gives_no_usual_figure() -> None:
    unchecked = [item for item in ITEMS if item.figure == "ask-team"]
    assert {item.code for item in unchecked} == {"B20", "B27", "B33", "F04"}
    for item in unchecked:
        assert "ask your team" in everything_read(item).casefold()
        assert "usual figure" not in everything_read(item).casefold()
        assert item.timing.last_safe is None


def test_every_usual_figure_leaves_the_last_word_to_the_team_or_the_clinic() -> None:
    for one in EVERYTHING:
        text = " ".join(texts_of(one.words))
        if "Usual figure" in text:
            assert re.search(r"\b(team|clinic)\b", text), str(one)


def test_before_treatment_is_never_said_where_the_first_chemo_is_meant() -> None:
    trap = re.compile(r"before (the |your )?(treatment|transplant)\b", re.IGNORECASE)
    assert [str(one) for one in EVERYTHING if trap.search(" ".join(texts_of(one.words)))] == []


def test_once_chemo_has_begun_nothing_speaks_of_before() -> None:
    # guidance-facts 3.1, 4
    assert [item.place for item in of("F03") if re.search(r"\bbefore\b", everything_read(item), re.IGNORECASE)] == []
