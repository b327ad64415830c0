"""The short phrases of the guidance that are translated with the pages: what a fact means, why, and where it says so.

Titles of sources stay in their own language, but for those in our words.

Longer words, those of items, options, warnings and the glossary, stand in a table for each language beside the English.
"""

import tomllib
from collections.abc import Iterator
from typing import Any, BinaryIO

from planner.guidance.model import OURS

KEYS = ("means", "yes", "no", "because", "where")


def extract(
    file: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, str, str, list[str]]]:
    """The phrases of one file, for whoever gathers what is to be translated: (line, function, phrase, comments)."""
    text = file.read().decode()
    lines = text.splitlines()
    for phrase in dict.fromkeys(_phrases(tomllib.loads(text))):
        yield next((at for at, line in enumerate(lines, 1) if phrase in line), 1), "gettext", phrase, []


def _phrases(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _phrases(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if (key in KEYS or (key == "title" and value.get("publisher") == OURS)) and isinstance(one, str):
                yield one
            else:
                yield from _phrases(one)
