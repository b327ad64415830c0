"""What the owner of a shared plan always has in view: all that is seen, what others notice, what ended, what grew."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from tests.web.living import fields_in, on, page_of, says, text_of
from tests.web.sharing import Guest, Owner, shared

UNTIL = {"until-day": "20", "until-month": "3", "until-year": "2026"}
RESTS = "While it rests or is off, whoever you share with sees nothing of it. They are not told why."
ENDS = "What you share ends at once"


def words(owner: Owner, path: str) -> str:
    """The words of one page."""
    return text_of(owner.phone.gets(path).text)


def test_all_that_is_shared_stands_unfolded_where_the_owner_looks_at_it(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out", "after"])
    says(owner.phone, "B03", "done")
    (share,) = owner.shares()
    look = owner.sends("/share/new", {"groups": ["find-out", "after"]}, label="Alex", do="look")
    for page in (owner.phone.gets(share).text, look.text):
        seen = page.partition("As they see it")[2] or page.partition("As Alex sees it")[2]
        assert '<span class="fold__title">Done</span>' in seen
        assert "<details" in seen
        assert re.findall(r"<details(?![^>]* open)[^>]*>", seen) == []
    assert re.findall(r"<details(?![^>]* open)[^>]*>", guest.phone.gets("/part").text)


def test_the_look_can_be_changed_from_its_top_with_all_that_was_chosen(app: Flask) -> None:
    owner = Owner(app)
    chosen: dict[str, str | list[str]] = {"groups": ["find-out", "freeze"], "step-B17": "theirs", **UNTIL}
    look = owner.sends("/share/new", chosen, do="look", proof="").text
    top = look.partition('class="card section"')[0]
    assert "Change something" in top
    fields = fields_in(top, "/share/new")
    assert (fields["label"], fields["step-B17"], fields["until-day"]) == ("Sam", "theirs", "20")
    form = owner.phone.sends("/share/new", owner.phone.keys("/devices"), **{**fields, "do": "change"}).text
    assert 'value="Sam"' in form
    # Enter in the box of the proof is not the press that goes back.
    last = look.rpartition("<form")[2]
    assert re.findall(r'name="do" value="(\w+)"', last)[0] == "share"


@pytest.mark.parametrize("how", ["break", "cancelled", "postponed"])
def test_what_others_notice_is_said_before_a_plan_rests_and_while_it_does(app: Flask, how: str) -> None:
    owner = Owner(app)
    assert RESTS not in words(owner, "/plan/stop")
    assert ENDS not in words(owner, "/delete")
    owner.invites(groups=["find-out"])
    assert RESTS in words(owner, "/plan/stop")
    assert ENDS in words(owner, "/delete")
    assert RESTS not in words(owner, "/share")
    owner.phone.sends("/plan/stop", owner.phone.keys("/plan/stop"), how=how)
    assert RESTS in words(owner, "/share")
    assert "Your plan rests or is off just now. They see nothing of it until you go on" in words(
        owner, owner.shares()[0]
    )


@pytest.mark.parametrize("came_in", [True, False])
def test_an_old_tab_of_a_share_that_ended_says_so_and_leads_to_the_list(app: Flask, came_in: bool) -> None:
    owner = Owner(app)
    link, _code = owner.invites(groups=["find-out"])
    if came_in:
        Guest(app, link)
    (share,) = owner.shares()
    owner.ends(share)
    answers = [owner.phone.gets(share), owner.phone.gets(f"{share}/choices")]
    answers += [owner.sends(f"{share}/{to}", {"groups": "find-out"}) for to in ("choices", "invite", "end")]
    for answer in answers:
        assert answer.status_code == 404
        assert "Sharing with them has ended" in text_of(answer.text)
        assert 'href="/share"' in answer.text


def test_no_other_page_that_is_not_here_says_that_sharing_ended(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out"])
    (share,) = owner.shares()
    for phone, path in (
        (owner.phone, f"{share}/choices?step={'0' * 20}"),
        (owner.phone, "/share/x"),
        (guest.phone, share),
    ):
        answer = phone.gets(path)
        assert answer.status_code == 404
        assert "Sharing with them" not in text_of(answer.text)


def test_its_end_is_said_quietly_on_the_plan_for_its_last_three_days(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, _guest = shared(app, groups=["find-out"], **UNTIL)
    (share,) = owner.shares()
    on(app, monkeypatch, date(2026, 3, 13))
    assert "Ends after 20 March" in words(owner, "/share")
    on(app, monkeypatch, date(2026, 3, 16))
    assert "20 March" not in words(owner, "/plan").partition("Share")[0]
    on(app, monkeypatch, date(2026, 3, 17))
    page = owner.phone.gets("/plan").text
    places = [page.index(one) for one in ("<h1", 'id="next-title"', "Shared with Sam", "Sam sees this until 20 March")]
    assert places == sorted(places)
    assert f'href="{share}/choices#until"' in page


@pytest.mark.parametrize(
    ("zone", "hours"), [("Europe/London", "between 20:00 and 20:59"), ("Asia/Kolkata", "between 01:30 and 02:29")]
)
def test_a_look_is_said_by_the_whole_hour_in_which_it_was(app: Flask, zone: str, hours: str) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 20, 45, tzinfo=UTC), tick=False):
        owner = Owner(app, time_zone=zone)
        Guest(app, owner.invites(groups=["find-out"])[1]).sees()
        assert hours in words(owner, "/share")


def test_two_people_of_one_name_are_not_taken_and_the_form_says_what_to_do(app: Flask) -> None:
    owner = Owner(app)
    owner.invites(label="Ravi", groups=["find-out"])
    owner.invites(label="Alex", groups=["find-out"])
    first, other = owner.shares()
    for to, label in (("/share/new", "ravi "), (f"{other}/choices", "Ravi")):
        for do in ("look", "share"):
            answer = owner.sends(to, {"groups": ["find-out"]}, label=label, do=do)
            assert answer.status_code == 400
            assert f"You share with a {label.strip()} already. Use another name" in text_of(answer.text)
            assert f'value="{label.strip()}"' in answer.text
    assert owner.sends(f"{first}/choices", {"groups": ["find-out"]}, label="RAVI").status_code == 303
    assert len(owner.shares()) == 2


def test_that_somebody_was_let_see_more_stands_on_the_plan_for_a_week_though_it_is_taken_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, guest = shared(app, groups=["find-out"])
    (share,) = owner.shares()
    more = "On 3 March you let Sam see more."
    on(app, monkeypatch, date(2026, 3, 3))
    assert "Last changed yesterday" in words(owner, share)
    owner.sends(f"{share}/choices", {"groups": ["find-out", "freeze"]})
    assert "Last changed today" in words(owner, share)
    page = owner.phone.gets("/plan").text
    assert more in text_of(page)
    assert page.index("Shared with Sam") < page.index("let Sam see more")
    on(app, monkeypatch, date(2026, 3, 4))
    owner.sends(f"{share}/choices", {"groups": ["find-out"]}, proof="")
    on(app, monkeypatch, date(2026, 3, 10))
    assert "Last changed on 4 March." in words(owner, share)
    assert more in words(owner, "/plan")
    owner.phone.gets("/calm/yes?back=/plan")
    assert more in words(owner, "/plan")
    owner.phone.gets("/calm/no?back=/plan")
    assert "see more" not in guest.sees()
    on(app, monkeypatch, date(2026, 3, 11))
    assert more not in words(owner, "/plan")


def test_less_and_another_name_are_not_said_to_be_more(app: Flask) -> None:
    owner, _guest = shared(app, groups=["find-out", "freeze"])
    (share,) = owner.shares()
    owner.sends(f"{share}/choices", {"groups": ["find-out"]}, label="Ravi", proof="")
    assert "see more" not in words(owner, "/plan")
    assert page_of(owner.phone, "B17")
