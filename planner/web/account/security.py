"""Flask-Security, put to work for accounts: who it takes for signed in, and what follows when it lets somebody in.

It keeps no session of its own. Whoever signs in gets the cookie of a device, as everybody here; on the few pages where
Flask-Security has to know somebody, it is told by that cookie, so that it never knows anybody longer than we do.
"""

import time
from typing import Any

from flask import Flask, current_app, g, request, session
from flask import after_this_request as answer_with
from flask_security import Security, user_authenticated, wan_registered
from flask_security.utils import set_request_attr

from planner.accounts.access import STAFF
from planner.accounts.kept_accounts import Account, account_of
from planner.accounts.signing_in import Browser, sign_in
from planner.accounts.staff_sessions import BY_CODE, PASSKEY, limits_in
from planner.at_the_door import device_kind, forget_who, held_here, is_locked, is_over_here, now, occasion
from planner.sealed import keys
from planner.tokens import new_token
from planner.web.account.codes import Codes, RecoveryCodes
from planner.web.account.here import be_known
from planner.web.account.known_to_security import Accounts, KnownAccount
from planner.web.account.passkeys import Ceremonies, MadePasskeyForm, NewPasskeyForm, SignedForm
from planner.web.account.settings import security_settings
from planner.web.account.sign_in_forms import CodeForm, PasswordAgainForm, RecoveryForm, SignInForm
from planner.web.door import let_in

# Where Flask-Security has to know who is here.
KNOWS = (
    *("account.wan_register", "account.wan_register_response"),
    *("account.wan_verify", "account.wan_verify_response", "account.verify"),
)
OWN = ("_user_id", "_fresh", "_id", "_remember", "_remember_seconds")  # what Flask-Login puts into a session
FRESH, FRESH_ON = "fs_paa", "fs_device"  # when, and on which device, it was last proved who is here


def start_security(app: Flask) -> None:
    """Put Flask-Security to work, without any of its own addresses."""
    with app.app_context():
        app.config.update(security_settings(app.config["SERVICE_NAME"], keys()))
    security = Security(
        app,
        Accounts(),
        register_blueprint=False,
        login_form=SignInForm,
        verify_form=PasswordAgainForm,
        two_factor_verify_code_form=CodeForm,
        mf_recovery_form=RecoveryForm,
        wan_register_form=NewPasskeyForm,
        wan_register_response_form=MadePasskeyForm,
        wan_signin_response_form=SignedForm,
        webauthn_util_cls=Ceremonies,
        totp_cls=Codes,
        mf_recovery_codes_util_cls=RecoveryCodes,
    )
    security.login_manager.session_protection = None
    security.login_manager.user_loader(lambda _who: None)
    security.login_manager.request_loader(lambda _request: known_to_it())
    _ask_only_where_needed(app, security)
    user_authenticated.connect(_signed_in, app)
    wan_registered.connect(_passkey_made, app)


def known_to_it() -> KnownAccount | None:
    """Who is here, for the pages where Flask-Security asks: by the cookie of the device, while that holds."""
    if request.endpoint not in KNOWS or "failed" in g:
        return None
    held, account = held_here(), account_here()
    if held is None or account is None:
        return None
    if session.get(FRESH_ON) != held.actor.device:  # what was proved on another device proves nothing here
        session.pop(FRESH, None)
        session[FRESH_ON] = held.actor.device
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", time.time() if _begins(account) else proved_when())
    return KnownAccount(account)


def account_here() -> Account | None:
    """The account of whoever is here: signed in, or about to make what opens it for the first time."""
    held = held_here()
    if held is None or is_locked(held):
        return None
    account = account_of(held.actor.person)
    if account is None or (is_over_here(held) and not (_begins(account) and held.proved is None)):
        return None
    return account


def proved_when() -> float:
    """When it was last proved on this device who is here, in seconds since 1970; 0 when it was not."""
    held = held_here()
    same = held is not None and session.get(FRESH_ON) == held.actor.device
    return float(session.get(FRESH, 0)) if same else 0.0


def is_proved_just_now() -> bool:
    """Whether whoever is here proved a short while ago who they are, so that they may change what opens the account."""
    return 0 <= time.time() - proved_when() < current_app.config["SECURITY_FRESHNESS"].total_seconds()


def may_change_here() -> bool:
    """Whether whoever is here may add to what opens the account: staff who begin, or who have just proved who they
    are."""
    account = account_here()
    return account is not None and (_begins(account) or is_proved_just_now())


def note_proved(device: str) -> None:
    """Note that it was just now proved who is here."""
    session[FRESH], session[FRESH_ON] = time.time(), device


def come_in_as(account: Account, proved: str) -> None:
    """Open this browser for whoever has just proved who they are, with a cookie that nobody has seen before."""
    held, token = held_here(), new_token()
    browser = Browser(token, device_kind(), held.actor if held else None)
    actor = sign_in(account, proved, browser, limits_in(current_app.config), now(), occasion().today)
    for name in OWN:
        session.pop(name, None)
    note_proved(actor.device)
    forget_who()
    answer_with(lambda response: let_in(response, token))
    if proved == BY_CODE:
        answer_with(lambda response: be_known(response, account))


def _ask_only_where_needed(app: Flask, security: Security) -> None:
    """Flask-Principal and Flask-Login would look into the cookie of the session with every request, static files too,
    and every answer would then say that it hangs on it. Where somebody is asked for, they look by themselves."""
    shown = app.template_context_processors[None]  # templates ask for nobody by these names
    shown[:] = [one for one in shown if not one.__module__.startswith("flask_login")]
    for asked in (app.before_request_funcs, app.after_request_funcs):
        for_all: list[Any] = asked[None]
        for_all[:] = [
            one for one in for_all if getattr(one, "__self__", None) not in (security.principal, security.login_manager)
        ]


def _begins(account: Account) -> bool:
    """Whether nothing opens an account of staff yet: they were invited, and are about to choose what does. Of a patient
    the page before has asked for a proof."""
    return not account.opens and account.role in STAFF


def _signed_in(_app: Flask, user: KnownAccount, authn_via: list[str] | None = None, **_more: Any) -> None:
    """Flask-Security has let somebody in. A password alone never does."""
    if authn_via == ["password"]:
        raise RuntimeError("A password alone opens nothing.")
    come_in_as(user.account, PASSKEY if authn_via == ["webauthn"] else BY_CODE)


def _passkey_made(_app: Flask, user: KnownAccount, **_more: Any) -> None:
    """The first passkey of staff signs them in as well: they have just used it."""
    held = held_here()
    account = account_of(user.account.person)
    if account and account.role in STAFF and held and held.proved is None:
        come_in_as(account, PASSKEY)
