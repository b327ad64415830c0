"""What a plan says first when a nurse began it: which clinic sees it, and that some answers are still to be given."""

from typing import NamedTuple

from planner.clinics.enrolments import AtClinic, clinic_of
from planner.plans.kept import KeptPlan
from planner.questions.journey import PAGE_OF, Answers, Page, pages_asked
from planner.web.at_clinic.choosing import what_it_sees

DATE_PAGE = PAGE_OF["treatment_date"]


class BegunByClinic(NamedTuple):
    """What stands first on a plan that a nurse began. `first`: its patient has not said yet that they know of the
    clinic; `sees`, what it sees beside the plan; `question`: the number of the next one to answer, or none."""

    clinic: str
    first: bool
    sees: str
    question: int | None


def begun_by_clinic(kept: KeptPlan, found: AtClinic | None = None) -> BegunByClinic | None:
    """What stands first on this plan; None once it was read and its questions were answered, and on any other plan."""
    found = found or clinic_of(kept)
    if found is None or not found.by_nurse:
        return None
    page, first = next_question(kept.told), found.accepted_at is None
    if not first and page is None:
        return None
    return BegunByClinic(found.clinic.name, first, what_it_sees(found.sees), page.number if page else None)


def next_question(told: Answers) -> Page | None:
    """The first page of questions nobody has answered or skipped yet; the date has a page of its own in a plan that is
    made."""
    open_still = (page for page in pages_asked(told) if page != DATE_PAGE and not set(page.keys) & told.keys())
    return next(open_still, None)
