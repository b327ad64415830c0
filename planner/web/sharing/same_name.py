"""Two people with whom a plan is shared have two names, or their owner would end it for the wrong one."""

from flask_babel import gettext as _

from planner.at_the_door import actor
from planner.once import was_used
from planner.plans.share_list import Share
from planner.web.door import once_key
from planner.web.sharing.share_form import Typed


def with_own_name(typed: Typed, share: Share | None, shares: list[Share]) -> Typed:
    """What was typed; where somebody else of `shares` is called so, with what to put right. `share`: the one that is
    changed, none for a new one. The form that made one, sent again, finds its own name there and nothing wrong."""
    others = [one.label.casefold() for one in shares if share is None or one.id != share.id]
    if typed.wrong or typed.label.casefold() not in others:
        return typed
    if share is None and was_used(once_key(), by=actor().person, action="share"):
        return typed
    wrong = _("You share with a %(name)s already. Use another name", name=typed.label)
    return typed._replace(wrong={"label": wrong})
