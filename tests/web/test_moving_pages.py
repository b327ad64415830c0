"""Moving the date on its pages: shown first, kept only when said so; dates side by side, where nothing is kept."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests.web.living import day_fields, fields_in, kept_by, lives_with_a_plan, moved_to, page_of, says, text_of
from tests.web.phones import Phone


@pytest.fixture
def amy(app: Flask) -> Phone:
    """Somebody with 77 days to go."""
    return lives_with_a_plan(app)


def test_the_preview_shows_what_moves_what_clashes_and_keeps_nothing(amy: Phone) -> None:
    says(amy, "B18", "booked", **day_fields("booked", date(2026, 4, 10)))
    says(amy, "B10", "done")
    before = kept_by(amy)
    answer = amy.sends("/plan/move", **moved_to(date(2026, 4, 6)))
    text = text_of(answer.text)
    assert answer.status_code == 200
    assert "18 May 2026: first chemo, confirmed by your team" in text
    assert "6 April 2026: first chemo, confirmed by your team" in text
    # 16 days before 6 April 2026 is 21 March, a Saturday; the open day before is Friday 20 March.
    assert "Booked for 10 April 2026. With this date its last safe day is 20 March." in text
    assert re.search(r"\d+ steps move, 1 booked one clashes\. 1 done step stays done\.", text)
    assert kept_by(amy) == before


def test_what_is_no_longer_possible_is_said_with_care(amy: Phone) -> None:
    # 12 days: fewer than the 16 that freezing eggs needs at the least.
    text = text_of(amy.sends("/plan/move", **moved_to(date(2026, 3, 14))).text)
    assert "May no longer be possible" in text
    assert "There may not be enough time for this. Only the clinic can say." in text
    assert not re.search(r"too late|impossible|\bsafe to\b", text.lower())


def test_it_moves_only_when_said_so_and_is_undone_where_it_was_kept(amy: Phone) -> None:
    shown = amy.sends("/plan/move", **moved_to(date(2026, 6, 1))).text
    fields = fields_in(shown, "/plan/move/use")
    answer = amy.sends(
        "/plan/move/use", **{key: one for key, one in fields.items() if key not in ("csrf_token", "once")}
    )
    assert answer.location == f"/plan?changed={kept_by(amy).version}"
    assert kept_by(amy).told["treatment_date"] == "2026-06-01"
    undo = re.findall(r'action="(/plan/history/\d+/undo)"', amy.gets(answer.location).text)[0]
    amy.sends(undo)
    assert kept_by(amy).told["treatment_date"] == "2026-05-18"


def test_a_plan_that_changed_meanwhile_is_shown_anew(app: Flask, amy: Phone, second: Phone) -> None:
    second.takes(amy.makes("code"))
    shown = fields_in(amy.sends("/plan/move", **moved_to(date(2026, 6, 1))).text, "/plan/move/use")
    says(second, "B04", "done")
    answer = amy.sends(
        "/plan/move/use", **{key: one for key, one in shown.items() if key not in ("csrf_token", "once")}
    )
    assert answer.status_code == 409
    assert "Your plan changed meanwhile. Nothing was moved." in text_of(answer.text).replace(
        "meanwhile Nothing", "meanwhile. Nothing"
    )
    assert kept_by(amy).told["treatment_date"] == "2026-05-18"
    fresh = fields_in(answer.text, "/plan/move/use")
    assert fresh["seen"] != shown["seen"]
    assert (
        amy.sends(
            "/plan/move/use", **{key: one for key, one in fresh.items() if key not in ("csrf_token", "once")}
        ).status_code
        == 303
    )


@pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999", "٣"])
def test_a_version_that_cannot_be_is_never_the_right_one(amy: Phone, seen: str) -> None:
    assert amy.sends("/plan/move/use", seen=seen, **moved_to(date(2026, 6, 1))).status_code == 409
    assert kept_by(amy).told["treatment_date"] == "2026-05-18"


def test_other_days_hold_as_they_stand_and_one_that_is_emptied_goes(app: Flask) -> None:
    amy = lives_with_a_plan(app, milestones={"day-zero": {"date": "2026-07-01", "confirmed": True}})
    form = amy.gets("/plan/move").text
    assert 'name="day-zero-day" type="text" value="1"' in re.sub(r"\s+", " ", form) or 'value="1"' in form
    fields = {**moved_to(date(2026, 6, 1)), **day_fields("day-zero", date(2026, 7, 1)), "day-zero-sure": "yes"}
    assert "These days were told" not in amy.sends("/plan/move", **fields).text
    text = text_of(amy.sends("/plan/move", **moved_to(date(2026, 6, 1))).text)
    assert "These days were told with the old date and go: “New cells day”." in text
    fields |= day_fields("day-zero", date(2026, 7, 15))
    shown = fields_in(amy.sends("/plan/move", **fields).text, "/plan/move/use")
    amy.sends("/plan/move/use", **{key: one for key, one in shown.items() if key not in ("csrf_token", "once")})
    assert kept_by(amy).told["milestones"] == {"day-zero": {"date": "2026-07-15", "confirmed": True}}


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({}, "Enter the day, month and year"),
        (
            {"treatment_date_kind": "first-chemo", "treatment_date_certainty": "confirmed"},
            "Enter the day, month and year",
        ),
        (day_fields("treatment_date", date(2026, 6, 1)), "Choose what happens on that day"),
        (moved_to(date(2026, 6, 1), sure=""), "Choose if that date is fixed"),
        ({**moved_to(date(2026, 6, 1)), "treatment_date-day": "31"}, "Enter a day that exists"),
        ({**moved_to(date(2026, 6, 1)), "collection-day": "3"}, "Collection of cells: Enter the day, month and year"),
        (
            {
                **moved_to(date(2026, 6, 1)),
                **day_fields("collection", date(2026, 7, 3)),
                **day_fields("day-zero", date(2026, 6, 20)),
            },
            "These days cannot come in this order",
        ),
        (moved_to(date(2026, 6, 1), kind="wedding"), "Choose"),
    ],
)
def test_what_cannot_be_a_date_is_asked_again(amy: Phone, fields: dict[str, str], mistake: str) -> None:
    answer = amy.sends("/plan/move", **fields)
    assert answer.status_code == 400
    assert mistake in text_of(answer.text)
    assert kept_by(amy).told["treatment_date"] == "2026-05-18"


def test_a_start_that_was_told_is_not_moved_into_the_future(app: Flask) -> None:
    amy = lives_with_a_plan(
        app, chemo_already_started="yes", chemo_started_on="2026-02-20", treatment_date="2026-02-20"
    )
    answer = amy.sends("/plan/move", **moved_to(date(2026, 6, 1)))
    assert answer.status_code == 400
    assert "You said that this has begun or happened already" in text_of(answer.text)


def test_the_date_of_a_made_plan_is_changed_on_its_own_page_only(amy: Phone) -> None:
    assert amy.gets("/questions/3?from=answers").location == "/plan/move"
    answer = amy.sends("/questions/3", **moved_to(date(2026, 6, 1)))
    assert answer.location == "/plan/move"
    assert kept_by(amy).told["treatment_date"] == "2026-05-18"


def test_a_date_that_was_put_off_goes_on_with_a_new_one(app: Flask, amy: Phone) -> None:
    amy.sends("/plan/stop", how="postponed")
    shown = fields_in(amy.sends("/plan/move", **moved_to(date(2026, 9, 1))).text, "/plan/move/use")
    amy.sends("/plan/move/use", **{key: one for key, one in shown.items() if key not in ("csrf_token", "once")})
    assert "treatment_status" not in kept_by(amy).told


EVERYTHING: Any = ["oocyte-cryopreservation", "ovarian-tissue-cryopreservation", "ovarian-suppression"]


def what_if(*days: date, kind: str = "first-chemo") -> dict[str, str]:
    """The fields of up to three candidate dates."""
    fields = {"treatment_date_kind": kind}
    for slot, day in zip(("first", "second", "third"), days, strict=False):
        fields |= day_fields(slot, day)
    return fields


def test_three_dates_stand_side_by_side_and_nothing_is_kept(amy: Phone) -> None:
    before = kept_by(amy)
    answer = amy.sends(
        "/plan/what-if", **what_if(date(2026, 5, 18), date(2026, 3, 14), date(2026, 7, 6)), chosen=EVERYTHING
    )
    text = text_of(answer.text)
    columns = re.findall(r'<section class="card candidate".*?</section>', answer.text, re.DOTALL)
    assert [text_of(f"<main{one}").split(" The ")[0].split(" steps")[0][:20] for one in columns] != []
    assert ["There is time" in columns[0], "There is time" in columns[2]] == [True, True]
    assert "There may not be enough time for this. Only the clinic can say." in columns[1]
    assert "The date your plan has now" in columns[0]
    assert "candidate__line--differs" in columns[1]
    # Eggs need 28 days with comfort; Monday 30 March 2026 is 28 days after 2 March.
    assert "The earliest first chemo with room for" in text
    assert "is 30 March 2026." in text
    assert kept_by(amy) == before


def test_only_what_was_chosen_has_to_have_room(amy: Phone) -> None:
    fields = what_if(date(2026, 5, 18))
    text = text_of(amy.sends("/plan/what-if", **fields, chosen="ovarian-tissue-cryopreservation").text)
    # A piece of ovary needs 14 days with comfort: 16 March.
    assert "is 16 March 2026." in text


def test_a_candidate_leads_to_the_preview_of_its_move(amy: Phone) -> None:
    answer = amy.sends("/plan/what-if", **what_if(date(2026, 5, 18), date(2026, 7, 6)))
    column = re.findall(r'<section class="card candidate".*?</section>', answer.text, re.DOTALL)[1]
    fields = {k: v for k, v in fields_in(column, "/plan/move").items() if k not in ("csrf_token", "once")}
    assert "What the new date changes" in text_of(amy.sends("/plan/move", **fields).text)


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"treatment_date_kind": "first-chemo"}, "Enter at least one day"),
        (what_if(date(2026, 5, 1), kind=""), "Choose what happens on these days"),
        (what_if(date(2026, 5, 1), date(2026, 5, 1)), "This day is there twice"),
        (
            {**what_if(date(2026, 5, 1)), "second-day": "40", "second-month": "5", "second-year": "2026"},
            "Enter a day that exists",
        ),
    ],
)
def test_candidates_that_cannot_be_are_asked_again(amy: Phone, fields: dict[str, str], mistake: str) -> None:
    answer = amy.sends("/plan/what-if", **fields)
    assert answer.status_code == 400
    assert mistake in text_of(answer.text)


def test_answers_on_the_way_to_a_plan_have_no_date_to_move(owner: Phone) -> None:
    for path in ("/plan/move", "/plan/what-if"):
        assert owner.gets(path).status_code == 404


def test_what_was_moved_is_told_on_its_step(amy: Phone) -> None:
    shown = fields_in(amy.sends("/plan/move", **moved_to(date(2026, 6, 1))).text, "/plan/move/use")
    amy.sends("/plan/move/use", **{key: one for key, one in shown.items() if key not in ("csrf_token", "once")})
    # 16 days before 1 June 2026 is 16 May, a Saturday; the open day before is Friday 15 May.
    assert "last safe day 15 May" in text_of(amy.gets(page_of(amy, "B18")).text)
