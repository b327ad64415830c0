"""What holds of every plan: each item once, windows and states in order, bands of time, and moving with the calendar.

Each property is planted with a bug in test_planted_bugs.py, like the safety invariants.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from planner.engine.conditions import MIGHT_BE
from planner.engine.plan import Plan, Planned
from planner.guidance.model import SEVERITIES
from tests.engine.cases import (
    CODES,
    Case,
    day_zero,
    days_of,
    first_chemo,
    guidance_in_use,
    in_plan,
    kept_by_hand,
)
from tests.engine.checklist import months_on
from tests.engine.promises import for_anyone
from tests.engine.strategies import cases

ORDINARY = {"therapy_kind": "ahsct", "treatment_status": None}
NOT_PREGNANT = {"pregnant": "no", "positive_test_on": None}
STATES = ("done", "paused", "past-last-safe", "do-now", "overdue", "due-soon", "open", "upcoming")
VERDICTS = {"fits", "tight", "unlikely", "closed", "ask-team", "not-needed", "not-yet-known"}
# design.md section 5: days of comfort and least days of each option.
BANDS = {
    "oocyte-cryopreservation": (28, 16),
    "ovarian-tissue-cryopreservation": (14, 5),
    "sperm-cryopreservation": (10, 1),
    "ovarian-suppression": (10, 7),
}
ONCE_BEGUN = {
    "oocyte-cryopreservation": "closed",
    "ovarian-suppression": "closed",
    "ovarian-tissue-cryopreservation": "ask-team",
    "sperm-cryopreservation": "ask-team",
}


@for_anyone(cases(steps=True), examples=150)
def test_each_of_sixty_items_has_exactly_one_verdict(case: Case) -> None:
    plan = case.plan()
    codes = [planned.item.code for planned in plan.items] + [one.item.code for one in plan.left_out]
    assert len(codes) == 60
    assert set(codes) == CODES
    assert all(planned.item.place == case.told().place for planned in plan.items)


@for_anyone(cases(steps=True), examples=250)
def test_every_window_is_in_order(case: Case) -> None:
    for planned in case.plan(case.holidays()).items:
        window, code = planned.window, planned.item.code
        if kept_by_hand(planned):
            continue
        days = [day for day in (window.opens, window.due, window.last_safe) if day is not None]
        assert days == sorted(days), code
        repeats = [day.day for day in window.repeats]
        assert repeats == sorted(set(repeats)), code
        assert all(day >= case.asked_on for day in repeats), code
        assert len({day.name for day in window.repeats + window.then}) == len(window.repeats + window.then), code


@for_anyone(cases(steps=True), examples=250)
def test_no_due_day_lies_after_its_hard_date(case: Case) -> None:
    for planned in case.plan(case.holidays()).items:
        window = planned.window
        if window.last_safe and window.due and not kept_by_hand(planned):
            assert window.due <= window.last_safe, planned.item.code


@for_anyone(cases(steps=True), examples=250)
def test_a_state_says_what_the_days_say(case: Case) -> None:
    plan = case.plan()
    for planned in plan.items:
        code, state, due, today = planned.item.code, planned.state, planned.due, case.today
        assert state in STATES, code
        done = planned.step is not None and planned.step.state == "done"
        assert (state == "done") == done, code
        if state == "overdue":
            assert due, code
            assert due < today, code
        if state == "due-soon":
            assert due, code
            assert 0 <= (due - today).days <= 7, code
        if state == "upcoming":
            assert planned.window.opens is None or planned.window.opens > today, code
        if state == "open":
            assert planned.window.opens, code
            assert planned.window.opens <= today, code
            # A card, and a run of days to keep to (D03), are open while they last.
            assert planned.item.kind == "card" or code == "D03" or due is None or (due - today).days > 7, code


@for_anyone(cases(new=True), examples=300)
def test_a_new_plan_never_opens_with_overdue(case: Case) -> None:
    for planned in case.plan(case.holidays()).items:
        assert planned.state != "overdue", planned.item.code
        if planned.due and planned.item.kind != "card":
            assert planned.due >= case.asked_on, planned.item.code


@for_anyone(cases(steps=True), examples=150)
def test_items_stand_in_the_order_in_which_they_matter(case: Case) -> None:
    def place(planned: Planned) -> tuple[int, date, int, str]:
        code = planned.item.code
        first = {"F05": 0, "B01": 1}.get(code, 2 if planned.state == "do-now" else 3)
        day = planned.window.last_safe or planned.due or date.max
        return first, day, SEVERITIES.index(planned.severity), code

    items = case.plan().items
    assert [one.item.code for one in items] == [one.item.code for one in sorted(items, key=place)]
    assert all(planned.sure >= MIGHT_BE or planned.step for planned in items)


# Is there still time? ------------------------------------------------------------------------------------------


FIRST_CHEMO_IN = st.one_of(st.none(), st.integers(0, 40), st.integers(0, 40))


@for_anyone(st.tuples(cases(told=ORDINARY | NOT_PREGNANT), FIRST_CHEMO_IN), examples=250)
def test_time_left_is_judged_by_the_bands_that_are_written(one_case: tuple[Case, int | None]) -> None:
    case, days = one_case
    if days is not None:
        told = {"treatment_date": (case.today + timedelta(days)).isoformat(), "treatment_date_kind": "first-chemo"}
        sure = {"treatment_date_certainty": "confirmed", "chemo_already_started": "no"}
        case = case.but(**told, **sure, milestones=None, chemo_started_on=None, treatment_happened=None)
    plan = case.plan()
    first, begun = first_chemo(plan), plan.situation.begun
    assert [one.option.key for one in plan.feasibility] == list(BANDS)
    for one in plan.feasibility:
        comfort, least = BANDS[one.option.key]
        assert one.verdict in VERDICTS
        if one.verdict == "not-needed":
            continue
        if begun:
            assert one.verdict == ONCE_BEGUN[one.option.key]
            continue
        if first is None:
            assert (one.verdict, one.start_by) == ("not-yet-known", None)
            continue
        left = (first.likely - case.today).days
        if left < 0 and plan.situation.told_day_has_passed:
            assert one.verdict == "not-yet-known"
            continue
        expected = "fits" if left >= comfort else "tight" if left >= least else "unlikely"
        assert one.verdict == expected, f"{one.option.key}: {left} days"
        assert one.estimate == (not first.confirmed)


@for_anyone(cases(told=ORDINARY | NOT_PREGNANT), examples=250)
def test_start_by_is_the_last_open_day_that_leaves_the_least_days(case: Case) -> None:
    closed = case.holidays()
    plan = case.plan(closed)
    first = first_chemo(plan)
    for one in plan.feasibility:
        if one.start_by is None or first is None:
            continue
        last = first.likely - timedelta(BANDS[one.option.key][1])
        assert one.start_by <= last
        between = [one.start_by + timedelta(days) for days in range(1, (last - one.start_by).days + 1)]
        assert all(day in closed for day in between), one.option.key
        assert one.start_by not in closed or one.start_by == last


@for_anyone(cases(told=ORDINARY | NOT_PREGNANT), examples=150)
def test_what_nobody_needs_is_named_so(case: Case) -> None:
    verdicts = {one.option.key: one.verdict for one in case.but(wants_children="no").plan().feasibility}
    for option in list(BANDS)[:3]:
        assert verdicts[option] == "not-needed"
    bodies = case.but(has_testes="no", has_ovaries="no").plan().feasibility
    assert {one.verdict for one in bodies} == {"not-needed"}


# Moving with the calendar --------------------------------------------------------------------------------------

DATED = ("treatment_date", "chemo_started_on", "dmt_last", "stored_on", "positive_test_on", "early_menopause_found_on")
# Whether these apply hangs on months gone by, which may round by a day or three.
BY_MONTHS = {"A06", "A14", "B26", "B27", "B28", "D04", "F04"}


def shifted(case: Case, days: int) -> Case:
    """The same person so many days later in the world: every day told, asked and looked from."""

    def later(day: str) -> str:
        return (date.fromisoformat(day) + timedelta(days)).isoformat()

    changed: dict[str, Any] = {key: later(case.values[key]) for key in DATED if key in case.values}
    if "contraception_failed_at" in case.values:
        changed["contraception_failed_at"] = later(case.values["contraception_failed_at"])
    if "milestones" in case.values:
        told = case.values["milestones"].items()
        changed["milestones"] = {kind: {**one, "date": later(one["date"])} for kind, one in told}
    moved = case.but(**changed)
    return Case(moved.values, case.asked_on + timedelta(days), case.today + timedelta(days))


def counts_months(planned: Planned, plan: Plan) -> bool:
    """Whether any day of an item, or of what it hangs on, is counted in months."""
    timing = planned.item.timing
    moments = [timing.opens, timing.due, timing.last_safe, timing.ends, timing.due_at_latest, *timing.at, *timing.then]
    spans = [moment.span for moment in moments if moment] + [span for span in (timing.every, timing.within) if span]
    return any(span.months for span in spans) or timing.anchor == "found" or planned.item.code == "A13"


@for_anyone(st.tuples(cases(told=ORDINARY), st.integers(1, 400)), examples=250)
def test_a_plan_moves_with_the_calendar(one: tuple[Case, int]) -> None:
    case, days = one
    if len(case.values.get("treatment_date", "2026-01-01")) == 7 or case.asked_on.year > 2090:
        return  # a month told by name has no day to move by
    case = case.but(age=30)
    plan, later = case.plan(), shifted(case, days).plan()
    here, there = in_plan(plan), in_plan(later)
    assert here.keys() - BY_MONTHS == there.keys() - BY_MONTHS
    for key, milestone in plan.situation.course.items():
        moved = later.situation.course[key]
        assert (moved.earliest - milestone.earliest, moved.likely - milestone.likely) == (timedelta(days),) * 2, key
        assert moved.latest - milestone.latest == timedelta(days), key
    for code in here.keys() & there.keys():
        first, second = days_of(here[code]), days_of(there[code])
        if not counts_months(here[code], plan):
            assert {name: day + timedelta(days) for name, day in first.items()} == second, code
            continue
        # Days close to the day of asking may fall on either side of it, and then another day becomes the due one.
        edge, edge_there = case.asked_on + timedelta(8), case.asked_on + timedelta(days + 8)
        for ours, theirs, floor in ((first, second, edge), (second, first, edge_there)):
            shift = days if ours is first else -days
            end = max(ours.values(), default=None) if here[code].item.timing.every else None
            for name, day in ours.items():
                if day < floor or day == end:
                    continue  # the last repeat may fall just inside or just outside its end
                near = [abs((other - day).days - shift) for other in theirs.values()]
                assert min(near, default=99) <= 3, f"{code} {name}"
        for name, day in first.items():
            if name in second and name.startswith(("again", "then")):
                assert second[name] >= day, f"{code} {name} went backwards"


@for_anyone(cases(), examples=250)
def test_the_talk_about_contraception_is_twelve_months_off_in_every_place(case: Case) -> None:
    for place in ("gb", "us", "elsewhere"):
        plan = case.but(place=place).plan()
        zero, talk = day_zero(plan), in_plan(plan).get("A02")
        if zero and talk and talk.due:
            assert talk.due >= months_on(zero.latest, 12), place
    assert guidance_in_use().begins == date(2026, 1, 1)
