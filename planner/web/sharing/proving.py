"""Asking on a page for the proof that whoever shares a plan owns it."""

from typing import NamedTuple

from flask import request
from flask_babel import gettext as _

from planner.accounts.proofs import NothingToProveWith, NotProven, TooNew, can_prove, prove
from planner.accounts.ways_in import PAPER
from planner.at_the_door import actor, held_here, now
from planner.once import was_used
from planner.web.door import once_key


class Proof(NamedTuple):
    """What a page asks for: whether there is anything to prove it with (`can`), whether this device has a code, and
    what is wrong with what was typed."""

    can: bool
    has_code: bool
    wrong: str


def proof_here(wrong: str = "") -> Proof:
    """What to ask of whoever is here."""
    held = held_here()
    has_code = held is not None and held.has_code
    return Proof(can_prove(actor(), has_code), has_code, wrong)


def may_make_paper() -> bool:
    """Whether a code on paper may be made on the way: only where there is nothing yet to prove it with, or by the same
    form that made it just now, sent again."""
    who, key = actor(), once_key()
    return not proof_here().can or was_used(key, by=who.person, action=f"make-{PAPER}")


def not_proven() -> str:
    """What is wrong with the proof that was sent; empty when it is right."""
    try:
        prove(actor(), request.form.get("proof", ""), now())
    except (NothingToProveWith, TooNew) as error:
        return f"{_(error.what_happened)} {_(error.what_to_do)}"
    except NotProven as error:
        if error.waits:
            return _("That was wrong too often. Wait an hour, then type your code once more. Nothing was shared.")
        return f"{_(error.what_happened)} {_(error.what_to_do)}"
    return ""
