"""The words to a partner: their own lane, no figure but the item's, nothing assumed and nothing given away."""

import re
from pathlib import Path

import pytest

from planner.guidance.loader import guidance, read_guidance
from planner.guidance.model import ENGLISH, PLACES, Item, PartnerWords, fingerprint
from planner.guidance.read_words import MOST_FOR_PARTNER
from planner.languages import spoken
from tests.guidance.reading import Reading, for_partners, texts_of
from tests.guidance.test_editions import with_editions
from tests.guidance.test_spanish_words import SPANISH, numbers_in

ITEMS = [item for place in PLACES for item in guidance().editions[place]]
THEIRS = [item for item in ITEMS if "partner" in item.who]
IN_BOTH = for_partners() + for_partners(SPANISH)
# guidance-facts, section 3: the rows with R under `who`.
CODES = {"B11", "B16", "B17", "B19", "B28", "F04", "F06", "D02", "D03", "A01", "A10", "A13", "A14", "A15"}

# It speaks of the person having treatment, who may be anybody, and never of what else there may be.
NOT_SAID = {
    ENGLISH: re.compile(
        r"\b(your partner|patients?|loved ones?|spouse|couples?|because (they|you|one of you) (is|are|has|have)"
        r"|hid(e|es|den|ing)|secrets?|kept from you|not (shown|shared|told)|shar(e|ed|es|ing)|other steps?|checklist"
        r"|this plan|their plan|ahead app|[BFDA]\d\d)\b",
        re.IGNORECASE,
    ),
    SPANISH: re.compile(
        r"\b(su pareja|pacientes?|ser(es)? querid[oa]s?|cónyuges?|ocult\w+|escond\w+|secret\w+|compart\w+|otros pasos"
        r"|este plan|su plan|juntos|juntas|porque (está|tiene|va)|[BFDA]\d\d"
        r"|tú|ti|tus?|contigo|vos|vosotr[oa]s|os|vuestr\w+)\b",
        re.IGNORECASE,
    ),
}
BOTH_SAY_YES = {
    ENGLISH: (r"both people|each person|from both", r"say no later|change their mind|one of you says no later"),
    SPANISH: (r"las dos personas|cada persona|cada una", r"decir después que no|cambiar de idea|dice después que no"),
}


def said(item: Item, language: str = ENGLISH) -> str:
    """All that is said to a partner of one item."""
    return " ".join(texts_of(item.for_partner[language]))


def of(code: str) -> list[Item]:
    """Every edition of one item."""
    return [item for item in ITEMS if item.code == code]


def ids(one: object) -> str:
    return str(one)


def test_who_is_told_is_who_does_it() -> None:
    assert {item.code for item in THEIRS} == CODES
    assert [item.code for item in THEIRS if not item.for_partner] == []
    assert {item.code for item in ITEMS if item.for_partner} == CODES


@pytest.mark.parametrize("one", for_partners(), ids=ids)
def test_a_partner_is_told_what_to_do_why_and_what_to_ask(one: Reading) -> None:
    words = one.words
    assert all(text.strip() == text and text for text in texts_of(words))
    assert 1 <= len(words.steps) <= MOST_FOR_PARTNER == 4
    assert len(words.title) <= 50
    assert words.ask.endswith("?")
    assert not re.search(r"[!—–{}<>]|  ", " ".join(texts_of(words)))


def test_words_to_a_partner_are_chosen_as_all_others_are() -> None:
    item = of("D03")[0]
    assert spoken(item.for_partner) == item.for_partner[ENGLISH]


@pytest.mark.parametrize("language", [ENGLISH, SPANISH])
def test_no_figure_is_said_to_a_partner_that_the_item_does_not_say(language: str) -> None:
    new = {}
    for item in THEIRS:
        known, given = (
            set().union(*(numbers_in(text, language)[0] for text in texts_of(words[language])))
            for words in (item.words, item.for_partner)
        )
        if given - known:
            new[f"{item.code} ({item.place})"] = given - known
    assert new == {}


@pytest.mark.parametrize("one", IN_BOTH, ids=ids)
def test_nothing_is_assumed_of_anybody_and_nothing_else_is_hinted_at(one: Reading) -> None:
    found = [text for text in texts_of(one.words) if NOT_SAID[one.language].search(text)]
    assert found == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (ENGLISH, "Because they are pregnant, call."),
        (ENGLISH, "Some steps are hidden."),
        (ENGLISH, "They have not shared everything."),
        (ENGLISH, "Ask your partner."),
        (SPANISH, "Porque está en casa, llame."),
        (SPANISH, "Hay pasos ocultos."),
        (SPANISH, "Pregunta a tu equipo."),
    ],
)
def test_what_would_give_something_away_is_found(language: str, text: str) -> None:
    assert NOT_SAID[language].search(text)


@pytest.mark.parametrize("language", [ENGLISH, SPANISH])
@pytest.mark.parametrize("code", ["B16", "B17", "A14"])
def test_embryos_need_both_and_either_may_say_no(code: str, language: str) -> None:
    # guidance-facts 3.1, 21
    for item in of(code):
        assert all(re.search(pattern, said(item, language)) for pattern in BOTH_SAY_YES[language]), item.place


def test_test_results_are_theirs_to_tell() -> None:
    for item in of("B17"):
        assert "The results of your own tests are yours. You choose whom you tell." in said(item)
        assert "Usted elige a quién los cuenta." in said(item, SPANISH)


def test_fluids_matter_in_every_kind_of_sex() -> None:
    # guidance-facts 3.1, 14
    for item in of("D03"):
        assert "in every kind of sex, even when no pregnancy can happen" in said(item)


def test_birth_control_is_for_whoever_could_get_pregnant() -> None:
    # guidance-facts 3.1, 10 and 14: whether a partner could is asked and never taken for granted.
    for code in ("B28", "F06"):
        assert all("If you could get pregnant" in said(item) for item in of(code)), code
    assert all("If a pregnancy could start between you" in said(item) for item in of("A01"))
    assert all("do not stop yet" in said(item) for item in of("A01"))


@pytest.mark.parametrize("item", [item for item in THEIRS if item.figure == "ask-team"], ids=lambda item: item.place)
def test_a_figure_nobody_checked_is_asked_of_the_team(item: Item) -> None:
    assert "ask the team" in said(item)
    assert "pregunte al equipo" in said(item, SPANISH)


@pytest.mark.parametrize("language", [ENGLISH, SPANISH])
def test_the_law_of_a_place_is_told_only_there(language: str) -> None:
    for code in ("B16", "A14"):
        told = {item.place: numbers_in(said(item, language), language)[0] for item in of(code)}
        assert {10.0, 55.0} <= told["gb"]
        assert not {10.0, 55.0} & (told["us"] | told["elsewhere"])


def test_no_clinician_has_checked_these_words_either() -> None:
    assert {item.for_partner[SPANISH].checked_by for item in THEIRS} == {""}


def test_an_edition_may_say_something_else_to_a_partner(tmp_path: Path) -> None:
    everywhere = 'places = ["gb", "us", "elsewhere"]'
    first = f"{everywhere}\nfrom = 2026-01-01\nuntil = 2028-02-29"
    item = of("A10")[0]
    english = item.for_partner[ENGLISH]._replace(title="Keep germs out")
    later = (
        f'{everywhere}\nfrom = 2028-02-29\n[edition.for_partner.en]\ntitle = "Keep germs out"\n'
        f'[edition.for_partner.es]\ntitle = "Deje fuera los gérmenes"\nof = "{fingerprint(english)}"'
    )
    read = read_guidance(with_editions(tmp_path, first, later, file=item.file))
    was, now = (edition.for_partner for edition in read.editions["us"] if edition.code == "A10")
    assert was == item.for_partner
    assert now[ENGLISH] == PartnerWords("Keep germs out", *english[1:])
    assert now[SPANISH].title == "Deje fuera los gérmenes"
    assert now[SPANISH].steps == item.for_partner[SPANISH].steps
