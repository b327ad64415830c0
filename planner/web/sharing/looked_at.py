"""A plan as somebody else sees it, looked at by its owner; and why less of it is seen just now."""

from flask_babel import gettext as _

from planner.at_the_door import occasion
from planner.engine.plan import Plan
from planner.plans.kept import KeptPlan
from planner.plans.share_choices import counted_from
from planner.plans.share_list import Share
from planner.plans.shared import shared_from
from planner.plans.sharing import Rights, may_see
from planner.web.partner.view import SharedView, shared_view


def seen_by(kept: KeptPlan, rights: Rights, share: Share | None) -> SharedView:
    """What somebody would see with these rights: with the days they would be shown, which need not be the owner's."""
    when = occasion(kept)
    counted_on = when.today
    if share:
        counted_on = counted_from(share.counted_on, rights, share.rights, kept, when)
    return shared_view(shared_from(kept, rights, counted_on, when.guidance, when.today), lambda item: "")


def why_less(made: Plan, rights: Rights) -> str:
    """Why less is seen just now than these rights show, for the owner alone; empty where nothing less is."""
    if made.resting or made.stopped:
        return _("Your plan rests or is off just now. They see nothing of it until you go on, and are not told why.")
    if any(one.state == "paused" and may_see(one.item, rights) for one in made.items):
        return _("Some of your steps are paused. While they are, nobody else sees them, and nobody is told why.")
    if not any(may_see(one.item, rights) for one in made.items):
        return _("So far they would see nothing. You can choose a part, or single steps.")
    return ""
