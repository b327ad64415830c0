"""Where staff of a clinic are led while a device shows nothing: to sign in, or to choose by what they will."""

from flask import Flask, Response, redirect, request, url_for
from flask_babel import gettext as _

from planner.accounts.access import ACCESS, ANYONE, STAFF
from planner.accounts.kept_accounts import account_of
from planner.at_the_door import held_here, is_over_here
from planner.web.guarding.error_pages import error_page
from planner.web.guarding.locked_forms import NOT_CARRIED
from planner.web.guarding.words_of_errors import Words

UNLOCKS = ("locks.locked", "locks.unlock_here")  # what others see, nobody opens by one press


def lead_staff(app: Flask) -> None:
    """Lead staff who are not signed in, before the table of access is asked."""
    app.before_request(instead)


def instead() -> Response | None:
    """Where a page leads that staff may not see yet, or no more. A form is not lost: it can be sent again."""
    page = request.endpoint
    if page is None or request.path.startswith("/api/") or (ANYONE in ACCESS.get(page, ()) and page not in UNLOCKS):
        return None
    held = held_here()
    if held is None or held.actor.role not in STAFF or not is_over_here(held):
        return None
    if request.method in ("GET", "HEAD") or page in UNLOCKS:
        account = account_of(held.actor.person)
        begins = account is None or not account.opens
        return redirect(url_for("setting_up.set_up" if begins else "account.login"), 303)  # type: ignore[return-value]
    words = Words(
        _("Sign in again first"),
        _("You were signed out meanwhile. Nothing was kept."),
        _("What you wrote is still here. Sign in in another tab. Then come back and press the button."),
    )
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_CARRIED]
    return error_page(403, words, again=True, typed=typed)
