"""What every printed page says of itself: when it was printed, of which version, and where the plan itself is."""

from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from planner.engine.plan import Plan
from planner.languages import day_in_words, unchecked
from planner.marked import N_
from planner.plans.kept import KeptPlan
from planner.plans.wording import NOT_CHECKED_PLAINLY
from planner.web.links import link_out
from planner.web.ways.devices import qr_of

APART = N_("It does not change when your plan does.")
WHERE = N_("Scan to see your plan as it is now. It opens only on a phone or computer where it is open.")
NO_ADVICE = N_("Information, not a doctor's advice.")
NOT_SIGNED = N_("No clinician has signed this guidance yet.")


class Stamp(NamedTuple):
    """The stamp of one print in words, and the squares that lead to the plan. They hold our address and no more."""

    printed: str
    apart: str
    where: str
    advice: str
    squares: Markup


def stamp_of(kept: KeptPlan, plan: Plan) -> Stamp:
    """The stamp of a plan that is printed today."""
    advice = [NO_ADVICE, *([NOT_SIGNED] if plan.guidance_is_unsigned else [])]
    advice += [NOT_CHECKED_PLAINLY] if unchecked() else []
    return Stamp(
        printed=_(
            "Printed %(day)s. Version %(version)s of your plan, guidance %(digest)s.",
            day=day_in_words(plan.situation.today),
            version=kept.version,
            digest=plan.guidance.digest,
        ),
        apart=_(APART),
        where=_(WHERE),
        advice=" ".join(_(one) for one in advice),
        squares=qr_of(link_out(url_for("plan.plan"))),
    )
