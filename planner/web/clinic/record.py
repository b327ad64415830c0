"""The record of a clinic, for its lead and its auditor: who did what and when, and whether it is as it was written."""

from flask import Blueprint, current_app, render_template, request

from planner.accounts.access import LEAD
from planner.at_the_door import occasion
from planner.clinics.clinics import clinic_named
from planner.clinics.recording import PAGE, labels_of, record_of_clinic, verified
from planner.clock import zone_named
from planner.web.clinic.here import member_here
from planner.web.clinic.record_words import done_in_words, faults_in_words

clinic_record = Blueprint("clinic_record", __name__, url_prefix="/clinic/record")


@clinic_record.get("")
def page() -> str:
    """A page of the record, the last first. The entries on it are verified with it; the whole record when asked for.
    An auditor reads numbers in the place of labels. Raises NothingHere."""
    member, before = member_here(), number_in(request.args.get("before", ""))
    found = record_of_clinic(member.clinic, before, PAGE + 1)
    shown = found[:PAGE]
    whole = request.args.get("check") == "whole"
    reach = (0, None) if whole or not shown else (shown[-1].number - 1, shown[0].number)
    chain = verified(member.clinic, *reach)
    labels = labels_of(member.clinic, [one.about for one in shown if one.about]) if member.role == LEAD else {}
    zone, today = zone_named(current_app.config["TIME_ZONE"]), occasion().today
    return render_template(
        "clinic/record.html",
        clinic=clinic_named(member.clinic),
        done=[done_in_words(one, zone, today, labels.get(one.about)) for one in shown],
        older=found[PAGE - 1].number if len(found) > PAGE else None,
        newest=before is None,
        chain=chain,
        faults=faults_in_words(chain),
        whole=whole,
        lead=member.role == LEAD,
    )


def number_in(written: str) -> int | None:
    """The number of an entry in an address; None without one."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None
