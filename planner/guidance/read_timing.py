"""Reading when an item is to be done: its window, and when its reminders ring."""

from typing import Any

from planner.guidance.model import DIRECTIONS, FIRST_CHEMO, Alarm, Moment, Timing
from planner.guidance.toml_file import Broken, Table


def read_timing(table: Table) -> Timing:
    """The window of an item, from `[window]`."""
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


def read_alarm(table: Table) -> Alarm:
    """When one reminder of an item rings, from one `[[alarm]]`."""
    counted_from = table.one_of("from", ("due", "opens", "each", "then", "anchor"))
    at = tuple(table.read_span("at", value) for value in table.texts("at", []))
    every, lasts = table.span("every", None), table.span("lasts", None)
    undated, stops = table.take("undated", bool, None), table.take("stops_at_first_chemo", bool, False)
    table.close()
    if bool(at) == bool(every) or bool(every) != bool(lasts):
        table.fault("alarm", "An alarm rings 'at' some spans, or 'every' so often and 'lasts' so long.")
        raise Broken
    return Alarm(counted_from, at, every.days if every else 0, lasts.days if lasts else 0, undated, stops)
