"""The demo: four people with plans and calendars, one with whom a plan is shared, and a clinic, to look at and show."""

from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from planner.accounts import access, audit
from planner.accounts.access import PATIENT, Actor
from planner.accounts.models import PersonRecord
from planner.accounts.ways_in import LINK, keep_way_in
from planner.calendar.addresses import path_of
from planner.calendar.choices import PARTNER, Choices
from planner.calendar.feeds import put_feed
from planner.db import transaction
from planner.demo_clinic import LINKS_LAST, DemoClinic, forget_demo_clinic, make_demo_clinic, real_clinics
from planner.demo_stories import STORIES, steps_by, told_by
from planner.errors import AheadError
from planner.plans.actions import make_now, new_plan
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from
from planner.plans.models import PlanRecord
from planner.plans.share_models import ShareRecord
from planner.plans.shares import put_share
from planner.plans.sharing import Rights
from planner.tokens import new_token


class RealPlans(AheadError):
    """The database holds plans of real people; demo plans are kept apart from those."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"This database holds {count} plan{'s' if count != 1 else ''} that a person made.",
            "Choose another folder for the demo, for example: INSTANCE=demo flask --app wsgi demo",
        )


class RealClinics(AheadError):
    """The database holds a clinic of real people."""

    def __init__(self) -> None:
        super().__init__(
            "This database holds a clinic that somebody made.",
            "Choose another folder for the demo, for example: INSTANCE=demo flask --app wsgi demo",
        )


class DemoFeed(NamedTuple):
    """One calendar of a demo plan: its name, whom it is for, and the path at which programs fetch it."""

    name: str
    audience: str
    path: str


class DemoPlan(NamedTuple):
    """One demo plan: its story, the path of a fresh link that opens it once, and its calendars."""

    story: str
    open: str
    feeds: tuple[DemoFeed, ...]


class DemoPartner(NamedTuple):
    """Somebody with whom a demo plan is shared: their story, and the path of a fresh link that lets them in once."""

    story: str
    open: str


class Demo(NamedTuple):
    """All that was made."""

    plans: list[DemoPlan]
    partners: list[DemoPartner]
    clinic: DemoClinic


CALENDARS = (
    Choices("My phone", program="apple"),
    Choices("Kitchen tablet", PARTNER, alarms=False, program="android"),
)

SHARED = "nadia"  # whose plan is shared
PARTNER_STORY = "Ravi, Nadia's partner. He sees his own part and the freezing, and takes her home after egg collection."
LABEL = "Ravi"
RIGHTS = Rights(own_part=True, groups=("freeze",), hidden=("B20",), theirs=("B19",))


def make_demo(occasion: Occasion) -> Demo:
    """Make the four plans anew, each with a fresh link. Raises RealPlans, and changes nothing, where others live."""
    with transaction() as session:
        real = session.scalar(select(func.count()).select_from(PlanRecord).where(PlanRecord.story == "")) or 0
        if real:
            raise RealPlans(real)
        if real_clinics(session):
            raise RealClinics
        forget_demo_clinic(session)
        for people in (select(ShareRecord.person_id), select(PlanRecord.person_id)):
            session.execute(delete(PersonRecord).where(PersonRecord.id.in_(people)))
        made, partners, records = [], [], {}
        for story in STORIES:
            told = {**told_by(story, occasion.today), **steps_by(story, occasion.today)}
            record = new_plan(session, told, occasion, story.key)
            nobody = Actor(record.person_id, PATIENT, "")
            audit.note(session, nobody, "plan-started", occasion.now)
            make_now(session, record, nobody, occasion)
            token = new_token()
            keep_way_in(session, nobody, LINK, token, occasion.now, LINKS_LAST)
            feeds = tuple(_feed(session, kept_from(record), choices, occasion) for choices in CALENDARS)
            made.append(DemoPlan(story.text, f"/open/{token}", feeds))
            records[story.key] = record
            if story.key == SHARED:
                partners.append(_partner(session, kept_from(record), occasion))
        return Demo(made, partners, make_demo_clinic(session, records, occasion))


def _partner(session: Session, kept: KeptPlan, occasion: Occasion) -> DemoPartner:
    share, token = put_share(session, kept, LABEL, RIGHTS, None, occasion), new_token()
    keep_way_in(session, Actor(share.person_id, access.PARTNER, ""), LINK, token, occasion.now, LINKS_LAST)
    return DemoPartner(PARTNER_STORY, f"/open/{token}")


def _feed(session: Session, kept: KeptPlan, choices: Choices, occasion: Occasion) -> DemoFeed:
    token = new_token()
    put_feed(session, kept, choices, token, occasion)
    return DemoFeed(choices.label, choices.audience, path_of(token))
