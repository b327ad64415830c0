"""The roster: whom to look at first; and a snooze, with a reason and a day, taken back by one press."""

from contextlib import suppress
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from planner.at_the_door import actor, occasion, occasion_in
from planner.clinics.enrolments import Enrolled
from planner.errors import AheadError, Faults, NothingHere
from planner.languages import language
from planner.plans.changing import Occasion
from planner.review.roster import RosterPage, RosterRow, Wanted, roster_now, wanted_from
from planner.review.snoozing import LONGEST, AtRest, MovedMeanwhile, Seen, row_of, seen_of, snooze, take_back
from planner.web.asking.typed_days import Unread, boxes_of, order_of, read_day
from planner.web.clinic.here import enrolled_here, member_here
from planner.web.clinic.roster_view import Line, address_of, line_of, roster_view
from planner.web.days import short_day
from planner.web.door import once_key
from planner.web.plans.drawn import drawn

roster_pages = Blueprint("roster", __name__, url_prefix="/clinic")
PARTS = ("day", "month", "year")
A_WEEK = timedelta(days=7)


@roster_pages.get("")
def listed() -> str:
    """A page of the roster: those that need a look, unless something else is asked for."""
    member, when = member_here(), occasion()
    asked = request.args
    wanted = wanted_from(asked.get("standing", ""), asked.get("within", ""), asked.get("at", ""))
    page, path = roster_now(member, wanted, when, occasion_in), url_for(".listed")
    return render_template(
        "clinic/roster.html",
        drawn=_drawn(page, wanted, when, path, _line(asked["snoozed"]) if "snoozed" in asked else None),
        before=address_of(wanted._replace(place=page.before), path) if page.before else "",
        after=address_of(wanted._replace(place=page.after), path) if page.after else "",
    )


@roster_pages.get("/plans/<enrolment>/snooze")
def ask(enrolment: str) -> str:
    """Why a plan can wait, and until when. Raises NothingHere."""
    seen = enrolled_here(enrolment)
    return _form(seen, "", boxes_of(_usual(row_of(member_here(), enrolment), occasion(seen.kept).today).isoformat()))


@roster_pages.post("/plans/<enrolment>/snooze")
def do(enrolment: str) -> Response | tuple[str, int]:
    """Snooze it. Raises NothingHere."""
    seen, reason = enrolled_here(enrolment), request.form.get("reason", "")
    when, order = occasion(seen.kept), order_of(member_place(seen))
    typed = {part: request.form.get(f"until-{part}", "").strip() for part in PARTS}
    read = read_day(typed, order, month_alone=False)
    until = None if isinstance(read, Unread) else date.fromisoformat(read)
    wrong = {"until": read.text} if isinstance(read, Unread) else {}
    try:
        # A day that cannot be read is put right together with the reason: both are said at once.
        snooze(actor(), once_key(), enrolment, reason, until or when.today, when, _seen())
    except Faults as faults:
        wrong = {**{one.key: _(one.allowed) for one in faults.faults}, **wrong}
        return _form(seen, reason, typed, wrong, shown=_seen()), 400
    except (AtRest, MovedMeanwhile) as error:
        return _form(enrolled_here(enrolment), reason, typed, said=error), 409
    return redirect(url_for(".listed", snoozed=enrolment), 303)


@roster_pages.post("/plans/<enrolment>/wake")
def wake(enrolment: str) -> Response:
    """Take a snooze back. Raises NothingHere."""
    seen = enrolled_here(enrolment)
    take_back(actor(), once_key(), enrolment, occasion(seen.kept))
    return redirect(url_for(".listed"), 303)


def _drawn(page: RosterPage, wanted: Wanted, when: Occasion, path: str, snoozed: Line | None) -> Markup:
    """The page, drawn once for as long as nothing in it changes. One with forms in it is drawn each time."""

    def draw() -> str:
        view = roster_view(page, wanted, when.today, when.guidance, path)
        return render_template("clinic/roster_drawn.html", roster=view, snoozed=snoozed)

    if snoozed or any(row.until for row in page.rows):
        return Markup(draw())
    # Where a patient lives a day may begin while it goes on here: that is at a quarter of an hour.
    moment = when.today, int(when.now.timestamp()) // 900
    shown = page.rows, page.is_whole, wanted.standing, wanted.within
    return drawn((*shown, *moment, when.guidance.digest, language()), draw)


def member_place(seen: Enrolled) -> object:
    """The place whose order of day, month and year is usual where this plan is."""
    return seen.kept.told.get("place")


def _usual(row: RosterRow, today: date) -> date:
    """Until when somebody may wish to snooze a plan: a week, and at most half of the days to its last safe day."""
    half = timedelta(days=(row.urgency - today.toordinal()) // 2)
    return max(today + min(A_WEEK, half), today + timedelta(days=1))


def _line(enrolment: str) -> Line | None:
    """The row of a plan that was snoozed just now; None where it is none of theirs, or not snoozed any more."""
    when = occasion()
    with suppress(NothingHere):
        row = row_of(member_here(), enrolment)
        return line_of(row, when.today, when.guidance, url_for(".listed"), language()) if row.until else None
    return None


def _seen() -> Seen:
    """What the page said that the form stood on."""
    told = (request.form.get(name, "") for name in Seen._fields)
    return Seen(*(int(one) if one.isascii() and one.isdecimal() and len(one) < 10 else -1 for one in told))


def _form(
    seen: Enrolled,
    reason: str,
    typed: dict[str, str],
    wrong: dict[str, str] | None = None,
    said: AheadError | None = None,
    shown: Seen | None = None,
) -> str:
    """The form. `shown`: what was in front of the nurse when they began to fill it in; else what is now."""
    when = occasion(seen.kept)
    row, path = row_of(member_here(), seen.id), url_for(".listed")
    return render_template(
        "clinic/snooze.html",
        line=line_of(row, when.today, when.guidance, path, language()),
        seen=shown or seen_of(seen),
        reason=reason,
        typed=typed,
        wrong=wrong or {},
        said=said,
        order=order_of(member_place(seen)),
        latest=short_day(when.today + timedelta(days=LONGEST), when.today),
    )
