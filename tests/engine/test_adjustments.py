"""What a clinic adds to one plan, takes out, gives to somebody or brings of its own, and each refusal with its reason.

Moves have a file of their own: test_moved.py.
"""

from datetime import date
from typing import Any

import pytest

from planner.calendar.events import PREVIEW_SECRET, events_of
from planner.engine import adjustments as why
from planner.engine.adjustments import Adjustment, fault_of, own_code
from planner.engine.last_safe import next_last_safe
from planner.engine.plan import plan_for
from planner.plans.as_text import plan_text
from planner.plans.plan_json import plan_json
from planner.plans.sharing import Rights, shared_plan
from planner.questions.told import StepTaken
from tests.engine.adjusted import MONDAY, TOLD, AdjustedCase, change, named, plan, refused
from tests.engine.cases import Case, guidance_in_use, in_plan, left_out

# Added -----------------------------------------------------------------------------------------------------------


def test_an_item_left_out_for_an_answer_is_added_by_the_clinics_word() -> None:
    made = change("add", "B11")
    added = in_plan(plan(made, partner="no"))["B11"]
    assert (added.due, added.grounds, added.adjusted) == (date(2026, 7, 6), (("clinic", "add"),), (made,))
    assert "B11" not in left_out(plan(made, partner="no"))


def test_an_item_that_waits_for_a_yes_is_added_by_the_clinics_word() -> None:
    # Ovarian tissue: due 5 days before the first chemo.
    assert in_plan(plan(change("add", "B20")))["B20"].due == date(2026, 7, 29)


def test_an_added_item_can_be_moved_too() -> None:
    made = plan(change("add", "B20"), change("move", "B20", "2026-07-14", number=2))
    assert in_plan(made)["B20"].due == date(2026, 7, 14)
    assert made.unfit == ()


BEGUN = {"chemo_already_started": "yes", "chemo_started_on": "2026-02-20", "treatment_date": "2026-02-20"}


@pytest.mark.parametrize("code", ["B01", "B15", "B16", "B17", "B18", "B19", "B22", "B23", "B29", "B30", "F01", "F02"])
def test_once_chemo_has_begun_the_clinic_adds_nothing_that_had_to_come_before_it(code: str) -> None:
    assert refused(change("add", code), **BEGUN) == why.TREATMENT_RULES_IT_OUT


def test_egg_injections_are_not_added_with_fewer_than_sixteen_days_left() -> None:
    assert refused(change("add", "B18"), treatment_date="2026-03-17") == why.TREATMENT_RULES_IT_OUT
    no_wish = {"wants_children": "no"}
    assert refused(change("add", "B18"), treatment_date="2026-03-17", **no_wish) == why.TREATMENT_RULES_IT_OUT
    assert refused(change("add", "B18"), treatment_date="2026-03-18", **no_wish) is None


def test_where_the_last_safe_day_has_gone_by_the_item_is_not_added() -> None:
    # Asked on 20 February, looked at on 2 March: sperm had to be frozen by 1 March, the day before the first chemo.
    told = {**TOLD, "treatment_date": "2026-03-02", "has_testes": "no"}
    told.pop("chemo_already_started")
    case = AdjustedCase(told, date(2026, 2, 20), date(2026, 3, 2))
    assert fault_of(change("add", "B22", on=date(2026, 2, 21)), case.plan()) == why.LAST_SAFE_DAY_GONE_BY


def test_what_only_an_answer_brings_is_not_added() -> None:
    assert refused(change("add", "F05")) == why.NEEDS_AN_ANSWER


def test_what_the_person_declined_is_not_added() -> None:
    assert refused(change("add", "B04"), steps={"B04": {"declined": "not for me"}}) == why.DECLINED


def test_what_is_in_the_plan_is_not_added_again() -> None:
    assert refused(change("add", "B04")) == why.IN_THE_PLAN


def test_a_rule_of_another_place_is_not_added() -> None:
    told = {"place": "us", "stored_on": "2020-01-01"}
    assert refused(change("add", "A14"), **told) == why.TREATMENT_RULES_IT_OUT


# Not applicable --------------------------------------------------------------------------------------------------


def test_what_the_clinic_takes_out_is_left_out_with_its_reason() -> None:
    made = change("not-applicable", "B09", reason="The scan of January is enough.")
    shown = plan(made)
    out = left_out(shown)["B09"]
    assert "B09" not in in_plan(shown)
    assert (out.note, out.adjusted) == ("clinic", made)
    said = next(row["reason"] for row in plan_json(shown)["left_out"] if row["code"] == "B09")
    assert "because your clinic says" in said
    assert "The scan of January is enough." in said


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("F05", {"pregnant": "unsure"}),
        ("B01", {"treatment_date_certainty": "approximate"}),
        ("F03", BEGUN),
        ("B13", {"age": 16}),
    ],
)
def test_what_an_invariant_wants_in_the_plan_stays(code: str, told: dict[str, Any]) -> None:
    made = change("not-applicable", code)
    assert refused(made, **told) == why.MUST_STAY
    assert code in in_plan(plan(made, **told))


def test_what_is_left_out_already_cannot_be_taken_out() -> None:
    assert refused(change("not-applicable", "B11"), partner="no") == why.NOT_IN_THE_PLAN


def test_what_was_taken_out_is_neither_moved_nor_given_to_anybody() -> None:
    out = change("not-applicable", "B09")
    assert refused(change("move", "B09", "2026-06-10", number=2), out) == why.TAKEN_OUT
    assert refused(change("assign", "B09", number=3, who=("nurse",)), out) == why.TAKEN_OUT


# Given to somebody -----------------------------------------------------------------------------------------------


def test_who_does_an_item_is_who_the_clinic_names() -> None:
    made = change("assign", "B05", who=("nurse",))
    shown = plan(made)
    assert in_plan(shown)["B05"].who == ("nurse",)
    assert in_plan(shown)["B05"].item.who == ("patient", "nurse")
    assert next(row["who"] for row in plan_json(shown)["items"] if row["code"] == "B05") == ["nurse"]
    assert in_plan(plan())["B05"].who == ("patient", "nurse")


def test_giving_an_item_to_a_partner_shares_nothing_with_them() -> None:
    rights = Rights(own_part=True)
    before, after = plan(), plan(change("assign", "B05", who=("partner",)))
    assert shared_plan(after, rights) == shared_plan(before, rights)


@pytest.mark.parametrize(
    ("who", "told", "reason"),
    [
        ((), {}, why.NOBODY),
        (("doctor",), {}, why.NOBODY),
        (("partner",), {"partner": "no"}, why.NO_PARTNER),
    ],
)
def test_nobody_and_somebody_who_is_not_there_do_nothing(
    who: tuple[str, ...], told: dict[str, str], reason: str
) -> None:
    assert refused(change("assign", "B05", who=who), **told) == reason


# The clinic's own ------------------------------------------------------------------------------------------------

OWN = own_code(named(1))


def own(day: str = "2026-04-20", **beside: Any) -> Adjustment:
    return change("own", day=day, **{"title": "Bring the blue folder", "text": "It came by post.", **beside})


def test_a_clinics_own_item_is_planned_on_its_day_and_rings_then() -> None:
    one = in_plan(plan(own()))[OWN]
    assert (one.window.opens, one.due, one.alarms, one.severity) == (
        date(2026, 4, 20),
        date(2026, 4, 20),
        (date(2026, 4, 20),),
        "medium",
    )
    assert (one.state, one.who, one.grounds) == ("upcoming", ("patient",), (("clinic", "own"),))
    assert one.item.words["es"].title == one.item.words["en"].title == "Bring the blue folder"


@pytest.mark.parametrize(
    ("day", "phase"),
    [("2026-08-02", "find-out"), ("2026-08-03", "during"), ("2026-09-28", "during"), ("2026-09-29", "after")],
)
def test_it_stands_in_the_part_of_the_plan_its_day_falls_in(day: str, phase: str) -> None:
    # First chemo 3 August; home likely on 28 September.
    assert in_plan(plan(own(day)))[OWN].item.phase == phase


def test_without_a_day_it_is_open_and_does_not_ring() -> None:
    one = in_plan(plan(own("")))[OWN]
    assert (one.due, one.state, one.alarms) == (None, "open", ())


def test_it_can_be_moved_and_given_to_somebody() -> None:
    made = plan(own(), change("move", OWN, "2026-05-04", number=2), change("assign", OWN, number=3, who=("nurse",)))
    assert (in_plan(made)[OWN].due, in_plan(made)[OWN].who, made.unfit) == (date(2026, 5, 4), ("nurse",), ())
    assert in_plan(made)[OWN].alarms == (date(2026, 5, 4),)


def test_it_can_be_done_like_any_other_step() -> None:
    made = AdjustedCase(TOLD, MONDAY, MONDAY, (own(),)).plan()
    steps = {OWN: StepTaken("done", MONDAY)}
    done = plan_for(
        made.situation.told, made.guidance, asked_on=MONDAY, today=MONDAY, steps=steps, adjustments=made.adjustments
    )
    assert (in_plan(done)[OWN].state, in_plan(done)[OWN].alarms) == ("done", ())


def test_it_is_taken_back_and_not_marked_as_not_applicable() -> None:
    assert refused(change("not-applicable", OWN, number=2), own()) == why.A_STEP_OF_ITS_OWN


def test_it_needs_words() -> None:
    assert refused(own(title="  ")) == why.NO_TITLE


def test_it_goes_through_every_form_of_a_plan() -> None:
    shown = plan(own())
    row = next(row for row in plan_json(shown)["items"] if row["code"] == OWN)
    assert row["title"] == "Bring the blue folder"
    assert row["sources"][0]["title"] == "Your clinic"
    assert row["reasons"] == [{"text": "your clinic added this step", "answers": {}}]
    assert "Bring the blue folder" in plan_text(shown)
    discreet, plain = (events_of(shown, secret=PREVIEW_SECRET, plain=plain) for plain in (False, True))
    assert [event.day for event in plain if event.title == "Bring the blue folder"] == [date(2026, 4, 20)]
    event = next(event for event in plain if event.title == "Bring the blue folder")
    assert "Who says so: Your clinic. Last checked 2 March 2026." in event.description
    assert [event for event in discreet if "folder" in f"{event.title} {event.description}"] == []
    assert {event.uid for event in discreet} == {event.uid for event in plain}


def test_no_group_that_is_shared_brings_a_clinics_own_item_with_it() -> None:
    rights = Rights(own_part=True, groups=("find-out", "during", "after"))
    shared = shared_plan(plan(own(who=("partner",))), rights)
    assert [one for one in shared.steps if one.item.code == OWN] == []


@pytest.mark.parametrize("told", [{"pregnant": "unsure"}, {"treatment_status": "postponed"}])
def test_where_the_plan_is_silent_so_is_a_clinics_own_item(told: dict[str, str]) -> None:
    one = in_plan(plan(own(), **told))[OWN]
    assert (one.state, one.alarms) == ("paused", ())


# All kinds -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["move", "add", "not-applicable", "assign", "own"])
def test_nothing_is_changed_without_a_reason(kind: str) -> None:
    made = change(kind, "B04", "2026-06-10", reason="  ", who=("nurse",), title="Bring the blue folder")
    assert refused(made) == why.NO_REASON


def test_a_kind_nobody_knows_changes_nothing() -> None:
    assert refused(change("delete", "B04")) == why.NO_SUCH_CHANGE


@pytest.mark.parametrize("told", [{"therapy_kind": "no-chemo-cells"}, {"treatment_status": "died"}])
def test_where_no_plan_is_made_nothing_has_an_effect(told: dict[str, str]) -> None:
    assert refused(own(), **told) == why.NO_PLAN
    assert plan(own(), **told).items == ()


def test_the_next_last_safe_day_is_that_of_the_adjusted_plan() -> None:
    told, days = Case(TOLD, MONDAY, MONDAY).told(), {"asked_on": MONDAY, "today": MONDAY}
    out = (change("not-applicable", "B18"),)
    found = [
        next_last_safe(told, guidance_in_use(), closed_days=AdjustedCase({}, MONDAY, MONDAY).holidays(), **days, **made)
        for made in ({}, {"adjustments": out})
    ]
    # Injections by Friday 17 July (the 18th is a Saturday); without them, ovarian rest by Monday 27 July.
    assert found == [date(2026, 7, 17), date(2026, 7, 27)]
