"""The whole roster of a clinic, read a page at a time, each plan with who checked it last and when."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select

from planner.clinics.members import Member, names_of
from planner.clinics.models import EnrolmentRecord
from planner.db import db
from planner.plans.sign_off_models import SignOffRecord
from planner.review.exceptions import STANDINGS
from planner.review.roster import RosterRow, Wanted, roster_page

PAGE = 200  # plans that are read at once
CHECKED = (
    select(EnrolmentRecord.id, SignOffRecord.member, SignOffRecord.day)
    .join(SignOffRecord, SignOffRecord.enrolment_id == EnrolmentRecord.id)
    .where(EnrolmentRecord.id.in_(bindparam("some", expanding=True)), EnrolmentRecord.clinic_id == bindparam("clinic"))
    .order_by(SignOffRecord.at, SignOffRecord.id)
)


class Checked(NamedTuple):
    """The last signature of a clinic under a plan: by whom, and on which day."""

    name: str
    day: date


class Exported(NamedTuple):
    """One plan of a roster as it is exported: where it stands, its row, and its last signature, if there is one."""

    standing: str
    row: RosterRow
    checked: Checked | None


def whole_roster(member: Member, today: date) -> Iterator[Exported]:
    """The plans on the roster of this member's clinic, in its order, those that need a look first.

    Each page is what the database holds when it is read, and begins after the last row of the one before; nothing is
    held in between, so whoever reads slowly keeps nobody waiting. It is no picture of one moment: a plan whose place in
    the order changes meanwhile can come twice, or not at all.
    """
    names = names_of(member.clinic)
    for standing in STANDINGS:
        place = ""
        while True:
            page = roster_page(member, Wanted(standing, None, place), today, PAGE)
            checked = _checked(member.clinic, [one.id for one in page.rows], names)
            db.session.rollback()
            yield from (Exported(standing, row, checked.get(row.id)) for row in page.rows)
            place = page.after
            if not place:
                break


def _checked(clinic: str, enrolments: Iterable[str], names: Mapping[str, str]) -> dict[str, Checked]:
    """By enrolment, the last signature of this clinic."""
    found = db.session.execute(CHECKED, {"some": list(enrolments), "clinic": clinic})
    return {enrolment: Checked(names.get(member, ""), day) for enrolment, member, day in found}
