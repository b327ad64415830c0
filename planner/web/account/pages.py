"""The page of an account: what opens it, where it is open, and how each of these is ended."""

from datetime import date
from typing import NamedTuple

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.accounts.access import AUDITOR, LEAD, NURSE, PATIENT, STAFF
from planner.accounts.credentials import LastWayIn, make_recovery_codes, remove_passkey
from planner.accounts.kept_accounts import Account, account_of
from planner.accounts.signing_in import SignedIn, end_session, sessions_of
from planner.at_the_door import actor, device_kind, now, occasion, visitor
from planner.clock import zone_named
from planner.errors import NothingHere
from planner.tokens import is_id
from planner.web.account.routes import serve_ceremonies
from planner.web.account.security import is_proved_just_now
from planner.web.days import day_as_said
from planner.web.door import let_out, once_key

HOMES = {NURSE: "/clinic", LEAD: "/clinic", AUDITOR: "/clinic/record"}  # where staff of a clinic begin

account_pages = Blueprint("account", __name__, url_prefix="/account")
serve_ceremonies(account_pages)


class Listed(NamedTuple):
    """A passkey, or a device on which somebody is signed in, in words. `kind` is empty for a passkey."""

    id: str
    name: str
    kind: str
    since: str
    used: str
    here: bool


@account_pages.get("")
def overview() -> str | Response:
    """What opens the account, and where it is open."""
    return _page()


@account_pages.get("/in")
def home() -> Response:
    """Where somebody who has just signed in goes on."""
    return redirect(HOMES.get(actor().role) or url_for("plan.plan"), 303)


@account_pages.post("/passkeys/remove")
def remove() -> Response | tuple[str | Response, int]:
    """Let a passkey open nothing any more, and sign out everywhere else. Raises NothingHere."""
    if not is_proved_just_now():
        return redirect(url_for(".verify"), 303)
    passkey = request.form.get("passkey", "")
    if not is_id(passkey):
        raise NothingHere
    try:
        remove_passkey(actor(), once_key(), passkey, now())
    except LastWayIn as error:
        return _page(said=_(error.what_happened), to_do=_(error.what_to_do)), 409
    return redirect(url_for(".overview"), 303)


@account_pages.post("/recovery-codes")
def recovery_codes() -> Response | str:
    """Make new recovery codes and show them, this once. Raises NothingHere."""
    if not is_proved_just_now():
        return redirect(url_for(".verify"), 303)
    account = account_of(actor().person)
    if account is None or not account.has_code:
        raise NothingHere
    codes = make_recovery_codes(actor(), once_key(), now())
    return render_template("account/recovery_codes.html", codes=codes)


@account_pages.post("/sessions/end")
def end() -> Response:
    """Sign out on another phone or computer. Raises NothingHere."""
    device = request.form.get("device", "")
    if not is_id(device) or device == actor().device:
        raise NothingHere
    end_session(actor(), once_key(), device, now())
    return redirect(url_for(".overview"), 303)


@account_pages.post("/sign-out")
def sign_out() -> Response:
    """Sign out here. Of nobody we know it takes only the same form, sent again."""
    who = visitor()
    if who is not None:
        if who.role not in STAFF:  # a patient ends a device where the ways back are shown
            return redirect(url_for("devices.devices"), 303)
        end_session(who, once_key(), who.device, now())
    return let_out(redirect(url_for(".login"), 303))


def _page(**wrong: str) -> str | Response:
    who = actor()
    account = account_of(who.person)
    if account is None:
        return redirect(url_for("setting_up.keep"), 303) if who.role == PATIENT else make_response("", 404)
    if who.role == PATIENT and not account.opens and not is_proved_just_now():
        return redirect(url_for("setting_up.keep"), 303)
    today = occasion().today
    return render_template(
        "account/overview.html",
        account=account,
        staff=who.role in STAFF,
        passkeys=_passkeys(account, today),
        sessions=[_listed(one, today) for one in sessions_of(who, now())],
        fresh=is_proved_just_now(),
        suggested=suggested_name(account),
        **wrong,
    )


def suggested_name(account: Account) -> str:
    """What a new passkey may be called: the kind of device, with a number where there is one of that name."""
    kind = {"phone": _("Phone"), "tablet": _("Tablet"), "computer": _("Computer")}[device_kind()]
    taken = {one.name for one in account.passkeys}
    return next(
        name for name in (kind, *(f"{kind} {number}" for number in range(2, len(taken) + 3))) if name not in taken
    )


def _passkeys(account: Account, today: date) -> list[Listed]:
    zone = zone_named(current_app.config["TIME_ZONE"])
    return [
        Listed(
            one.id,
            one.name or _("A passkey"),
            "",
            day_as_said(one.made_at.astimezone(zone).date(), today),
            day_as_said(one.used_at.astimezone(zone).date(), today) if one.used_at else "",
            False,
        )
        for one in account.passkeys
    ]


def _listed(one: SignedIn, today: date) -> Listed:
    since = one.opened_at.astimezone(zone_named(current_app.config["TIME_ZONE"])).date()
    return Listed(one.id, "", one.kind, day_as_said(since, today), day_as_said(one.seen_on, today), one.here)
