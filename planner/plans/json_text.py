"""Reading JSON strictly: UTF-8, at most one mebibyte, not nested deep, no key twice, no numbers that are none."""

import json
import re
from collections import Counter
from typing import Any

from planner.errors import Fault, Faults
from planner.marked import N_

LIMIT = 1024 * 1024
DEEPEST = 32  # lists and objects within each other; what people are asked needs four

# A whole text, or one bracket. A text that never ends is taken to the end, so that no text is read twice.
TEXT_OR_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


def read_json_object(raw: bytes, whole: str = "file") -> dict[str, Any]:
    """The one JSON object in `raw`. Raises Faults that say what to mend; every key told twice is named.

    `whole`: what a fault of all of it is called.
    """
    if len(raw) > LIMIT:
        raise _at(whole, f"{len(raw)} bytes", "At most 1 MiB is read. Send less.")
    if not raw.strip():
        raise _at(whole, "", "It is empty. The whole should be one JSON object, in braces.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _at(whole, f"byte {error.start}", "The text is not UTF-8. Save it as UTF-8.") from error
    if depth_of(text) > DEEPEST:
        raise _at(whole, "nested too deep", f"At most {DEEPEST} lists and objects may stand within each other.")
    twice: dict[str, Any] = {}

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            twice.update({key: table[key] for key, times in Counter(key for key, _ in pairs).items() if times > 1})
        return table

    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=float)
    except (ValueError, RecursionError) as error:
        what = str(error) if not isinstance(error, RecursionError) else "nested too deep"
        raise _at(whole, what, N_("This is not JSON we can read. Mend it there.")) from error
    if not isinstance(value, dict):
        raise _at(whole, value, "The whole should be one JSON object, in braces.")
    if twice:
        raise Faults(Fault(key, value, "This key is there twice. Keep one of the two.") for key, value in twice.items())
    return value


def depth_of(text: str) -> int:
    """How many lists and objects stand within each other where they are deepest. Takes time in step with the length."""
    depth = deepest = 0
    for found in TEXT_OR_BRACKET.finditer(text):
        match found[0]:
            case "[" | "{":
                depth += 1
                deepest = max(deepest, depth)
            case "]" | "}":
                depth -= 1
    return deepest


def _at(whole: str, value: object, allowed: str) -> Faults:
    return Faults([Fault(whole, value, allowed)])
