"""The days of somebody with whom a plan is shared: in the order in which they are read, and what the last is called."""

import re
from calendar import month_name
from datetime import date
from typing import Any

import pytest
from flask import Flask

from planner.calendar.events import plain_title
from planner.plans.partner_steps import PartnersOwn
from planner.plans.sharing import Rights, SharedPlan, SharedStep, shared_plan
from planner.web.partner.step_view import step_view
from planner.web.partner.view import shared_view
from tests.feeds.calendars import seen_in
from tests.people import planned, someone
from tests.web.living import text_of
from tests.web.sharing import Guest, shared

HOME = "Take them home after egg collection"  # B19, in words to them
CHOSEN: dict[str, Any] = {
    "label": "My own phone",
    "alarms": "yes",
    "language": "en",
    "program": "apple",
    "phases": ["find-out", "freeze"],
}


@pytest.fixture
def guest(app: Flask) -> Guest:
    """Whoever sees what a partner does, and what comes before treatment."""
    return shared(app, groups=["own-part", "find-out"])[1]


def seen() -> SharedPlan:
    """All that is a partner's, and what comes in the months before and after."""
    return shared_plan(planned(someone(treatment_date="2026-05-18")), Rights(own_part=True, groups=("after",)))


def step(code: str) -> SharedStep:
    """One step of it."""
    return next(one for one in seen().steps if one.item.code == code)


def test_in_words_to_them_no_day_is_called_the_last_safe_one(guest: Guest) -> None:
    sees, page = guest.sees(), text_of(guest.phone.gets(guest.steps()[HOME]).text)
    own = sees.partition("Your part")[2].partition("Also shared with you")[0]
    assert "the latest day it can be: 15 May" in own
    assert "By 15 May , the latest day it can be: 15 May" in page
    assert "Latest day: 1 day before the first chemo." in page
    for words in (own, page):
        assert "last safe day" not in words.lower()
    assert "last safe day 15 May" in sees  # what is written to whoever has the treatment says so


def test_nor_on_the_card_of_what_comes_first_nor_once_it_has_gone_by(app: Flask) -> None:
    home = step("B19")
    gone = home._replace(state="past-last-safe")
    with app.test_request_context("/part"):
        for one in (home, gone):
            view = shared_view(SharedPlan(date(2026, 5, 14), (one,)), lambda item: "")
            assert view.first
            assert "safe day" not in str(view).lower()
        stands = step_view(gone, SharedPlan(date(2026, 5, 16), (gone,)), PartnersOwn("B19")).stands
        assert stands == "Its latest day has gone by. Ask the team today."


@pytest.mark.parametrize(("words", "called"), [("plain", "Latest day: "), ("discreet", "Last day: ")])
def test_nor_in_a_calendar(app: Flask, words: str, called: str) -> None:
    guest = shared(app, **{"step-B28": "theirs", "step-B19": "theirs", "step-B04": "shown"})[1]
    made = guest.phone.sends("/part/calendar/new", do="make", words=words, **CHOSEN).text
    (address,) = set(re.findall(r"https?://[\w.:-]+(/f/[\w-]{43}\.ics)", made))
    found = seen_in(guest.phone.gets(address).data).values()
    home = [one for one in found if HOME in one.title or words == "discreet"]
    assert any(one.title.startswith(called) for one in found) or words == "plain"
    assert all("Last safe day" not in one.title + one.text for one in home)
    if words == "plain":
        assert any("Latest day: 15 May 2026." in one.text for one in home)
        assert any(one.title.startswith("Last safe day: Ask to see") for one in found)


def test_a_day_of_its_own_for_the_latest_one_is_called_so() -> None:
    assert plain_title(step("B19").item, "last-safe", for_partner=True) == f"Latest day: {HOME}"
    assert plain_title(step("B19").item, "last-safe") == "Last safe day: Have your eggs collected"


def shown_first(when: str) -> str:
    """The first day that a line names."""
    found = re.search(r"\d{1,2} \w+(?: \d{4})?", when)
    assert found, when
    return found[0]


def test_what_is_theirs_stands_in_the_order_of_the_days_that_are_read(app: Flask) -> None:
    with app.test_request_context("/part"):
        view = shared_view(seen(), lambda item: "")
    assert {stop.note for stop in view.stops if stop.title == HOME} == {"the latest day it can be: 15 May"}
    assert view.first
    assert [shown_first(row.when) for row in (view.first.row, *view.yours)] == [
        "1 May",
        "15 May",
        "15 May",
        "28 May",
        "22 June",
        "29 June",
        "29 July",
        "29 September",
        "10 August 2027",
    ]


def test_what_is_for_now_comes_before_all_others(app: Flask) -> None:
    steps = tuple(one._replace(state="do-now") if one.item.code == "A01" else one for one in seen().steps)
    with app.test_request_context("/part"):
        view = shared_view(seen()._replace(steps=steps), lambda item: "")
    assert view.first
    assert view.first.row.title == "Keep using birth control together"


def test_what_comes_stands_by_the_first_day_of_each_stretch(app: Flask) -> None:
    with app.test_request_context("/part"):
        stops = shared_view(seen(), lambda item: "").stops
    days = [shown_first(stop.when) for stop in stops if stop.kind != "today"]
    assert days == sorted(days, key=lambda day: date.fromisoformat(day_of(day)))


def test_what_has_begun_is_said_by_its_end(app: Flask) -> None:
    before = shared_plan(planned(someone(treatment_date="2026-05-18")), Rights(groups=("find-out", "freeze")))
    with app.test_request_context("/part"):
        stops = shared_view(before, lambda item: "").stops
    assert stops[0].kind == "today"
    assert "by 23 March" in {stop.when for stop in stops}
    days = [date.fromisoformat(day_of(shown_first(stop.when))) for stop in stops]
    assert days == sorted(days)


def day_of(words: str) -> str:
    """A short day as it is written in files; without a year it is one of this year."""
    day, month, year = (*words.split(), "2026")[:3]
    return f"{year}-{list(month_name).index(month):02}-{int(day):02}"
