"""What the plan and its steps say of sharing: with whom, always; who sees a step, who does it, what they told of it."""

import re
from datetime import date
from html import unescape

import pytest
from flask import Flask

from planner.plans.history import changes_of_plan
from tests.web.living import kept_by, on, page_of, says, text_of
from tests.web.sharing import Guest, Owner, shared

UNTIL = {"until-day": "20", "until-month": "3", "until-year": "2026"}


def of_b17(guest: Guest) -> str:
    """The address of the step about eggs and embryos, as a guest has it."""
    return next(path for title, path in guest.steps().items() if "embryos" in title)


def does_b17(guest: Guest, done: str = "yes") -> None:
    """Say that it is done, or take it back."""
    path = of_b17(guest)
    assert guest.phone.sends(f"{path}/done", guest.phone.keys(path), done=done).status_code == 303


def calm(owner: Owner) -> str:
    """The words of the plan one step at a time."""
    owner.phone.gets("/calm/yes?back=/plan")
    return text_of(owner.phone.gets("/plan").text)


def test_the_foot_of_the_plan_leads_to_sharing(app: Flask) -> None:
    assert re.search(r'<a href="/share">.*?<strong>Share</strong>', Owner(app).phone.gets("/plan").text, re.DOTALL)


def test_a_plan_always_says_with_whom_it_is_shared_to_its_owner_and_on_no_paper(app: Flask) -> None:
    owner = Owner(app)
    assert "Shared with" not in text_of(owner.phone.gets("/plan").text)
    owner.invites(groups=["find-out"])
    assert "Shared with Sam" in text_of(owner.phone.gets("/plan").text)
    owner.invites(label="Alex", groups=["find-out"])
    page = owner.phone.gets("/plan").text
    assert re.search(r'<p class="shared-with no-print">.*?<a href="/share">Shared with Sam and Alex</a>', page)
    assert "Shared with Sam and Alex" in calm(owner)
    owner.ends(owner.shares()[0])
    assert "Shared with Alex" in text_of(owner.phone.gets("/plan").text)


def test_days_before_a_share_ends_its_owner_alone_is_told_and_can_choose_another_day(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, guest = shared(app, groups=["find-out"], **UNTIL)
    (share,) = owner.shares()
    on(app, monkeypatch, date(2026, 3, 16))
    assert "until 20 March" not in text_of(owner.phone.gets("/plan").text)
    on(app, monkeypatch, date(2026, 3, 17))
    page = owner.phone.gets("/plan").text
    assert "Sam sees this until 20 March. They are not told." in text_of(page)
    assert f'href="{share}/choices#until"' in page
    assert "Sam sees this until 20 March" in calm(owner)
    assert "20 March" not in guest.sees()
    later = {**UNTIL, "until-month": "4"}
    assert owner.sends(f"{share}/choices", {"groups": ["find-out"], **later}, proof="").status_code == 403
    assert owner.sends(f"{share}/choices", {"groups": ["find-out"], **later}).status_code == 303
    assert "until 20" not in text_of(owner.phone.gets("/plan").text)


def test_a_step_says_who_sees_it_who_does_it_and_leads_to_where_that_is_changed(app: Flask) -> None:
    owner = Owner(app)
    step = owner.phone.gets(page_of(owner.phone, "B17")).text
    assert "Who else sees it" not in step
    owner.invites(**{"step-B17": "theirs"})
    owner.invites(label="Alex", groups=["own-part"])
    owner.invites(label="Kim", groups=["freeze"], **{"step-B03": "shown"})
    owner.invites(label="Jo")
    step = owner.phone.gets(page_of(owner.phone, "B17")).text
    for line in (
        "Sam sees it and does it.",
        "Alex sees it, and does a part of it.",
        "Kim sees it. Change",
        "Jo does not see it.",
    ):
        assert line in text_of(step)
    first = unescape(re.findall(r'<a href="(/share/[^"]+)"', step)[0])
    assert re.fullmatch(r"/share/[0-9a-f]{32}/choices\?step=[0-9a-f]{20}#steps", first)
    choices = owner.phone.gets(first.partition("#")[0]).text
    assert re.findall(r'<details class="fold" open>\s*<summary><h3>(.*?)</h3>', choices) == ["Freeze and store"]
    assert owner.phone.gets(f"{owner.shares()[0]}/choices?step={'0' * 20}").status_code == 404


def test_what_they_chose_to_tell_stands_beside_the_step_as_theirs_and_nothing_else_does(app: Flask) -> None:
    owner, guest = shared(app, groups=["own-part"])
    path = of_b17(guest)
    guest.phone.sends(f"{path}/words", guest.phone.keys(path), words="A secret of mine", tell="no")
    pages = page_of(owner.phone, "B17"), owner.shares()[0]
    for page in pages:
        assert "A secret of mine" not in owner.phone.gets(page).text
    guest.phone.sends(f"{path}/words", guest.phone.keys(path), words="I say <yes>\nto both", tell="yes")
    does_b17(guest)
    for page in pages:
        html = owner.phone.gets(page).text
        assert "I say &lt;yes&gt;\nto both" in html
        assert "Done 2 March." in text_of(html)
    assert "Sam tells you" in text_of(owner.phone.gets(pages[0]).text)
    assert "What they tell you" in text_of(owner.phone.gets(pages[1]).text)
    assert "You said" not in text_of(owner.phone.gets(pages[0]).text)  # their half is not the step


def test_a_step_done_by_somebody_else_is_not_said_to_be_the_owners_word(app: Flask) -> None:
    owner, guest = shared(app, **{"step-B17": "theirs"})
    does_b17(guest)
    page = text_of(owner.phone.gets(page_of(owner.phone, "B17")).text)
    assert "Sam said it was done on 2 March." in page
    assert "You said" not in page
    assert "done 2 March, said by Sam" in page
    history = text_of(owner.phone.gets("/plan/history").text)
    assert "Sam said that a step is done" in history
    does_b17(guest, "no")
    assert "Sam took back that a step is done" in text_of(owner.phone.gets("/plan/history").text)
    assert "How does it stand?" in text_of(owner.phone.gets(page_of(owner.phone, "B17")).text)


def test_the_owner_undoes_what_somebody_else_said_on_the_step_and_among_the_changes(app: Flask) -> None:
    owner, guest = shared(app, **{"step-B17": "theirs"})
    says(owner.phone, "B17", "ask", words="Which?")
    step = page_of(owner.phone, "B17")
    does_b17(guest)
    assert owner.phone.sends(f"{step}/undo", owner.phone.keys(step)).status_code == 303
    assert "You want to ask your nurse: Which?" in text_of(owner.phone.gets(step).text)
    does_b17(guest)
    kept = kept_by(owner.phone)
    with app.app_context():
        number = changes_of_plan(kept, count=1)[0].number
    undone = owner.phone.sends(f"/plan/history/{number}/undo", owner.phone.keys("/plan/history"))
    assert undone.status_code == 303
    assert "You want to ask your nurse: Which?" in text_of(owner.phone.gets(step).text)


def test_a_closed_plan_can_still_be_unshared(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out"])
    (share,) = owner.shares()
    assert "/share" not in Owner(app).phone.gets("/plan/stop").text
    owner.phone.sends("/plan/stop", owner.phone.keys("/plan/stop"), how="died")
    assert 'href="/share"' in owner.phone.gets("/plan").text
    assert "Find out" not in guest.sees()
    listed = owner.phone.gets("/share")
    assert (listed.status_code, "/share/new" in listed.text) == (200, False)
    assert owner.phone.gets(share).status_code == 200
    for closed in ("/share/new", f"{share}/choices"):
        assert owner.phone.gets(closed).location == "/plan"
    owner.ends(share)
    assert guest.phone.gets("/part").status_code == 404
    assert 'href="/share"' not in owner.phone.gets("/plan").text


@pytest.mark.parametrize("how", ["break", "cancelled", "postponed"])
def test_a_plan_that_rests_or_is_off_can_be_unshared(app: Flask, how: str) -> None:
    owner, guest = shared(app, groups=["find-out"])
    owner.phone.sends("/plan/stop", owner.phone.keys("/plan/stop"), how=how)
    assert "Shared with Sam" in text_of(owner.phone.gets("/plan").text)
    owner.ends(owner.shares()[0])
    assert guest.phone.gets("/part").status_code == 404


def test_a_copy_kept_for_when_there_is_no_signal_follows_sharing(app: Flask) -> None:
    owner = Owner(app)
    owner.phone.sends("/phone", owner.phone.keys("/phone"), what="own", own="yes")
    versions = [owner.phone.gets("/offline/state").json["version"]]
    link, _code = owner.invites(groups=["own-part"])
    versions.append(owner.phone.gets("/offline/state").json["version"])
    guest = Guest(app, link)
    path = of_b17(guest)
    guest.phone.sends(f"{path}/words", guest.phone.keys(path), words="Friday is good", tell="yes")
    versions.append(owner.phone.gets("/offline/state").json["version"])
    assert len(set(versions)) == 3
