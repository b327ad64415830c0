"""Which pages of Flask-Security are served, and at which addresses. What is not listed here is not served."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request, session, url_for
from flask_security import views, webauthn
from flask_security.proxies import _security
from flask_security.recovery_codes import mf_recovery
from flask_security.tf_plugin import tf_clean_session
from itsdangerous import BadData
from werkzeug.wrappers import Response

from planner.accounts.credentials import TooManyPasskeys
from planner.accounts.kept_accounts import account_in_progress
from planner.errors import NothingHere
from planner.web.account.here import would_lose_what_is_here
from planner.web.account.security import may_change_here
from planner.web.account.sign_in_forms import BEGUN_AT

View = Callable[..., Any]
IN_PROGRESS = "tf_user_id"  # where Flask-Security notes whose password was right
PATIENCE = 10 * 60  # seconds between a right password and its code


def _after_a_password(view: View) -> View:
    """The second half of signing in, a short while after the first; and only while nothing is open here that would be
    lost, as the first has asked."""

    @wraps(view)
    def page(**parts: Any) -> Any:
        account = account_in_progress(str(session.get(IN_PROGRESS, "")))
        if account is not None and would_lose_what_is_here(account.person):
            tf_clean_session()
            return redirect(url_for("account.login", elsewhere="yes"), 303)
        if not 0 <= time.time() - session.get(BEGUN_AT, 0) < PATIENCE:
            tf_clean_session()
            return redirect(url_for("account.login"), 303)
        return view(**parts)

    return page


# Endpoint (Flask-Security looks for these), address, methods, and what answers.
PAGES: tuple[tuple[str, str, tuple[str, ...], View], ...] = (
    ("login", "/sign-in", ("GET", "POST"), views.login),
    ("two_factor_token_validation", "/code", ("GET", "POST"), _after_a_password(views.two_factor_token_validation)),
    ("mf_recovery", "/recovery-code", ("GET", "POST"), _after_a_password(mf_recovery)),
    ("two_factor_rescue", "/no-app", ("GET",), lambda: redirect(url_for("account.mf_recovery"), 303)),
    ("verify", "/again", ("GET", "POST"), views.verify),
)
# What the script of passkeys asks for, as JSON: first what is to be signed, then whether it was.
ASKED: tuple[tuple[str, str, View], ...] = (
    ("wan_signin", "/passkey/sign-in", webauthn.webauthn_signin),
    ("wan_register", "/passkey/new", webauthn.webauthn_register),
    ("wan_verify", "/passkey/again", webauthn.webauthn_verify),
)
ANSWERED: tuple[tuple[str, str, View, str], ...] = (
    ("wan_signin_response", "/passkey/sign-in/<token>", webauthn.webauthn_signin_response, ""),
    ("wan_register_response", "/passkey/new/<token>", webauthn.webauthn_register_response, "name"),
    ("wan_verify_response", "/passkey/again/<token>", webauthn.webauthn_verify_response, ""),
)


def serve_ceremonies(pages: Blueprint) -> None:
    """Mount what Flask-Security does."""
    for endpoint, path, methods, view in PAGES:
        pages.add_url_rule(path, endpoint, _typed(view), methods=list(methods))
    for endpoint, path, view in ASKED:
        pages.add_url_rule(path, endpoint, _json(view), methods=["POST"])
    for endpoint, path, view, holds in ANSWERED:
        pages.add_url_rule(path, endpoint, _json(_of_its_kind(view, holds)), methods=["POST"])


def _typed(view: View) -> View:
    """A form that somebody fills in. Where it leads is a page of ours, whatever address came with it."""

    @wraps(view)
    def page(**parts: Any) -> Any:
        if request.is_json or _security._want_json(request):
            abort(400)
        answer = view(**parts)
        if isinstance(answer, Response) and answer.location:
            return redirect(urlsplit(answer.location).path, 303)
        return answer

    return page


def _json(view: View) -> View:
    """Words under names, as our script sends them, and nothing else."""

    @wraps(view)
    def page(**parts: Any) -> Any:
        told = request.get_json(silent=True) if request.is_json else None
        if not isinstance(told, dict) or not all(isinstance(one, str) for one in told.values()):
            abort(400)
        try:
            return view(**parts)
        except (NothingHere, TooManyPasskeys):
            abort(400)

    return page


def _of_its_kind(view: View, holds: str) -> View:
    """What was asked before is carried by the address, signed. One that was signed for another answer is none; and it
    may have been signed for somebody else, so whoever answers has to be somebody who may."""

    @wraps(view)
    def page(token: str) -> Any:
        try:
            asked = _security.wan_serializer.loads(token)
        except BadData:
            abort(400)
        if not isinstance(asked, dict) or bool(asked.get("name")) != bool(holds):
            abort(400)
        if holds and not may_change_here():
            return {"response": {"reauth_required": True}}, 401
        return view(token)

    return page
