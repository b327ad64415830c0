"""The pages of calendars: chosen, looked at before they have an address, shown once, tried, changed and ended."""

import re
from typing import Any

import pytest
from flask import Flask

from planner.calendar.choices import PROGRAMS
from planner.calendar.polls import FAMILIES, OTHER
from planner.guidance.model import PHASES
from planner.web.calendars.fetched import FAMILY_WORDS
from planner.web.calendars.guide import GUIDES, address_for
from tests.feeds.calendars import seen_in
from tests.web.living import kept_by, lives_with_a_plan, page_of, says, text_of
from tests.web.phones import Phone

ADDRESS = re.compile(r"https?://[\w.:-]+(/f/[\w-]{43}\.ics)")
CHOSEN: dict[str, Any] = {
    "label": "My phone",
    "audience": "patient",
    "words": "discreet",
    "alarms": "yes",
    "language": "en",
    "program": "apple",
    "phases": list(PHASES),
}


@pytest.fixture
def amy(app: Flask) -> Phone:
    """Somebody with a plan."""
    return lives_with_a_plan(app)


def makes(phone: Phone, **otherwise: Any) -> tuple[str, str]:
    """Make a calendar: the path of its page, and of its address."""
    shown = phone.sends("/calendar/new", do="make", **{**CHOSEN, **otherwise}).text
    (address,) = set(ADDRESS.findall(shown))
    (page,) = re.findall(r'href="(/calendar/[0-9a-f]{32})#test"', shown)
    return page, address


def titles(phone: Phone, address: str) -> set[str]:
    """What a program reads there."""
    return {one.title for one in seen_in(phone.gets(address).data).values() if one.status != "CANCELLED"}


def test_limits_come_first_then_what_others_would_see_and_only_then_an_address(amy: Phone) -> None:
    form = text_of(amy.gets("/calendar/new?program=google").text)
    assert form.index("every 8 to 24 hours") < form.index("A name for it")
    assert "We could not try it ourselves" in form
    looked = amy.sends("/calendar/new", do="look", **CHOSEN)
    assert looked.status_code == 200
    assert not ADDRESS.search(looked.text)
    assert amy.gets("/calendar").text.count('href="/calendar/') == len(PROGRAMS) + 2  # the programs, names, the file
    page, address = makes(amy)
    for title in titles(amy, address):
        assert title in text_of(looked.text)
    assert "My phone" in text_of(amy.gets(page).text)


def test_every_day_every_reminder_and_every_text_is_shown_before(amy: Phone) -> None:
    plain = {**CHOSEN, "words": "plain"}
    looked = text_of(amy.sends("/calendar/new", do="look", **plain).text)
    _page, address = makes(amy, words="plain")
    events = seen_in(amy.gets(address).data)
    assert f"has {len(events)} days" in looked
    for one in events.values():
        assert text_of(one.title) in looked
        for line in one.text.splitlines():
            assert " ".join(line.split()) in looked
    assert looked.count("Rings at 9:00") == sum(one.alarms > 0 for one in events.values())


def test_an_address_is_shown_once_in_two_writings_and_as_a_square(amy: Phone) -> None:
    keys = amy.keys()
    shown = amy.sends("/calendar/new", keys, do="make", **CHOSEN).text
    (address,) = set(ADDRESS.findall(shown))
    assert f'href="webcal://localhost:8000{address}"' in shown
    assert "<svg" in shown
    assert ADDRESS.findall(amy.sends("/calendar/new", keys, do="make", **CHOSEN).text)[0] == address
    assert amy.gets(address).status_code == 200
    again = amy.sends("/calendar/new", keys, do="make", **CHOSEN)
    assert again.status_code == 409
    assert not ADDRESS.search(again.text)
    assert "make a new address for this calendar" in text_of(again.text)
    for path in ("/calendar", re.findall(r'href="(/calendar/[0-9a-f]{32})"', amy.gets("/calendar").text)[0]):
        assert not ADDRESS.search(amy.gets(path).text)


def test_each_program_is_given_the_address_in_its_own_way() -> None:
    https = "https://plan.example.org/f/x.ics"
    assert address_for("apple", https) == "webcal://plan.example.org/f/x.ics"
    assert address_for("google", https) == (
        "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fplan.example.org%2Ff%2Fx.ics"
    )
    assert {address_for(one, https) for one in PROGRAMS if one not in ("apple", "google")} == {""}
    assert all(guide.limits and guide.steps and guide.asks for guide in GUIDES.values())
    assert set(FAMILY_WORDS) == {OTHER, *(family for _part, family in FAMILIES)}


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"label": ""}, "Enter a name for it"),
        ({"label": "x" * 41}, "Enter a name for it"),
        ({"phases": []}, "Choose at least one part of your plan"),
        ({"audience": "all"}, "Choose one of these"),
    ],
)
def test_a_mistake_is_said_and_all_that_was_chosen_stays(amy: Phone, fields: dict[str, Any], mistake: str) -> None:
    answer = amy.sends("/calendar/new", do="make", **{**CHOSEN, "words": "numbers", "language": "es", **fields})
    assert answer.status_code == 400
    assert mistake in text_of(answer.text)
    checked = set(re.findall(r'value="(\w+)" checked', answer.text))
    assert {"numbers", "es", "yes"} <= checked
    assert 'href="/calendar/' not in amy.gets("/calendar").text.partition("Add a calendar")[0]


def test_what_is_left_out_is_said_with_its_last_safe_days(amy: Phone) -> None:
    looked = text_of(amy.sends("/calendar/new", do="look", **{**CHOSEN, "phases": ["after"]}).text)
    assert re.search(r"\d+ days of your plan are not in it\. That includes \d+ last safe days\. They stay in", looked)
    everything = text_of(amy.sends("/calendar/new", do="look", **CHOSEN).text)
    assert "not in it" not in everything


def test_it_is_marked_until_its_owner_has_seen_the_test_entry(amy: Phone) -> None:
    page, address = makes(amy)
    assert "Not tried yet" in text_of(amy.gets("/calendar").text)
    assert amy.sends(f"{page}/test").status_code == 303
    assert "Test entry put in, not seen yet" in text_of(amy.gets(page).text)
    (number,) = [title.rpartition(" ")[2] for title in titles(amy, address) if "test" in title]
    wrong = amy.sends(f"{page}/prove", number="12")
    assert wrong.status_code == 400
    assert 'value="12"' in wrong.text
    assert amy.sends(f"{page}/prove", number=number).status_code == 303
    assert "Seen to work today" in text_of(amy.gets(page).text)
    assert "Seen to work today" in text_of(amy.gets("/calendar").text)


def test_it_says_which_program_has_which_version_and_forgets_when_told(amy: Phone) -> None:
    page, address = makes(amy)
    assert "No program has fetched it yet." in text_of(amy.gets(page).text)
    amy.gets(address)
    assert re.search(r"Another program fetched it .* and is up to date", text_of(amy.gets(page).text))
    says(amy, "B04", "done")
    assert "It is 1 change behind" in text_of(amy.gets(page).text)
    amy.sends(f"{page}/choices", do="make", health="no", **CHOSEN)
    amy.gets(address)
    assert "We do not note when it is fetched." in text_of(amy.gets(page).text)


def test_changed_choices_are_looked_at_first_and_the_address_stays(amy: Phone) -> None:
    page, address = makes(amy)
    before = titles(amy, address)
    plain = {**CHOSEN, "words": "plain", "health": "yes"}
    assert "This is what others would see" in amy.sends(f"{page}/choices", do="look", **plain).text
    assert titles(amy, address) == before
    assert amy.sends(f"{page}/choices", do="make", **plain).status_code == 303
    assert titles(amy, address) != before


def test_another_address_and_an_end_are_one_press_each(amy: Phone) -> None:
    page, old = makes(amy)
    (new,) = set(ADDRESS.findall(amy.sends(f"{page}/address", grace="7").text))
    assert titles(amy, old) == {"This calendar has ended"}
    assert len(titles(amy, new)) > 10
    assert amy.sends(f"{page}/end", grace="0").status_code == 303
    assert amy.gets(new).status_code == 410
    assert amy.gets(page).status_code == 404
    addresses = [makes(amy, label=f"Number {number}")[1] for number in range(3)]
    assert amy.sends("/calendar/end", grace="0").status_code == 303
    assert {amy.gets(address).status_code for address in addresses} == {410}
    assert amy.sends("/calendar/end", grace="9").status_code == 400


def test_one_more_than_anybody_can_look_after_is_refused_and_nothing_is_lost(amy: Phone) -> None:
    for number in range(12):
        makes(amy, label=f"Number {number}")
    answer = amy.sends("/calendar/new", do="make", **{**CHOSEN, "label": "One more"})
    assert answer.status_code == 409
    assert 'value="One more"' in answer.text
    assert "There are 12 calendars already" in text_of(answer.text)


def test_an_own_word_takes_the_place_of_the_usual_one_everywhere_but_in_plain_words(amy: Phone) -> None:
    _page, address = makes(amy)
    step = page_of(amy, "B04")
    usual = re.findall(r"this step is called “([^”]+)”", amy.gets(step).text)[0]
    assert usual in titles(amy, address)
    assert amy.sends(f"{step}/called", called="Aunt Rose").status_code == 303
    assert usual not in titles(amy, address)
    assert "Aunt Rose" in titles(amy, address)
    assert "this step is called “Aunt Rose”" in amy.gets(step).text
    assert "You call it “Aunt Rose”" in text_of(amy.gets("/calendar/names").text)
    file = seen_in(amy.gets("/plan/calendar.ics").data)
    assert "Aunt Rose" in {one.title for one in file.values()}
    assert "Aunt Rose" not in {one.title for one in seen_in(amy.gets("/plan/calendar.ics?plain=yes").data).values()}
    wrong = amy.sends(f"{step}/called", called="x" * 41)
    assert wrong.status_code == 400
    assert "x" * 41 in wrong.text
    assert amy.sends(f"{step}/called", called=" ").status_code == 303
    assert usual in titles(amy, address)


def test_a_file_takes_the_days_out_again(amy: Phone) -> None:
    put_in = seen_in(amy.gets("/plan/calendar.ics").data)
    answer = amy.gets("/calendar/remove.ics")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="remove.ics"'
    taken_out = seen_in(answer.data)
    assert set(taken_out) == set(put_in)
    assert {one.status for one in taken_out.values()} == {"CANCELLED"}


def test_nobody_else_can_see_or_end_it(app: Flask, amy: Phone) -> None:
    page, address = makes(amy)
    other = lives_with_a_plan(app)
    for path in (page, f"{page}/choices"):
        assert other.gets(path).status_code == 404
    for path in ("/end", "/address", "/test", "/prove"):
        assert other.sends(f"{page}{path}", grace="0", number="1234").status_code == 404
    assert other.sends(f"{page}/choices", do="make", **CHOSEN).status_code == 404
    assert amy.gets(address).status_code == 200
    assert kept_by(other).id != kept_by(amy).id


def test_a_locked_phone_shows_no_calendar_and_programs_go_on(amy: Phone) -> None:
    _page, address = makes(amy)
    amy.gets("/leave")
    assert amy.gets("/calendar").status_code == 303
    assert amy.gets(address).status_code == 200
