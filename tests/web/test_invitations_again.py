"""An invitation opened again where it is open already, and another phone for somebody who has come in."""

import pytest
from flask import Flask

from tests.web.living import text_of
from tests.web.phones import Phone, told
from tests.web.sharing import Guest, Owner, shared

HERE = "It is open here already"
NOTHING = "/open/" + "x" * 43


@pytest.mark.parametrize("by", ["link", "code"])
def test_who_came_in_and_opens_the_invitation_again_is_told_that_it_is_open_here(app: Flask, by: str) -> None:
    owner = Owner(app)
    link, code = owner.invites(groups=["find-out"])
    guest = Guest(app, f"/open/{link}" if by == "link" else code)
    answers = [
        guest.phone.gets(f"/open/{link}"),
        guest.phone.sends(f"/open/{link}", guest.phone.keys()),
        guest.phone.comes_in(code),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert HERE in text_of(answer.text)
        assert 'href="/part">Go on to what is shared with you</a>' in " ".join(answer.text.split()) or (
            'href="/part"' in answer.text
        )
        assert "not used up" not in answer.text
    assert guest.phone.gets("/part").status_code == 200


def test_nobody_else_learns_whose_a_used_invitation_was(app: Flask) -> None:
    owner = Owner(app)
    link, code = owner.invites(groups=["find-out"])
    Guest(app, code)
    other = Guest(app, owner.invites(label="Alex", groups=["find-out"])[1]).phone
    for phone in (other, Phone(app), owner.phone):
        assert phone.gets(f"/open/{link}").status_code == 404
        assert told(phone.gets(f"/open/{link}")) == told(phone.gets(NOTHING))
        assert phone.comes_in(code).status_code == 404


@pytest.mark.parametrize("another_open", [False, True])
def test_another_phone_of_somebody_who_came_in_reads_no_invitation(app: Flask, another_open: bool) -> None:
    owner, guest = shared(app, groups=["find-out"])
    phone = Phone(app)
    if another_open:
        phone = Guest(app, owner.invites(label="Alex", groups=["find-out"])[1]).phone
    page = text_of(phone.gets(guest.phone.makes("link")).text)
    assert "Open it on this computer?" in page
    assert "From then on this computer opens it by itself." in page
    assert "invitation works once" not in page
    assert "Somebody shares part of a plan with you" not in page
    assert "plan on this" not in page
    assert ("Something else is open here" in page) is another_open


def test_a_used_invitation_leads_nowhere_once_it_has_ended(app: Flask) -> None:
    owner = Owner(app)
    link, _code = owner.invites(groups="find-out")
    guest = Guest(app, link)
    assert "Go on to what is shared with you" in guest.phone.gets(f"/open/{link}").text
    owner.ends(owner.shares()[0])
    assert guest.phone.gets(f"/open/{link}").status_code == 404
