"""Words that would tell a stranger reading over your shoulder what your calendar is really about.

The words stand in the `language.toml` of each language. A discreet file holds none of any language, in any line. An
entry that ends in `*` finds every word that begins so; any other entry is a whole word or phrase.
"""

import re
import unicodedata
from urllib.parse import unquote

from planner.languages import FOLDER, read_languages

LANGUAGES = read_languages(str(FOLDER))
WORDS = tuple(dict.fromkeys(word for one in LANGUAGES.values() for word in one.telling_words))

_FOLD = re.compile(r"\r?\n[ \t]")
# A word this long is told by its letters even beside a digit, as in `sperm2027.ics`.
_LONG_ENOUGH = 5


def telling(text: str) -> list[str]:
    """List the entries of WORDS found in a text, a file name or a whole calendar file, in the order of WORDS.

    Lines are read both folded and unfolded, and escapes are undone, so that no word hides in how a file is
    written.
    """
    readings = (_plain(text), _plain(_FOLD.sub("", text)))
    return [entry for entry, pattern in _PATTERNS.items() if any(map(pattern.search, readings))]


def _plain(text: str) -> str:
    text = re.sub(r"\\[nN]", " ", unquote(text))
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in folded if unicodedata.category(letter) not in {"Mn", "Cf"})


def _pattern(entry: str) -> re.Pattern[str]:
    """Find an entry between what is not a letter; a short one also keeps clear of digits, as in a hash."""
    words = re.split(r"[ -]", entry.removesuffix("*"))
    edge = "[a-z]" if max(map(len, words)) >= _LONG_ENOUGH else "[a-z0-9]"
    end = "" if entry.endswith("*") else f"(?!{edge})"
    return re.compile(f"(?<!{edge})" + r"[\s_.-]*".join(map(re.escape, words)) + end)


_PATTERNS = {entry: _pattern(entry) for entry in WORDS}
