"""What the phone of whoever holds a plan keeps of it: the plan, its steps, its questions, the numbers of the team."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app

from planner.at_the_door import actor, held_here, occasion
from planner.clinics.enrolments import clinic_of
from planner.clinics.phones import team_phones
from planner.engine.plan import Plan, Planned
from planner.languages import language, spoken
from planner.plans.by_clinic import codes_in
from planner.plans.history import changes_of_plan
from planner.plans.kept import KeptPlan
from planner.plans.notes import notes_of
from planner.plans.team_questions import questions_of
from planner.web.at_clinic.notice import begun_by_clinic
from planner.web.changing.history_view import lines_about
from planner.web.changing.phones import listed as phones_page
from planner.web.changing.team_questions import listed as questions_page
from planner.web.offline.kept_page import KeptPage, mark_of
from planner.web.plans.made import made_today, step_id
from planner.web.plans.next_step import in_turn
from planner.web.plans.plan import one_step_page
from planner.web.plans.plan import plan as plan_page
from planner.web.plans.said import kept_as
from planner.web.plans.steps import LOOKED_BACK, step_page
from planner.web.reminders.on_plan import reminded_of
from planner.web.sharing.on_step import marks_of_sharing
from planner.web.ways.looks import is_calm

MOST_IN_TURN = 12  # steps that can be gone through one at a time without a signal


def version_of_plan(kept: KeptPlan) -> str:
    """A mark of all that the kept pages show: another as soon as any of it changes."""
    guidance = current_app.config["GUIDANCE"]()
    notes = notes_of(kept, codes_in(guidance, kept.clinic))
    return mark_of(_of_all(kept), kept.version, kept.unseen, notes, *_beside(kept))


def pages_of_plan(kept: KeptPlan) -> Mapping[str, KeptPage]:
    """Each kept page by its path."""
    guidance, shared = current_app.config["GUIDANCE"](), _of_all(kept)
    notes, asked = notes_of(kept, codes_in(guidance, kept.clinic)), questions_of(kept)
    whole = mark_of(shared, kept.version, kept.unseen, *_beside(kept))
    found = {
        "/plan": KeptPage(whole, plan_page),
        "/plan/questions": KeptPage(whole, questions_page),
        "/plan/phones": KeptPage(whole, phones_page),
    }
    if kept.told.get("treatment_status") == "died":
        return found
    made, changes, sharing = made_today(kept), changes_of_plan(kept, count=LOOKED_BACK), marks_of_sharing(kept)
    if is_calm():
        for number in range(2, min(sum(map(len, in_turn(made))), MOST_IN_TURN) + 1):
            found[f"/plan?step={number}"] = KeptPage(whole, _in_turn(kept, number))
    for one in made.items:
        code, name = one.item.code, step_id(kept, one.item.key)
        own = [note for note in notes if note.code == code], lines_about(code, changes, made), sharing
        mark = mark_of(shared, _of_step(one, made), own, [mine for mine in asked if mine.code == code])
        shown = kept_as(kept.told.get("steps", {}).get(code))
        found[f"/plan/steps/{name}"] = KeptPage(mark, _drawing(name, kept, made), spoken(one.item.words).title, shown)
    return found


def _drawing(name: str, kept: KeptPlan, made: Plan) -> Callable[[], str]:
    return lambda: step_page(name, kept, made=made)


def _in_turn(kept: KeptPlan, number: int) -> Callable[[], str]:
    return lambda: one_step_page(kept, occasion(kept).today, number)


def _of_all(kept: KeptPlan) -> tuple[Any, ...]:
    """What every page shows something of."""
    today, guidance = occasion(kept).today, current_app.config["GUIDANCE"]()
    place, resting = kept.told.get("place"), kept.resting_since
    held = held_here()
    idle = held and held.idle_minutes
    return actor().person, today, guidance.digest, language(), is_calm(), idle, kept.as_of, place, resting


def _beside(kept: KeptPlan) -> tuple[Any, ...]:
    """What stands beside the plan: questions for the team, its phone numbers, with whom it is shared, its reminders."""
    clinic = clinic_of(kept)
    open_on, begun = clinic.clinic.open_on if clinic else (), begun_by_clinic(kept, clinic)
    reminded = reminded_of(kept, occasion(kept))
    return questions_of(kept), team_phones(kept, clinic), open_on, begun, marks_of_sharing(kept), reminded


def _of_step(one: Planned, made: Plan) -> tuple[Any, ...]:
    """What the page of one step shows of the plan."""
    course = [
        (stop.key, stop.earliest, stop.likely, stop.latest, stop.confirmed) for stop in made.situation.course.values()
    ]
    return one.item.key, one.window, one.due, one.state, one.severity, one.step, one.grounds, one.alarms, course
