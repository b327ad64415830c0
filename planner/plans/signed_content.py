"""The content that a signature binds to, as a value: compared field by field, kept as JSON, and known by its digest.

A signature keeps the content itself, so that what changed since can be said. Its digest is the SHA-256 of the content
in canonical form (see `canonical_json`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from planner.engine.adjustments import Adjustment
from planner.engine.conditions import Ground
from planner.engine.schedule import Window
from planner.plans.canonical_json import canonical, digest_of_value, read_canonical

APPLIES = "applies"


class ItemContent(NamedTuple):
    """What a plan says of one item.

    `verdict` is `applies`, `does-not-apply` or `not-yet-known`, `grounds` the answers that decide it. Of an item in the
    plan: whether that is `certain`, its days, the last safe day that its clinic `moved_past`, and the digest of what is
    `said` of it, empty for an item of the clinic's own, whose words stand in `adjusted`. Of one that is not: why, as in
    LeftOut (`note`, `instead`, the last safe day `gone_by`).
    """

    verdict: str
    note: str = ""
    certain: bool = False
    grounds: tuple[Ground, ...] = ()
    instead: tuple[str, ...] = ()
    paused: bool = False
    window: Window | None = None
    gone_by: date | None = None
    estimate: bool = False
    severity: str = ""
    who: tuple[str, ...] = ()
    figure: str = ""
    said: str = ""
    adjusted: tuple[Adjustment, ...] = ()
    moved_past: date | None = None


class OptionContent(NamedTuple):
    """What the days allow for one option, as in Feasibility, with the days it needs and the answers it rests on."""

    verdict: str
    start_by: date | None = None
    estimate: bool = False
    comfort: int = 0
    least: int = 0
    grounds: tuple[Ground, ...] = ()
    rests_on: tuple[str, ...] = ()
    said: str = ""


class MilestoneContent(NamedTuple):
    """When one milestone is, as in Milestone, and the questions whose answers it rests on."""

    earliest: date
    likely: date
    latest: date
    confirmed: bool = False
    rests_on: tuple[str, ...] = ()


class Content(NamedTuple):
    """All that a signature binds to. Items by code, options and milestones by key; `stopped` as in Plan.

    `guidance` is the digest of the rules of this plan. `unfit` holds what the clinic adjusted without effect, by name;
    why it has none follows from the rest.
    """

    place: str
    guidance: str
    items: Mapping[str, ItemContent]
    options: Mapping[str, OptionContent]
    milestones: Mapping[str, MilestoneContent]
    stopped: str = ""
    unfit: Mapping[str, Adjustment] = {}


def digest_of(content: Content) -> str:
    """The digest of content, in 64 hexadecimal digits: the same for the same content, wherever and whenever."""
    return digest_of_value(content)


def as_json(content: Content) -> dict[str, Any]:
    """Content as JSON holds it, to be kept sealed."""
    kept: dict[str, Any] = canonical(content)
    return kept


def content_from(kept: Any) -> Content:
    """The content that was kept as JSON. Raises ValueError when it is none that this version can read."""
    return read_canonical(Content, kept)
