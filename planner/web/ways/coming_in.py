"""Coming in by a link or a code: looking takes nothing, pressing the button does."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from planner.accounts.access import PARTNER, STAFF, Actor
from planner.accounts.invitations import KINDS
from planner.accounts.ways_in import COME_IN, WayIn, come_in, count_wrong_guess, is_only_way, opened_by, person_of
from planner.at_the_door import device_kind, held_here, is_shared_still, now, occasion, shared_with, visitor
from planner.db import NotKept
from planner.errors import NothingHere
from planner.once import UsedForAnother, was_used
from planner.plans.share_list import has_come_in, is_shared_by
from planner.plans.shared import note_coming_in
from planner.tokens import read_code
from planner.web.door import let_in, own_once_key
from planner.web.guarding.limits import note_wrong_guess
from planner.web.links import link_out
from planner.web.partner.letting_go import let_go_instead

TOKEN = r"[\w-]{43}"
LINK = re.compile(rf"/open/({TOKEN})(?![\w-])", re.ASCII)
WAIT = 600  # seconds after too many wrong codes
LONGEST = 200
INVITATION, USED = "invitation", "used"
FOR_PATIENTS = "patients"  # a link that is handed over, opened where somebody of a clinic works

coming_in = Blueprint("coming_in", __name__, url_prefix="/open")


@coming_in.get("")
def code() -> str:
    """One box for a code or a link."""
    return _box()


@coming_in.post("")
def take_code() -> Response | tuple[str, int]:
    """Take what was typed. A right code opens, however many wrong ones came from near it."""
    typed = request.form.get("code", "")
    if not typed.strip():
        return _box(error=_("Type your code in the box")), 400
    secret = read_secret(typed)

    def again(**said: Any) -> str:
        return _box(typed=typed, **said)

    try:
        return _take(secret, again)
    except UsedForAnother:
        return _box(typed=typed, error=_("Press the button once more")), 409
    except NothingHere:
        count_wrong_guess(secret, now())
        if note_wrong_guess():
            raise TooManyRequests(retry_after=WAIT) from None
        in_full = _(
            "That did not open anything. Check each letter. A code that was used or has ended opens nothing; "
            "make a new one where your plan is open, or ask whoever sent it to you."
        )
        return _box(typed=typed, error=_("That did not open anything"), in_full=in_full), 404


@coming_in.get("/<token>")
def link(token: str) -> str:
    """What a link would do. Raises NothingHere when it would do nothing."""
    _only_a_link(token)
    return _confirm(token)


@coming_in.post("/<token>")
def take_link(token: str) -> Response | tuple[str, int]:
    """Take a link. Raises NothingHere."""
    _only_a_link(token)
    try:
        return _take(token, lambda **said: _confirm(token, **said))
    except UsedForAnother:
        raise NothingHere from None


def read_secret(typed: str) -> str:
    """The code or the secret of a link in what was typed or pasted; what was typed when it holds neither."""
    without = "".join(typed.split())
    found = LINK.search(typed) or LINK.search(without)
    if found:
        return found[1]
    return without if re.fullmatch(TOKEN, without, re.ASCII) else read_code(typed)


def _only_a_link(token: str) -> None:
    """Raises NothingHere at a code: codes are typed, where wrong ones are counted."""
    if not re.fullmatch(TOKEN, token, re.ASCII):
        raise NothingHere


def _own(secret: str, waiting: WayIn | None) -> str:
    """What a link or code of whoever is here is: its kind; INVITATION where they made it for somebody else, USED where
    it brought them what somebody shares. Empty when it is none of theirs. None of it is taken: it was opened to be
    tried, or by mistake."""
    held = held_here()
    if held and waiting and held.actor.role in STAFF and waiting.role not in STAFF:
        return FOR_PATIENTS
    known = visitor()
    if known is None:
        return ""
    if waiting is None:
        theirs = known.role == PARTNER and person_of(secret) == known.person
        return USED if theirs and is_shared_still(known) else ""
    if waiting.person == known.person:
        return waiting.kind
    return INVITATION if waiting.role == PARTNER and is_shared_by(known, waiting.person) else ""


def _opened(secret: str) -> WayIn | None:
    """What a link or code would open now; None when nothing. Raises NothingHere at an invitation that nobody took while
    what it is for was shared."""
    waiting = opened_by(secret, now())
    if waiting and waiting.role == PARTNER and waiting.kind in KINDS and not has_come_in(waiting.person):
        shared_with(Actor(waiting.person, waiting.role, ""))
    return waiting


def _take(secret: str, again: Callable[..., str]) -> Response | tuple[str, int]:
    """Let this browser in. Where another plan is open in it, only after a tick; without one nothing is taken."""
    held, waiting = held_here(), _opened(secret)
    own = _own(secret, waiting)
    if own and not (
        own == USED and was_used(own_once_key(), by=None, action=COME_IN)
    ):  # pressed twice, it is one press
        return make_response(render_template("open_link.html", own=own, device=device_kind(), **_open_here("")))
    others = held is not None and waiting is not None and waiting.person != held.actor.person  # locked or not
    if others and request.form.get("instead") != "yes":
        invited = waiting is not None and waiting.role == PARTNER
        return again(untick=_("Tick the box if that is what you want"), invited=invited), 400
    leaves = held.actor if held else None  # also of a locked device, of which nobody is known
    # Whoever could never open again what is shared with them, nor what they wrote beside it, goes with both.
    goes = leaves if leaves and leaves.role == PARTNER and is_only_way(leaves) else None
    key, left = own_once_key(), None if goes else leaves
    came = come_in(secret, key, device_kind(), now(), occasion().today, leaves=left)
    if goes and goes.person != came.actor.person:
        let_go_instead(goes, key)
    invited = came.actor.role == PARTNER
    if invited:
        with suppress(NotKept):  # their first page notes it then
            note_coming_in(came.actor, now())
    works = came.actor.role in STAFF
    home = url_for("setting_up.set_up" if works else "partner.plan" if invited else "plan.plan")
    if came.paper and opened_by(came.paper, now()):
        page = render_template("new_paper.html", secret=came.paper, where=link_out(url_for(".code")), home=home)
        return let_in(make_response(page), came.token)
    return let_in(redirect(home, 303), came.token)


def _box(*, typed: str = "", error: str = "", in_full: str = "", untick: str = "", invited: bool = False) -> str:
    # A link is not shown again: it is too long to be put right by hand, and it may be a secret.
    shown = typed if typed.isprintable() and "/" not in typed and len(typed) < LONGEST else ""
    wrong = {"error": error, "in_full": in_full or error, "untick": untick}
    here = _open_here(untick)
    return render_template("open.html", typed=shown, invited=invited, **wrong, device=device_kind(), **here)


def _confirm(token: str, *, untick: str = "", invited: bool = False) -> str:
    waiting = _opened(token)
    own = _own(token, waiting)
    if waiting is None and not own:
        raise NothingHere
    shared = waiting is not None and waiting.role == PARTNER
    return render_template(
        "open_link.html",
        token=token,
        own=own,
        invited=invited or shared,
        works=waiting is not None and waiting.role in STAFF,
        first=shared and waiting is not None and not has_come_in(waiting.person),
        untick=untick,
        device=device_kind(),
        **_open_here(untick),
    )


def _open_here(untick: str) -> dict[str, bool]:
    """Whether a plan is open in this browser already, and nowhere else; `part`: it is what somebody else shares. Of a
    locked one it is only said to whoever came with something that opens another."""
    known, held = visitor(), held_here()
    holder = known or (held.actor if held and untick else None)
    return {
        "other": holder is not None,
        "only": holder is not None and is_only_way(holder),
        "part": known is not None and known.role == PARTNER,
    }
