"""The dry run of capacity: how many last safe days fall in each of the coming weeks, as a table with its bars."""

from flask import Blueprint, render_template

from planner.at_the_door import occasion
from planner.interop.weeks import capacity
from planner.web.clinic.here import member_here
from planner.web.clinic.weeks_view import weeks_view

capacity_pages = Blueprint("capacity", __name__, url_prefix="/clinic")


@capacity_pages.get("/weeks")
def weeks() -> str:
    """The coming weeks. Raises NothingHere."""
    today = occasion().today
    return render_template("clinic/weeks.html", view=weeks_view(capacity(member_here(), today), today))
