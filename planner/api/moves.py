"""Moving the date for programs: what it would change is shown first, and kept only for the plan it was shown for."""

from collections.abc import Mapping
from typing import Any

from planner.api import sent as bodies
from planner.api import shown
from planner.api.etags import version_needed
from planner.api.rooms import Room, Shown, plan_called
from planner.api.status import as_made, status_of
from planner.at_the_door import actor, occasion
from planner.errors import Fault, Faults
from planner.guidance.model import Guidance
from planner.plans.move_json import preview_json
from planner.plans.moving import Move, comparison_of, move_date, preview_move
from planner.plans.plan_json import comparison_json

moves = Room("moves", "Another treatment date: shown, compared, and then kept.")


@moves.writes("POST", "/plans/<plan>/moves/preview", shown.PREVIEW, sends=bodies.Move(), keeps=False)
def preview(plan: str, sent: Mapping[str, Any]) -> Shown:
    """What a move would change. Nothing is kept. Send the ETag that comes with it to keep the move."""
    kept = plan_called(plan)
    now = occasion(kept)
    return Shown(preview_json(preview_move(kept, move_in(sent), now.guidance, now.today)), kept)


@moves.writes("POST", "/plans/<plan>/moves", shown.named("Status"), sends=bodies.Move(), if_match="needed")
def move(plan: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Keep a move, as it was shown for the plan that If-Match names. Done stays done, booked stays booked."""
    kept = plan_called(plan)
    moved = as_made(move_date(actor(), key, move_in(sent), version_needed(kept), occasion(kept)))
    return Shown(status_of(moved), moved)


@moves.writes("POST", "/plans/<plan>/comparisons", shown.COMPARISON, sends=bodies.Comparison(), keeps=False)
def compare(plan: str, sent: Mapping[str, Any]) -> Shown:
    """Up to three dates side by side, and the earliest that leaves room. Nothing is kept."""
    kept = plan_called(plan)
    now = occasion(kept)
    chosen = _chosen(sent.get("chosen"), now.guidance)
    found = comparison_of(kept, [move_in(one) for one in sent["dates"]], now.guidance, now.today, chosen)
    return Shown(comparison_json(found, now.today, now.today), kept)


def move_in(sent: Mapping[str, Any]) -> Move:
    """A move as it was sent: in the names of the answers."""
    return Move(
        sent["treatment_date_kind"],
        sent["treatment_date"],
        sent.get("treatment_date_certainty", "confirmed"),
        sent.get("milestones", {}),
    )


def _chosen(told: list[str] | None, guidance: Guidance) -> list[str] | None:
    known = [option.key for option in guidance.options]
    unknown = [one for one in told or [] if one not in known]
    if unknown:
        raise Faults([Fault("chosen", one, f"Use any of: {', '.join(known)}.") for one in unknown])
    return told or None
