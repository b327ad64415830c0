"""Reading one item of the guidance: one file, with an edition for every place."""

from datetime import date
from typing import Any

from planner.guidance.clauses import Condition, Some
from planner.guidance.model import (
    DIRECTIONS,
    ENGLISH,
    FIRST_CHEMO,
    PEOPLE,
    PHASES,
    PLACES,
    SEVERITIES,
    Alarm,
    Citation,
    Item,
    Moment,
    Source,
    Timing,
    Words,
)
from planner.guidance.read_rules import SKIPPED, english_first, made_from, read_condition
from planner.guidance.toml_file import Broken, Table, TomlFile

KINDS = ("task", "card")
FIGURES = ("checked", "ask-team")
WHILE_PREGNANT = (
    "runs",
    "runs-once-chemo-begins",
    "pauses",
    "pauses-after-too",
    "pauses-after-if-certain",
    "live-part-pauses-after",
)
MAY_DIFFER = ("severity", "figure", "reviewed_by", "when", "window", "alarm", "raised", "source", "words")
NEVER = Some(())  # one of no clauses at all: it holds for nobody


def read_item(file: TomlFile, sources: dict[str, Source]) -> list[Item]:
    """Every edition of one item, one per place; faults are noted in the file."""
    items: list[Item] = []
    editions = file.top.take("edition", list, [])
    if not editions:
        file.fault("edition", "An item needs at least one [[edition]] with its places and its first day.")
    common = {key: value for key, value in file.top.values.items() if key != "edition"}
    for number, values in enumerate(editions):
        edition = Table(file, values, "edition", file.section("edition", number))
        try:
            places = edition.texts("places")
            begins, ends = edition.day("from"), edition.day("until", None)
            differs = {key: edition.take(key, object) for key in MAY_DIFFER if key in values}
            not_in_use = edition.table("not_in_use") if "not_in_use" in values else None
            edition.close()
            for place in places:
                if place not in PLACES:
                    edition.fault("places", f"{place!r} is not a place. Use one of: {', '.join(PLACES)}.")
                    raise Broken
                merged = _merged(common, differs)
                items.append(_item(file, merged, place, begins, ends, sources, not_in_use, edition))
        except Broken:
            continue
    return items


def _merged(common: dict[str, Any], differs: dict[str, Any]) -> dict[str, Any]:
    """The common part of an item with what one edition says otherwise laid over it."""
    merged = dict(common)
    for key, value in differs.items():
        both = isinstance(value, dict) and isinstance(common.get(key), dict) and key != "when"
        merged[key] = _merged(common[key], value) if both else value
    return merged


def _item(
    file: TomlFile,
    values: dict[str, Any],
    place: str,
    begins: date,
    ends: date | None,
    sources: dict[str, Source],
    not_in_use: Table | None,
    edition: Table,
) -> Item:
    table = Table(file, values, section=file.top.section)
    languages = table.table("words")
    resting = _why_not_in_use(not_in_use, list(languages.values)) if not_in_use else {}
    when = read_condition(table, "when")
    item = Item(
        key=table.text("key"),
        code=table.text("code"),
        phase=table.one_of("phase", PHASES),
        kind=table.one_of("kind", KINDS),
        who=table.texts("who"),
        severity=table.one_of("severity", SEVERITIES),
        raised=_raised(table),
        needs_clinic=table.take("needs_clinic", bool),
        skipped=table.one_of("skipped", SKIPPED),
        figure=table.one_of("figure", FIGURES),
        while_pregnant=table.one_of("while_pregnant", WHILE_PREGNANT),
        freezing=table.take("freezing", bool, False),
        quiet_without_sex=table.take("quiet_without_sex", bool, False),
        reviewed_by=table.take("reviewed_by", str),
        when=NEVER if resting else when,
        timing=_timing(table.table("window")),
        alarms=tuple(_alarm(alarm) for alarm in table.tables("alarm")),
        citations=_citations(table, place, sources),
        words=_in_every_language(languages, edition),
        begins=begins,
        ends=ends,
        place=place,
        file=file.name,
        not_in_use=resting,
    )
    if unknown := set(item.who) - set(PEOPLE):
        file.fault("who", f"{sorted(unknown)} is nobody we know. Use some of: {', '.join(PEOPLE)}.")
    table.close()
    return item


def _why_not_in_use(table: Table, languages: list[str]) -> dict[str, str]:
    """Why nobody has an item, in every language in which it is written."""
    why = {language: table.text(language) for language in languages}
    table.close()
    return why


def _raised(table: Table) -> tuple[str, Condition] | None:
    values = table.take("raised", dict, None)
    if values is None:
        return None
    raised = Table(table.file, values, "raised", table.file.section("raised"))
    read = raised.one_of("severity", SEVERITIES), read_condition(raised, "when")
    raised.close()
    return read


def _in_every_language(languages: Table, edition: Table) -> dict[str, Words]:
    """The words in English and in each language they were translated to, from the English as it is now.

    An edition with English words of its own also says from which words its translations were made.
    """
    own = ENGLISH in edition.values.get("words", {})
    found: dict[str, Words] = {}
    for language in english_first(languages):
        table = languages.table(language)
        found[language] = _words(table)
        if language != ENGLISH:
            at = Table(table.file, {}, f"edition.words.{language}", edition.section) if own else None
            made_from(table, "of", found[ENGLISH], at)
            if bool(found[language].urgent) != bool(found[ENGLISH].urgent):
                table.fault("urgent", "What must be known at once is said in every language. Add it, or remove it.")
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


def _citations(table: Table, place: str, sources: dict[str, Source]) -> tuple[Citation, ...]:
    citations = []
    for cited in table.tables("source"):
        key = cited.text("key")
        where, rule = cited.text("where"), cited.take("rule", str, "")
        own_reading, checked = cited.take("own_reading", bool), cited.day("last_checked")
        places = cited.texts("places", list(PLACES))
        cited.close()
        if key not in sources:
            cited.file.fault("source", f"{key!r} is not in sources/. Add the source, or mend its key.", near=f'"{key}"')
        elif place in places:
            citations.append(Citation(sources[key], where, rule, own_reading, checked))
    if not citations:
        table.file.fault("source", f"No source is named for {place!r}. Name who says so, with where in it.")
        raise Broken
    return tuple(citations)


def _timing(table: Table) -> Timing:
    direction = table.one_of("direction", tuple(DIRECTIONS))
    anchor = table.text("anchor")

    def moment(key: str, value: Any) -> Moment:
        if isinstance(value, str):
            return Moment(anchor, DIRECTIONS[direction], table.read_span(key, value))
        inner = Table(table.file, value, key, table.section)
        its_anchor, towards = inner.text("anchor"), inner.one_of("direction", tuple(DIRECTIONS), direction)
        read = Moment(its_anchor, DIRECTIONS[towards], inner.span("at"), inner.take("name", str, ""))
        inner.close()
        return read

    def single(key: str) -> Moment | None:
        value = table.take(key, (str, dict), None)
        return None if value is None else moment(key, value)

    timing = Timing(
        direction=direction,
        anchor=anchor,
        opens=single("opens"),
        due=single("due"),
        due_at_latest=single("due_at_latest"),
        last_safe=single("last_safe"),
        at=tuple(moment("at", value) for value in table.texts("at", [])),
        every=table.span("every", None),
        every_from=single("every_from"),
        then=tuple(moment("then", value) for value in table.take("then", list, [])),
        ends=single("ends"),
        within=table.span("within", None),
        no_later_than=table.texts("no_later_than", []),
        undated_without_date=table.take("undated_without_date", bool, False),
        dated_within=table.span("dated_within", None),
        once_past=table.one_of("once_past", ("swap", "stay"), ""),
        fallbacks=table.texts("fallbacks", []),
        not_before_washout=table.take("not_before_washout", bool, False),
        blocks=table.take("blocks", bool, False),
    )
    table.close()
    if anchor == FIRST_CHEMO and not timing.opens:
        table.file.fault("window", "A window on the first chemo needs 'opens'.")
    return timing


def _alarm(table: Table) -> Alarm:
    counted_from = table.one_of("from", ("due", "opens", "each", "then", "anchor"))
    at = tuple(table.read_span("at", value) for value in table.texts("at", []))
    every, lasts = table.span("every", None), table.span("lasts", None)
    undated, stops = table.take("undated", bool, None), table.take("stops_at_first_chemo", bool, False)
    table.close()
    if bool(at) == bool(every) or bool(every) != bool(lasts):
        table.fault("alarm", "An alarm rings 'at' some spans, or 'every' so often and 'lasts' so long.")
        raise Broken
    return Alarm(counted_from, at, every.days if every else 0, lasts.days if lasts else 0, undated, stops)
