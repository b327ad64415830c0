"""The roster as a list that spreadsheets open: every plan of the clinic on it, one to a line."""

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, request, stream_with_context
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import actor, now, occasion
from planner.guidance.model import Guidance
from planner.interop.formats import ROSTER_LIST
from planner.interop.made import note_exported
from planner.interop.spreadsheet import lines_of
from planner.interop.whole_roster import Exported, whole_roster
from planner.languages import language
from planner.review.exceptions import NO_DAY
from planner.web.clinic.here import member_here
from planner.web.clinic.roster_view import STANDING_WORDS, titles, why_of

roster_csv = Blueprint("roster_csv", __name__, url_prefix="/clinic")


@roster_csv.get("/roster.csv")
def file() -> Response:
    """The whole roster, sent as it is read. For other programs (`?for=programs`) without the mark of UTF-8.

    That it was taken is noted first. Raises NotKept and NothingHere.
    """
    member, when = member_here(), occasion()
    note_exported(actor(), now())
    marked = request.args.get("for") != "programs"
    lines = lines_of(_rows(whole_roster(member, when.today), when.guidance), marked)
    answer = Response(stream_with_context(lines), content_type=ROSTER_LIST.media)
    answer.headers["Content-Disposition"] = ROSTER_LIST.disposition
    return answer


def _rows(plans: Iterator[Exported], guidance: Guidance) -> Iterator[list[str]]:
    yield [
        _("Label"),
        _("First chemo"),
        _("Confirmed"),
        _("Nearest last safe day"),
        _("What it is for"),
        _("On the roster"),
        _("Why it is here"),
        _("Last checked by"),
        _("Last checked on"),
        _("Snoozed until"),
        _("As of"),
    ]
    for one in plans:
        yield _row(one, guidance)


def _row(one: Exported, guidance: Guidance) -> list[str]:
    """One plan. Days are written as 2031-03-27, which every program reads the same way."""
    row, told, word = one.row, one.row.opened(), STANDING_WORDS[one.standing]
    label, first, confirmed, title, why = _("Cannot be read just now"), "", "", "", ""
    if told is not None:
        (code, own_title), spoken_now = told["item"], language()
        label, why = told["label"], "; ".join(why_of(reason, number, spoken_now) for reason, number in told["why"])
        title = own_title or titles(guidance, told["place"], spoken_now).get(code, "")
        if told["first"]:
            first, confirmed = told["first"][0], _("yes") if told["first"][1] else _("no")
    return [
        label,
        first,
        confirmed,
        "" if row.urgency == NO_DAY else date.fromordinal(row.urgency).isoformat(),
        title,
        _(word),
        why,
        one.checked.name if one.checked else "",
        one.checked.day.isoformat() if one.checked else "",
        row.until.isoformat() if row.until else "",
        row.counted_on.isoformat(),
    ]
