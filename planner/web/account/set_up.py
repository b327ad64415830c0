"""Choosing by what one signs in: staff who were invited begin with a name; a patient keeps a plan with a passkey."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import hash_password
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from planner.accounts.access import STAFF, Actor
from planner.accounts.beginning import NotAName, begin_account
from planner.accounts.credentials import set_password_and_code
from planner.accounts.kept_accounts import Account, account_of
from planner.accounts.staff_sessions import BY_CODE
from planner.at_the_door import actor, held_here, is_over_here, now
from planner.errors import NothingHere
from planner.once import UsedForAnother
from planner.web.account.pages import suggested_name
from planner.web.account.security import account_here, come_in_as, is_proved_just_now, note_proved
from planner.web.account.sign_in_forms import LONGEST, normal
from planner.web.door import once_key
from planner.web.sharing.proving import not_proven, proof_here
from planner.web.ways.devices import qr_of

SHORTEST = 12  # characters of a password
LASTS = 30 * 60  # seconds for which the square of an authenticator app may stand on a page

setting_up = Blueprint("setting_up", __name__, url_prefix="/account")


@setting_up.get("/set-up")
def set_up() -> str | Response:
    """A name to sign in with, then by what. Raises NothingHere for anybody who does not work in a clinic."""
    return _set_up()


@setting_up.post("/set-up")
def choose_name() -> Response | tuple[str | Response, int]:
    """Keep the name. Raises NothingHere."""
    who, name = _invited(), request.form.get("name", "")
    if who is None:
        return redirect(url_for("account.login"), 303)
    try:
        begin_account(who, once_key(), name, now())
    except NotAName as error:
        return _set_up(given=name, wrong=f"{_(error.what_happened)} {_(error.what_to_do)}"), 400
    return redirect(url_for(".set_up"), 303)


@setting_up.get("/password")
def password() -> str | Response:
    """A password and an authenticator app, to be kept together."""
    account = _may_change()
    return _password(account) if isinstance(account, Account) else account


@setting_up.post("/password")
def keep_password() -> Response | tuple[str, int]:
    """Keep both, once a code shows that the app works. Signs out everywhere else."""
    account = _may_change()
    if not isinstance(account, Account):
        return account
    form, codes = request.form, current_app.extensions["security"].totp_factory
    typed, secret = normal(form.get("password", "")[: LONGEST + 1]), _secret_in(form.get("secret", ""), account)
    wrong = {}
    if not SHORTEST <= len(typed) <= LONGEST:
        wrong["password"] = _("Choose a password of at least 12 letters")
    elif typed.casefold() == account.name.casefold():
        wrong["password"] = _("Choose a password that is not your name")
    counter = codes.counter_of(form.get("code", ""), secret) if secret else None
    if counter is None:
        wrong["code"] = _("Type the six digits that the app shows now")
    if wrong or counter is None:
        return _password(account, secret=secret, wrong=wrong), 400
    held = held_here()
    who = Actor(account.person, account.role, held.actor.device if held else "")
    try:
        set_password_and_code(who, once_key(), typed, hash_password(typed), secret, counter, now())
    except UsedForAnother as error:
        wrong["password"] = f"{_(error.what_happened)} {_(error.what_to_do)}"
        return _password(account, secret=secret, wrong=wrong), 409
    changed = account_of(account.person)
    if changed:
        come_in_as(changed, BY_CODE)
    return redirect(url_for("account.overview"), 303)


@setting_up.get("/keep")
def keep() -> str | Response:
    """What a passkey is for, to whoever has a plan here without an account."""
    account = account_of(actor().person)
    if account is not None and account.opens and (is_proved_just_now() or not proof_here().can):
        return redirect(url_for("account.overview"), 303)
    return _keep()


@setting_up.post("/keep")
def keep_begin() -> Response | tuple[str, int]:
    """Begin an account that a passkey will open, for whoever shows that the plan is theirs."""
    who, account, can = actor(), account_of(actor().person), proof_here().can
    if account is not None and account.opens and not can:
        return redirect(url_for("account.verify"), 303)
    wrong = not_proven() if can else ""
    if wrong:
        return _keep(wrong), 400
    begin_account(who, once_key(), "", now())
    note_proved(who.device)
    return redirect(url_for("account.overview"), 303)


def _set_up(**said: str) -> str | Response:
    who = _invited()
    if who is None:
        return redirect(url_for("account.login"), 303)
    account = account_of(who.person)
    return render_template(
        "account/set_up.html", account=account, suggested=suggested_name(account) if account else "", **said
    )


def _invited() -> Actor | None:
    """Whoever works in a clinic and has come in by an invitation, as long as nothing opens their account. Raises
    NothingHere for anybody else."""
    held = held_here()
    if held is None or held.actor.role not in STAFF:
        raise NothingHere
    account = account_of(held.actor.person)
    if held.proved is not None or (account is not None and account.opens):
        return None
    return held.actor


def _may_change() -> Account | Response:
    """The account of whoever may change by what it opens: staff who begin, or who have just proved who they are.
    Where they have not, the page that leads there. Raises NothingHere."""
    held, account = held_here(), account_here()
    if held is None or held.actor.role not in STAFF:
        raise NothingHere
    if account is None:
        return redirect(url_for("account.login" if is_over_here(held) and held.proved else "setting_up.set_up"), 303)
    if not account.name:
        return redirect(url_for(".set_up"), 303)
    if account.opens and not is_proved_just_now():
        return redirect(url_for("account.verify"), 303)
    return account


def _password(account: Account, secret: str = "", wrong: dict[str, str] | None = None) -> str:
    codes = current_app.extensions["security"].totp_factory
    secret = secret or codes.generate_totp_secret()
    return render_template(
        "account/password.html",
        account=account,
        secret=_signed().dumps([account.id, secret]),
        key=codes.get_totp_pretty_key(secret),
        qr=qr_of(codes.get_totp_uri(account.name, secret)),
        wrong=wrong or {},
    )


def _signed() -> URLSafeTimedSerializer:
    """What carries the secret of an app that is being set up from one page to the next. It is locked as well."""
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="an app that is being set up")


def _secret_in(told: str, account: Account) -> str:
    """The secret a page showed to this account a short while ago; empty when it is none."""
    try:
        whose, secret = _signed().loads(told, max_age=LASTS)
    except (BadData, TypeError, ValueError):
        return ""
    return str(secret) if whose == account.id else ""


def _keep(wrong: str = "") -> str:
    return render_template("account/keep.html", proof=proof_here(wrong))
