"""Reading one item of the guidance: one file, with an edition for every place."""

from datetime import date
from typing import Any

from planner.guidance.clauses import Condition, Some
from planner.guidance.model import PEOPLE, PHASES, PLACES, SEVERITIES, Citation, Item, Source
from planner.guidance.read_rules import SKIPPED, read_condition
from planner.guidance.read_timing import read_alarm, read_timing
from planner.guidance.read_words import read_for_partner, read_words
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
MAY_DIFFER = (
    "severity",
    "figure",
    "reviewed_by",
    "when",
    "window",
    "alarm",
    "raised",
    "source",
    "words",
    "for_partner",
)
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
        timing=read_timing(table.table("window")),
        alarms=tuple(read_alarm(alarm) for alarm in table.tables("alarm")),
        citations=_citations(table, place, sources),
        words=read_words(languages, edition),
        for_partner=read_for_partner(table.table("for_partner"), edition) if "for_partner" in values else {},
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
