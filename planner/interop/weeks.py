"""A dry run of capacity: in which of the coming weeks last safe days fall, by kind of work.

It reads the rows of the roster and makes no plan. Every last safe day that nobody has answered for counts, of at most
`MOST` plans whose nearest one is not after the last of these weeks.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select, union_all

from planner.clinics.members import Member
from planner.db import db
from planner.review.exceptions import STANDINGS
from planner.review.models import RosterRecord
from planner.review.roster import row_from

WEEKS, MOST = 12, 2000
A_WEEK = timedelta(days=7)
EGGS, TISSUE, SPERM, SUPPRESSION, OTHER = "eggs", "tissue", "sperm", "suppression", "other"
KINDS = (EGGS, TISSUE, SPERM, SUPPRESSION, OTHER)
# Which work of a fertility clinic each item asks for, by its code; all others are OTHER.
KIND_OF: Mapping[str, str] = {
    **dict.fromkeys(("B17", "B18", "B19"), EGGS),
    **dict.fromkeys(("B20",), TISSUE),
    **dict.fromkeys(("B22", "B23", "B24", "F02"), SPERM),
    **dict.fromkeys(("B21",), SUPPRESSION),
}


class Week(NamedTuple):
    """One week from its Monday on, and how many last safe days fall in it, by kind."""

    monday: date
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


class Capacity(NamedTuple):
    """The coming weeks, the one that is under way first. `more`: there are more plans than were read, whose days are
    the latest. `unread`: rows that did not open; of these the nearest day counts, as other work."""

    weeks: tuple[Week, ...]
    more: bool
    unread: int


def _some(standing: str) -> Select[tuple[str, int, bytes]]:
    table = RosterRecord.__table__.c
    columns = (table.id, table.urgency, table.unsigned, table.unanswered, table.until, table.counted_on, table.told)
    few = (
        select(*columns)
        .where(table.clinic_id == bindparam("clinic"), table.standing == standing)
        .where(table.urgency <= bindparam("last"))
        .order_by(table.urgency)
        .limit(bindparam("most"))
        .subquery()
    )
    return select(few)


# One piece of the index for each standing, so that nothing is read that is not shown.
QUERY = union_all(*(_some(standing) for standing in STANDINGS))


def capacity(member: Member, today: date, most: int = MOST) -> Capacity:
    """The coming weeks of the clinic of this member, of at most so many plans."""
    monday = today - timedelta(days=today.weekday())
    last = monday + WEEKS * A_WEEK - timedelta(days=1)
    asked = {"clinic": member.clinic, "last": last.toordinal(), "most": most + 1}
    found = sorted(db.session.execute(QUERY, asked), key=lambda one: one.urgency)
    counts: list[Counter[str]] = [Counter() for _week in range(WEEKS)]
    unread = 0
    for row in map(row_from, found[:most]):
        told = row.opened()
        unread += told is None
        days: list[tuple[int, str]] = told["days"] if told else [(row.urgency, "")]
        for day, code in days:
            if today.toordinal() <= day <= last.toordinal():
                counts[(day - monday.toordinal()) // 7][KIND_OF.get(code, OTHER)] += 1
    weeks = (Week(monday + number * A_WEEK, {kind: one[kind] for kind in KINDS}) for number, one in enumerate(counts))
    return Capacity(tuple(weeks), len(found) > most, unread)
