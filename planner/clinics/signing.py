"""A nurse signs a plan as they saw it. Where it moved under them nothing is signed, and they are shown what moved."""

from planner import once
from planner.accounts.access import Actor
from planner.clinics.enrolments import enrolled_in, reviewer_of
from planner.clinics.recording import note_in_both
from planner.errors import AheadError
from planner.marked import N_
from planner.plans.changing import Occasion
from planner.plans.kept import kept_from
from planner.plans.signing import content_now, put_sign_off
from planner.plans.signoff import digest_of


class MovedUnderYou(AheadError):
    """A plan was to be signed that is not the one its nurse looked at."""

    def __init__(self) -> None:
        super().__init__(
            N_("This plan changed while you had it open. Nothing was signed."),
            N_("Look at what changed, then sign the plan as it is now."),
        )


def sign_plan(actor: Actor, key: str, enrolment: str, digest: str, occasion: Occasion) -> None:
    """Sign the content with this digest. Raises MovedUnderYou where the plan has another, and NothingHere."""
    with once.change(
        key, by=actor.person, action="sign-plan", sent=f"{enrolment} {digest}", now=occasion.now
    ) as change:
        session = change.session
        member = reviewer_of(actor, session)
        record, plan = enrolled_in(session, member, enrolment, for_update=True)
        if change.repeated:
            return
        kept = kept_from(plan)
        content = content_now(kept, occasion.guidance)
        if digest_of(content) != digest:
            raise MovedUnderYou
        if put_sign_off(session, kept, member.id, content, occasion):
            note_in_both(session, actor._replace(holder=kept.person), "plan-signed", occasion.now, record)
            occasion.after(session, kept, occasion)
