"""What newer guidance would change in a plan, and what was corrected urgently, as JSON: codes, days and their words."""

from collections.abc import Mapping
from typing import Any

from planner.engine.plan import Planned
from planner.languages import spoken
from planner.plans.changes import Changed, Correction, GuidanceChanges, OtherReason
from planner.plans.kept import KeptPlan
from planner.plans.move_json import window_json
from planner.plans.wording import items_by_key, left_out_reason

Json = dict[str, Any]


def guidance_json(kept: KeptPlan, newer: GuidanceChanges | None, corrections: Mapping[str, Correction]) -> Json:
    """By which guidance a plan is made, and what is newer. `newer` is None when nothing waits for a decision."""
    return {
        "version": kept.version,
        "as_of": kept.as_of.isoformat(),
        "newer": None if newer is None else _newer(newer),
        "corrections": [
            {"key": key, "text": one.text, "since": one.day.isoformat()} for key, one in sorted(corrections.items())
        ],
    }


def _newer(newer: GuidanceChanges) -> Json:
    return {
        "since": newer.since.isoformat(),
        "as_of": newer.after.as_of.isoformat(),
        "changed": [_changed(one, newer) for one in newer.changed],
        "left_out": [_other_reason(one, newer) for one in newer.left_out],
    }


def _changed(one: Changed, newer: GuidanceChanges) -> Json:
    reason = one.left_out and left_out_reason(one.left_out, newer.after.guidance, items_by_key(newer.after))
    return {
        "code": one.item.code,
        "title": spoken(one.item.words).title,
        "was": _window(one.was),
        "would_be": _window(one.would_be),
        "left_out": reason or None,
        "said_otherwise": list(one.parts),
    }


def _other_reason(one: OtherReason, newer: GuidanceChanges) -> Json:
    guidance = newer.after.guidance
    return {
        "code": one.was.item.code,
        "was": left_out_reason(one.was, guidance, items_by_key(newer.before)),
        "would_be": left_out_reason(one.would_be, guidance, items_by_key(newer.after)),
    }


def _window(planned: Planned | None) -> Json | None:
    return None if planned is None else window_json(planned)
