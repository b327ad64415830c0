"""The page of one step: read it, say how it stands, take that back, write a note, put its question on the list."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planner.at_the_door import actor, kept_plan, occasion
from planner.engine.plan import LeftOut
from planner.errors import Faults
from planner.plans.history import changes_of_plan
from planner.plans.kept import KeptPlan
from planner.plans.notes import LONGEST, WrittenMeanwhile, note_of, write_note
from planner.plans.steps import take_step, undo_step
from planner.plans.team_questions import add_question, questions_of
from planner.web.changing.history_view import lines_about
from planner.web.door import once_key
from planner.web.plans.made import corrections_of, made_today, step_named
from planner.web.plans.rows import did_it_happen
from planner.web.plans.said import Mistaken, example_days, said_in_words, taken_from, ways_of
from planner.web.plans.step_view import left_out_view, step_view

steps = Blueprint("steps", __name__, url_prefix="/plan/steps/<name>")
LOOKED_BACK = 60  # changes among which those of one step are shown


@steps.get("")
def step(name: str) -> str:
    """One step: why, what to do, when, who says so, and how it stands. Raises NothingHere."""
    return _page(name, kept_plan())


@steps.post("/say")
def say(name: str) -> Response | tuple[str, int]:
    """Keep what is said about the step; or ask again, with what to put right, and keep nothing."""
    kept = kept_plan()
    one, today = step_named(name, kept, made_today(kept)), occasion(kept).today
    try:
        taken = taken_from(request.form, kept.told.get("place"), today)
    except KeyError:
        abort(400)
    if isinstance(taken, Mistaken):
        return _page(name, kept, wrong=taken), 400
    return _back(take_step(actor(), once_key(), one.item.code, taken, occasion(kept)))


@steps.post("/undo")
def undo(name: str) -> Response:
    """Take back the last thing that was said about the step."""
    kept = kept_plan()
    one = step_named(name, kept, made_today(kept))
    return _back(undo_step(actor(), once_key(), one.item.code, occasion(kept)))


@steps.post("/note")
def note(name: str) -> Response | tuple[str, int]:
    """Keep the note beside the step. Written elsewhere meanwhile, both are shown and nothing is lost."""
    kept = kept_plan()
    one, form = step_named(name, kept, made_today(kept)), request.form
    try:
        write_note(actor(), once_key(), one.item.code, form.get("note", ""), occasion(kept), form.get("before"))
    except WrittenMeanwhile as error:
        return _page(name, kept, note=form.get("note", ""), theirs=error.theirs), 409
    except Faults:
        wrong = f"Write at most {LONGEST:,} characters, without odd ones"
        return _page(name, kept, note=form.get("note", ""), note_wrong=wrong), 400
    return redirect(f"{url_for('.step', name=name)}#note", 303)


@steps.post("/question")
def question(name: str) -> Response:
    """Put the question of the step on the list for the team."""
    kept = kept_plan()
    one = step_named(name, kept, made_today(kept))
    add_question(actor(), once_key(), one.item.words["en"].ask, occasion(kept), one.item.code)
    return redirect(f"{url_for('.step', name=name)}#question", 303)


def _back(kept: KeptPlan) -> Response:
    """To the plan, which says what was changed."""
    return redirect(url_for("plan.plan", changed=kept.version), 303)


def _page(
    name: str,
    kept: KeptPlan,
    wrong: Mistaken | None = None,
    note: str | None = None,
    theirs: str | None = None,
    note_wrong: str = "",
) -> str:
    made = made_today(kept)
    one, today = step_named(name, kept, made), made.situation.today
    code, taken = one.item.code, made.situation.told.steps.get(one.item.code)
    stands = note_of(kept, code)
    form: Mapping[str, str] = request.form if wrong else {}
    if isinstance(one, LeftOut):
        view = left_out_view(one, made)
    else:
        view = step_view(one, made, corrections_of(kept, made).get(one.item.key))
    return render_template(
        "step.html",
        step=view,
        name=name,
        left_out=isinstance(one, LeftOut),
        said=said_in_words(taken, today) if taken else "",
        taken=taken.state if taken else "",
        happened=not isinstance(one, LeftOut) and did_it_happen(one, today),
        freezing=one.item.freezing and taken is not None and taken.state == "done" and "stored_on" not in kept.told,
        ways=ways_of(taken, form, wrong, request.args.get("say", "")),
        orders=example_days(made),
        wrong=wrong,
        note=stands if note is None else note,
        before=stands,
        theirs=theirs,
        note_wrong=note_wrong,
        listed=any(mine.code == code and mine.words == one.item.words["en"].ask for mine in questions_of(kept)),
        history=lines_about(code, changes_of_plan(kept, count=LOOKED_BACK), made),
    )
