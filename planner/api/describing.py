"""How each path is described in OpenAPI: its places, its headers, and every answer that can come."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema

from planner.api.asked import Sends
from planner.api.problems import KIND
from planner.api.shapes import CODE, ID, Json
from planner.once import LONGEST, SHORTEST

JSON = "application/json"
# What stands in a path, by its name there.
PLACES: Mapping[str, Json] = {
    "plan": ID,
    "code": CODE,
    "question": ID,
    "token": ID,
    "number": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
}
PROBLEM: Json = {"$ref": "#/components/schemas/Problem"}
ETAG: Json = {
    "ETag": {
        "description": "The name of this very content, for If-None-Match and If-Match.",
        "schema": {"type": "string"},
    }
}
KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A new random key for each change. Sent again with the same key, the change is made once.",
    "schema": {"type": "string", "pattern": f"^[!-~]{{{SHORTEST},{LONGEST}}}$"},
}
IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "description": "ETags of what the program has already: then a 304 comes, and nothing else.",
    "schema": {"type": "string"},
}
IF_MATCH: Json = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of the plan, or of a part of it, that this was made for.",
    "schema": {"type": "string"},
}
ALWAYS = {
    400: "Something that was sent cannot be used. `faults` names what.",
    405: "The path does not answer to that method.",
    414: "The address is too long.",
    431: "The headers are too many or too long.",
    500: "Our fault. What was sent can be sent again with the same key.",
    503: "Nothing can be kept or looked up just now.",
}
WITH_A_TOKEN = {
    401: "Nobody we know is asking: no token was sent, or one that opens nothing.",
    403: "The token may not do that.",
}
OF_CHANGES = {
    411: "What was sent does not say how long it is.",
    413: "What was sent is too large.",
    429: "Too much was sent in a short time.",
}
HERE = {404: "There is nothing here that this token or page may open."}
KEPT = {409: "The key was used for something else, or something stands in the way.", 422: "What was told cannot be so."}
READ = {415: "What was sent is not JSON."}
MATCHED = {412: "The plan has changed since the ETag in If-Match was read. Nothing was changed now."}
NEEDED = {428: "The header If-Match is needed."}


def places_in(rule: str) -> list[Json]:
    """The parameters in a path such as `/plans/<plan>`."""
    names = re.findall(r"<(?:[^:<>]+:)?(\w+)>", rule)
    return [{"in": "path", "name": name, "required": True, "schema": PLACES[name]} for name in names]


def described(
    method: str,
    words: str,
    needs: str | None,
    *,
    query: Mapping[str, Json] | None = None,
    sends: Sends | None = None,
    if_match: str = "",
    keeps: bool = False,
    **_: Any,
) -> dict[str, Any]:
    """What OpenAPI says of an operation beside its answers: who may ask, and what is sent."""
    told: dict[str, Any] = {"security": _who(method, needs), "description": " ".join(words.split())}
    parameters = [{"name": name, "in": "query", "schema": shape} for name, shape in (query or {}).items()]
    if method == "GET":
        parameters.append(IF_NONE_MATCH)
    if keeps:
        parameters.append(KEY)
    if if_match:
        parameters.append(IF_MATCH | {"required": if_match == "needed"})
    if sends is not None:
        schema = sends if isinstance(sends, Schema) else sends(frozenset())
        shape = getattr(schema, "shape", schema)
        told["requestBody"] = {"required": True, "content": {JSON: {"schema": shape}}}
    return {**told, "parameters": parameters}


def answers_of(
    method: str,
    rule: str,
    shows: Json,
    needs: str | None,
    *,
    sends: Sends | None = None,
    status: int = 200,
    if_match: str = "",
    keeps: bool = False,
    kind: str = JSON,
    **_: Any,
) -> Iterator[tuple[int, str | None, Json | None, str, Json | None]]:
    """Every answer that can come: its status, kind, shape, words and headers."""
    yield status, kind, shows, "It is done." if keeps else "It is shown.", ETAG if status == 200 else None
    if method == "GET":
        yield 304, None, None, "It has not changed.", ETAG
    problems = dict(ALWAYS)
    if needs:
        problems |= WITH_A_TOKEN
    if "<" in rule:
        problems |= HERE
    if method != "GET":
        problems |= OF_CHANGES
    if keeps or sends is not None:
        problems |= KEPT
    if sends is not None:
        problems |= READ
    if if_match:
        problems |= MATCHED
    if if_match == "needed":
        problems |= NEEDED
    for code, words in sorted(problems.items()):
        yield code, KIND, PROBLEM, words, None


def _who(method: str, needs: str | None) -> list[dict[str, list[str]]]:
    if needs is None:
        return []
    page: dict[str, list[str]] = {"page": []} if method == "GET" else {"page": [], "own-page": []}
    return [{"token": [needs]}, page]
