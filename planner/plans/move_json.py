"""What a move would change, and what a change did, as JSON: codes and days, and no words but titles."""

from datetime import date
from typing import Any

from planner.engine.plan import Planned
from planner.languages import spoken
from planner.plans.changing import DAYS_PASSED
from planner.plans.history import Change, still_stands
from planner.plans.kept import KeptPlan
from planner.plans.moving import Preview

Json = dict[str, Any]


def preview_json(preview: Preview) -> Json:
    """A preview, with `version` to be sent back when it is kept."""
    found = preview.found
    return {
        "version": preview.version,
        "gone": list(preview.gone),
        "moves": [
            {**_step(one.will_be), "was": window_json(one.was), "will_be": window_json(one.will_be)}
            for one in found.moves
        ],
        "clashes": [
            {
                **_step(one.planned),
                "booked": _day(one.booked),
                "latest": _day(one.latest),
                "earliest": _day(one.earliest),
            }
            for one in found.clashes
        ],
        "closed": [one.item.code for one in found.closed],
        "comes": [one.item.code for one in found.comes],
        "goes": [one.item.code for one in found.goes],
        "options": [
            {
                "option": one.will_be.option.key,
                "was": one.was.verdict,
                "will_be": one.will_be.verdict,
                "closes": one.closes,
                "worse": one.worse,
            }
            for one in found.options
        ],
    }


def change_json(change: Change, kept: KeptPlan) -> Json:
    """One change: what it made of each fact, or what days passing did."""
    passed = change.action == DAYS_PASSED
    facts = {} if passed else change.patch
    return {
        "number": change.number,
        "at": change.at.isoformat(),
        "day": change.day.isoformat(),
        "action": change.action,
        "facts": [
            {"fact": name, "before": pair[0], "after": pair[1]} for name, pair in facts.items() if pair[0] != pair[1]
        ],
        "passed": dict(change.patch) if passed else None,
        "can_be_undone": still_stands(change, kept),
    }


def window_json(planned: Planned) -> Json:
    """The days of one step in a plan."""
    window = planned.window
    return {"opens": _day(window.opens), "due": _day(planned.due), "last_safe": _day(window.last_safe)}


def _step(planned: Planned) -> Json:
    return {"code": planned.item.code, "title": spoken(planned.item.words).title}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
