"""Plans for programs: begun, read, made, silenced, taken elsewhere as a file, and deleted."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Response, current_app, request, url_for

from planner.accounts.access import Actor
from planner.accounts.openings import for_program
from planner.api import sent as bodies
from planner.api import shown
from planner.api.asked import JSON
from planner.api.etags import name_it, version_seen
from planner.api.export_shape import EXPORT
from planner.api.rooms import Json, Room, Shown, plan_called
from planner.api.status import as_made, status_of
from planner.at_the_door import actor, key_of_deleting, occasion, occasion_in, visitor
from planner.calendar.downloads import remove_file, snapshot_file
from planner.db import NotKept
from planner.errors import Fault, Faults
from planner.plans.actions import delete_plan, make_plan, start_by
from planner.plans.days_passing import note_days_passed, put_away
from planner.plans.export import export_of, import_by, zone_told
from planner.plans.kept import plan_from, plan_of
from planner.plans.passed import needs_a_look
from planner.plans.plan_json import plan_json
from planner.plans.stopping import stop as stop_plan

plans = Room("plans", "A plan, from its beginning to its end.")

REMAINS = (
    "Copies in backups, locked, until whoever runs this service deletes the backups.",
    "In the record of what was done: that there was a plan and that it was deleted, without a word of what was in it.",
    "Days that were put into calendars, which only those calendars can delete.",
)
YES_OR_NO: Json = {"type": "string", "enum": ["yes", "no"]}


@plans.writes("POST", "/plans", shown.BEGUN, status=201)
def begin(key: str) -> Shown:
    """Begin a new, empty plan. The token that comes back is the only way to it, so keep it. The key has to be
    at least 32 random characters: whoever sends the same gets the same plan."""
    now = occasion()
    return _begun(*start_by(key, for_program(key, now.now), now))


@plans.writes("POST", "/imports", shown.BEGUN, sends=bodies.AsRead(EXPORT), status=201)
def bring_in(key: str, sent: Mapping[str, Any]) -> Shown:
    """Make a new plan with all that an export holds. The token that comes back is the only way to it, so keep it.
    The key has to be at least 32 random characters."""
    now = occasion_in(zone_told(sent))
    return _begun(*import_by(key, sent, for_program(key, now.now), now))


@plans.reads("/plans", shown.PLANS)
def listed() -> Shown:
    """The plans that whoever asks may see."""
    return Shown({"plans": [status_of(plan_of(actor()))]})


@plans.reads("/plans/<plan>", shown.PLAN)
def read(plan: str) -> Shown:
    """The whole plan as it stands today. Until it is made it says what would follow from the answers so far."""
    kept = plan_called(plan)
    now = occasion(kept)
    if needs_a_look(kept, now.today):
        with suppress(NotKept):
            kept = note_days_passed(actor(), now)
    return Shown({**status_of(kept), "plan": plan_json(plan_from(kept, now.guidance, now.today))}, kept)


@plans.writes("POST", "/plans/<plan>/make", shown.named("Status"), if_match="heard")
def make(plan: str, key: str) -> Shown:
    """Turn the answers into a plan. Made already, it stays as it is."""
    kept = plan_called(plan)
    kept = make_plan(actor(), key, occasion(kept), version_seen(kept))
    return Shown(status_of(kept), kept)


@plans.writes("POST", "/plans/<plan>/stop", shown.named("Status"), sends=bodies.Stop(), if_match="heard")
def stop(plan: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Silence everything at once: `postponed`, `cancelled`, `died` or `break`; or `go-on`. Nothing is deleted."""
    kept = plan_called(plan)
    kept = as_made(stop_plan(actor(), key, sent["how"], occasion(kept), version_seen(kept)))
    return Shown(status_of(kept), kept)


@plans.writes("POST", "/plans/<plan>/seen", shown.named("Status"), sends=bodies.Seen(), if_match="heard")
def seen(plan: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Put away what days passing changed, up to the change with this number. It stays in the history."""
    kept = plan_called(plan)
    kept = put_away(actor(), key, sent["number"], occasion(kept), version_seen(kept))
    return Shown(status_of(kept), kept)


@plans.reads("/plans/<plan>/export", shown.EXPORT)
def export(plan: str) -> Response:
    """Everything that is kept of the plan, to keep or to bring in elsewhere. Words in any writing stay short."""
    kept = plan_called(plan)
    whole = json.dumps(export_of(kept, current_app.config["GUIDANCE"]()), ensure_ascii=False)
    return name_it(Response(whole, mimetype=JSON), kept)


@plans.writes("DELETE", "/plans/<plan>", shown.DELETED, if_match="heard")
def delete(plan: str, key: str) -> Shown:
    """Delete the plan with all that opens it, this token too. The answer says what remains; it comes again when the
    same is sent again with the same key."""
    if visitor():  # of nobody we know only the same request comes as far as here, sent again
        kept = plan_called(plan)
        delete_plan(actor(), key_of_deleting(key), occasion(kept), version_seen(kept))
        current_app.extensions["drawn"].forget(kept.id)
    return Shown({"deleted": True, "what_remains": list(REMAINS)})


@plans.reads("/plans/<plan>/calendar.ics", shown.ICS, query={"plain": YES_OR_NO}, kind="text/calendar")
def calendar(plan: str) -> Response:
    """The days of the plan as a calendar file: discreet, unless `plain=yes`."""
    kept, plain = plan_called(plan), request.args.get("plain", "no")
    if plain not in YES_OR_NO["enum"]:
        raise Faults([Fault("plain", plain, "Use yes or no.")])
    now = occasion(kept)
    made = plan_from(kept, now.guidance, now.today)
    content = snapshot_file(kept, made, plain=plain == "yes", now=now.now)
    return name_it(Response(content, mimetype="text/calendar"), kept)


@plans.reads("/plans/<plan>/remove.ics", shown.ICS, kind="text/calendar")
def remove(plan: str) -> Response:
    """A calendar file that takes back, in programs that allow it, what the calendar files put in."""
    kept = plan_called(plan)
    now = occasion(kept)
    return name_it(
        Response(remove_file(kept, plan_from(kept, now.guidance, now.today), now=now.now), mimetype="text/calendar"),
        kept,
    )


def _begun(holder: Actor, token: str) -> Shown:
    kept = plan_of(holder)
    return Shown({"plan": status_of(kept), "token": token}, kept, url_for("api_plans.read", plan=kept.id))
