"""The plan of whoever asks, worked out for today, and its steps by the names that stand in addresses."""

import hmac

from flask import abort, current_app, redirect, url_for
from werkzeug.wrappers import Response

from planner.at_the_door import kept_plan, occasion
from planner.engine.plan import LeftOut, Plan, Planned
from planner.errors import NothingHere
from planner.plans.by_clinic import own_codes
from planner.plans.kept import KeptPlan, plan_from


def made_plan() -> KeptPlan:
    """The plan of whoever asks, as below; of one that is closed, leads to its page."""
    kept = made_or_closed()
    if kept.told.get("treatment_status") == "died":
        abort(redirect("/plan", 303))
    return kept


def made_or_closed() -> KeptPlan:
    """The plan of whoever asks, once it is made. Raises NothingHere."""
    kept = kept_plan()
    if kept.made_on is None:
        raise NothingHere
    return kept


def back_to_plan(kept: KeptPlan) -> Response:
    """To the plan, which says what was changed just now, when anything was."""
    return redirect(url_for("plan.plan", changed=kept.change), 303)


def made_today(kept: KeptPlan) -> Plan:
    """The plan that follows from what is kept, as it is today where the person lives."""
    return plan_from(kept, current_app.config["GUIDANCE"](), occasion(kept).today)


def step_id(kept: KeptPlan, key: str) -> str:
    """The name of one step in an address: the same for ever for one plan, and telling nothing."""
    return hmac.digest(kept.secret, f"step/{key}".encode(), "sha256").hex()[:20]


def step_path(kept: KeptPlan, key: str) -> str:
    """The address of the page of one step."""
    return f"/plan/steps/{step_id(kept, key)}"


def code_named(name: str, kept: KeptPlan) -> str:
    """The code of the step with this name, without working out the plan. Raises NothingHere."""
    told = name.encode("utf-8", "surrogatepass")
    items = {item.key: item.code for item in current_app.config["GUIDANCE"]().editions["elsewhere"]}
    items |= {code: code for code in own_codes(kept.clinic)}
    found = [code for key, code in items.items() if hmac.compare_digest(step_id(kept, key).encode(), told)]
    if not found:
        raise NothingHere
    return found[0]


def step_named(name: str, kept: KeptPlan, made: Plan) -> Planned | LeftOut:
    """The step with this name, in the plan or left out of it. Raises NothingHere."""
    told = name.encode("utf-8", "surrogatepass")
    everything: tuple[Planned | LeftOut, ...] = (*made.items, *made.left_out)
    found = [one for one in everything if hmac.compare_digest(step_id(kept, one.item.key).encode(), told)]
    if not found:
        raise NothingHere
    return found[0]
