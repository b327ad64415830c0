"""What is said to have changed since a plan was signed.

Days are worked out by hand: in 2027 Good Friday is 26 March, Easter Monday the 29th.
"""

import json
from datetime import date
from typing import Any

from planner.engine.adjustments import Adjustment
from planner.plans.signed_changes import (
    ITEM_KINDS,
    KINDS,
    MILESTONE_KINDS,
    OPTION_KINDS,
    PLAN_KINDS,
    changed_codes,
    differences,
)
from planner.plans.signed_content import (
    Content,
    ItemContent,
    MilestoneContent,
    OptionContent,
    as_json,
    digest_of,
)
from tests.plans.signing import JANUARY_4, january, later, only_guidance, out_of_it, own_item


def days_of(one: Any) -> str:
    """`opens`, `due` and `last_safe` of an item; `earliest`, `likely`, `latest` of a milestone, and if confirmed."""
    return " ".join(map(str, one.window[:3] if isinstance(one, ItemContent) else one[:4]))


# --- a date moves ---


def test_a_first_chemo_a_week_sooner_moves_what_hangs_on_it_and_nothing_else() -> None:
    before, after = january(), january(treatment_date="2027-03-20")
    assert digest_of(before) != digest_of(after)
    found = differences(before, after)
    assert {one.kind for one in found} == {"moved"}
    items = {one.key: (days_of(one.before), days_of(one.after)) for one in found if one.part == "item"}
    # Ten weeks to four weeks before: Saturday 27 February, so Friday. The last day is the day before: Good Friday, so
    # Thursday; a week sooner it is Saturday 20 February, so Friday, and Friday 19 March.
    assert items["B04"] == ("2027-01-16 2027-02-26 2027-03-25", "2027-01-09 2027-02-19 2027-03-19")
    # Six weeks to 17 days before, at the latest 16.
    assert items["B18"] == ("2027-02-13 2027-03-10 2027-03-11", "2027-02-06 2027-03-03 2027-03-04")
    # Twelve months after the latest new cells day: twelve weeks after the first chemo.
    assert items["A02"] == ("2028-06-19 2028-06-19 None", "2028-06-12 2028-06-12 None")
    # What is counted from the day of asking stays, and what is not in the plan.
    assert not items.keys() & {"B01", "B02", "B22", "F02"}
    assert changed_codes(before, after) == items.keys()
    milestones = {one.key: (one.before.likely, one.after.likely) for one in found if one.part == "milestone"}
    assert milestones["first-gonadotoxic-dose"] == (date(2027, 3, 27), date(2027, 3, 20))
    assert milestones["day-zero"] == (date(2027, 5, 8), date(2027, 5, 1))
    options = {one.key: (one.before.start_by, one.after.start_by) for one in found if one.part == "option"}
    # At the latest 16 days before: 11 and 4 March, both Thursdays.
    assert options["oocyte-cryopreservation"] == (date(2027, 3, 11), date(2027, 3, 4))
    assert "sperm-cryopreservation" not in options


def test_a_day_that_is_confirmed_is_another_content_though_no_milestone_moves() -> None:
    found = differences(january(treatment_date_certainty=None), january())
    first = [one for one in found if one.key == "first-gonadotoxic-dose"]
    assert [(one.kind, days_of(one.before), days_of(one.after)) for one in first] == [
        ("moved", "2027-03-27 2027-03-27 2027-03-27 False", "2027-03-27 2027-03-27 2027-03-27 True")
    ]
    # To find out which day counts is done.
    assert [(one.key, one.kind) for one in found if one.kind in ("came", "went")] == [("B01", "went")]


def test_who_says_they_can_give_sperm_too_has_what_comes_named_by_its_code() -> None:
    before, after = january(), january(has_testes="yes")
    kinds = {one.key: one.kind for one in differences(before, after) if one.part == "item"}
    assert kinds["B22"] == "came"
    assert {one.key: one.kind for one in differences(after, before)}["B22"] == "went"
    verdicts = [one for one in differences(before, after) if one.key == "sperm-cryopreservation"]
    assert [(one.before.verdict, one.after.verdict) for one in verdicts if one.kind == "other figure"] == [
        ("not-needed", "fits")
    ]


def test_another_reason_for_leaving_out_is_named_as_that() -> None:
    no_ovaries, no_children = january(has_ovaries="no"), january(wants_children="no")
    (found,) = [one for one in differences(no_ovaries, no_children) if one.key == "B18"]
    assert (found.kind, found.before.grounds, found.after.grounds) == (
        "other reason",
        (("has_ovaries", "no"),),
        (("wants_children", "no"),),
    )


def test_what_is_declined_goes_and_the_words_said_of_it_are_nobodys_content() -> None:
    before = january()
    after = january(steps={"B04": {"declined": "my own reason"}})
    assert [(one.key, one.kind) for one in differences(before, after)] == [("B04", "went")]
    assert after.items["B04"] == ItemContent("does-not-apply", "declined")
    assert digest_of(after) == digest_of(january(steps={"B04": {"declined": "another reason"}}))
    assert "my own reason" not in json.dumps(as_json(after))


def test_a_pregnancy_pauses_what_it_pauses() -> None:
    kinds = {one.key: one.kind for one in differences(january(), january(pregnant="unsure")) if one.kind == "paused"}
    assert kinds["B18"] == "paused"
    assert {one.kind for one in differences(january(), january(treatment_status="postponed"))} == {"paused"}


# --- what a clinic adjusts ---


def test_a_step_moved_by_its_clinic_is_adjusted_and_moved() -> None:
    found = differences(january(), january(adjustments=[later()]))
    assert [(one.part, one.key, one.kind) for one in found] == [("item", "B04", "adjusted"), ("item", "B04", "moved")]
    assert (days_of(found[0].before), days_of(found[0].after)) == (
        "2027-01-16 2027-02-26 2027-03-25",
        "2027-01-16 2027-03-10 2027-03-25",
    )
    assert found[0].after.moved_past is None


def test_a_step_moved_past_its_last_safe_day_says_which_that_was() -> None:
    moved = january(adjustments=[later(day=date(2027, 3, 26))])
    assert moved.items["B04"].moved_past == date(2027, 3, 25)


def test_a_step_taken_out_by_its_clinic_goes_and_is_adjusted() -> None:
    found = differences(january(), january(adjustments=[out_of_it()]))
    assert [(one.part, one.key, one.kind) for one in found] == [("item", "B05", "went"), ("item", "B05", "adjusted")]


def test_an_item_of_the_clinics_own_comes_with_all_its_words() -> None:
    found = differences(january(), january(adjustments=[own_item()]))
    assert [(one.part, one.key, one.kind) for one in found] == [
        ("item", "own-c", "came"),
        ("item", "own-c", "adjusted"),
    ]
    assert found[0].after.who == ("nurse",)
    other = january(adjustments=[own_item()._replace(text="The red one")])
    assert changed_codes(january(adjustments=[own_item()]), other) == {"own-c"}


def test_who_does_it_is_a_figure_of_the_plan() -> None:
    given = Adjustment("e", "assign", "B04", "The nurse books it.", who=("nurse",), by="n", on=JANUARY_4)
    found = differences(january(), january(adjustments=[given]))
    assert [(one.key, one.kind) for one in found] == [("B04", "adjusted"), ("B04", "other figure")]


def test_what_was_adjusted_without_effect_is_content_too() -> None:
    nobody_has_it = later(code="B22")
    found = differences(january(), january(adjustments=[nobody_has_it]))
    assert [(one.part, one.key, one.kind, one.after) for one in found] == [("unfit", "a", "adjusted", nobody_has_it)]


def test_the_order_in_which_adjustments_are_kept_is_no_content() -> None:
    given = Adjustment("0", "assign", "B04", "The nurse books it.", who=("nurse",), by="n", on=JANUARY_4)
    made = [later(), out_of_it(), own_item(), given]
    assert digest_of(january(adjustments=made)) == digest_of(january(adjustments=made[::-1]))


# --- kinds ---


def test_every_field_has_a_kind_of_difference() -> None:
    assert ITEM_KINDS.keys() == set(ItemContent._fields)
    assert OPTION_KINDS.keys() == set(OptionContent._fields)
    assert MILESTONE_KINDS.keys() == set(MilestoneContent._fields)
    assert PLAN_KINDS.keys() == set(Content._fields) - {"items", "options", "milestones", "unfit"}
    tables = (ITEM_KINDS, OPTION_KINDS, MILESTONE_KINDS, PLAN_KINDS)
    assert {kind for table in tables for kind in table.values()} | {"came", "went"} == set(KINDS)


def test_only_the_rules_of_the_guidance_differ() -> None:
    signed = january()
    other = signed._replace(guidance="another")
    assert [(one.part, one.key, one.kind) for one in differences(signed, other)] == [("plan", "guidance", "guidance")]
    assert only_guidance(differences(signed, other))
    assert not only_guidance(differences(signed, other._replace(place="us")))
    assert not only_guidance(())
    assert changed_codes(signed, other) == frozenset()
