"""Reading where sources differ, from disagreements.toml: strictly, each figure with who gives it."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.guidance.chosen_figures import can_move
from planner.guidance.clauses import Clause
from planner.guidance.disagreement import HOWS, Disagreement, Figure, Move, SaidBy, about
from planner.guidance.model import ENGLISH, PLACES, Guidance, Source
from planner.guidance.read_rules import english_first, made_from, read_condition
from planner.guidance.toml_file import Broken, Table, TomlFile
from planner.questions.catalogue import QUESTION

FILE = "disagreements.toml"


def read_disagreements(file: TomlFile, sources: Mapping[str, Source]) -> tuple[Disagreement, ...]:
    """Every disagreement of the file; faults are noted in it."""
    tables, found = file.top.table("disagreement", {}), []
    for key in list(tables.values):
        found.append(_disagreement(key, tables.table(key), sources))
    file.top.close()
    return tuple(found)


def _disagreement(key: str, table: Table, sources: Mapping[str, Source]) -> Disagreement:
    figures = tuple(_figure(one, sources) for one in table.tables("figure"))
    read = Disagreement(
        key,
        table.text("rule"),
        table.texts("items"),
        table.text("ours"),
        tuple(_moves(table)),
        figures,
        _words(table.table("words")),
        _told(table),
    )
    table.close()
    keys = [figure.key for figure in figures]
    if len(set(keys)) < len(keys):
        table.fault("figure", "Two figures have the same key. Give each its own.")
    if len({said.source for figure in figures for said in figure.said_by}) < 2:
        table.fault("figure", "A disagreement needs figures of at least two sources. Add the other, or remove it.")
    ours = read.figure(read.ours)
    if ours is None:
        table.fault("ours", f"{read.ours!r} is none of its figures. Use one of: {', '.join(keys)}.")
    elif not ours.said_by[0].checked:
        table.fault("ours", "A figure that nobody checked is not counted with. Choose another, or check it.")
    return read


def _figure(table: Table, sources: Mapping[str, Source]) -> Figure:
    key, span, said_by = table.text("key"), table.span("span"), []
    for value in table.take("said_by", list):
        one = Table(table.file, value if isinstance(value, dict) else {}, "said_by", table.section)
        said = SaidBy(one.text("source"), one.text("where"), one.take("checked", bool, True))
        one.close()
        if said.source not in sources:
            table.fault("said_by", f"{said.source!r} is not in sources/. Add the source, or mend its key.")
        said_by.append(said)
    if not said_by:
        table.fault("said_by", "Nobody gives this figure. Name the source, and where in it.")
        raise Broken
    if about(span) < 0:
        table.fault("span", "Write how long it is, without a minus: 'P10D' also for 10 days ahead.")
    words = _words(table.table("words"))
    table.close()
    return Figure(key, span, words, tuple(said_by))


def _words(languages: Table) -> dict[str, str]:
    """A sentence or a figure in every language, each translation made from the English as it is now."""
    words: dict[str, str] = {}
    for language in english_first(languages):
        told = languages.table(language)
        words[language] = told.text("says")
        if language != ENGLISH:
            made_from(told, "of", words[ENGLISH])
        told.close()
    return words


def _moves(table: Table) -> Iterator[Move]:
    for text in table.texts("moves", []):
        code, _, how = text.partition(" ")
        if how not in HOWS:
            table.fault("moves", f"{text!r} moves nothing. Write a code and one of: {', '.join(HOWS)}.")
            raise Broken
        yield Move(code, how)


def _told(table: Table) -> Clause | None:
    if "told" not in table.values:
        return None
    clause: Any = read_condition(table, "told")
    if not isinstance(clause, Clause) or clause.answer not in answers_to(clause.fact):
        table.fault("told", "Write one answer to one question: 'dmt is ocrelizumab'.")
        raise Broken
    return clause


def answers_to(question: str) -> tuple[str, ...]:
    """The answers of a question that has some; none where there is no such question."""
    return tuple(QUESTION[question].answers) if question in QUESTION else ()


def faults_of_disagreements(guidance: Guidance) -> Iterator[tuple[str, str]]:
    """What cannot be so beside the items: (text to find in the file, what to do)."""
    everywhere = [item for place in PLACES for item in guidance.editions[place]]
    for one in guidance.disagreements:
        for code in one.items:
            if all(item.code != code for item in everywhere):
                yield one.key, f"{code!r} is no item. Use the code of an item, such as A02."
        for code, how in one.moves:
            if code not in one.items:
                yield one.key, f"{code!r} is moved and is not among its items. Add it there, or remove the move."
            elif not can_move([item for item in everywhere if item.code == code], how):
                yield one.key, f"{code!r} has no days that {how!r} could move. Mend the move."
