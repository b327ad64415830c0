"""Fingerprints of every nine words in a row of the five articles, so that none of their sentences is copied.

Only short hashes are kept, never the articles. `python -m tests.guidance.shingles FOLDER` writes them anew.
"""

import hashlib
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

IN_A_ROW = 9
KEPT = Path(__file__).with_name("article_shingles.txt")
HASH_LENGTH = 10


def shingles_of(text: str) -> Iterator[str]:
    """The hash of every nine words in a row of a text, whatever its capitals and punctuation."""
    words = re.findall(r"[a-z0-9]+", text.casefold().replace("’", "").replace("'", ""))
    for start in range(len(words) - IN_A_ROW + 1):
        row = " ".join(words[start : start + IN_A_ROW])
        yield hashlib.sha256(row.encode()).hexdigest()[:HASH_LENGTH]


def kept() -> frozenset[str]:
    """The hashes of the articles."""
    return frozenset(KEPT.read_text("ascii").split())


def main(folder: str) -> None:
    """Write the hashes of every text file of a folder."""
    hashes = {shingle for path in Path(folder).glob("*.txt") for shingle in shingles_of(path.read_text("utf-8"))}
    KEPT.write_text("\n".join(textwrap.wrap(" ".join(sorted(hashes)), 120)) + "\n", "ascii")


if __name__ == "__main__":
    main(sys.argv[1])
