"""The name of what was read, so that a program neither fetches it twice nor writes over what it has not seen.

The ETag of a plan and its parts is `VERSION.MARK.CONTENT`: the version of the plan in hexadecimal, a mark that only
this state of this plan has, and a digest of what was sent. That of what has no version, such as a note, is
`MARK.CONTENT`: the mark is of where it stands. Programs need not know that: they send back what they got (RFC 9110,
8.8.3 and 13.1).
"""

import hashlib
import re
from typing import Any

from flask import Response, jsonify, request

from planner.api.asked import NeedsMatch
from planner.errors import AheadError
from planner.once import was_used
from planner.plans.changing import PlanMovedOn
from planner.plans.kept import KeptPlan
from planner.sealed import keyed_hash

Json = dict[str, Any]

OF_A_PLAN = re.compile(r"([0-9a-f]{1,8})\.([0-9a-f]{12})\.[0-9a-f]{16}", re.ASCII)
PACKINGS = (":br", ":gzip")  # what packing adds to the name of the same content


class OfSomethingElse(AheadError):
    """If-Match names none of the ETags that what is to be changed ever had. `place`: where its ETag is to be had."""

    def __init__(self, place: str = "") -> None:
        super().__init__(
            "The ETag in If-Match is of something else than what this would change.",
            f"Nothing was changed now. GET {place} and send this with the ETag that comes with it."
            if place
            else "Nothing was changed now. What this makes is new, so send it without If-Match.",
        )


class SeenOtherwise(AheadError):
    """If-Match names an earlier content of what is to be changed. `place`: where it is to be read as it is now."""

    def __init__(self, place: str) -> None:
        super().__init__(
            "What stands there has changed since the ETag in If-Match was read.",
            f"Nothing was changed now. GET {place} again, and send this with what it says taken in, the new ETag and a "
            "new key.",
        )


def name_it(answer: Response, kept: KeptPlan | None, place: str = "") -> Response:
    """Give an answer its ETag; where the program has it already, send a 304 and nothing else.

    `place`: where this content stands, when that is not where it was asked for.
    """
    mark = f"{kept.version:x}.{_mark(kept)}" if kept else _mark_of_place(place or request.path)
    etag = f"{mark}.{_digest(answer.get_data())}"
    answer.set_etag(etag)
    asked = request.if_none_match
    if request.method in ("GET", "HEAD") and (asked.star_tag or etag in _unpacked(asked.as_set(include_weak=True))):
        short = Response(status=304)
        short.set_etag(etag)
        return short
    return answer


def says_which() -> bool:
    """Whether the program says by If-Match which content or version it has seen. `*` is any that is there."""
    return "If-Match" in request.headers and not request.if_match.star_tag


def version_seen(kept: KeptPlan) -> int | None:
    """The version of the plan that the program has seen, by If-Match; None when it does not say.

    An older version is told as it is, so that a change sent again is known for what it is. Raises OfSomethingElse
    when what it names was never this plan's.
    """
    if not says_which():
        return None
    told = [(int(found[1], 16), found[2]) for one in _named() if (found := OF_A_PLAN.fullmatch(one))]
    if (kept.version, _mark(kept)) in told:
        return kept.version
    older = [version for version, _ in told if version < kept.version]
    if not older:
        raise OfSomethingElse(_place(kept))
    return max(older)


def version_needed(kept: KeptPlan) -> int | None:
    """As `version_seen`, of a change that could overwrite another. Raises NeedsMatch when the program does not say."""
    if "If-Match" not in request.headers:
        raise NeedsMatch
    return version_seen(kept)


def refuse_another_version(kept: KeptPlan, key: str) -> None:
    """Raises PlanMovedOn when If-Match names another version of the plan than the one that stands.

    What came with this key already is let through: it is done once, whatever it is.
    """
    if version_seen(kept) not in (None, kept.version) and not was_used(key, by=kept.person):
        raise PlanMovedOn(kept.version)


def has_seen(content: Json, place: str, key: str, by: str) -> bool:
    """Whether If-Match names this very content of what stands at `place`; False when the program does not say.

    Raises SeenOtherwise when it names an earlier one and OfSomethingElse when it names nothing that stood there,
    unless something came from this person (`by`) with this key already: that is done once, whatever it is.
    """
    if not says_which() or was_used(key, by=by):
        return False
    told, mark = _named(), _mark_of_place(place)
    if f"{mark}.{_digest(jsonify(content).get_data())}" in told:
        return True
    raise SeenOtherwise(place) if any(one.startswith(f"{mark}.") for one in told) else OfSomethingElse(place)


def _mark(kept: KeptPlan) -> str:
    return keyed_hash(f"{kept.id} {kept.version} {kept.changed_at.isoformat()}", "etags")[:12]


def _mark_of_place(place: str) -> str:
    return keyed_hash(place, "etags")[:12]


def _place(kept: KeptPlan) -> str:
    return f"/api/v1/plans/{kept.id}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _named() -> list[str]:
    """What If-Match names. Ours are strong, and there a weak one names nothing of ours."""
    return _unpacked(request.if_match.as_set())


def _unpacked(told: set[str]) -> list[str]:
    """The names a program sent, without what packing added."""
    found = [str(one or "") for one in told]
    for packing in PACKINGS:
        found = [one.removesuffix(packing) for one in found]
    return found
