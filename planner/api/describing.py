"""How each path is described in OpenAPI: its places, its headers, and every answer that can come."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import Schema

from planner.api.asked import KEY, OWN_KEY, OWN_KEY_KINDS, OWN_KEY_SHORTEST, Sends
from planner.api.problems import KIND
from planner.api.shapes import CODE, ID, NUMBER, Json
from planner.plans.shared_names import NAME_LENGTH

JSON = "application/json"
IN_A_RULE = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
# What stands in a path, by its name there.
PLACES: Mapping[str, Json] = {
    "plan": ID,
    "code": CODE,
    "question": ID,
    "token": ID,
    "feed": ID,
    "number": NUMBER,
    "share": ID,
    "step": {"type": "string", "pattern": f"^[0-9a-f]{{{NAME_LENGTH}}}$"},
}
PROBLEM: Json = {"$ref": "#/components/schemas/Problem"}
OF_CHANGE: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A new random key for each change. Sent again with the same key, the change is made once.",
    "schema": {"type": "string", "pattern": f"^{KEY}$"},
}
OF_BEGINNING: Json = OF_CHANGE | {
    "description": "A new random key for each plan: whoever sends it again gets the same plan, so it has to be one "
    f"that nobody guesses. At least {OWN_KEY_SHORTEST} characters, and {OWN_KEY_KINDS} of them different.",
    "schema": {"type": "string", "pattern": f"^{OWN_KEY}$"},
}
IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "description": "ETags of what the program has already: then a 304 comes, and nothing else.",
    "schema": {"type": "string"},
}
IF_MATCH: Json = {"name": "If-Match", "in": "header", "schema": {"type": "string"}}
OF_THE_PLAN = (
    "An ETag of the plan that this is for: that of `GET {plan}`, or of anything under it but notes, questions, "
    "nicknames, feeds and shares. These have ETags of their own. `*` is whichever stands."
)
OF_A_PART = "The ETag of `GET {part}`, and of nothing else. `*` is whatever stands there."


def header(words: str, shape: Json) -> Json:
    """A header that always comes."""
    return {"description": words, "required": True, "schema": shape}


ETAG: Json = {"ETag": header("The name of this very content, for If-None-Match and If-Match.", {"type": "string"})}
PLACE: Json = {"Location": header("Where what was made is to be read.", {"type": "string", "pattern": "^/api/v1/"})}
# What comes with a problem of this status.
WITH: Mapping[int, Json] = {
    401: {"WWW-Authenticate": header("How to say who asks.", {"const": "Bearer"})},
    405: {"Allow": header("The methods that the path answers to.", {"type": "string"})},
    429: {"Retry-After": header("After how many seconds to send it again.", {"type": "integer", "minimum": 0})},
}
ALWAYS = {
    400: "Something that was sent cannot be used. `faults` names what.",
    405: "The path does not answer to that method.",
    413: "What was sent is too large.",
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
    429: "Too much was sent in a short time.",
}
HERE = {404: "There is nothing here that this token or page may open."}
KEPT = {409: "The key was used for something else, or something stands in the way.", 422: "What was told cannot be so."}
READ = {415: "What was sent is not JSON."}
MATCHED = {412: "It has changed since the ETag in If-Match was read, or that is of something else. Nothing was done."}
NEEDED = {428: "The header If-Match is needed."}


def names_in(rule: str) -> list[str]:
    """The names of the parameters in a path such as `/plans/<plan>`."""
    return IN_A_RULE.findall(rule)


def places_in(rule: str) -> list[Json]:
    """The parameters in a path such as `/plans/<plan>`."""
    return [{"in": "path", "name": name, "required": True, "schema": PLACES[name]} for name in names_in(rule)]


def _as_written(rule: str) -> str:
    """A rule as OpenAPI writes it."""
    return IN_A_RULE.sub(r"{\1}", rule)


def is_named(method: str, shows: Json, *, status: int = 200, places: bool = False, **_: Any) -> bool:
    """Whether an answer has an ETag: what is gone has none, nor has what is new and cannot be read by itself."""
    is_gone = method != "GET" and not {"deleted", "removed", "ended"}.isdisjoint(shows.get("properties", ()))
    return not is_gone and (status == 200 or places)


def described(
    name: str,
    method: str,
    rule: str,
    words: str,
    needs: Sequence[str],
    *,
    query: Mapping[str, Json] | None = None,
    sends: Sends | None = None,
    if_match: str = "",
    etag_of: str = "",
    keeps: bool = False,
    begins: bool = False,
    **_: Any,
) -> dict[str, Any]:
    """What OpenAPI says of an operation beside its answers: who may ask, and what is sent."""
    told: dict[str, Any] = {
        "operationId": name,
        "security": _who(method, needs),
        "description": " ".join(words.split()),
    }
    parameters = [{"name": name, "in": "query", "schema": shape} for name, shape in (query or {}).items()]
    if method == "GET":
        parameters.append(IF_NONE_MATCH)
    else:
        if keeps:
            parameters.append(OF_BEGINNING if begins else OF_CHANGE)
        if etag_of or "<plan>" in rule:
            of = OF_A_PART.format(part=_as_written(etag_of)) if etag_of else OF_THE_PLAN.format(plan="/plans/{plan}")
            parameters.append(IF_MATCH | {"description": of, "required": if_match == "needed"})
    if sends is not None:
        schema = sends if isinstance(sends, Schema) else sends(frozenset())
        shape = getattr(schema, "shape", schema)
        told["requestBody"] = {"required": True, "content": {JSON: {"schema": shape}}}
    return {**told, "parameters": parameters}


def answers_of(
    method: str,
    rule: str,
    shows: Json,
    needs: Sequence[str],
    *,
    sends: Sends | None = None,
    status: int = 200,
    if_match: str = "",
    keeps: bool = False,
    places: bool = False,
    kind: str = JSON,
    **_: Any,
) -> Iterator[tuple[int, str | None, Json | None, str, Json | None]]:
    """Every answer that can come: its status, kind, shape, words and headers."""
    headers = (ETAG if is_named(method, shows, status=status, places=places) else {}) | (PLACE if places else {})
    yield status, kind, shows, "It is done." if keeps else "It is shown.", headers
    if method == "GET":
        yield 304, None, None, "It has not changed.", ETAG
    problems = dict(ALWAYS)
    if needs:
        problems |= WITH_A_TOKEN
    if needs or keeps:  # whoever asks may be gone at this very moment, and so may what a key made
        problems |= HERE
    if method != "GET":
        problems |= OF_CHANGES | MATCHED
    if keeps or sends is not None:
        problems |= KEPT
    if sends is not None:
        problems |= READ
    if if_match == "needed":
        problems |= NEEDED
    for code, words in sorted(problems.items()):
        yield code, KIND, PROBLEM, words, WITH.get(code)


def _who(method: str, needs: Sequence[str]) -> list[dict[str, list[str]]]:
    if not needs:
        return []
    page: dict[str, list[str]] = {"page": []} if method == "GET" else {"page": [], "own-page": []}
    return [{"token": list(needs)}, page]
