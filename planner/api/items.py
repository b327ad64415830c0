"""The steps of a plan for programs, as the plan has them today; and what their owner said of each."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from planner.api import shown
from planner.api.etags import version_seen
from planner.api.rooms import Json, Room, Shown, plan_called
from planner.api.sent import AsRead
from planner.api.status import as_made, may_read
from planner.at_the_door import actor, occasion
from planner.errors import NothingHere
from planner.plans.by_clinic import codes_in
from planner.plans.kept import KeptPlan, plan_from
from planner.plans.plan_json import plan_json
from planner.plans.steps import take_step, undo_step

items = Room("items", "The steps of a plan: when, why, and who says so.")
steps = Room("steps", "What was said of each step: done, booked, waiting, not for me, ask my nurse.")


@items.reads("/plans/<plan>/items", shown.ITEMS)
def listed(plan: str) -> Shown:
    """Every step of the plan, the next one first; and every one left out, with its reason."""
    kept = plan_called(plan)
    made = _made(kept)
    return Shown({"items": made["items"], "left_out": made["left_out"]}, kept)


@items.reads("/plans/<plan>/items/<code>", shown.ITEM)
def read(plan: str, code: str) -> Shown:
    """One step, in the plan or left out, and what was said of it."""
    kept = plan_called(plan)
    made = _made(kept)
    found = {name: [one for one in made[name] if one["code"] == code] for name in ("items", "left_out")}
    if not any(found.values()):
        raise NothingHere
    item, left_out = (next(iter(found[name]), None) for name in ("items", "left_out"))
    return Shown({"item": item, "left_out": left_out, "said": _said(kept, code)}, kept)


@steps.reads("/plans/<plan>/steps", shown.STEPS)
def said(plan: str) -> Shown:
    """What was said of steps, by their codes."""
    kept = plan_called(plan)
    told = [{"code": code, "said": step} for code, step in sorted(kept.told.get("steps", {}).items())]
    return Shown({"version": kept.version, "steps": told}, kept)


@steps.writes(
    "PUT", "/plans/<plan>/steps/<code>", shown.STEP_SAID, sends=AsRead(shown.named("StepTaken")), if_match="heard"
)
def say(plan: str, code: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Say how a step stands. However late: a step is never locked."""
    kept = plan_with(plan, code)
    return _one(take_step(actor(), key, code, sent, occasion(kept), version_seen(kept)), code)


@steps.writes("DELETE", "/plans/<plan>/steps/<code>", shown.STEP_SAID, if_match="heard")
def take_back(plan: str, code: str, key: str) -> Shown:
    """Take back all that was said of a step."""
    kept = plan_with(plan, code)
    return _one(take_step(actor(), key, code, None, occasion(kept), version_seen(kept)), code)


@steps.writes("POST", "/plans/<plan>/steps/<code>/undo", shown.STEP_SAID, if_match="heard")
def undo(plan: str, code: str, key: str) -> Shown:
    """Take back the last thing that was said of a step: what was said before it stands again."""
    kept = plan_with(plan, code)
    return _one(undo_step(actor(), key, code, occasion(kept), version_seen(kept)), code)


def plan_with(plan: str, code: str) -> KeptPlan:
    """The plan with this name, when there is a step with this code. Raises NothingHere."""
    kept = plan_called(plan)
    if code not in codes_in(current_app.config["GUIDANCE"](), kept.clinic):
        raise NothingHere
    return kept


def _made(kept: KeptPlan) -> Json:
    now = occasion(kept)
    return plan_json(plan_from(kept, now.guidance, now.today))


def _said(kept: KeptPlan, code: str) -> Json | None:
    told: Json | None = kept.told.get("steps", {}).get(code)
    return told


def _one(changed: KeptPlan, code: str) -> Shown:
    """What came of it. What is said of the step now is shown to whoever may read."""
    kept = as_made(changed)
    said = {"said": _said(kept, code)} if may_read() else {}
    return Shown({"version": kept.version, "code": code, **said}, kept)
