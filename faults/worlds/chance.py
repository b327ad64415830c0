"""Chance that happens the same way twice: while it is held, whatever this process draws at random comes from a word.

What is drawn hangs on that word, on the place in the code that draws, and on how often it did: that another place draws
more in one world than in the other is not seen in what is drawn here.
"""

import os
import random
import secrets
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

DRAW_FOR_ALL = (random.__file__, secrets.__file__)


class Chance:
    """Where `secrets`, `os.urandom` and `uuid` draw from."""

    def __init__(self) -> None:
        self.again()

    def again(self, *words: object) -> None:
        """From now on it goes as it always goes after these words."""
        self.word, self.drawn = repr(words), Counter[str]()

    def bytes(self, count: int) -> bytes:
        """So many bytes."""
        place = _place()
        self.drawn[place] += 1
        return Random(f"{self.word} {place} {self.drawn[place]}").randbytes(count)


def _place() -> str:
    """Which function draws, and which one wants it: two steps out of what draws for everybody."""
    frame, found = sys._getframe(2), list[str]()
    while frame is not None and len(found) < 2:
        code = frame.f_code
        if code.co_filename not in DRAW_FOR_ALL:
            found.append(f"{code.co_filename.rpartition('/')[2]}:{code.co_name}")
        frame = frame.f_back  # type: ignore[assignment]
    return " ".join(found)


@contextmanager
def held_chance() -> Iterator[Chance]:
    """Hold the chance of this process. One thread at a time may draw."""
    chance, module = Chance(), random  # SystemRandom, on which `secrets` stands, has a name of its own for os.urandom
    drawn: Any = (os.urandom, module._urandom)  # type: ignore[attr-defined]
    os.urandom = module._urandom = chance.bytes  # type: ignore[attr-defined]
    try:
        yield chance
    finally:
        os.urandom, module._urandom = drawn  # type: ignore[attr-defined]
