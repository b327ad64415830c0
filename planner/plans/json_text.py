"""Reading JSON strictly: UTF-8, at most one mebibyte, no key twice, no numbers that are none."""

import json
from typing import Any

from planner.errors import Fault, Faults

LIMIT = 1024 * 1024


def read_json_object(raw: bytes) -> dict[str, Any]:
    """The one JSON object in `raw`. Raises Faults that say what to mend; every key told twice is named."""
    if len(raw) > LIMIT:
        raise _whole(f"{len(raw)} bytes", "At most 1 MiB is read. Send one person's answers only.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _whole(f"byte {error.start}", "The text is not UTF-8. Save it as UTF-8.") from error
    twice: dict[str, Any] = {}

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            keys = [key for key, _ in pairs]
            twice.update({key: table[key] for key in keys if keys.count(key) > 1})
        return table

    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=float)
    except (ValueError, RecursionError) as error:
        what = str(error) if not isinstance(error, RecursionError) else "nested too deep"
        raise _whole(what, "This is not JSON we can read. Mend it there.") from error
    if not isinstance(value, dict):
        raise _whole(value, "The whole should be one JSON object of answers, in braces.")
    if twice:
        raise Faults(Fault(key, value, "This key is there twice. Keep one of the two.") for key, value in twice.items())
    return value


def _whole(value: object, allowed: str) -> Faults:
    return Faults([Fault("file", value, allowed)])
