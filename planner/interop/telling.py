"""Which words of a note would tell a stranger what it is about, in any language that is spoken here.

The words stand in the `language.toml` of each language; calendars that are discreet hold none of them either.
"""

import re
import unicodedata
from functools import lru_cache

from planner.languages import languages


def telling_words_in(text: str) -> list[str]:
    """The telling words of a text, as they stand in it, each once and in order."""
    plain = _plain(text)
    found = {match.start(): match.group() for match in _pattern(_all()).finditer(plain)}
    return list(dict.fromkeys(found[place] for place in sorted(found)))


def _all() -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for one in languages().values() for word in one.telling_words))


@lru_cache(maxsize=4)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of them: an entry that ends in `*` finds every word that begins so, any other is whole. The longest
    comes first, so that it is named rather than what it begins with."""
    entries = sorted(words, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){_one(entry)}(?!\w)" for entry in entries))


def _one(entry: str) -> str:
    beginning = r"[\s_.-]+".join(re.escape(word) for word in re.split(r"[ -]", entry.removesuffix("*")))
    return beginning + (r"\w*" if entry.endswith("*") else "")


def _plain(text: str) -> str:
    """The text in small letters without accents."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if unicodedata.category(letter) not in {"Mn", "Cf"})
