"""Spanish says what English says: all of it, as plainly, with the same figures, and never what must not be said."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po

from planner.guidance.loader import CONTENT, guidance
from planner.guidance.model import ENGLISH, PLACES, PartnerWords, Words
from planner.guidance.phrases import extract
from planner.languages import FOLDER, read_languages
from tests.calendar.telling_words import telling
from tests.guidance.ease import AT_LEAST, ease_of, syllables
from tests.guidance.reading import Reading, everything_read, for_partners, hardest_in_spanish, readings, texts_of

SPANISH = "es"
TRANSLATIONS = [code for code in read_languages(str(FOLDER)) if code != ENGLISH]
READINGS = [one for language in TRANSLATIONS for one in readings(language)]
EVERYTHING = READINGS + [one for language in TRANSLATIONS for one in for_partners(language)]
IN_SPANISH = readings(SPANISH)
ALL_IN_SPANISH = IN_SPANISH + for_partners(SPANISH)
ITEMS = [item for place in PLACES for item in guidance().editions[place]]

NEVER = re.compile(
    r"(?<!último día )(?<!últimos días )\bseguros?\b(?! médicos?\b)|\b(seguras?|con seguridad|demasiado tarde"
    r"|infértil(es)?|(puede|podrá) dejar de|no se preocupe|simplemente|viajes?|guerrer\w*|garanti[zc]\w*)\b",
    re.IGNORECASE,
)
# Words for people that have a gender, said of the reader or of anybody near. Those whose plural is for all (`hijos`,
# and a parent, who is `uno de sus padres`), and professions said in both forms, stand.
GENDERS = re.compile(
    r"\b(mujer(es)?|hombres?|niñ[ao]s?|chic[ao]s?|muchach[ao]s?|señor(as?|es)?|damas?|caballeros?|mamás?|papás?"
    r"|hembras?|var(ón|ones)|femenin[ao]s?|masculin[ao]s?|espos[ao]s?|marid[ao]s?|novi[ao]s?|compañer[ao]s?"
    r"|embarazad[ao]s?|preocupad[ao]s?|cansad[ao]s?|preparad[ao]s?|bienvenid[ao]s?)\b"
    r"|(?<!células )(?<!célula )\bmadres?\b|(?<!uno de sus )\bpadres?\b",
    re.IGNORECASE,
)
BODIES = {
    "gb": re.compile(r"\b(NHS|HFEA|FSRH|ICBs?|NICE|Gillick|Inglaterra|Escocia|Gales|Reino Unido)\b"),
    "us": re.compile(r"\b(FDA|Medicaid|Medicare|HIPAA|ACOG|EE\. ?UU|Estados Unidos|401k)\b"),
}
HELP_AT_ONCE = re.compile(
    r"\b(fiebre|temblores|escalofríos|sangra (mucho|muchísimo)|sangrado (es muy )?(fuerte|abundante)"
    r"|(acabar con|quitarse) (su|la) vida|hacerse daño|(da|dio|sale) positivo|prueba positiva)\b",
    re.IGNORECASE,
)

NUMBERS = {
    ENGLISH: ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
    SPANISH: ["dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"],
}
ONE = {ENGLISH: r"\b(an?|one|once|first)\b", SPANISH: r"\b(una?|uno|primer[ao]?)\b"}
# Of two people or things at once languages speak each in its way: "both", "las dos personas".
PAIR = {ENGLISH: r"\b(both|the two|for two|twice)\b", SPANISH: r"\b((las|los) dos|ambos|ambas)\b"}
# What must be said in Spanish wherever English says it, and only there.
SAID_IN_BOTH = {
    "usual figure": (r"\busual figures?\b", r"\bcifras? habitual(es)?\b"),
    "first chemo": (r"\bfirst chemo\b", r"\bprimera quimio\b"),
    "new cells day": (r"\bnew cells day\b", r"\bdía de las células nuevas\b"),
    "condoms": (r"\bcondoms?\b", r"\bcond(ón|ones)\b"),
    "day-and-night number": (r"\bday-and-night number\b", r"\bnúmero de día y noche\b"),
    "emergency number": (r"\blocal emergency number\b", r"\bnúmero de emergencias de su zona\b"),
    "not birth control": (
        r"\b(is|are) not (birth control|contraception)\b",
        r"\bno (es un anticonceptivo|son anticonceptivos)\b",
    ),
    "do not stop yet": (r"\bdo not stop yet\b", r"\bno los deje todavía\b"),
    "no promise": (
        r"\b(not|no|nobody can|never)\b[^.]*\b(promise|certain)\b",
        r"\b(no|nadie|ninguna|nunca)\b[^.]*\b(promesas?|prometer|certeza)\b",
    ),
}


class Pair(NamedTuple):
    """One text of an item, of a warning or of another table, in English and in another language."""

    whose: str
    english: str
    translated: str

    def __str__(self) -> str:
        return self.whose


def pairs(language: str) -> list[Pair]:
    """Every text that is there in both languages, each pair once."""
    return list(dict.fromkeys([*_of_items(language), *_of_tables(language)]))


def _of_items(language: str) -> Iterator[Pair]:
    for item in ITEMS:
        if language in item.words:
            for name, english, translated in _side_by_side(item.words[ENGLISH], item.words[language]):
                yield Pair(f"{item.code} {name}", english, translated)
        if language in item.for_partner:
            for name, english, translated in _side_by_side(item.for_partner[ENGLISH], item.for_partner[language]):
                yield Pair(f"{item.code} {name}, to a partner", english, translated)
        if language in item.not_in_use:
            yield Pair(f"{item.code} not in use", item.not_in_use[ENGLISH], item.not_in_use[language])


def _side_by_side(english: Words | PartnerWords, translated: Words | PartnerWords) -> Iterator[tuple[str, str, str]]:
    for name in ("title", "why", "late", "ask", "urgent"):
        if hasattr(english, name):
            yield name, getattr(english, name), getattr(translated, name)
    for number, (step, other) in enumerate(zip(english.steps, translated.steps, strict=False), 1):
        yield f"step {number}", step, other


def _of_tables(language: str) -> Iterator[Pair]:
    for notice in (*guidance().warnings, *guidance().contradictions):
        if language in notice.text:
            yield Pair(notice.key, notice.text[ENGLISH], notice.text[language])
    for option in guidance().options:
        if language in option.words:
            for english, translated in zip(option.words[ENGLISH], option.words[language], strict=True):
                yield Pair(option.key, english, translated)
    for phrase, translated in short_phrases(language).items():
        yield Pair(f"'{phrase}'", phrase, translated)


def short_phrases(language: str) -> dict[str, str]:
    """The phrases of the guidance that are translated with the pages, those that are."""
    catalogue = catalogue_of(language)
    return {phrase: catalogue[phrase] for phrase in phrases_of_the_guidance() if catalogue.get(phrase)}


def phrases_of_the_guidance() -> list[str]:
    found = {}
    for path in sorted(CONTENT.rglob("*.toml")):
        with path.open("rb") as file:
            found |= {phrase: None for _, _, phrase, _ in extract(file, (), (), {})}
    return list(found)


def catalogue_of(language: str) -> dict[str, str]:
    """Every message of the pages in one language, by its English; the forms of a plural in one text."""
    found = {}
    for path in (FOLDER / language).rglob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                forms = message.string if isinstance(message.string, tuple) else (message.string,)
                english = message.id[0] if isinstance(message.id, tuple) else message.id
                found[english] = " ".join(map(str, forms))
    found.pop("", None)  # the head of the file
    return found


def everything_in_spanish() -> dict[str, str]:
    """Every Spanish text, by whose it is: of items, tables, glossary, pages."""
    found = {f"{one.whose}: {one.english}": one.translated for one in pairs(SPANISH)}
    found |= {f"{one} discreet": one.words.discreet for one in IN_SPANISH}
    found |= {f"glossary: {term}": meaning for term, meaning in guidance().glossary.get(SPANISH, {}).items()}
    return found | catalogue_of(SPANISH)


def numbers_in(text: str, language: str) -> tuple[set[float], set[float]]:
    """The numbers a text gives, in digits or in words; and with them those that it may be read to give."""
    words = text.casefold()
    given = set(_numbers(re.sub(PAIR[language], "", words), language))
    pair, one = re.search(PAIR[language], words), re.search(ONE[language], words)
    return given, given | ({2.0} if pair else set()) | ({1.0} if one else set())


def _numbers(words: str, language: str) -> Iterator[float]:
    for word in re.findall(r"\d+(?:[.,]\d+)?|[^\W\d]+", words):
        if word[0].isdigit():
            yield float(word.replace(",", "."))
        elif word in NUMBERS[language]:
            yield NUMBERS[language].index(word) + 2.0


def ids(one: object) -> str:
    return str(one)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_item_is_said_in_every_language(language: str) -> None:
    assert [f"{item.code} ({item.place})" for item in ITEMS if language not in item.words] == []
    to_partners = [item for item in ITEMS if item.for_partner]
    assert [f"{item.code} ({item.place})" for item in to_partners if language not in item.for_partner] == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_warning_and_option_and_the_glossary_are_said_in_every_language(language: str) -> None:
    silent = [one.key for one in (*guidance().warnings, *guidance().contradictions) if language not in one.text]
    silent += [option.key for option in guidance().options if language not in option.words]
    silent += [item.code for item in ITEMS if item.not_in_use and language not in item.not_in_use]
    assert silent == []
    assert guidance().glossary.get(language)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_short_phrase_is_said_in_every_language(language: str) -> None:
    said = short_phrases(language)
    assert [phrase for phrase in phrases_of_the_guidance() if phrase not in said] == []


@pytest.mark.parametrize("one", EVERYTHING, ids=ids)
def test_every_item_has_all_its_words(one: Reading) -> None:
    words = one.words
    assert all(text.strip() == text and text for text in (*texts_of(words), getattr(words, "discreet", "none")))
    assert words.ask.endswith("?")
    assert not re.search(r"[!¡—–{}<>]|  ", " ".join(texts_of(words)))


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_no_step_is_lost_or_added(language: str) -> None:
    counted = {
        (item.code, item.place, said): (len(words[ENGLISH].steps), len(words[language].steps))
        for item in ITEMS
        for said, words in (("words", item.words), ("for_partner", item.for_partner))
        if language in words
    }
    assert {whose: steps for whose, steps in counted.items() if steps[0] != steps[1]} == {}


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_the_days_in_braces_are_those_of_the_english(language: str) -> None:
    braces = re.compile(r"\{\w+\}")
    found = {one.whose: (braces.findall(one.english), braces.findall(one.translated)) for one in pairs(language)}
    assert any(english for english, _ in found.values())
    assert {whose: both for whose, both in found.items() if sorted(both[0]) != sorted(both[1])} == {}


@pytest.mark.parametrize("one", READINGS, ids=ids)
def test_a_discreet_title_tells_a_stranger_nothing(one: Reading) -> None:
    assert telling(one.words.discreet) == []
    assert 2 <= len(one.words.discreet.split()) <= 6


@pytest.mark.parametrize("one", ALL_IN_SPANISH, ids=ids)
def test_every_item_is_fairly_easy_to_read(one: Reading) -> None:
    assert ease_of(texts_of(one.words)) >= AT_LEAST


def test_the_hardest_are_listed_from_the_hardest_up() -> None:
    listed = hardest_in_spanish(10)
    assert len(listed) == 10
    assert listed[0][0] == min(ease_of(texts_of(one.words)) for one in ALL_IN_SPANISH)
    assert listed == sorted(listed)


def test_syllables_are_counted_as_they_are_spoken() -> None:
    one = ("y", "hay", "quien", "muy", "que", "DIU", "12")
    two = ("día", "una", "guía", "agua", "quimio", "leer", "oír", "huevo", "guerra")
    three = ("óvulo", "útero", "ahora", "ovario", "embriones", "esperma")
    four = ("aéreo", "averigüe", "anestesia", "fertilidad", "tratamiento", "conservación")
    counted = [[syllables(word) for word in words] for words in (one, two, three, four)]
    assert counted == [[number] * len(words) for number, words in enumerate((one, two, three, four), 1)]


def test_long_words_read_harder_than_short_ones() -> None:
    hard = "La movilización gonadotóxica necesita individualización oncológica interdisciplinaria anticipadamente."
    assert ease_of([hard]) < AT_LEAST < ease_of(["Llame a su equipo. Diga el día."])
    # Five words with eight syllables, in two sentences.
    assert ease_of(["Diga el día.", "Llame hoy"]) == pytest.approx(206.84 - 60 * 8 / 5 - 1.02 * 5 / 2)


def test_the_figures_are_those_of_the_english() -> None:
    differ = []
    for one in pairs(SPANISH):
        (english, at_most), (spanish, at_most_spanish) = (
            numbers_in(text, language) for text, language in ((one.english, ENGLISH), (one.translated, SPANISH))
        )
        if not english <= at_most_spanish or not spanish <= at_most:
            differ.append(f"{one.whose}: {sorted(english ^ spanish)} in {one.translated!r}")
    assert differ == []


@pytest.mark.parametrize(
    ("english", "spanish", "same"),
    [
        ("12 months, or two weeks", "12 meses, o 2 semanas", True),
        ("12 months", "24 meses", False),
        ("two weeks", "unas tres semanas", False),
        ("both people sign", "firman las dos personas", True),
        ("a month", "1 mes", True),
        ("about a week", "unas 2 semanas", False),
        ("6.8 months", "6,8 meses", True),
        ("some weeks", "9 semanas", False),
    ],
)
def test_another_figure_would_be_found(english: str, spanish: str, same: bool) -> None:
    (given, at_most), (said, at_most_said) = numbers_in(english, ENGLISH), numbers_in(spanish, SPANISH)
    assert (given <= at_most_said and said <= at_most) == same


def test_nothing_says_what_must_never_be_said() -> None:
    assert {whose: text for whose, text in everything_in_spanish().items() if NEVER.search(text)} == {}


@pytest.mark.parametrize("text", ["Es seguro.", "¿Está segura?", "Ya es demasiado tarde.", "Puede dejar de usarlo."])
def test_what_must_never_be_said_is_found(text: str) -> None:
    assert NEVER.search(text)
    assert not NEVER.search("Su último día seguro es el 3 de mayo. Pregunte a su seguro médico.")


def test_bodies_are_named_and_not_genders() -> None:
    assert {whose: text for whose, text in everything_in_spanish().items() if GENDERS.search(text)} == {}
    assert not GENDERS.search("Sus células madre. Lo firma uno de sus padres. Puede tener hijos.")


@pytest.mark.parametrize("place", BODIES)
def test_bodies_and_laws_of_a_place_stand_only_in_that_place(place: str) -> None:
    elsewhere = [item for item in ITEMS if item.place != place and SPANISH in item.words]
    found = [(item.code, item.place) for item in elsewhere if BODIES[place].search(everything_read(item, SPANISH))]
    assert found == []


@pytest.mark.parametrize("what", SAID_IN_BOTH)
def test_what_matters_is_said_where_english_says_it_and_only_there(what: str) -> None:
    english, spanish = (re.compile(pattern, re.IGNORECASE) for pattern in SAID_IN_BOTH[what])
    assert any(english.search(one.english) for one in pairs(SPANISH))
    differ = [
        one for one in pairs(SPANISH) if bool(english.search(one.english)) != bool(spanish.search(one.translated))
    ]
    assert differ == []


def test_whatever_needs_help_at_once_names_a_human() -> None:
    # guidance-facts 3.1, 24
    human = re.compile(r"número de día y noche|número de emergencias|\ben(fermería| la enfermería)\b", re.IGNORECASE)
    told = {str(one): " ".join(texts_of(one.words)) for one in ALL_IN_SPANISH}
    urgent = {whose: text for whose, text in told.items() if HELP_AT_ONCE.search(text)}
    assert {"F05", "B30", "B31", "B32", "D01", "D05", "A10", "A15"} <= {whose[:3] for whose in urgent}
    assert [whose for whose, text in urgent.items() if not human.search(text)] == []


def test_a_figure_nobody_checked_says_ask_your_team() -> None:
    unchecked = [item for item in ITEMS if item.figure == "ask-team" and SPANISH in item.words]
    silent = [
        item.code for item in unchecked if "pregunte a su equipo" not in everything_read(item, SPANISH).casefold()
    ]
    assert silent == []


def test_who_may_be_pregnant_is_told_whom_to_call_and_not_what_to_choose() -> None:
    # guidance-facts 3.1, 17 and 24
    for one in (one for one in IN_SPANISH if one.code == "F05"):
        text = " ".join(texts_of(one.words))
        assert "Llame ahora al número de día y noche de su equipo" in text
        assert not re.search(
            r"\b(abort\w*|interrump\w*|seguir con el embarazo|terminar el embarazo)", text, re.IGNORECASE
        )


def test_once_chemo_has_begun_nothing_speaks_of_before() -> None:
    # guidance-facts 3.1, 4
    told = {str(one): " ".join(texts_of(one.words)) for one in IN_SPANISH if one.code == "F03"}
    assert {whose: text for whose, text in told.items() if re.search(r"\bantes\b", text, re.IGNORECASE)} == {}
