"""The page of one step: read it, say how it stands, take that back, write a note, put its question on the list."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import actor, occasion
from planner.engine.differences import booking_clash
from planner.engine.plan import LeftOut, Plan
from planner.errors import Faults
from planner.languages import spoken
from planner.marked import N_
from planner.once import UsedForAnother, was_used
from planner.plans import nicknames
from planner.plans.history import changes_of_plan
from planner.plans.kept import KeptPlan
from planner.plans.newer import corrections_of
from planner.plans.nicknames import write_nickname
from planner.plans.notes import LONGEST, WrittenMeanwhile, note_of, write_note
from planner.plans.steps import UNDONE, take_step, undo_step
from planner.plans.team_questions import add_question, questions_of
from planner.plans.warnings import clash_in_words
from planner.web.asking.question_words import change_link
from planner.web.changing.by_partner import said_by_partner
from planner.web.changing.history_view import lines_about
from planner.web.clinic.protocol_disagreements import disagreements_for
from planner.web.door import once_key
from planner.web.plans.made import back_to_plan, code_named, made_plan, made_today, step_named
from planner.web.plans.rows import did_it_happen
from planner.web.plans.said import Mistaken, example_days, kept_as, said_in_words, taken_from, too_long, ways_of
from planner.web.plans.step_view import left_out_view, step_view
from planner.web.sharing.on_step import lines_on

steps = Blueprint("steps", __name__, url_prefix="/plan/steps/<name>")
SENT_BEFORE = N_("This page was sent before, with other words. Look at what is kept, and press the button once more")
ONE_LINE = N_("Enter one line of at most %(most)s ordinary characters")
LOOKED_BACK = 60  # changes among which those of one step are shown


@steps.get("")
def step(name: str) -> str:
    """One step: why, what to do, when, who says so, and how it stands. Raises NothingHere."""
    return step_page(name, made_plan())


@steps.post("/say")
def say(name: str) -> Response | tuple[str, int]:
    """Keep what is said about the step; or ask again, with what to put right, and keep nothing."""
    kept = made_plan()
    code, today = code_named(name, kept), occasion(kept).today
    try:
        taken = taken_from(request.form, kept.told.get("place"), today)
    except KeyError:
        abort(400)
    if isinstance(taken, Mistaken):
        return step_page(name, kept, wrong=taken), 400
    try:
        return back_to_plan(take_step(actor(), once_key(), code, taken, occasion(kept)))
    except UsedForAnother:
        return step_page(name, kept, wrong=Mistaken(request.form["state"], _(SENT_BEFORE))), 409


@steps.post("/undo")
def undo(name: str) -> Response | tuple[str, int]:
    """Take back the last thing that was said about the step; another than the page showed is shown first."""
    kept = made_plan()
    one = step_named(name, kept, made_today(kept))
    shown, stands = request.form.get("shown"), kept_as(kept.told.get("steps", {}).get(one.item.code))
    if shown not in (None, stands) and not was_used(once_key(), by=actor().person, action=UNDONE):
        return step_page(name, kept, stale=True), 409
    return back_to_plan(undo_step(actor(), once_key(), one.item.code, occasion(kept)))


@steps.post("/note")
def note(name: str) -> Response | tuple[str, int]:
    """Keep the note beside the step. Written elsewhere meanwhile, both are shown and nothing is lost."""
    kept = made_plan()
    one, form = step_named(name, kept, made_today(kept)), request.form
    try:
        write_note(actor(), once_key(), one.item.code, form.get("note", ""), occasion(kept), form.get("before"))
    except WrittenMeanwhile as error:
        return step_page(name, kept, note=form.get("note", ""), theirs=error.theirs), 409
    except UsedForAnother:
        return step_page(name, kept, note=form.get("note", ""), note_wrong=_(SENT_BEFORE)), 409
    except Faults:
        return step_page(name, kept, note=form.get("note", ""), note_wrong=too_long(LONGEST)), 400
    return redirect(f"{url_for('.step', name=name)}#note", 303)


@steps.post("/called")
def called(name: str) -> Response | tuple[str, int]:
    """Keep the person's own word for the step in calendars; empty goes back to the usual one."""
    kept = made_plan()
    one, own = step_named(name, kept, made_today(kept)), request.form.get("called", "")
    try:
        write_nickname(actor(), once_key(), one.item.code, own, occasion(kept))
    except (Faults, UsedForAnother) as error:
        wrong = _(SENT_BEFORE) if isinstance(error, UsedForAnother) else _(ONE_LINE, most=nicknames.LONGEST)
        return step_page(name, kept, own=own, own_wrong=wrong), 400
    return redirect(f"{url_for('.step', name=name)}#named", 303)


@steps.post("/question")
def question(name: str) -> Response:
    """Put the question of the step on the list for the team."""
    kept = made_plan()
    one = step_named(name, kept, made_today(kept))
    add_question(actor(), once_key(), spoken(one.item.words).ask, occasion(kept), one.item.code)
    return redirect(f"{url_for('.step', name=name)}#question", 303)


def step_page(
    name: str,
    kept: KeptPlan,
    wrong: Mistaken | None = None,
    note: str | None = None,
    theirs: str | None = None,
    note_wrong: str = "",
    stale: bool = False,
    made: Plan | None = None,
    own: str | None = None,
    own_wrong: str = "",
) -> str:
    """The page of one step; `made` is the plan, when somebody has worked it out already. Raises NothingHere."""
    made = made or made_today(kept)
    one, today = step_named(name, kept, made), made.situation.today
    code, taken = one.item.code, made.situation.told.steps.get(one.item.code)
    stands = note_of(kept, code)
    form: Mapping[str, str] = request.form if wrong else {}
    clash = None
    if isinstance(one, LeftOut):
        view = left_out_view(one, made)
    else:
        clash = None if made.stopped else booking_clash(one, made)
        view = step_view(one, made, corrections_of(kept, made).get(one.item.key))
    changes = changes_of_plan(kept, count=LOOKED_BACK)
    by_partner = said_by_partner(code, taken, changes, today)
    asks = [words.ask for words in one.item.words.values()]  # it may have been put there in another language
    return render_template(
        "step.html",
        step=view._replace(stands=by_partner) if by_partner else view,
        name=name,
        left_out=isinstance(one, LeftOut),
        said=by_partner or (said_in_words(taken, today) if taken else ""),
        taken=taken.state if taken else "",
        shown=kept_as(kept.told.get("steps", {}).get(code)),
        stale=stale,
        clash=clash_in_words(clash) if clash else "",
        happened=not isinstance(one, LeftOut) and did_it_happen(one, today),
        stored=change_link("stored_on", "plan")
        if one.item.freezing and taken is not None and taken.state == "done" and "stored_on" not in kept.told
        else "",
        ways=ways_of(taken, form, wrong, request.args.get("say", "")),
        orders=example_days(made),
        wrong=wrong,
        note=stands if note is None else note,
        before=stands,
        theirs=theirs,
        note_wrong=note_wrong,
        own=nicknames.nicknames_of(kept).get(code, "") if own is None else own,
        own_wrong=own_wrong,
        differ=disagreements_for(code, kept, made.guidance),
        listed=any(mine.code == code and mine.words in asks for mine in questions_of(kept)),
        shared=lines_on(one, kept, made),
        history=lines_about(code, changes, made),
    )
