"""Somebody's program, and those of people their plan is shared with: each with a token of their own."""

from faults.one_share import OneShare, share_with_somebody
from planner.plans.sharing import Rights
from tests.api.programs import NOBODYS, Program

OWN_AND_FIRST = Rights(own_part=True, groups=("find-out",), hidden=("B03",), theirs=("B04",))


def shares(
    owner: Program, rights: Rights = OWN_AND_FIRST, scopes: tuple[str, ...] = ("read", "steps")
) -> tuple[Program, OneShare]:
    """Share a plan: the program of whoever it is shared with, and the share."""
    share = share_with_somebody(owner.app, owner.token, rights, scopes)
    return Program(owner.app, share.token, NOBODYS), share


def step_of(guest: Program, code: str) -> str:
    """The path of a step that is shared."""
    (found,) = [one["id"] for one in guest.gets("/shared").json["steps"] if one["code"] == code]
    return f"/shared/{found}"
