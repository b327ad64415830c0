"""The name of what was read, so that a program neither fetches it twice nor writes over what it has not seen.

An ETag is `VERSION.MARK.CONTENT`: the version of the plan in hexadecimal, a mark that only this state of this plan has,
and a digest of what was sent. Programs need not know that: they send back what they got (RFC 9110, 8.8.3 and 13.1).
"""

import hashlib
import re
from typing import Any

from flask import Response, jsonify, request
from werkzeug.datastructures import ETags

from planner.api.asked import NeedsMatch
from planner.once import was_used
from planner.plans.changing import PlanMovedOn
from planner.plans.kept import KeptPlan
from planner.sealed import keyed_hash

Json = dict[str, Any]

OURS = re.compile(r"([0-9a-f]{1,8})\.([0-9a-f]{12})\.[0-9a-f]{16}", re.ASCII)
PACKINGS = (":br", ":gzip")  # what packing adds to the name of the same content


def name_it(answer: Response, kept: KeptPlan | None) -> Response:
    """Give an answer its ETag; where the program has it already, send a 304 and nothing else."""
    content = _digest(answer.get_data())
    etag = f"{kept.version:x}.{_mark(kept)}.{content}" if kept else content
    answer.set_etag(etag)
    asked = request.if_none_match
    if request.method in ("GET", "HEAD") and (asked.star_tag or etag in _told(asked)):
        short = Response(status=304)
        short.set_etag(etag)
        return short
    return answer


def version_seen(kept: KeptPlan) -> int | None:
    """The version of the plan that the program has seen, by If-Match; None when it does not say.

    An older version is told as it is, so that a change sent again is known for what it is. Raises PlanMovedOn when
    what it names is none of this plan's.
    """
    asked = request.if_match
    if "If-Match" not in request.headers or asked.star_tag:
        return None
    told = [found for one in _told(asked) if (found := OURS.fullmatch(one))]
    versions = {int(one[1], 16): one[2] for one in told}
    if kept.version in versions and versions[kept.version] == _mark(kept):
        return kept.version
    older = [version for version in versions if version < kept.version]
    if not older:
        raise PlanMovedOn(kept.version)
    return max(older)


def version_needed(kept: KeptPlan) -> int | None:
    """As `version_seen`, of a change that could overwrite another. Raises NeedsMatch when the program does not say."""
    if "If-Match" not in request.headers:
        raise NeedsMatch
    return version_seen(kept)


def refuse_unless_it_matches(content: Json, kept: KeptPlan, key: str, action: str) -> bool:
    """Whether If-Match names this very content of a part that has no version; False when the program does not say.

    Raises PlanMovedOn when it names another, unless the same `action` was done with this key already.
    """
    asked = request.if_match
    if "If-Match" not in request.headers or asked.star_tag:
        return False
    if was_used(key, by=kept.person, action=action):
        return False
    if _digest(jsonify(content).get_data()) not in _told(asked):
        raise PlanMovedOn(kept.version)
    return True


def _mark(kept: KeptPlan) -> str:
    return keyed_hash(f"{kept.id} {kept.version} {kept.changed_at.isoformat()}", "etags")[:12]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _told(asked: ETags) -> list[str]:
    """The names a program sent, without what packing added. Ours are strong, so weak ones name nothing of ours."""
    found = [str(one or "") for one in asked.as_set()]
    for packing in PACKINGS:
        found = [one.removesuffix(packing) for one in found]
    return found
