"""How a plan came to be as it is, for programs: every change, newest first, and undoing one."""

import re

from flask import request

from planner.api import shown
from planner.api.etags import version_seen
from planner.api.rooms import Room, Shown, plan_called
from planner.api.shapes import LARGEST, Json
from planner.api.status import as_made, status_of
from planner.at_the_door import actor, occasion
from planner.errors import Fault, Faults
from planner.plans.history import PAGE, changes_of_plan
from planner.plans.history import undo as undo_change
from planner.plans.move_json import change_json

history = Room("history", "Every change of a plan, and undoing one.")

# A cursor stands before the last change that was shown. Any that has the form stands somewhere.
CURSOR = re.compile(r"c[0-7][0-9a-f]{7}", re.ASCII)
COUNT = re.compile(r"[1-9]|[1-4][0-9]|50", re.ASCII)
QUERY: dict[str, Json] = {
    "cursor": {"type": "string", "pattern": f"^{CURSOR.pattern}$"},
    "count": {"type": "integer", "minimum": 1, "maximum": PAGE},
}


@history.reads("/plans/<plan>/history", shown.HISTORY, query=QUERY)
def listed(plan: str) -> Shown:
    """The changes of a plan, newest first. `next` is the cursor of those before, null at the beginning."""
    kept = plan_called(plan)
    before, count = _asked()
    found = changes_of_plan(kept, before, count + 1)
    following = f"c{found[count - 1].number:08x}" if len(found) > count else None
    return Shown({"changes": [change_json(one, kept) for one in found[:count]], "next": following}, kept)


@history.writes(
    "POST", f"/plans/<plan>/history/<int(max={LARGEST}):number>/undo", shown.named("Status"), if_match="heard"
)
def undo(plan: str, number: int, key: str) -> Shown:
    """Take back one change: what stood before it stands again, and all other changes stay."""
    kept = plan_called(plan)
    kept = as_made(undo_change(actor(), key, number, occasion(kept), version_seen(kept)))
    return Shown(status_of(kept), kept)


def _asked() -> tuple[int | None, int]:
    """The version before which changes are asked for, and how many. Raises Faults."""
    cursor, count = request.args.get("cursor"), request.args.get("count", str(PAGE))
    faults = []
    if cursor is not None and not CURSOR.fullmatch(cursor):
        faults.append(Fault("cursor", cursor, "Use the `next` of an earlier answer, or leave it out for the newest."))
    if not COUNT.fullmatch(count):
        faults.append(Fault("count", count, f"Use a whole number from 1 to {PAGE}."))
    if faults:
        raise Faults(faults)
    return int(cursor[1:], 16) if cursor else None, int(count)
