"""Everything as one file: to keep, to take elsewhere, and to bring in again."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import device_kind, kept_plan, occasion_in, visitor
from planner.errors import Fault, Faults
from planner.languages import ENGLISH, language
from planner.marked import N_
from planner.plans.export import export_of, import_plan, zone_told
from planner.plans.json_text import read_json_object
from planner.web.door import let_in, own_once_key
from planner.web.guarding.limits import count_a_start
from planner.web.partner.ended import is_over
from planner.web.partner.letting_go import leave_what_is_over

file_pages = Blueprint("file", __name__)

NO_FILE = N_("Choose the file you saved")
OPEN_HERE = N_("A plan is open here already. Delete it, or open the file on another phone or computer.")


class Said(NamedTuple):
    """What is wrong with a file, and in which language, where that is another than the one that is spoken."""

    text: str
    lang: str


@file_pages.get("/plan/file")
def about() -> str:
    """What the file holds, and how to take it to another place."""
    kept_plan()
    return render_template("file.html")


@file_pages.get("/plan/file.json")
def save() -> Response:
    """Everything that is kept, as a file."""
    kept = kept_plan()
    whole = export_of(kept, current_app.config["GUIDANCE"]())
    answer = Response(json.dumps(whole, indent=1, ensure_ascii=False), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="saved.json"'
    return answer


@file_pages.get("/bring-in")
def choose() -> str:
    """Choose a file that was saved."""
    return _choose()


@file_pages.post("/bring-in")
def bring_in() -> Response | str | tuple[str, int]:
    """Make a plan with all that a file holds, and open it here. A file that cannot be read makes nothing."""
    known = visitor()
    over = known if known and is_over(known) else None
    if known and not over:
        return _choose(_(OPEN_HERE)), 409
    file = request.files.get("file")
    raw = file.read() if file else b""
    if not raw:
        return _choose(_(NO_FILE)), 400
    try:
        exported = read_json_object(raw)
        count_a_start()
        key = own_once_key()
        _actor, token = import_plan(key, exported, device_kind(), occasion_in(zone_told(exported)))
    except Faults as faults:
        return _choose(faults=_in_words(faults.faults[:10])), 400
    if over:
        leave_what_is_over(over, key)
    return let_in(make_response(render_template("brought_in.html")), token)


def _in_words(faults: Sequence[Fault]) -> list[Said]:
    """What is wrong with a file, each once. What is said of one place in it is for programs, and English everywhere."""
    said = [
        Said(f"{one.shown_key}: {one.allowed}", "" if language() == ENGLISH else ENGLISH)
        if _(one.allowed) == one.allowed
        else Said(_(one.allowed), "")
        for one in faults
    ]
    return list(dict.fromkeys(said))


def _choose(error: str = "", faults: list[Said] | None = None) -> str:
    known = visitor()
    open_here = known is not None and not is_over(known)
    return render_template("bring_in.html", error=error, faults=faults or [], open_here=open_here)
