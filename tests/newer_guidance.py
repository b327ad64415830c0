"""Guidance as it may stand one day: ours, with some items given a later edition."""

import shutil
import tomllib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from planner.guidance.loader import CONTENT, guidance, read_guidance
from planner.guidance.model import Guidance, Words, fingerprint

SPERM = "items/freeze/b22-freeze-sperm.toml"
MOVE = "items/protect/b34-eat-and-move.toml"
HOSPITAL = "items/during/d02-hospital-stay.toml"
EVERYWHERE = 'places = ["gb", "us", "elsewhere"]'
SINCE = "2026-06-01"
AGAIN = "2026-06-15"

# From 1 June the first visit is due 14 days before the first chemo, and not 10: an urgent correction.
FOUR_DAYS_EARLIER = '[edition.window]\ndue = "-P14D"\n[edition.words.en]\nurgent = "Go four days earlier. Call today."'
# From 1 June it is said otherwise what to do when it is late.
OTHER_WORDS = '[edition.words.en]\nlate = "Begin when you can."'
# The same in Spanish, for what an edition says otherwise in words.
IN_SPANISH = {"urgent": "Vaya cuatro días antes. Llame hoy.", "late": "Empiece cuando pueda."}
# From 1 June nobody has this step any more but those who are breastfeeding.
FOR_FEWER = 'when = "breastfeeding is yes"'


def other_words_for_a_partner() -> str:
    """An edition of HOSPITAL in which a partner may ask something else, and nothing differs for the person."""
    words = next(item for item in guidance().editions["gb"] if item.code == "D02").for_partner["en"]
    of = fingerprint(words._replace(ask="What may I bring?"))
    spanish = f'[edition.for_partner.es]\nask = "¿Qué puedo llevar?"\nof = "{of}"'
    return f'[edition.for_partner.en]\nask = "What may I bring?"\n{spanish}'


@cache
def newer_guidance(*changes: tuple[str, str]) -> Guidance:
    """Our guidance with further editions: (file, what they say otherwise) each, the second of a file from 15 June."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(CONTENT, folder, dirs_exist_ok=True)
        for file in dict.fromkeys(file for file, _ in changes):
            said = [says for changed, says in changes if changed == file]
            first, _, _ = (folder / file).read_text("utf-8").partition("[[edition]]")
            days = ["2026-01-01", SINCE, AGAIN][: len(said) + 1]
            ends = [f"\nuntil = {day}" for day in days[1:]] + [""]
            editions = zip(days, ends, ["", *said], strict=True)
            english = tomllib.loads(first)["words"]["en"]
            text = "\n".join(
                f"[[edition]]\n{EVERYWHERE}\nfrom = {day}{end}\n{says}\n{in_spanish(says, english)}\n"
                for day, end, says in editions
            )
            (folder / file).write_text(f"{first}{text}", "utf-8")
        return read_guidance(folder)


def in_spanish(says: str, english: dict[str, Any]) -> str:
    """The table of Spanish words for an edition that says something otherwise in English ones."""
    words = tomllib.loads(says.replace("[edition.", "[")).get("words", {}).get("en", {})
    if not words:
        return ""
    all_words = {**english, **words}
    of = fingerprint(Words(**{**all_words, "steps": tuple(all_words["steps"])}))
    lines = [f'{key} = "{IN_SPANISH[key]}"' for key in words]
    return "\n".join(["[edition.words.es]", *lines, f'of = "{of}"'])
