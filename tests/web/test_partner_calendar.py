"""The calendars of somebody with whom a plan is shared: theirs to choose and to end, and made from what is shared."""

import re
from typing import Any

import pytest
from flask import Flask

from planner.calendar.choices import PROGRAMS
from planner.guidance.model import PHASES
from tests.feeds.calendars import seen_in
from tests.web.living import TODAY, day_fields, fields_in, kept_by, moved_to, on, page_of, says, text_of
from tests.web.phones import Phone
from tests.web.sharing import Guest, Owner, shared

ADDRESS = re.compile(r"https?://[\w.:-]+(/f/[\w-]{43}\.ics)")
CHOSEN: dict[str, Any] = {
    "label": "My own phone",
    "words": "plain",
    "alarms": "yes",
    "language": "en",
    "program": "apple",
    "phases": list(PHASES),
}
EMBRYOS = "Decide if you say yes to embryos"


@pytest.fixture
def both(app: Flask) -> tuple[Owner, Guest]:
    """Somebody who shares what a partner does and the first part of their plan, but one step, and whoever came in."""
    return shared(app, groups=["own-part", "find-out"], **{"step-B03": "hidden"})


def makes(phone: Phone, **otherwise: Any) -> tuple[str, str]:
    """Make a calendar: the path of its page, and of its address."""
    shown = phone.sends("/part/calendar/new", do="make", **{**CHOSEN, **otherwise}).text
    (address,) = set(ADDRESS.findall(shown))
    (page,) = re.findall(r'href="(/part/calendar/[0-9a-f]{32})#test"', shown)
    return page, address


def titles(phone: Phone, address: str) -> set[str]:
    """What a program reads there."""
    return {re.sub("^(Last safe|Latest) day: ", "", one.title) for one in seen_in(phone.gets(address).data).values()}


def test_limits_come_first_then_what_it_shows_and_only_then_an_address(both: tuple[Owner, Guest]) -> None:
    phone = both[1].phone
    form = phone.gets("/part/calendar/new?program=google").text
    assert text_of(form).index("every 8 to 24 hours") < text_of(form).index("A name for it")
    assert "Who is it for?" not in form
    assert set(re.findall(r'name="phases" type="checkbox" value="([\w-]+)"', form)) in (set(PHASES), set())
    looked = phone.sends("/part/calendar/new", do="look", **CHOSEN)
    assert looked.status_code == 200
    assert not ADDRESS.search(looked.text)
    page, address = makes(phone)
    for title in titles(phone, address):
        assert title in text_of(looked.text)
    assert "My own phone" in text_of(phone.gets(page).text)
    listed = phone.gets("/part/calendar").text
    assert listed.count('href="/part/calendar/new?program=') == len(PROGRAMS)
    assert page in listed


def test_all_parts_can_be_chosen_whatever_is_shared(both: tuple[Owner, Guest]) -> None:
    form = both[1].phone.gets("/part/calendar/new?program=apple").text
    offered = re.findall(r'<input[^>]*name="phases"[^>]*>', form)
    assert len(offered) == len(PHASES)
    _page, address = makes(both[1].phone, phases=["fallback"])
    assert titles(both[1].phone, address) == {"No days in this calendar now"}


def test_it_holds_what_is_shared_in_words_to_them_and_nothing_kept_back(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    _page, address = makes(guest.phone)
    found = titles(guest.phone, address)
    assert EMBRYOS in found
    assert found <= {*guest.steps(), *found}
    hidden = text_of(owner.phone.gets(page_of(owner.phone, "B03")).text)
    assert not any(title in hidden.partition("Why")[0] for title in found)


def test_what_its_owner_calls_a_step_stays_with_its_owner(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    owner.phone.sends(f"{page_of(owner.phone, 'B17')}/called", words="Aunt Rose")
    _page, address = makes(guest.phone, words="discreet")
    assert "Aunt Rose" not in str(guest.phone.gets(address).data)
    assert "Aunt Rose" not in guest.phone.gets("/part/calendar/names").text
    look = guest.phone.sends("/part/calendar/new", do="look", **{**CHOSEN, "words": "numbers"}).text
    assert "Aunt Rose" not in look
    assert "not in it" not in text_of(look)


def test_a_look_is_tied_to_what_was_seen_and_not_to_the_plan(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    looked = guest.phone.sends("/part/calendar/new", do="look", **CHOSEN).text
    seen = fields_in(looked, "/part/calendar/new")["seen"]
    assert str(kept_by(owner.phone).version) != seen
    owner.phone.sends(f"{page_of(owner.phone, 'B03')}/note", words="mine alone")
    says(owner.phone, "B03", "booked", **day_fields("booked", TODAY.replace(day=9)))
    again = guest.phone.sends("/part/calendar/new", do="look", **CHOSEN).text
    assert fields_in(again, "/part/calendar/new")["seen"] == seen
    owner.phone.sends("/plan/move", **moved_to(TODAY.replace(month=6)))
    assert ADDRESS.search(guest.phone.sends("/part/calendar/new", do="make", seen=seen, **CHOSEN).text)
    stale = guest.phone.sends("/part/calendar/new", do="make", seen="0" * 32, **CHOSEN).text
    assert "Something changed meanwhile" in text_of(stale)
    assert not ADDRESS.search(stale)


def test_neither_sees_the_calendars_of_the_other(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    page, _address = makes(guest.phone)
    mine = {**CHOSEN, "label": "Mine", "audience": "partner"}
    shown = owner.phone.sends("/calendar/new", do="make", **mine).text
    (own,) = re.findall(r'href="/calendar/([0-9a-f]{32})#test"', shown)
    assert "My own phone" not in owner.phone.gets("/calendar").text
    assert "Mine" not in text_of(guest.phone.gets("/part/calendar").text)
    theirs = page.rsplit("/", 1)[1]
    for phone, path in ((owner.phone, f"/calendar/{theirs}"), (guest.phone, f"/part/calendar/{own}")):
        assert phone.gets(path).status_code == 404
        for do in ("test", "address", "end"):
            assert phone.sends(f"{path}/{do}", grace="0").status_code == 404
    for phone, path in ((owner.phone, "/part/calendar"), (guest.phone, "/calendar")):
        assert phone.gets(path).status_code == 404
    assert owner.phone.sends("/calendar/end", grace="0").status_code == 303
    assert guest.phone.gets(page).status_code == 200


def test_it_is_tried_changed_given_another_address_and_ended(both: tuple[Owner, Guest]) -> None:
    phone = both[1].phone
    page, address = makes(phone)
    assert phone.sends(f"{page}/test").status_code == 303
    (number,) = {title[-4:] for title in titles(phone, address) if title.startswith("Ahead test")}
    assert phone.sends(f"{page}/prove", number="nothing").status_code == 400
    assert phone.sends(f"{page}/prove", number=number).status_code == 303
    assert "Seen to work today" in text_of(phone.gets(page).text)
    changed = phone.sends(f"{page}/choices", do="make", health="no", **{**CHOSEN, "words": "numbers"})
    assert changed.status_code == 303
    assert all(title.startswith(("Ahead ", "Last day: Ahead ")) for title in titles(phone, address))
    numbered = text_of(phone.gets("/part/calendar/names").text)
    assert all(title.removeprefix("Last day: ") in numbered for title in titles(phone, address))
    moved = phone.sends(f"{page}/address", grace="7").text
    (newer,) = set(ADDRESS.findall(moved))
    assert titles(phone, address) == {"This calendar has ended"}
    assert phone.sends(f"{page}/end", grace="0").headers["Location"] == "/part/calendar?ended=yes"
    assert phone.gets(newer).status_code == 410
    assert phone.gets(page).status_code == 404


def test_an_address_is_shown_once(both: tuple[Owner, Guest]) -> None:
    phone = both[1].phone
    keys = phone.keys()
    shown = phone.sends("/part/calendar/new", keys, do="make", **CHOSEN).text
    (address,) = set(ADDRESS.findall(shown))
    assert phone.gets(address).status_code == 200
    again = phone.sends("/part/calendar/new", keys, do="make", **CHOSEN)
    assert again.status_code == 409
    assert not ADDRESS.search(again.text)


def test_a_mistake_is_said_and_what_was_chosen_stays(both: tuple[Owner, Guest]) -> None:
    phone = both[1].phone
    for fields, mistake in (({"label": ""}, "Enter a name for it"), ({"phases": []}, "Choose at least one part")):
        answer = phone.sends("/part/calendar/new", do="make", **{**CHOSEN, "words": "numbers", **fields})
        assert (answer.status_code, mistake in text_of(answer.text)) == (400, True)
        assert "of your plan" not in text_of(answer.text)
        assert "numbers" in re.findall(r'value="(\w+)" checked', answer.text)


def test_it_ends_with_the_sharing_and_no_page_of_it_is_left(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    page, address = makes(guest.phone)
    keys = guest.phone.keys(page)
    owner.ends(owner.shares()[0])
    assert titles(guest.phone, address) == {"This calendar has ended"}
    for path in ("/part/calendar", "/part/calendar/new?program=apple", "/part/calendar/names", page):
        assert guest.phone.gets(path).status_code == 404
    for path in (f"{page}/test", f"{page}/address", f"{page}/end", "/part/calendar/new", "/part/calendar/end"):
        assert guest.phone.sends(path, keys, grace="0", do="make", **CHOSEN).status_code == 404


def test_it_ends_the_day_after_the_last_one_also_on_its_pages(
    both: tuple[Owner, Guest], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, guest = both
    (share,) = owner.shares()
    until = {"until-day": "3", "until-month": "3", "until-year": "2026"}
    owner.sends(f"{share}/choices", {"groups": ["own-part"], **until}, do="share")
    makes(guest.phone)
    on(app, monkeypatch, TODAY.replace(day=3))
    assert guest.phone.gets("/part/calendar").status_code == 200
    on(app, monkeypatch, TODAY.replace(day=4))
    assert guest.phone.gets("/part/calendar").status_code == 404
