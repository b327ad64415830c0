"""Who is in this browser while somebody signs in: whose it was until now, and whether it knows an account already."""

from flask import Response, current_app, request

from planner.accounts.access import STAFF
from planner.accounts.kept_accounts import Account
from planner.accounts.ways_in import is_only_way
from planner.at_the_door import held_here
from planner.sealed import keyed_hash
from planner.web.door import LASTS

PURPOSE = "browsers that know an account"


def would_lose_what_is_here(person: str) -> bool:
    """Whether somebody else's plan is open in this browser and nowhere else: whoever signs in here would close it for
    good."""
    held = held_here()
    if held is None or held.actor.person == person or held.actor.role in STAFF:
        return False
    return is_only_way(held.actor)


def known_cookie() -> str:
    """The name of the cookie by which a browser shows that somebody has signed in here by a password before."""
    return str(current_app.config["DEVICE_COOKIE"]).replace("device", "known")


def is_known_here(account: Account) -> bool:
    """Whether this account was signed in to by a password in this browser before, and nothing of it has changed."""
    return request.cookies.get(known_cookie(), "") == _mark(account)


def be_known(response: Response, account: Account) -> Response:
    """Let this browser be one that knows the account: guesses made elsewhere never keep it out."""
    response.set_cookie(
        known_cookie(),
        _mark(account),
        max_age=LASTS,
        path="/",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
    )
    return response


def _mark(account: Account) -> str:
    return keyed_hash(account.uniquifier, PURPOSE)
