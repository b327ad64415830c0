"""Sharing on its pages: invite, come in, see only what was shared, change it, end it at one press."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from planner.plans.share_list import MOST
from planner.questions.journey import PAGES
from tests.web.living import fields_in, kept_by, on, text_of
from tests.web.phones import Phone
from tests.web.sharing import LINK, Guest, Owner, shared

UNTIL = {"until-day": "20", "until-month": "3", "until-year": "2026"}


def test_from_an_invitation_to_its_end(app: Flask) -> None:
    owner = Owner(app)
    link, code = owner.invites(groups=["own-part", "find-out"], **{"step-B04": "theirs", "step-B03": "hidden"})
    guest = Guest(app, link)
    assert (guest.came.status_code, guest.came.headers["Location"]) == (303, "/part")
    steps = guest.steps()
    assert "Decide if you say yes to embryos" in steps
    (share,) = owner.shares()
    assert "Last looked today" in text_of(owner.phone.gets("/share").text)
    owner.ends(share)
    for path in ("/part", *steps.values()):
        assert guest.phone.gets(path).status_code == 404
    assert Guest(app, code).came.status_code == 404


def test_nobody_sees_a_plan_until_its_owner_shares_it(app: Flask) -> None:
    page = text_of(Owner(app).phone.gets("/share").text)
    assert "Nobody but you sees your plan" in page
    assert "not told what you keep back, or that you keep anything back" in page


def test_the_list_says_what_each_of_them_sees_until_when_and_how_many_steps_differ(app: Flask) -> None:
    owner = Owner(app)
    owner.invites(groups=["own-part", "find-out"], **{f"step-{code}": "hidden" for code in ("B03", "B04")}, **UNTIL)
    owner.invites(label="Mum and Dad", **{"step-B03": "shown", "step-B17": "theirs"})
    page = text_of(owner.phone.gets("/share").text)
    assert "Sam Sees what a partner does and “Find out and decide”. You keep back 2 steps." in page
    assert "Until 20 March." in page
    assert "Mum and Dad Sees only steps you chose one by one. Sees 1 single step. Does 1 step." in page
    assert page.count("Has not come in yet.") == 2


def test_as_they_see_it_shows_the_owner_what_they_see_and_nothing_else(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out"], **{"step-B03": "hidden"})
    (share,) = owner.shares()
    seen = owner.phone.gets(share).text
    titles = set(re.findall(r'<span class="row__title">(.*?)</span>', seen))
    assert titles == set(re.findall(r'<span class="row__title">(.*?)</span>', guest.phone.gets("/part").text))
    assert "Talk about having a child later" not in titles


def test_an_answer_they_may_not_know_of_moves_no_day_they_see_nor_what_the_owner_is_shown_of_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, guest = shared(app, groups=["during", "after"])
    (share,) = owner.shares()

    def whens(phone: Phone, path: str) -> list[str]:
        return re.findall(r'<span class="row__when">(.*?)</span>', phone.gets(path).text)

    on(app, monkeypatch, date(2026, 3, 9))
    before = whens(guest.phone, "/part")
    asked_on = kept_by(owner.phone).asked_on
    path = f"/questions/{next(page.number for page in PAGES if 'mobility' in page.keys)}"
    assert owner.phone.sends(path, owner.phone.keys(path), mobility="wheelchair-or-bed").status_code == 303
    assert kept_by(owner.phone).asked_on > asked_on
    assert whens(guest.phone, "/part") == before == whens(owner.phone, share)
    # Another name, or less to see, moves none of them either.
    owner.sends(f"{share}/choices", {"groups": ["during", "after"]}, label="Alex", proof="")
    assert whens(guest.phone, "/part") == before == whens(owner.phone, share)


def test_showing_less_and_another_name_need_no_proof_and_more_does(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out", "freeze"], **UNTIL)
    (share,) = owner.shares()
    to = f"{share}/choices"
    less = owner.sends(to, {"groups": ["find-out"], **UNTIL}, label="Sammy", proof="")
    assert (less.status_code, less.location) == (303, share)
    for more in (
        {"groups": ["find-out", "freeze"], **UNTIL},
        {"groups": ["find-out"]},
        {"step-B17": "theirs", **UNTIL},
    ):
        refused = owner.sends(to, more, proof="")
        assert refused.status_code == 403
        assert "Show that it is you" in text_of(refused.text)
    assert "Sign the forms" not in guest.sees()
    assert owner.sends(to, {"groups": ["find-out", "freeze"], **UNTIL}).status_code == 303
    assert "Have your eggs collected" in guest.sees()


def test_what_was_narrowed_meanwhile_is_not_widened_by_an_older_page(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out", "freeze"])
    (share,) = owner.shares()
    owner.sends(f"{share}/choices", {"groups": ["find-out"]}, proof="")
    again = owner.sends(f"{share}/choices", {"groups": ["find-out", "freeze"]}, label="Another name", proof="")
    assert again.status_code == 403
    assert "Have your eggs collected" not in guest.sees()


def test_an_end_is_one_press_with_no_proof_and_no_question(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out"])
    (share,) = owner.shares()
    for page in ("/share", share):
        form = re.search(rf'<form[^>]*action="{share}/end">(.*?)</form>', owner.phone.gets(page).text, re.DOTALL)
        assert form
        assert set(re.findall(r'name="([^"]+)"', form[1])) == {"csrf_token", "once"}
    keys = owner.phone.keys(share)
    answer = owner.phone.sends(f"{share}/end", keys)
    assert (answer.status_code, answer.location) == (303, "/share?ended=yes")
    assert "They see nothing of your plan any more" in text_of(owner.phone.gets(answer.location).text)
    assert guest.phone.gets("/part").status_code == 404
    assert owner.phone.sends(f"{share}/end", keys).location == answer.location  # pressed twice


def test_an_end_pressed_twice_before_anybody_came_in_is_one_end(app: Flask) -> None:
    owner = Owner(app)
    owner.invites(groups=["find-out"])
    (share,) = owner.shares()
    keys = owner.phone.keys(share)
    assert [owner.phone.sends(f"{share}/end", keys).status_code for _ in range(2)] == [303, 303]
    assert owner.shares() == []


def test_an_invitation_sent_twice_is_one_and_shown_again(app: Flask) -> None:
    owner = Owner(app)
    keys = owner.phone.keys("/devices")
    fields = {"label": "Sam", "groups": "find-out", "do": "share", "proof": owner.paper}
    first, again = (owner.phone.sends("/share/new", keys, **fields) for _ in range(2))
    assert LINK.findall(first.text) == LINK.findall(again.text) != []
    assert len(owner.shares()) == 1
    owner.ends(owner.shares()[0])
    assert owner.phone.sends("/share/new", keys, **fields).location == "/share"
    assert owner.shares() == []


def test_a_page_sent_again_with_other_words_keeps_them_and_says_what_stands(app: Flask) -> None:
    owner = Owner(app)
    keys = owner.phone.keys("/devices")
    fields = {"label": "Sam", "groups": "find-out", "do": "share", "proof": owner.paper}
    owner.phone.sends("/share/new", keys, **fields)
    other = owner.phone.sends("/share/new", keys, **{**fields, "label": "Alex", "step-B17": "theirs"})
    assert other.status_code == 409
    assert "This page was already sent once, with other words" in text_of(other.text)
    kept = fields_in(other.text, "/share/new")
    assert (kept["label"], kept["groups"], kept["step-B17"]) == ("Alex", "find-out", "theirs")
    assert len(owner.shares()) == 1


def test_a_ninth_person_is_not_taken_and_nothing_typed_is_lost(app: Flask) -> None:
    owner = Owner(app)
    for number in range(MOST):
        owner.invites(label=f"Friend {number}")
    page = owner.phone.gets("/share").text
    assert "/share/new" not in page
    assert "Your plan is shared with 8 people" in text_of(page)
    assert "First end it for one of them" in text_of(owner.phone.gets("/share/new").text)
    answer = owner.sends("/share/new", {"groups": ["find-out"]}, label="Friend 9")
    assert answer.status_code == 409
    assert "shared with as many people as it can be" in text_of(answer.text)
    assert fields_in(answer.text, "/share/new")["label"] == "Friend 9"
    owner.ends(owner.shares()[0])
    owner.invites(label="Friend 9")


def test_another_invitation_takes_the_place_of_one_that_waits_and_needs_a_proof(app: Flask) -> None:
    owner = Owner(app)
    link, code = owner.invites(groups=["find-out"])
    (share,) = owner.shares()
    assert "The invitation waits until" in text_of(owner.phone.gets(share).text)
    refused = owner.phone.sends(f"{share}/invite", owner.phone.keys(share), proof="0000")
    assert refused.status_code == 403
    assert "not your code on paper" in text_of(refused.text)
    made = owner.phone.sends(f"{share}/invite", owner.phone.keys(share), proof=owner.paper)
    (other,) = LINK.findall(made.text)
    assert other != link
    for ended in (f"/open/{link}", code):
        assert Guest(app, ended).came.status_code == 404
    assert Guest(app, f"/open/{other}").came.status_code == 303


def test_who_has_come_in_is_not_invited_again(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out"])
    (share,) = owner.shares()
    guest.phone.gets("/part")
    assert f"{share}/invite" not in owner.phone.gets(share).text
    answer = owner.phone.sends(f"{share}/invite", owner.phone.keys(share), proof=owner.paper)
    assert answer.status_code == 409
    assert "They have come in already" in text_of(answer.text)


def test_an_invitation_that_nobody_took_ends_after_a_week_and_its_owner_sees_so(app: Flask) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False) as traveller:
        owner = Owner(app)
        link, _code = owner.invites(groups=["find-out"])
        (share,) = owner.shares()
        traveller.shift(timedelta(days=7))
        assert Guest(app, f"/open/{link}").came.status_code == 404
        assert "The invitation has ended. You can make another." in text_of(owner.phone.gets(share).text)
        assert "The invitation has ended." in text_of(owner.phone.gets("/share").text)


def test_a_share_ends_with_its_last_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, guest = shared(app, groups=["find-out"], **UNTIL)
    on(app, monkeypatch, date(2026, 3, 20))
    assert guest.phone.gets("/part").status_code == 200
    assert "Ends after 20 March" in text_of(owner.phone.gets(owner.shares()[0]).text)
    on(app, monkeypatch, date(2026, 3, 21))
    assert guest.phone.gets("/part").status_code == 404
    assert owner.shares() == []


@pytest.mark.parametrize("page", ["", "/choices"])
def test_the_share_of_somebody_else_is_not_here(app: Flask, page: str) -> None:
    owner, other = Owner(app), Owner(app)
    owner.invites(groups=["find-out"])
    (share,) = owner.shares()
    assert other.phone.gets(f"{share}{page}").status_code == 404
    for to in ("choices", "invite", "end"):
        assert other.sends(f"{share}/{to}", {}).status_code == 404
    assert owner.shares() == [share]
