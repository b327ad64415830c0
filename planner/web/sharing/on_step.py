"""What the page of a step says of sharing: who else sees it, who does it, and what they chose to tell of it."""

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.at_the_door import occasion
from planner.engine.plan import LeftOut, Plan, Planned
from planner.plans.kept import KeptPlan
from planner.plans.partner_steps import PartnersOwn, done_of, told_by
from planner.plans.share_list import Share, shared_with
from planner.plans.sharing import shared_plan
from planner.web.plans.made import step_id
from planner.web.sharing.view import done_in_words


class SharedStepLine(NamedTuple):
    """One person: what they have to do with the step in words, where that is changed, and what they told of it."""

    label: str
    says: str
    change: str
    done: str
    words: str


def lines_on(one: Planned | LeftOut, kept: KeptPlan, made: Plan) -> list[SharedStepLine]:
    """For everybody with whom the plan is shared, what they have to do with this step; none where it is left out."""
    if isinstance(one, LeftOut):
        return []
    today = made.situation.today
    return [_line(share, one, kept, made, today) for share in shared_with(kept, today)]


def marks_of_sharing(kept: KeptPlan) -> list[object]:
    """All that pages of a plan say of sharing: another as soon as any of it changes."""
    shares = shared_with(kept, occasion(kept).today)
    return [(one.id, one.label, one.rights, one.until, sorted(told_by(one.person).items())) for one in shares]


def _line(share: Share, one: Planned, kept: KeptPlan, made: Plan, today: date) -> SharedStepLine:
    found = next((step for step in shared_plan(made, share.rights).steps if step.item.code == one.item.code), None)
    if found is None:
        says = _("%(name)s does not see it.", name=share.label)
    elif found.theirs:
        says = _("%(name)s sees it and does it.", name=share.label)
    elif found.yours:
        says = _("%(name)s sees it, and does a part of it.", name=share.label)
    else:
        says = _("%(name)s sees it.", name=share.label)
    own = told_by(share.person).get(one.item.code, PartnersOwn(one.item.code))
    change = f"/share/{share.id}/choices?step={step_id(kept, one.item.key)}#steps"
    done = done_of(own, one.step, theirs=one.item.code in share.rights.theirs)
    return SharedStepLine(share.label, says, change, done_in_words(done, today), own.words)
