"""Coming in by a link or a code: looking takes nothing, pressing the button does."""

import re
from collections.abc import Callable

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from planner.accounts.ways_in import come_in, count_wrong_guess, is_only_way, opened_by
from planner.at_the_door import device_kind, held_here, now, occasion, visitor
from planner.errors import NothingHere
from planner.once import UsedForAnother
from planner.tokens import read_code
from planner.web.door import let_in, own_once_key
from planner.web.guarding.limits import note_wrong_guess
from planner.web.links import link_out

TOKEN = r"[\w-]{43}"
LINK = re.compile(rf"/open/({TOKEN})(?![\w-])", re.ASCII)
WAIT = 600  # seconds after too many wrong codes
LONGEST = 200

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

    def again(**said: str) -> str:
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
            "make a new one where your plan is open."
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


def _take(secret: str, again: Callable[..., str]) -> Response | tuple[str, int]:
    """Let this browser in. Where another plan is open in it, only after a tick; without one nothing is taken."""
    known, held, waiting = visitor(), held_here(), opened_by(secret, now())
    if known and waiting and waiting.person == known.person:
        return make_response(render_template("open_link.html", own=waiting.kind, device=device_kind()))
    others = held is not None and waiting is not None and waiting.person != held.actor.person  # locked or not
    if others and request.form.get("instead") != "yes":
        return again(untick=_("Tick the box if that is what you want")), 400
    leaves = held.actor if held else None  # also of a locked device, of which nobody is known
    came = come_in(secret, own_once_key(), device_kind(), now(), occasion().today, leaves=leaves)
    if came.paper and opened_by(came.paper, now()):
        page = render_template("new_paper.html", secret=came.paper, where=link_out(url_for(".code")))
        return let_in(make_response(page), came.token)
    return let_in(redirect(url_for("plan.plan"), 303), came.token)


def _box(*, typed: str = "", error: str = "", in_full: str = "", untick: str = "") -> str:
    # A link is not shown again: it is too long to be put right by hand, and it may be a secret.
    shown = typed if typed.isprintable() and "/" not in typed and len(typed) < LONGEST else ""
    wrong = {"error": error, "in_full": in_full or error, "untick": untick}
    return render_template("open.html", typed=shown, **wrong, device=device_kind(), **_open_here(untick))


def _confirm(token: str, *, untick: str = "") -> str:
    known, waiting = visitor(), opened_by(token, now())
    if waiting is None:
        raise NothingHere
    own = waiting.kind if known and known.person == waiting.person else ""
    return render_template(
        "open_link.html", token=token, own=own, untick=untick, device=device_kind(), **_open_here(untick)
    )


def _open_here(untick: str) -> dict[str, bool]:
    """Whether a plan is open in this browser already, and nowhere else. Of a locked one it is only said to whoever came
    with something that opens another."""
    known, held = visitor(), held_here()
    holder = known or (held.actor if held and untick else None)
    return {"other": holder is not None, "only": holder is not None and is_only_way(holder)}
