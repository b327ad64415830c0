"""The roster of a clinic, read a page at a time: whoever is about to lose a last safe day first.

One statement reads a page, from any place in the list as fast as from its head, and never counts what is in it. What
days passing changed is worked out for the rows that are about to be shown, and for no others.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, String, bindparam, literal_column, select, tuple_

from planner.clinics.members import Member
from planner.db import NotKept, db, transaction
from planner.plans.changing import Occasion, OccasionIn
from planner.review.exceptions import LOOK, STANDINGS
from planner.review.models import RosterRecord
from planner.review.roster_rows import recount
from planner.review.waking import wake_what_is_due
from planner.sealed import CannotOpen, Where, seal, unseal

PAGE = 25
WITHIN = (7, 28)  # days in which the nearest last safe day lies, to choose from
LONGEST_CURSOR = 400  # letters
ONWARD, BACK = "onward", "back"
TABLE = RosterRecord.__table__
READ = tuple(TABLE.c[name] for name in ("id", "urgency", "unsigned", "unanswered", "until", "counted_on", "told"))
ORDER = tuple(TABLE.c[name] for name in ("urgency", "unsigned", "unanswered", "id"))


class RosterRow(NamedTuple):
    """One plan on a roster. `urgency` is the day number of its nearest last safe day; `unsigned` and `unanswered` are
    how many; `until` is set where it is snoozed. `sealed` is what the row shows."""

    id: str
    urgency: int
    unsigned: int
    unanswered: int
    until: date | None
    counted_on: date
    sealed: bytes

    def opened(self) -> Mapping[str, Any] | None:
        """What the row shows; None where that does not open: one damaged row shall not hide all others."""
        try:
            told: Mapping[str, Any] = json.loads(unseal(self.sealed, Where("roster", self.id, "told")))
        except CannotOpen:
            return None
        return told


class RosterPage(NamedTuple):
    """One page. `before` and `after` lead to its neighbours, and are empty where there is none."""

    rows: tuple[RosterRow, ...]
    before: str
    after: str

    @property
    def is_whole(self) -> bool:
        """Whether these are all there are."""
        return not (self.before or self.after)


class Wanted(NamedTuple):
    """What of a roster somebody wants to see: where plans stand, those alone whose nearest last safe day lies within so
    many days (None: any), and from which place on (a cursor; empty: from the head)."""

    standing: str = LOOK
    within: int | None = None
    place: str = ""


def wanted_from(standing: str, within: str, place: str) -> Wanted:
    """What was asked for, as it came; what is none of the choices is as if nothing had been chosen."""
    days = next((one for one in WITHIN if str(one) == within), None)
    return Wanted(standing if standing in STANDINGS else LOOK, days, place)


def roster_now(member: Member, wanted: Wanted, occasion: Occasion, occasion_in: OccasionIn) -> RosterPage:
    """A page as it is today: rows on it are no older than the day, and whoever opens the list at its head finds there
    what came under a nurse's eyes by itself.

    When the database takes no changes just now the page is shown as it was kept.
    """
    if not wanted.place:  # under whoever goes on from page to page nothing moves by itself
        with suppress(NotKept):
            wake_what_is_due(member.clinic, occasion)
    page = roster_page(member, wanted, occasion.today)
    if old := [row.id for row in page.rows if _is_old(row, occasion, occasion_in)]:
        with suppress(NotKept):
            with transaction() as session:
                recount(session, old, occasion_in)
            page = roster_page(member, wanted, occasion.today)
    return page


def roster_page(member: Member, wanted: Wanted, today: date, count: int = PAGE) -> RosterPage:
    """A page as it is kept, of the clinic of this member alone. A cursor that is none of its own begins at the head."""
    asked: dict[str, Any] = {"clinic": member.clinic, "standing": wanted.standing}
    if wanted.within is not None:
        asked["latest"] = today.toordinal() + wanted.within
    way, *place = _read_cursor(member.clinic, wanted)
    asked |= dict(zip(("urgency", "unsigned", "unanswered", "id"), place, strict=False))
    found = list(db.session.connection().execute(page_query(way, wanted.within is not None, count + 1), asked))
    if way == BACK and len(found) < count:  # there are fewer before that place by now: that is the head
        return roster_page(member, wanted._replace(place=""), today, count)
    more, found = len(found) > count, found[:count]
    if way == BACK:
        found.reverse()
    has_before, has_after = (more, True) if way == BACK else (bool(way), more)
    return RosterPage(
        tuple(row_from(one) for one in found),
        cursor_at(member.clinic, wanted, BACK, found[0]) if found and has_before else "",
        cursor_at(member.clinic, wanted, ONWARD, found[-1]) if found and has_after else "",
    )


@lru_cache
def page_query(way: str, within: bool, most: int = PAGE + 1) -> Any:
    """The one statement that reads a page: from the head (`way` empty), onward from a place, or back from it.

    How many rows are wanted stands in it as a number: PostgreSQL plans it once and for all only if it sees that.
    """
    query = select(*READ).where(TABLE.c.clinic_id == bindparam("clinic"), TABLE.c.standing == bindparam("standing"))
    if within:
        query = query.where(TABLE.c.urgency <= bindparam("latest"))
    if way:
        numbers = (bindparam(name, type_=Integer) for name in ("urgency", "unsigned", "unanswered"))
        place = tuple_(*numbers, bindparam("id", type_=String))
        query = query.where(tuple_(*ORDER) > place if way == ONWARD else tuple_(*ORDER) < place)
    return query.order_by(*(one.desc() if way == BACK else one for one in ORDER)).limit(literal_column(str(int(most))))


def row_from(one: Any) -> RosterRow:
    """A row of the list from a row of its table."""
    return RosterRow(one.id, one.urgency, -one.unsigned, -one.unanswered, one.until, one.counted_on, bytes(one.told))


def _is_old(row: RosterRow, occasion: Occasion, occasion_in: OccasionIn) -> bool:
    """Whether a row was worked out on an earlier day than it is where its person lives. One that does not open is.

    On the day it is here another may have begun there: only what was worked out for a later one is known at a glance.
    """
    if row.counted_on > occasion.today:
        return False
    told = row.opened()
    return told is None or row.counted_on < occasion_in(told["zone"]).today


def cursor_at(clinic: str, wanted: Wanted, way: str, one: Any) -> str:
    """A place in a list, for addresses: it tells nothing and is good for this clinic and this list alone."""
    place = json.dumps([way, one.urgency, one.unsigned, one.unanswered, one.id])
    return urlsafe_b64encode(seal(place, Where("roster-page", clinic, wanted.standing))).decode().rstrip("=")


def _read_cursor(clinic: str, wanted: Wanted) -> tuple[Any, ...]:
    told = wanted.place
    if not told or len(told) > LONGEST_CURSOR or not told.isascii():
        return ("",)
    try:
        sealed = urlsafe_b64decode(told + "=" * (-len(told) % 4))
        return tuple(json.loads(unseal(sealed, Where("roster-page", clinic, wanted.standing))))
    except (ValueError, CannotOpen):  # typed, cut off, or of another list
        return ("",)
