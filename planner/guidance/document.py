"""The whole guidance as one page to read: every item, figure, source, rule and question, drawn from the data.

`python -m planner.guidance.document > docs/guidance.md` writes it anew.
"""

import sys
from collections.abc import Iterator
from itertools import groupby

from planner.guidance.document_protocols import disagreements_table, how_a_protocol_is_written
from planner.guidance.document_tables import (
    ENGLISH,
    course_table,
    facts_table,
    measures_table,
    notices_table,
    options_table,
    questions_table,
    sources_table,
    table,
    waits_table,
)
from planner.guidance.loader import guidance
from planner.guidance.model import PHASES, PLACES, Guidance, Item, PartnerWords, Words
from planner.guidance.sentences import rule_sentence
from planner.guidance.window_words import listed

PHASE_NAMES = {
    "find-out": "Before: find out and decide",
    "freeze": "Before: freeze and store",
    "protect": "Before: protect",
    "fallback": "Not enough time, or something happened",
    "during": "During treatment",
    "after": "After treatment",
}
PLACE_NAMES = {"gb": "United Kingdom", "us": "United States", "elsewhere": "elsewhere"}
OPENING = """# The guidance

Drawn from `planner/guidance/content/` by `python -m planner.guidance.document`; a test fails when it is stale.
Not medical advice. **{signed}** Every figure is a usual figure: the team's date comes first.

- *Earliest*, *likely* and *latest* are the three ends of a milestone, as far apart as what was told leaves open.
- *Our reading* marks a figure that we worked out beyond the source; *not checked* marks general knowledge.
- A last safe day is the last day on which a step can still be done before something that cannot be undone.
- Reminders ring at 09:00 where the person is, and never on a day before the plan was asked for.
"""


def document(guidance: Guidance) -> str:
    """The whole page as Markdown."""
    parts = [_opening(guidance), *_items(guidance), *course_table(guidance), options_table(guidance), waits_table()]
    parts += [disagreements_table(guidance), how_a_protocol_is_written(guidance)]
    parts += [facts_table(guidance), measures_table(guidance), notices_table("Warnings", guidance.warnings, guidance)]
    parts += [notices_table("Answers that cannot both be true", guidance.contradictions, guidance), questions_table()]
    return "\n".join([*parts, sources_table(guidance)])


def _opening(guidance: Guidance) -> str:
    items = [item for place in PLACES for item in guidance.editions[place]]
    signed = len({item.key for item in items if item.reviewed_by})
    if not signed:
        return OPENING.format(signed="No clinician has signed any of it yet.")
    return OPENING.format(signed=f"A clinician has signed {signed} of {len({item.key for item in items})} items.")


def _items(guidance: Guidance) -> Iterator[str]:
    everywhere = [item for place in PLACES for item in guidance.editions[place]]
    for phase in PHASES:
        yield f"## {PHASE_NAMES[phase]}\n"
        inside = sorted((item for item in everywhere if item.phase == phase), key=lambda item: item.code)
        for _, editions in groupby(inside, key=lambda item: item.code):
            yield _item(list(editions), guidance)


def _item(editions: list[Item], guidance: Guidance) -> str:
    item, words = editions[0], editions[0].words[ENGLISH]
    signed = listed(sorted({one.reviewed_by for one in editions if one.reviewed_by})) or "nobody yet"
    figure = "ask your team (the figure was not checked)" if item.figure == "ask-team" else "from the sources below"
    said = [
        f"### {item.code} {words.title}\n",
        f"`{item.key}` · {item.severity} · {item.kind} · discreet title: {words.discreet} · figure: {figure} · "
        f"signed by {signed}\n",
    ]
    groups: dict[tuple[object, ...], list[Item]] = {}
    for one in editions:
        said_of_it = one.words[ENGLISH], one.for_partner.get(ENGLISH)
        same = (one.begins, one.ends, one.severity, _rule(one, guidance), said_of_it)
        groups.setdefault(same, []).append(one)
    rules = {_rule(one, guidance) for one in editions}
    for number, alike in enumerate(groups.values()):
        said.append(f"**{_where_and_when(alike)}**\n")
        if number == 0 or len(rules) > 1:
            said.append(f"{_rule(alike[0], guidance)}\n")
        said += _words(alike[0].words[ENGLISH], None if number == 0 else words)
        if ENGLISH in alike[0].for_partner:
            said += _for_partner(alike[0].for_partner[ENGLISH], None if number == 0 else item.for_partner.get(ENGLISH))
    return "\n".join([*said, _citations(editions)])


def _rule(item: Item, guidance: Guidance) -> str:
    """The rule of one edition, or why nobody has the item in its days."""
    return f"*Not in use:* {item.not_in_use[ENGLISH]}" if item.not_in_use else rule_sentence(item, guidance)


def _where_and_when(alike: list[Item]) -> str:
    places = listed(PLACE_NAMES[place] for place in PLACES if place in {item.place for item in alike})
    until = f", until {alike[0].ends}" if alike[0].ends else ""
    return f"{places[0].upper()}{places[1:]}, from {alike[0].begins}{until}"


def _words(words: Words, base: Words | None) -> Iterator[str]:
    """What a person reads; beside a base only what differs from it."""
    yield from _named(
        ("Title", words.title, base.title if base else words.title),
        ("Discreet title", words.discreet, base.discreet if base else words.discreet),
        ("Why", words.why, base and base.why),
        ("What to do", words.steps, base and base.steps),
        ("If it is late", words.late, base and base.late),
        ("A question for the team", words.ask, base and base.ask),
        ("Urgent correction, shown at once to whoever has the item", words.urgent, base.urgent if base else ""),
    )


def _for_partner(words: PartnerWords, base: PartnerWords | None) -> Iterator[str]:
    """What a partner reads; beside a base only what differs from it."""
    yield from _named(
        ("To a partner", words.title, base and base.title),
        ("Why, to a partner", words.why, base and base.why),
        ("What a partner can do", words.steps, base and base.steps),
        ("A question a partner can ask the team", words.ask, base and base.ask),
    )


def _named(*parts: tuple[str, str | tuple[str, ...], str | tuple[str, ...] | None]) -> Iterator[str]:
    """Each text under its name, but for those that are the same as another's."""
    for name, text, other in parts:
        if text == other:
            continue
        if isinstance(text, tuple):
            yield "\n".join([f"*{name}:*\n", *(f"{number}. {step}" for number, step in enumerate(text, 1))]) + "\n"
        else:
            yield f"*{name}:* {text}\n"


def _citations(editions: list[Item]) -> str:
    places: dict[tuple[str, ...], set[str]] = {}
    for item in editions:
        for cited in item.citations:
            whose = "our reading" if cited.own_reading else "the source's"
            if cited.own_reading and cited.source.key == "general-knowledge":
                whose = "not checked"
            row = (f"{cited.source.title} (`{cited.source.key}`)", cited.where, whose, str(cited.last_checked))
            places.setdefault(row, set()).add(item.place)
    rows = ([*row, listed(place for place in PLACES if place in where)] for row, where in places.items())
    return table(("source", "where in it", "whose figure", "last checked", "places"), rows)


if __name__ == "__main__":
    sys.stdout.write(document(guidance()))
