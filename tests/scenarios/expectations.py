"""Says in words where a plan differs from what a story expects. An empty list: it is as a nurse would have it."""

from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]


def differences(plan: Json, expected: Mapping[str, Any]) -> list[str]:
    """Everything in a plan (as `plan preview --format json` prints it) that is not as expected."""
    return [*_items(plan, expected), *_who_is_in(plan, expected), *_around(plan, expected), *_rest(plan, expected)]


def _items(plan: Json, expected: Mapping[str, Any]) -> Iterator[str]:
    items = {item["code"]: item for item in plan["items"]}
    for code, wanted in expected.get("expect", {}).items():
        item = items.get(code)
        if item is None:
            yield f"{code} is not in the plan"
            continue
        for key, value in wanted.items():
            if fault := _differs(item, key, value):
                yield f"{code}: {fault}"


def _differs(item: Json, key: str, value: Any) -> str:
    """What is wrong with one thing expected of one item; nothing when it holds."""
    if key.endswith("_include"):
        found = item[key.removesuffix("_include")]
        return "" if set(value) <= set(found) else f"{key} {value}, but found {found}"
    if key == "last_repeat_by":
        last = max(item["repeats"], default=None)
        return "" if last and last <= value else f"the last repeat is {last}, and should be there by {value}"
    for ending, holds in (("_not_before", _not_before), ("_by", _by)):
        if key.endswith(ending):
            found = item[key.removesuffix(ending)]
            return "" if holds(found, value) else f"{key} {value}, but found {found}"
    wanted = None if value == "none" else value
    return "" if item[key] == wanted else f"{key} should be {wanted}, but is {item[key]}"


def _by(found: str | None, value: str) -> bool:
    return found is not None and found <= value


def _not_before(found: str | None, value: str) -> bool:
    return found is not None and found >= value


def _who_is_in(plan: Json, expected: Mapping[str, Any]) -> Iterator[str]:
    codes = [item["code"] for item in plan["items"]]
    out = {one["code"]: one for one in plan["left_out"]}
    for code in expected.get("not", ()):
        if code in codes:
            yield f"{code} should not be in the plan"
        elif not out.get(code, {}).get("reason"):
            yield f"{code} vanished without a reason"
    for code, verdict in expected.get("left_out", {}).items():
        if out.get(code, {}).get("verdict") != verdict:
            yield f"{code} should be left out as {verdict}, but is {out.get(code, 'in the plan')}"
    top = expected.get("top", [])
    if codes[: len(top)] != top:
        yield f"the plan should begin with {top}, but begins with {codes[: len(top)]}"
    if expected.get("empty") and (codes or len(out) != 60):
        yield f"everything should be left out, but {codes} are in the plan"


def _around(plan: Json, expected: Mapping[str, Any]) -> Iterator[str]:
    for part, name in (("milestones", "key"), ("feasibility", "option")):
        rows = {row[name]: row for row in plan[part]}
        for key, wanted in expected.get(part, {}).items():
            for field, value in wanted.items():
                found = rows.get(key, {}).get(field)
                if found != (None if value == "none" else value):
                    yield f"{key}: {field} should be {value}, but is {found}"


def _rest(plan: Json, expected: Mapping[str, Any]) -> Iterator[str]:
    warnings = [warning["key"] for warning in plan["warnings"]]
    questions = [question["key"] for question in plan["questions"]]
    for part, found in (("warning", warnings), ("question", questions)):
        first = expected.get(f"first_{part}")
        if first and found[:1] != [first]:
            yield f"the first {part} should be {first}, but they are {found}"
        if missing := set(expected.get(f"{part}s", ())) - set(found):
            yield f"{part}s {sorted(missing)} are missing from {found}"
    if unwanted := set(expected.get("no_warnings", ())) & set(warnings):
        yield f"nothing should warn of {sorted(unwanted)}"
    for item in plan["items"]:
        code, state, rings = item["code"], item["state"], bool(item["alarms"])
        runs = expected.get("paused_all_but", [code])
        should_rest = code in expected.get("paused", ()) or code not in runs
        if should_rest and (state != "paused" or rings):
            yield f"{code} should rest in silence, but is {state} with alarms {item['alarms']}"
        if state == "paused" and "paused_all_but" in expected and not should_rest:
            yield f"{code} should not be paused"
        if state in expected.get("no_state", ()):
            yield f"{code} is {state}"
        if expected.get("silent") and rings:
            yield f"{code} should be silent, but rings on {item['alarms']}"
