"""Reading what is said of one item: to the person having treatment and to a partner, in each language."""

from collections.abc import Callable
from typing import TypeVar

from planner.guidance.model import ENGLISH, PartnerWords, Words
from planner.guidance.read_rules import english_first, made_from
from planner.guidance.toml_file import Table

MOST_FOR_PARTNER = 4

Said = TypeVar("Said", Words, PartnerWords)


def read_words(languages: Table, edition: Table) -> dict[str, Words]:
    """What the person having treatment reads. What is urgent is said in every language, or in none."""
    found = _in_every_language(languages, edition, _words)
    for language, words in found.items():
        if bool(words.urgent) != bool(found[ENGLISH].urgent):
            languages.table(language).fault(
                "urgent", "What must be known at once is said in every language. Add it, or remove it."
            )
    return found


def read_for_partner(languages: Table, edition: Table) -> dict[str, PartnerWords]:
    """What a partner reads, from `[for_partner.en]` and its translations."""
    return _in_every_language(languages, edition, _for_partner)


def _in_every_language(languages: Table, edition: Table, read: Callable[[Table], Said]) -> dict[str, Said]:
    """The words in English and in each language they were translated to, from the English as it is now.

    An edition with English words of its own also says from which words its translations were made.
    """
    own = ENGLISH in edition.values.get(languages.name, {})
    found: dict[str, Said] = {}
    for language in english_first(languages):
        table = languages.table(language)
        found[language] = read(table)
        if language != ENGLISH:
            name = f"edition.{languages.name}.{language}"
            made_from(table, "of", found[ENGLISH], Table(table.file, {}, name, edition.section) if own else None)
            found[language] = found[language]._replace(
                checked_by=table.take("checked_by", str, ""), of=table.take("of", str, "")
            )
        table.close()
    return found


def _words(table: Table) -> Words:
    title, discreet, why = table.text("title"), table.text("discreet"), table.text("why")
    urgent = table.text("urgent") if "urgent" in table.values else ""
    words = Words(title, discreet, why, table.texts("steps"), table.text("late"), table.text("ask"), urgent)
    if not words.steps:
        table.fault("steps", "An item needs at least one step. Write what to do.")
    return words


def _for_partner(table: Table) -> PartnerWords:
    words = PartnerWords(table.text("title"), table.text("why"), table.texts("steps"), table.text("ask"))
    if not 1 <= len(words.steps) <= MOST_FOR_PARTNER:
        table.fault("steps", f"A partner is told 1 to {MOST_FOR_PARTNER} steps. Write so many.")
    return words
