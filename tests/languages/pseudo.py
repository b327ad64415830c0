"""A language nobody speaks: each English word in brackets. Where a page in it has a word outside brackets, nobody
translated that word.

It is made when a test runs: all messages of the service, and all words of the guidance, so that nothing has to be kept.
Its days are those of Esperanto, whose months no English text names.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from planner.guidance.model import ENGLISH, Guidance, Item, Notice, Option, PartnerWords, Words
from planner.languages import FOLDER

CODE = "eo_001"  # with a region, as pt_BR has one
TAG = "eo-001"  # the same as browsers and programs write it
NAME = "⟦Malnova⟧"
OPENS, CLOSES = "⟦", "⟧"
# What stays as it is: what stands for something else, tags, entities; and what is no word.
KEPT = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|<[^>]*>|&#?\w+;")
WORD = re.compile(r"\w(?:[\w'’]*\w)?")
Said = TypeVar("Said", Words, PartnerWords)
IN_BRACKETS = re.compile(f"{OPENS}[^{OPENS}{CLOSES}]*{CLOSES}")


def pseudo(english: str) -> str:
    """An English text in the language: each word in brackets, what stands for something else left as it is."""
    found, at = [], 0
    for kept in KEPT.finditer(english):
        found += [_in_brackets(english[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*found, _in_brackets(english[at:])])


def _in_brackets(text: str) -> str:
    return WORD.sub(lambda word: f"{OPENS}{word[0]}{CLOSES}", text)


def outside(text: str) -> str:
    """What of a text is not in the language."""
    return IN_BRACKETS.sub(" ", text)


def words_of_days() -> frozenset[str]:
    """The words in which the language writes days: by CLDR, so nobody has to translate them."""
    locale = Locale.parse(CODE)
    names = [
        name
        for width in ("wide", "abbreviated", "narrow")
        for context in ("format", "stand-alone")
        for told in (get_month_names(width, context, locale), get_day_names(width, context, locale))
        for name in told.values()
    ]
    lists = [pattern for kind in locale.list_patterns.values() for pattern in kind.values()]
    return frozenset(word for text in (*names, *lists) for word in re.findall(r"[^\W\d_]+", text))


def languages_with_pseudo(folder: Path, needed: Catalog) -> Path:
    """A folder of languages to be spoken: English, and the made-up one with every message that is needed."""
    (folder / ENGLISH).mkdir(parents=True)
    (folder / ENGLISH / "language.toml").write_bytes((FOLDER / ENGLISH / "language.toml").read_bytes())
    words = folder / CODE / "LC_MESSAGES"
    words.mkdir(parents=True)
    (folder / CODE / "language.toml").write_text(f'name = "{NAME}"\nchecked_by = ""\ntelling_words = []\n', "utf-8")
    made = Catalog(locale="eo", fuzzy=False)
    for one in needed:
        if one.id:
            made.add(one.id, tuple(map(pseudo, one.id)) if isinstance(one.id, tuple) else pseudo(one.id))
    with (words / "messages.mo").open("wb") as file:
        write_mo(file, made)
    return folder


@lru_cache(maxsize=4)
def guidance_in_pseudo(guidance: Guidance) -> Guidance:
    """The guidance with all its words in the made-up language too."""
    return replace(
        guidance,
        options=tuple(map(_option, guidance.options)),
        warnings=tuple(map(_notice, guidance.warnings)),
        contradictions=tuple(map(_notice, guidance.contradictions)),
        disagreements=_disagreements(guidance),
        editions={place: tuple(map(_item, items)) for place, items in guidance.editions.items()},
        glossary={**guidance.glossary, CODE: {pseudo(one): pseudo(is_) for one, is_ in _english(guidance).items()}},
    )


def _english(guidance: Guidance) -> Mapping[str, str]:
    return guidance.glossary[ENGLISH]


def _item(item: Item) -> Item:
    words = {**item.words, CODE: _said(item.words[ENGLISH])}
    for_partner = {**item.for_partner, CODE: _said(item.for_partner[ENGLISH])} if item.for_partner else {}
    resting = {**item.not_in_use, CODE: pseudo(item.not_in_use[ENGLISH])} if item.not_in_use else {}
    return replace(item, words=words, for_partner=for_partner, not_in_use=resting)


def _said(words: Said) -> Said:
    said: dict[str, Any] = {
        name: tuple(map(pseudo, told)) if isinstance(told, tuple) else pseudo(told)
        for name, told in words._asdict().items()
        if name not in ("checked_by", "of")
    }
    return words._replace(**said)


def _option(option: Option) -> Option:
    title, needs = option.words[ENGLISH]
    return option._replace(words={**option.words, CODE: (pseudo(title), pseudo(needs))})


def _disagreements(guidance: Guidance) -> Any:
    return tuple(
        replace(
            one,
            words={**one.words, CODE: pseudo(one.words[ENGLISH])},
            figures=tuple(
                figure._replace(says={**figure.says, CODE: pseudo(figure.says[ENGLISH])}) for figure in one.figures
            ),
        )
        for one in guidance.disagreements
    )


def _notice(notice: Notice) -> Notice:
    return notice._replace(text={**notice.text, CODE: pseudo(notice.text[ENGLISH])})
