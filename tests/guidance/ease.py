"""How easy a Spanish text is to read: the formula of Fernández Huerta, with syllables counted as they are spoken.

Hyphenation does not tell them: it parts no vowels, and never one letter alone, so it takes "día" and "una" for one.
"""

import re
from collections.abc import Iterable

# From 70 up his scale says "bastante fácil", fairly easy. No term of the field is left out of the count.
AT_LEAST = 70

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_ENDS = re.compile(r"[.!?]+[»”\"')]*(?=\s|$)")
_SILENT_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")
_Y_AS_VOWEL = re.compile(r"y(?![aeiouáéíóú])")
# A vowel that carries a syllable takes the weak ones beside it along; an accent on `i` or `u` makes it strong.
_SYLLABLE = re.compile(r"[iuü]*[aeoáéíóú][iuü]*|[iuü]+")


def syllables(word: str) -> int:
    """How many syllables a Spanish word has. What has no vowel, such as a number in digits, counts as one."""
    written = _Y_AS_VOWEL.sub("i", _SILENT_U.sub("", word.casefold()))
    return max(1, len(_SYLLABLE.findall(written)))


def ease_of(texts: Iterable[str]) -> float:
    """The ease of some texts, 100 the easiest: 206.84 - 60 syllables for a word - 1.02 words for a sentence."""
    text = " ".join(text if text[-1] in ".!?" else f"{text}." for text in texts)
    words = _WORD.findall(text)
    sentences = len(_SENTENCE_ENDS.findall(text))
    return 206.84 - 60 * sum(map(syllables, words)) / len(words) - 1.02 * len(words) / sentences
