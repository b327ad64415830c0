"""With whom a plan is shared, for programs of its owner: read, and ended.

A token is no proof that it is its owner who asks, and sharing needs one: so nothing is shared by a token, nor shown to
anybody for longer, nor is anybody invited again. Ending never needs a proof.
"""

from planner.api import share_shapes as shapes
from planner.api import shown
from planner.api.rooms import Json, Room, Shown, plan_called
from planner.at_the_door import actor, occasion
from planner.plans.share_list import Share, share_named, shares_of
from planner.plans.shares import end_share

shares = Room("shares", "With whom a plan is shared. It is shared on pages alone, with a proof that its owner asks.")


@shares.reads("/plans/<plan>/shares", shapes.SHARES)
def listed(plan: str) -> Shown:
    """With whom the plan is shared today, what each of them sees, and when they looked. Nothing in it lets anybody in:
    sharing, and showing more or for longer, is for pages only, since a token is no proof of who asks."""
    kept = plan_called(plan)
    return Shown({"shares": [_shown(one) for one in shares_of(kept, occasion(kept).today)]})


@shares.reads("/plans/<plan>/shares/<share>", shown.named("Share"))
def read(plan: str, share: str) -> Shown:
    """One of them."""
    kept = plan_called(plan)
    return Shown(_shown(share_named(kept, share, occasion(kept).today)))


@shares.writes("POST", "/plans/<plan>/shares/<share>/end", shown.ENDED, etag_of=read)
def end(plan: str, share: str, key: str) -> Shown:
    """Let somebody see nothing of the plan any more, at once: on pages, in calendars and by their tokens."""
    kept = plan_called(plan)
    end_share(actor(), key, share, occasion(kept))
    return Shown({"ended": True})


def _shown(share: Share) -> Json:
    rights = {name: list(told) if isinstance(told, tuple) else told for name, told in share.rights._asdict().items()}
    return {
        "id": share.id,
        "label": share.label,
        "rights": rights,
        "until": share.until.isoformat() if share.until else None,
        "made_at": share.made_at.isoformat(),
        "accepted_at": share.accepted_at.isoformat() if share.accepted_at else None,
        "looks": [at.isoformat() for at in share.looks],
    }
