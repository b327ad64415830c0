"""Somebody who lives with a plan: the calm answers of tests/people.py kept on a phone, and what their pages say."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from html import unescape
from typing import Any

import pytest
from flask import Flask

from planner.accounts.devices import held_by
from planner.after import after_change
from planner.plans.actions import keep_answers, make_plan
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, plan_from, plan_of
from planner.tokens import new_token
from planner.web.plans.made import step_path
from tests.people import answers
from tests.web.lives import TODAY
from tests.web.phones import Phone


def occasion_on(app: Flask, day: date = TODAY) -> Occasion:
    """Noon of a day."""
    return Occasion(datetime.combine(day, time(12), UTC), day, app.config["GUIDANCE"](), after_change)


def lives_with_a_plan(app: Flask, **laid_over: Any) -> Phone:
    """A phone on which a plan is open: first chemo on 18 May 2026, 77 days away, confirmed."""
    phone = Phone(app).starts()
    with app.app_context():
        found = held_by(phone.cookie)
        assert found
        keep_answers(found[0], new_token(), answers(**laid_over), occasion_on(app))
        make_plan(found[0], new_token(), occasion_on(app))
    return phone


def kept_by(phone: Phone) -> KeptPlan:
    """What is kept of the plan that is open on a phone."""
    with phone.app.app_context():
        found = held_by(phone.cookie)
        assert found
        return plan_of(found[0])


def page_of(phone: Phone, code: str) -> str:
    """The address of the page of one step, in the plan or left out of it."""
    kept = kept_by(phone)
    with phone.app.app_context():
        plan = plan_from(kept, phone.app.config["GUIDANCE"](), TODAY)
    items = [one.item for one in (*plan.items, *plan.left_out)]
    return step_path(kept, next(item.key for item in items if item.code == code))


def says(phone: Phone, code: str, state: str, **fields: str) -> None:
    """Say how a step stands, and see that it was kept."""
    assert phone.sends(f"{page_of(phone, code)}/say", state=state, **fields).status_code == 303


def day_fields(name: str, day: date) -> dict[str, str]:
    """The three boxes of a day."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def moved_to(day: date, kind: str = "first-chemo", sure: str = "confirmed") -> dict[str, str]:
    """The fields of a move to a day."""
    return {
        **day_fields("treatment_date", day),
        "treatment_date_kind": kind,
        "treatment_date_certainty": sure,
    }


def text_of(html: str) -> str:
    """The words of a page, each blank once, without what is only for a drawing."""
    body = re.sub(r"<(svg|script|style)\b.*?</\1>", " ", html.partition("<main")[2], flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def fields_in(html: str, action: str) -> Mapping[str, str]:
    """The hidden fields of the form that goes to `action`."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.DOTALL)
    assert form, f"no form goes to {action}"
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[0])
    return {name: unescape(value) for name, value in found}


def on(app: Flask, monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """From now on it is this day."""
    monkeypatch.setitem(app.config, "CLOCK", lambda zone: day)
