"""Beside the service, for the browser tests alone: a new clinic each time it is asked for, as one of those who work
there or one of its patients finds it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, redirect, request
from flask_security import hash_password
from werkzeug.wrappers import Response

from planner.accounts.beginning import begin_account
from planner.accounts.credentials import set_password_and_code
from planner.cli.plainly import occasion
from planner.tokens import new_token
from planner.web.door import let_in
from tests.accounts.clinic_world import Clinics
from tests.clinics.people import AClinic
from tests.web.living import lives_with_a_plan
from tests.web.phones import Phone
from tests.web.staff import PASSWORD, invited

Made = TypeVar("Made")
PAGES = ("shown", "begun", "invitation", "account")

trial_clinic = Blueprint("trial_clinic", __name__, url_prefix="/trial/clinic")


@trial_clinic.get("/<who>")
def shown(who: str) -> Response:
    """A page of a clinic to a nurse, a lead or an auditor of it, to its patient, or to somebody with a plan alone.

    `to`: which page, in which `PLAN`, `SET` and `CODE` stand for the plan of the patient, a way in which the protocol
    touches it, and the code by which patients join.
    """
    patient, alone, clinic = _apart(_clinic)
    names = {"PLAN": clinic.plan(), "SET": f"/clinic/changes/{clinic.change_set}", "CODE": clinic.here.clinic.join_code}
    phone = {"patient": patient, "alone": alone}.get(who) or getattr(clinic, who)
    to = request.args.get("to", "/clinic")
    for name, value in names.items():
        to = to.replace(name, value)
    return let_in(redirect(to, 303), phone.cookie)


@trial_clinic.get("/begun")
def begun() -> Response:
    """The link to a plan that a nurse has begun."""
    return redirect(_apart(lambda app: AClinic(app).enrols()[1]), 303)


@trial_clinic.get("/invited")
def invitation() -> Response:
    """An invitation for a nurse."""
    return redirect(_apart(invited), 303)


@trial_clinic.get("/account/<name>")
def account(name: str) -> Response:
    """Somebody who signs in by this name and the password of these tests is made; the page to sign in."""
    when, nurse = occasion(), _apart(AClinic).nurse.actor
    begin_account(nurse, new_token(), name, when.now)
    secret = current_app.extensions["security"].totp_factory.generate_totp_secret()
    set_password_and_code(nurse, new_token(), PASSWORD, hash_password(PASSWORD), secret, 0, when.now)
    return redirect("/account/sign-in", 303)


def _clinic(app: Flask) -> tuple[Phone, Phone, Clinics]:
    patient, alone = lives_with_a_plan(app), lives_with_a_plan(app)
    return patient, alone, Clinics(app, patient)


def _apart(make: Callable[[Flask], Made]) -> Made:
    """Make something by asking the service, which within a request would know who asks already."""
    found: Any = current_app
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(make, found._get_current_object()).result()
