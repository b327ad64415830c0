"""Coming in by an invitation: it reads as one, tells nothing, is taken once by a press, and never by its own owner."""

import re

import pytest
from flask import Flask

from tests.web.living import lives_with_a_plan, text_of
from tests.web.phones import Phone, told
from tests.web.sharing import Guest, Owner, shared

NOTHING = "/open/" + "x" * 43  # a link that never was


def typed(phone: Phone, code: str, **fields: str) -> str:
    """The words of the page after a code was typed."""
    return text_of(phone.comes_in(code, **fields).text)


def test_it_reads_as_an_invitation_and_tells_neither_who_nor_what(app: Flask) -> None:
    owner = Owner(app)
    link, _code = owner.invites(label="Sam", groups=["own-part", "freeze"])
    page = Phone(app).gets(f"/open/{link}").text
    text = text_of(page)
    assert "Somebody shares part of a plan with you" in text
    assert "The invitation works once. From then on this computer opens it by itself." in text
    assert "Open the plan on this" not in text
    for word in ("Sam", "MS", "eggs", "chemo", "transplant", "partner", "fertility"):
        assert word not in text
    assert "<title>Ahead</title>" in page


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_program_that_opens_links_takes_nothing(app: Flask, method: str) -> None:
    owner = Owner(app)
    link, code = owner.invites(groups=["find-out"])
    for _ in range(3):
        program = Phone(app)
        answer = program.gets(f"/open/{link}", method)
        assert answer.status_code == 200
        assert "device=" not in str(answer.headers)
    assert "Has not come in yet" in text_of(owner.phone.gets("/share").text)
    assert Guest(app, code).came.location == "/part"


def test_it_is_taken_once_whether_by_its_link_or_its_code(app: Flask) -> None:
    owner = Owner(app)
    for way in (0, 1):
        invitation = owner.invites(label=f"Sam {way}", groups=["find-out"])
        link, code = f"/open/{invitation[0]}", invitation[1]
        first = Guest(app, (link, code)[way])
        assert (first.came.status_code, first.came.location) == (303, "/part")
        for again in (link, code, invitation[0]):
            assert Guest(app, again).came.status_code == 404


def test_the_same_press_twice_lets_in_once(app: Flask) -> None:
    link, _code = Owner(app).invites(groups=["find-out"])
    phone = Phone(app)
    keys = phone.keys(f"/open/{link}")
    first, again = (phone.sends(f"/open/{link}", keys) for _ in range(2))
    assert (first.location, again.location) == ("/part", "/part")


def test_its_owner_does_not_use_it_up_by_link_or_by_code(app: Flask) -> None:
    owner = Owner(app)
    link, code = owner.invites(groups=["find-out"])
    pages = [
        text_of(owner.phone.gets(f"/open/{link}").text),
        text_of(owner.phone.sends(f"/open/{link}", owner.phone.keys()).text),
        text_of(owner.phone.sends(f"/open/{link}", owner.phone.keys(), instead="yes").text),
        typed(owner.phone, code),
        typed(owner.phone, code, instead="yes"),
        typed(owner.phone, f"http://localhost:8000/open/{link}"),
    ]
    for page in pages:
        assert "This invitation is for somebody else You made it yourself. Send it on. It was not used up." in page
    assert owner.phone.is_in()
    other = Phone(app).takes(owner.phone.makes("link"))  # another phone of the owner's
    assert "This invitation is for somebody else" in text_of(other.gets(f"/open/{link}").text)
    assert Guest(app, f"/open/{link}").came.location == "/part"


def test_where_another_plan_is_open_it_is_only_taken_after_a_tick_that_says_what_is_lost(app: Flask) -> None:
    link, code = Owner(app).invites(groups=["find-out"])
    other = lives_with_a_plan(app)
    page = text_of(other.gets(f"/open/{link}").text)
    assert "Something else is open here It is open nowhere else and has no code on paper." in page
    for refused in (typed(other, f"/open/{link}"), typed(other, code)):
        assert "Tick the box if that is what you want" in refused
        assert "Close that on this computer and open this" in refused
    assert other.is_in()
    other.makes("paper")
    assert "still open on your other devices, or by your code on paper" in text_of(other.gets(f"/open/{link}").text)
    assert other.comes_in(code, instead="yes").location == "/part"
    assert not other.is_in()


def test_where_something_else_is_shared_it_says_that_own_words_go_too(app: Flask) -> None:
    _owner, guest = shared(app, groups=["find-out"])
    link, code = Owner(app).invites(groups=["freeze"])
    for page in (guest.phone.gets(f"/open/{link}").text, guest.phone.gets("/open").text):
        assert "you need a new invitation to see it again, and what you wrote there for yourself is gone" in page
    assert guest.phone.comes_in(code).status_code == 400
    assert "Find out and decide" in guest.sees()
    assert guest.phone.comes_in(code, instead="yes").location == "/part"
    assert "Freeze and store" in guest.sees()


@pytest.mark.parametrize("how", ["used", "ended", "deleted", "another made", "never was"])
def test_one_that_opens_nothing_is_the_same_whatever_the_reason_and_says_whom_to_ask(app: Flask, how: str) -> None:
    owner = Owner(app)
    link, code = owner.invites(groups=["find-out"])
    if how == "used":
        Guest(app, code)
    elif how == "ended":
        owner.ends(owner.shares()[0])
    elif how == "deleted":
        owner.phone.sends("/delete", owner.phone.keys("/delete"))
    elif how == "another made":
        (share,) = owner.shares()
        owner.phone.sends(f"{share}/invite", owner.phone.keys(share), proof=owner.paper)
    way = NOTHING if how == "never was" else f"/open/{link}"
    phone = Phone(app)
    answer = phone.gets(way)
    assert answer.status_code == 404
    assert told(answer) == told(phone.gets(NOTHING))
    assert "Make a new one where your plan is open, or ask whoever sent it to you." in text_of(answer.text)
    assert told(phone.sends(way, phone.keys())) == told(phone.sends(NOTHING, phone.keys()))
    words = typed(phone, "0000-0000-0000" if how == "never was" else code)
    assert "make a new one where your plan is open, or ask whoever sent it to you." in words


def test_ending_a_device_ends_the_invitations_that_were_made_there(app: Flask) -> None:
    owner = Owner(app)
    lost = Phone(app).takes(owner.phone.makes("link"))
    here, _code = owner.invites(groups=["find-out"])
    fields = {"label": "Alex", "groups": "find-out", "do": "share", "proof": owner.paper}
    page = lost.sends("/share/new", lost.keys("/devices"), **fields).text
    (there,) = re.findall(r"/open/([\w-]{43})", page)
    page = owner.phone.gets("/devices").text
    (other,) = re.findall(r'<strong>A computer</strong>.*?name="device" value="(\w{32})"', page, re.DOTALL)
    assert owner.phone.sends("/devices/end", owner.phone.keys("/devices"), device=other).status_code == 303
    assert Guest(app, f"/open/{there}").came.status_code == 404
    assert Guest(app, f"/open/{here}").came.location == "/part"
    assert len(owner.shares()) == 2  # what was shared is seen, and can be ended


def test_the_first_page_leads_on_to_what_is_shared_and_starts_nothing_over_it(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out"])
    page = guest.phone.gets("/").text
    assert 'href="/part">Go on to what is shared with you</a>' in page
    assert "Start my plan" not in page
    begun = guest.phone.sends("/start", guest.phone.keys("/open"))
    assert (begun.status_code, begun.location) == (303, "/part")
    assert guest.phone.gets("/part").status_code == 200
    owner.ends(owner.shares()[0])
    assert "what is shared with you" not in owner.phone.gets("/").text


def test_who_is_in_and_opens_a_way_of_their_own_is_led_back_to_their_part(app: Flask) -> None:
    _owner, guest = shared(app, groups=["find-out"])
    way = guest.phone.makes("link")
    page = guest.phone.gets(way).text
    assert "It is open here already" in text_of(page)
    assert 'href="/part"' in page
    assert "/plan" not in page.partition("<main")[2]


def test_whoever_has_come_in_is_known_to_have_though_no_page_was_opened_yet(app: Flask) -> None:
    owner, guest = shared(app, groups="own-part")
    (share,) = owner.shares()
    assert "Came in today" in text_of(owner.phone.gets(share).text)
    owner.ends(share)
    assert "Nothing is shared with you here now" in text_of(guest.phone.gets("/part").text)
