"""How hard the words of each item are to read, and the words themselves, one set for each that differs.

English is measured by the grade of Flesch and Kincaid, Spanish by the ease of Fernández Huerta (see `ease.py`). Without
a language, English is meant: it is what the guidance is written in, and what a translation is held to.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import textstat

from planner.guidance.loader import guidance
from planner.guidance.model import ENGLISH, PLACES, Item, PartnerWords, Words
from tests.guidance import ease

HARDEST = 6


class Reading(NamedTuple):
    """The words of one item in one language, to one reader, and the places in which they stand."""

    code: str
    places: tuple[str, ...]
    language: str
    words: Words | PartnerWords

    def __str__(self) -> str:
        reader = "; to a partner" if isinstance(self.words, PartnerWords) else ""
        return f"{self.code} ({', '.join(self.places)}; {self.language}{reader})"


def readings(language: str = ENGLISH) -> list[Reading]:
    """The words of every edition of every item in one language, each different set once."""
    return _readings("words", language)


def for_partners(language: str = ENGLISH) -> list[Reading]:
    """The words to a partner of every edition of every item in one language, each different set once."""
    return _readings("for_partner", language)


def _readings(name: Literal["words", "for_partner"], language: str) -> list[Reading]:
    found: dict[tuple[str, Words | PartnerWords], list[str]] = {}
    for place in PLACES:
        for item in guidance().editions[place]:
            said = getattr(item, name)
            if language in said:
                found.setdefault((item.code, said[language]), []).append(place)
    return [Reading(code, tuple(places), language, words) for (code, words), places in found.items()]


def texts_of(words: Words | PartnerWords) -> tuple[str, ...]:
    """Everything a person, or a partner, reads of an item, but for the discreet title."""
    late = (words.late,) if isinstance(words, Words) else ()
    return (words.title, words.why, *words.steps, *late, words.ask)


def sentences_of(words: Words | PartnerWords) -> Iterator[str]:
    """Each sentence of an item's words."""
    for text in texts_of(words):
        yield from re.split(r"(?<=[.!?])['’]?\s+", text)


def everything_read(item: Item, language: str = ENGLISH) -> str:
    """All the words of an item in one language, those to a partner last, in one text."""
    to_partner = texts_of(item.for_partner[language]) if language in item.for_partner else ()
    return " ".join((*texts_of(item.words[language]), *to_partner))


def grade(words: Words | PartnerWords) -> float:
    """The Flesch-Kincaid grade of an item's words, each term of the glossary counted as 'word'."""
    text = " ".join(text if text[-1] in ".!?" else f"{text}." for text in texts_of(words))
    for term in sorted(guidance().glossary[ENGLISH], key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(term)}\b", "word", text, flags=re.IGNORECASE)
    return float(textstat.flesch_kincaid_grade(text))


def hardest(number: int = 10) -> list[tuple[float, str]]:
    """The hardest sets of English words, the hardest first: (grade, whose)."""
    return sorted(((grade(one.words), str(one)) for one in readings() + for_partners()), reverse=True)[:number]


def hardest_in_spanish(number: int = 10) -> list[tuple[float, str]]:
    """The hardest sets of Spanish words, the hardest first: (ease, whose)."""
    told = readings("es") + for_partners("es")
    return sorted((ease.ease_of(texts_of(one.words)), str(one)) for one in told)[:number]


def lines_to_show() -> list[str]:
    """What the end of every test run shows: the ten hardest items to read, in English and in Spanish."""
    return [
        *(f"grade {grade:.1f} of at most {HARDEST}: {whose}" for grade, whose in hardest()),
        *(f"ease {easy:.1f} of at least {ease.AT_LEAST}: {whose}" for easy, whose in hardest_in_spanish()),
    ]
