"""Reading the rules of the guidance: clauses, facts, measures, options, warnings, defaults and waits."""

from typing import Any

from planner.guidance.clauses import Clause, Condition, Every, Some, Span, negated
from planner.guidance.model import ENGLISH, Default, Fact, Measure, Notice, Option, fingerprint
from planner.guidance.toml_file import Broken, Table, TomlFile

SKIPPED = ("include", "ask", "only-if-told")
JOINS = ("all", "any", "none")


def read_condition(table: Table, key: str) -> Condition:
    """The condition under `key`: `"always"`, or clauses joined by all, any, none."""
    value = table.take(key, (dict, str))
    if value == "always":
        return Every(())
    return _read(table, key, value)


def _read(table: Table, key: str, value: Any) -> Condition:
    if isinstance(value, str):
        words = value.split(" ")
        if len(words) != 3 or words[1] not in ("is", "isnt") or not all(words):
            table.file.fault(key, f"{value!r} is not a clause. Write 'fact is answer' or 'fact isnt answer'.", value)
            raise Broken
        return Clause(words[0], words[2], words[1] == "isnt")
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in JOINS:
        table.fault(key, "Clauses are joined by one of all, any, none.")
        raise Broken
    ((join, parts),) = value.items()
    if not isinstance(parts, list) or not parts:
        table.fault(key, f"'{join}' needs a list of at least one clause.")
        raise Broken
    conditions = tuple(_read(table, key, part) for part in parts)
    if join == "none":
        return Every(tuple(negated(condition) for condition in conditions))
    return Every(conditions) if join == "all" else Some(conditions)


def read_facts(file: TomlFile) -> tuple[dict[str, Fact], dict[str, Measure]]:
    """The derived facts and the measures of facts.toml."""
    facts, measures = {}, {}
    for key, table in _named(file, "fact"):
        facts[key] = Fact(key, table.text("means"), table.one_of("skipped", SKIPPED), read_condition(table, "when"))
        table.close()
    for key, table in _named(file, "measure"):
        measures[key] = Measure(
            key,
            table.text("of"),
            table.take("under", int, 0),
            table.text("asks"),
            table.text("yes"),
            table.text("no"),
        )
        table.close()
    file.top.close()
    return facts, measures


def read_defaults(file: TomlFile) -> tuple[Default, ...]:
    """How far milestones lie from each other, from one file of protocols/."""
    defaults = []
    for table in file.top.tables("default"):
        early, likely, late = (table.span(end) for end in ("earliest", "likely", "latest"))
        if early.months or likely.months or late.months:
            table.fault("earliest", "Write the days between milestones in weeks or days: months differ in length.")
        if not _days(early) <= _days(likely) <= _days(late):
            table.fault("earliest", "This default is out of order. Write earliest, likely and latest as they come.")
        defaults.append(
            Default(table.text("milestone"), table.text("from"), early, likely, late, table.text("because"))
        )
        table.close()
    file.top.close()
    return tuple(defaults)


def _days(span: Span) -> float:
    return span.months * 30.4 + span.days


def read_options(file: TomlFile) -> tuple[Option, ...]:
    """The ways to keep the chance of a child, from options.toml."""
    options = []
    for key, table in _named(file, "option"):
        languages, words = table.table("words"), {}
        for language in english_first(languages):
            told = languages.table(language)
            words[language] = told.text("title"), told.text("needs")
            if language != ENGLISH:
                made_from(told, "of", words[ENGLISH])
            told.close()
        comfort, least = table.take("comfort", int), table.take("least", int)
        if least > comfort:
            table.fault("comfort", f"{key!r} is out of order: its least days should not pass its days of comfort.")
        once_begun = table.one_of("once_begun", ("closed", "ask-team"))
        options.append(Option(key, comfort, least, read_condition(table, "wanted_if"), once_begun, words))
        table.close()
    file.top.close()
    return tuple(options)


def read_notices(file: TomlFile, kind: str) -> tuple[Notice, ...]:
    """The warnings of warnings.toml, or the contradictions of contradictions.toml."""
    notices = []
    for key, table in _named(file, kind):
        warning = kind == "warning"
        texts = table.table("text")
        text = {language: texts.text(language) for language in english_first(texts)}
        of = table.table("of", {})
        for language in english_first(texts)[1:]:
            made_from(of, language, text[ENGLISH])
        of.close()
        notices.append(
            Notice(
                key,
                table.one_of("severity", ("critical", "high", "medium", "info")) if warning else "info",
                read_condition(table, "when"),
                table.one_of("skipped", SKIPPED) if warning else "only-if-told",
                text,
                "" if warning else table.text("asks"),
                () if warning else table.texts("settles"),
            )
        )
        table.close()
    file.top.close()
    return tuple(notices)


def read_washouts(file: TomlFile) -> dict[str, tuple[Span | None, Span | None]]:
    """How long each MS medicine asks to wait: (whoever may carry a pregnancy, whoever makes sperm)."""
    waits: dict[str, tuple[Span | None, Span | None]] = {}
    for medicine in list(file.top.values):
        table = file.top.table(medicine)
        table.text("source"), table.take("checked", bool)
        waits[medicine] = (table.span("carry", None), table.span("sperm", None))
        table.close()
    file.top.close()
    return waits


def english_first(languages: Table) -> list[str]:
    """The languages of a table of words: English, which is always there, and those it was translated to."""
    return [ENGLISH, *(language for language in languages.values if language != ENGLISH)]


def made_from(table: Table, key: str, english: object, at: Table | None = None) -> None:
    """Note a fault where a translation does not say from which English it was made, or was made from another.

    `key` of the table holds the fingerprint. `at` is the table in which it is to be written, when that is another.
    """
    of, now, where = table.take(key, str, ""), fingerprint(english), at or table
    name = f"{where.name}.{key}".lstrip(".")
    if not of:
        where.fault(key, f'A translation says which English it was made from. Write {name} = "{now}".')
    elif of != now:
        where.fault(
            key, f'The English has changed since this was translated. Read both again, then write {name} = "{now}".'
        )


def _named(file: TomlFile, kind: str) -> list[tuple[str, Table]]:
    tables = file.top.table(kind, {})
    return [(key, tables.table(key)) for key in list(tables.values)]
