"""What stands on paper, as HTML: the same for the page that is printed and for the file that is made of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import render_template
from markupsafe import Markup

from planner.engine.plan import Plan
from planner.web.plans.present import plan_view
from planner.web.plans.rows import Corrections
from planner.web.printing.room import Room, paper_of
from planner.web.printing.sheet import lead_of, sheet_of
from planner.web.printing.stamp import Stamp
from planner.web.printing.wanted import Wanted
from planner.web.printing.whole import whole_of


def on_paper(
    plan: Plan,
    wanted: Wanted,
    stamp: Stamp,
    *,
    asked: Sequence[str] = (),
    answered: Collection[str] = (),
    notes: Mapping[str, str] | None = None,
    corrections: Corrections | None = None,
    alone: bool = False,
) -> Markup:
    """The sheet or the whole plan. `asked`: the questions somebody collected; the plan's own come after them, without
    those that were `answered`: asked already, in these words.

    `notes` by item code. `alone`: nothing else is on the page, so its title is the title of the page. No address of a
    step stands in it: paper is lost, and left on tables.
    """
    view = plan_view(plan, step_path=lambda _: "", corrections=corrections)
    lead, paper = lead_of(plan, view), paper_of(plan.situation.told.place)
    questions = list(dict.fromkeys([*asked, *(one.question for one in view.to_ask if one.question not in answered)]))
    given: dict[str, Any] = {"wanted": wanted, "paper": paper.name, "stamp": stamp, "level": 1 if alone else 2}
    if wanted.whole:
        whole = whole_of(plan, view, notes=notes, corrections=corrections)
        page = render_template("parts/printed_whole.html", plan=view, whole=whole, lead=lead, asked=questions, **given)
    else:
        room = Room(paper, wanted.large)
        sheet = sheet_of(plan, view, room, stamp, asked=questions, notes=notes, corrections=corrections)
        page = render_template("parts/printed_sheet.html", sheet=sheet, **given)
    return Markup(page)
