"""Who of a clinic is asking, and the plan they have in front of them."""

from flask import g

from planner.at_the_door import actor, now
from planner.clinics.enrolments import Enrolled, enrolled
from planner.clinics.members import Member, member_of
from planner.clinics.recording import note_look


def member_here() -> Member:
    """The membership of whoever asks. Raises NothingHere."""
    if "member" not in g:
        g.member = member_of(actor())
    member: Member = g.member
    return member


def enrolled_here(enrolment: str) -> Enrolled:
    """One plan that the clinic of whoever asks reviews; that they looked is noted, whatever the page. Raises
    NothingHere: of another clinic's, of one that was ended and of one that never was, the same."""
    seen = enrolled(member_here(), enrolment)
    note_look(actor()._replace(holder=seen.kept.person), seen.id, now())
    return seen
