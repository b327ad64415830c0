"""Bugs that a slip in the code would be: a filter forgotten, a direction turned round, an answer misheard."""

import itertools
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.calendar import events
from planner.engine import plan as engine
from planner.engine import schedule, situation
from planner.engine.dates import ClosedDays, add_months
from planner.engine.plan import Plan, Planned
from planner.engine.verdicts import Dated
from planner.guidance.model import Guidance
from planner.plans import nested_fields, plan_json
from planner.questions.told import Told
from tests.engine.bugs import asked, bug, each_item, ending, filled_in, fresh, hearing, ringing

Patch = pytest.MonkeyPatch
DAY = timedelta(1)


@bug
def anybodys_word_moves_the_first_chemo(patch: Patch) -> Guidance:
    def change(told: Told) -> Told:
        return replace(told, answers={**told.answers, "mobilisation_confirmed_by_nurse": "yes"})

    return hearing(patch, change)


@bug
def a_near_first_chemo_is_never_near(patch: Patch) -> Guidance:
    patch.setattr(situation, "TWELVE_WEEKS", -10_000)
    return fresh()


@bug
def done_is_forgotten(patch: Patch) -> Guidance:
    def change(told: Told) -> Told:
        return replace(told, steps={code: step for code, step in told.steps.items() if step.state != "done"})

    return hearing(patch, change)


@bug
def alarms_are_not_filtered(patch: Patch) -> Guidance:
    return ringing(
        patch,
        lambda planned, days: (planned.window.opens - 7 * DAY, *days) if planned.window.opens and days else days,
    )


@bug
def alarms_ring_twice(patch: Patch) -> Guidance:
    return ringing(patch, lambda planned, days: days + days)


@bug
def a_told_day_never_passes(patch: Patch) -> Guidance:
    patch.setattr(situation, "_told_day_has_passed", lambda *given: False)
    return fresh()


@bug
def a_postponement_is_not_heard(patch: Patch) -> Guidance:
    def change(told: Told) -> Told:
        return replace(told, answers={**told.answers, "treatment_status": "planned"})

    return hearing(patch, change)


@bug
def a_far_time_zone_moves_the_day(patch: Patch) -> Guidance:
    return asked(
        patch, lambda told, how: {"asked_on": how["asked_on"] - DAY} if told.time_zone.startswith("Pacific") else {}
    )


@bug
def closed_days_move_later(patch: Patch) -> Guidance:
    patch.setattr(ClosedDays, "open_on_or_before", lambda closed, day, floor: closed.open_on_or_after(day))
    return fresh()


@bug
def waits_move_earlier(patch: Patch) -> Guidance:
    patch.setattr(ClosedDays, "open_on_or_after", lambda closed, day: closed.open_on_or_before(day, day - 9 * DAY))
    return fresh()


@bug
def closed_days_move_nothing(patch: Patch) -> Guidance:
    patch.setattr(ClosedDays, "open_on_or_before", lambda closed, day, floor: day)
    return fresh()


@bug
def short_months_cut_a_wait_short(patch: Patch) -> Guidance:
    def unnoticed(day: date, months: int) -> tuple[date, bool]:
        return add_months(day, months)[0], False

    for name, module in list(sys.modules.items()):
        if name.startswith("planner.engine.") and hasattr(module, "add_months"):
            patch.setattr(module, "add_months", unnoticed)
    return fresh()


@bug
def a_skipped_answer_counts_as_no(patch: Patch) -> Guidance:
    organs = dict.fromkeys(("has_ovaries", "has_uterus", "has_testes", "wants_children"), "no")
    return hearing(patch, lambda told: filled_in(told, **organs))


@bug
def the_wait_after_a_medicine_is_a_day(patch: Patch) -> Guidance:
    def short(count: schedule.Count, spans: object) -> object:
        last = count.situation.told.days.get("dmt_last")
        return last and last + DAY

    patch.setattr(schedule, "washed_out", short)
    return fresh()


@bug
def the_call_is_not_first(patch: Patch) -> Guidance:
    patch.setattr(engine, "in_order", lambda planned: planned.item.code)
    return fresh()


@bug
def declined_items_vanish(patch: Patch) -> Guidance:
    def change(plan: Plan) -> Plan:
        return plan._replace(left_out=tuple(one for one in plan.left_out if one.note != "declined"))

    return ending(patch, change)


@bug
def declining_needs_no_word(patch: Patch) -> Guidance:
    patch.setattr(nested_fields, "read_text", lambda value, least=0: value)
    return fresh()


@bug
def calendars_forget_who_decides(patch: Patch) -> Guidance:
    patch.setattr(events, "_plain_text", lambda *given: "Do it.")
    return fresh()


@bug
def cells_without_chemo_get_a_plan(patch: Patch) -> Guidance:
    def change(told: Told) -> Told:
        return replace(told, answers={**told.answers, "therapy_kind": "unsure"})

    return hearing(patch, change)


@bug
def reasons_are_left_out(patch: Patch) -> Guidance:
    patch.setattr(plan_json, "left_out_reason", lambda *given: "")
    return fresh()


@bug
def one_left_out_item_is_lost(patch: Patch) -> Guidance:
    return ending(patch, lambda plan: plan._replace(left_out=plan.left_out[1:]))


@bug
def every_second_plan_differs(patch: Patch) -> Guidance:
    turn = itertools.count()
    return ending(patch, lambda plan: plan._replace(items=plan.items[::-1]) if next(turn) % 2 else plan)


@bug
def notes_reach_the_calendar(patch: Patch) -> Guidance:
    right = events._plain_text

    def text(planned: Dated, to_them: bool) -> str:
        return right(planned, to_them) + (planned.step.text if planned.step else "")

    patch.setattr(events, "_plain_text", text)
    return fresh()


@bug
def a_window_opens_after_it_is_due(patch: Patch) -> Guidance:
    def change(planned: Planned) -> Planned:
        window = planned.window
        late = window.due and planned.item.code == "B10"
        return planned._replace(window=window._replace(opens=window.due + DAY)) if late else planned

    return each_item(patch, change)


@bug
def due_lies_after_the_hard_date(patch: Patch) -> Guidance:
    def change(planned: Planned) -> Planned:
        window = planned.window
        hard = window.last_safe and planned.item.code == "B26"
        return planned._replace(window=window._replace(due=window.last_safe + DAY)) if hard else planned

    return each_item(patch, change)


@bug
def soon_is_a_fortnight(patch: Patch) -> Guidance:
    def change(planned: Planned) -> Planned:
        return planned._replace(state="due-soon") if planned.state == "open" and planned.due else planned

    return each_item(patch, change)


@bug
def late_is_called_overdue(patch: Patch) -> Guidance:
    def change(planned: Planned) -> Planned:
        return planned._replace(state="overdue") if planned.state == "do-now" else planned

    return each_item(patch, change)


@bug
def weekends_count_where_no_day_is_closed(patch: Patch) -> Guidance:
    return asked(patch, lambda told, how: {"closed_days": ClosedDays()})
