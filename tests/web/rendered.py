"""Pages of a plan as text, made from a plan without going through its address."""

import re
from typing import Any

from flask import Flask, render_template
from markupsafe import Markup

from planner.engine.plan import Plan, Planned
from planner.guidance.model import Item
from planner.web.plans.present import plan_view
from planner.web.plans.preview import preview_of
from planner.web.plans.rows import Correction, Corrections
from planner.web.plans.said import example_days, ways_of
from planner.web.plans.step_view import step_view
from tests.web.phones import OWN_WORDS


def path_of(item: Item) -> str:
    """An address for the page of one step, as opaque as the real one."""
    return f"/plan/steps/{item.code[::-1]}0"


def addresses_of(html: str) -> list[str]:
    """Every address and every name of an element on a page: what a browser keeps or sends, but for the random keys."""
    return re.findall(r'(?:href|src|action|id|name|value)="([^"]*)"', OWN_WORDS.sub("", html))


def plan_page(app: Flask, plan: Plan, newer: bool = False, corrections: Corrections | None = None) -> str:
    """The page of a plan."""
    view = plan_view(plan, step_path=path_of, corrections=corrections)
    drawn = _rendered(app, "parts/plan_drawn.html", plan=view, preview=preview_of(plan), newer=newer)
    return _rendered(app, "plan.html", drawn=Markup(drawn))


def step_page(app: Flask, one: Planned, plan: Plan, correction: Correction | None = None) -> str:
    """The page of one step."""
    said = {"ways": ways_of(None, {}, None), "orders": example_days(plan), "note": "", "before": "", "history": []}
    return _rendered(app, "step.html", step=step_view(one, plan, correction), name="0", **said)


def _rendered(app: Flask, template: str, **given: Any) -> str:
    with app.test_request_context():
        return render_template(template, **given)
