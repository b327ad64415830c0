"""Days that pass change a plan by themselves: noted once, as a version, shown until put away, and never silent."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from planner.db import db
from planner.errors import NothingHere
from planner.guidance.loader import guidance
from planner.plans.days_passing import note_days_passed, put_away
from planner.plans.kept import KeptPlan
from planner.plans.models import SummaryRecord
from planner.plans.passed import needs_a_look
from planner.tokens import new_token
from tests.accounts.holders import at_once
from tests.keeping.people_kept import TODAY, occasion
from tests.plans.living import EITHER, MARCH_3, MARCH_9, Somebody, first_chemo

MARCH_14, MARCH_15, MARCH_16 = date(2026, 3, 14), date(2026, 3, 15), date(2026, 3, 16)
IN_28_DAYS: dict[str, Any] = {"treatment_date": "2026-03-30"}  # eggs: 28 days fit, 27 to 16 are tight, fewer unlikely


def look(who: Somebody, today: date) -> KeptPlan:
    """Open the plan on a day, as its page does."""
    kept = who.kept
    return note_days_passed(who.actor, occasion(today)) if needs_a_look(kept, today) else kept


def passed(who: Somebody) -> list[tuple[int, Any]]:
    """What was noted, oldest first, each with the version it made."""
    return [(one.number, one.patch) for one in reversed(who.history) if one.action == "days-passed"]


def test_an_option_with_too_little_time_left_is_noted_as_a_version(app: Flask) -> None:
    chloe = Somebody(**IN_28_DAYS)
    lines = chloe.audit
    kept = look(chloe, MARCH_3)
    assert passed(chloe) == [
        (3, {"since": "2026-03-02", "options": [["oocyte-cryopreservation", "fits", "tight"]], "comes": ["B20", "F01"]})
    ]
    assert (kept.version, kept.unseen, kept.looked_on) == (3, 3, MARCH_3)
    assert chloe.kept == kept
    assert chloe.audit == lines + 1
    assert kept.asked_on == TODAY  # the answers were not confirmed anew


def test_it_is_noted_once_however_often_it_is_looked_at(app: Flask) -> None:
    chloe = Somebody(**IN_28_DAYS)
    look(chloe, MARCH_3)
    for _ in range(3):
        note_days_passed(chloe.actor, occasion(MARCH_3))
    assert len(passed(chloe)) == 1
    assert not needs_a_look(chloe.kept, MARCH_3)


def test_two_devices_that_open_it_at_the_same_moment_note_it_once(kept_app: Flask, app: Flask) -> None:
    when = occasion(MARCH_3)
    for _ in range(5):
        chloe = Somebody(**IN_28_DAYS)
        stale = chloe.kept
        seen = at_once(kept_app, *[lambda c=chloe, s=stale: note_days_passed(c.actor, when)] * 4)
        assert {one.version for one in seen} == {3}  # type: ignore[attr-defined]
        assert len(passed(chloe)) == 1


@EITHER
def test_where_nothing_changed_only_the_day_of_the_look_is_kept(app: Flask) -> None:
    amira = Somebody()  # 77 days ahead
    before, lines = amira.kept, amira.audit
    look(amira, MARCH_3)
    assert amira.kept == before._replace(looked_on=MARCH_3)
    assert amira.audit == lines
    assert passed(amira) == []


@EITHER
def test_each_threshold_is_noted_with_the_day_of_the_last_look(app: Flask) -> None:
    chloe = Somebody(**IN_28_DAYS)
    for day in (MARCH_3, MARCH_9, MARCH_14, MARCH_15):
        look(chloe, day)
    (_, first), (_, second) = passed(chloe)[:2]
    assert first["options"] == [["oocyte-cryopreservation", "fits", "tight"]]  # 27 days left
    # Egg injections at the latest 16 days before, which is Saturday 14 March: so Friday 13 March.
    assert (second["since"], second["closed"]) == ("2026-03-09", ["B18"])
    (_, last) = passed(chloe)[-1]
    assert (last["since"], last["options"]) == (
        "2026-03-14",
        [["oocyte-cryopreservation", "tight", "unlikely"]],  # 15 days left
    )


@EITHER
def test_away_for_long_it_is_one_note_of_all_of_it(app: Flask) -> None:
    chloe = Somebody(**IN_28_DAYS)
    look(chloe, MARCH_16)
    ((_, note),) = passed(chloe)
    assert note["options"][0] == ["oocyte-cryopreservation", "fits", "unlikely"]
    assert note["since"] == "2026-03-02"


@EITHER
def test_a_day_that_was_told_and_has_passed_is_asked_about_once(app: Flask) -> None:
    amira = Somebody(treatment_date="2026-03-09")
    look(amira, MARCH_9)
    assert not any(note.get("asks") for _, note in passed(amira))
    look(amira, date(2026, 3, 10))
    look(amira, date(2026, 3, 11))
    assert [note["asks"] for _, note in passed(amira) if "asks" in note] == [True]


@EITHER
def test_it_is_shown_until_put_away_and_stays_among_the_changes(app: Flask) -> None:
    chloe, key = Somebody(**IN_28_DAYS), new_token()
    look(chloe, MARCH_3)
    look(chloe, MARCH_15)
    assert chloe.kept.unseen == 3
    version = chloe.kept.version
    put_away(chloe.actor, key, version, occasion(MARCH_15))
    assert (chloe.kept.unseen, chloe.kept.version) == (0, version)
    assert len(passed(chloe)) == 2
    look(chloe, date(2026, 3, 17))  # 13 days left: a piece of ovary is tight
    assert chloe.kept.unseen == version + 1
    put_away(chloe.actor, key, version, occasion(MARCH_15))  # the same press, sent again
    assert chloe.kept.unseen == version + 1


@EITHER
def test_putting_away_what_was_shown_leaves_what_was_noted_since(app: Flask) -> None:
    chloe = Somebody(**IN_28_DAYS)
    look(chloe, MARCH_3)
    look(chloe, MARCH_15)
    later = [number for number, _ in passed(chloe)][1]
    put_away(chloe.actor, new_token(), 3, occasion(MARCH_15))  # a page that was opened on 3 March
    assert chloe.kept.unseen == later


@pytest.mark.parametrize("number", [0, -1, 99])
@EITHER
def test_what_was_never_there_is_not_put_away(app: Flask, number: int) -> None:
    chloe = Somebody(**IN_28_DAYS)
    look(chloe, MARCH_3)
    with pytest.raises(NothingHere):
        put_away(chloe.actor, new_token(), number, occasion(MARCH_3))
    assert chloe.kept.unseen == 3


@EITHER
def test_it_cannot_be_undone_and_stands_in_nobodys_way(app: Flask) -> None:
    chloe = Somebody(**IN_28_DAYS)
    chloe.answers(age=30)
    look(chloe, MARCH_3)
    with pytest.raises(NothingHere):
        chloe.undoes(4, MARCH_3)
    chloe.undoes(3, MARCH_3)
    assert chloe.kept.told["age"] == 29


@EITHER
def test_what_was_confirmed_today_did_not_change_by_days_passing(app: Flask) -> None:
    amira = Somebody()
    amira.moves(first_chemo("2026-03-24"), MARCH_9)  # 15 days ahead: eggs are unlikely from the first moment
    look(amira, MARCH_9)
    assert passed(amira) == []
    assert amira.kept.looked_on == MARCH_9


@EITHER
def test_the_days_of_a_plan_not_made_yet_are_not_looked_at(app: Flask) -> None:
    amira = Somebody()
    assert not needs_a_look(amira.kept._replace(made_on=None), MARCH_9)


@EITHER
def test_after_it_the_summary_is_of_the_new_version(app: Flask) -> None:
    chloe = Somebody(**IN_28_DAYS)
    kept = look(chloe, MARCH_3)
    row = db.session.get_one(SummaryRecord, kept.id)
    assert (row.version, row.counted_on, row.guidance) == (3, MARCH_3, guidance().digest)
