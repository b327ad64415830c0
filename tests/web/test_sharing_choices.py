"""Choosing what somebody sees: whole parts, single steps, until when; and that nothing typed is ever lost."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests.web.living import fields_in, page_of, text_of
from tests.web.phones import Phone
from tests.web.sharing import Owner, shared

NEW = "/share/new"
TYPED = {"label": "Sam", "groups": "freeze", "step-B17": "theirs", "step-B03": "hidden"}


def checked(html: str) -> set[tuple[str, str]]:
    """What is ticked or chosen on a page: (field, value)."""
    inputs = re.findall(r"<input[^>]*>", html)
    ticked = [one for one in inputs if " checked" in one]
    return {(re.findall(r'name="([^"]+)"', one)[0], re.findall(r'value="([^"]+)"', one)[0]) for one in ticked}


def about(html: str, code: str) -> str:
    """What the page of choices says beside one step, with its ways."""
    found = re.search(rf"<details[^>]*>((?!<details).)*?step-{code}.*?</details>", html, re.DOTALL)
    assert found, f"{code} is not on the page"
    return found[0]


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"label": ""}, "Enter a name of at most 40 ordinary characters, for example Sam"),
        ({"label": "x" * 41}, "Enter a name of at most 40 ordinary characters"),
        ({"label": "\u200b\u200d"}, "Enter a name of at most 40 ordinary characters"),
        ({"label": "S\u202eam"}, "Enter a name of at most 40 ordinary characters"),
        ({"label": "S\x07am"}, "Enter a name of at most 40 ordinary characters"),
        ({"until-day": "31", "until-month": "2", "until-year": "2027"}, "Enter a day that exists"),
        ({"until-day": "1", "until-month": "3", "until-year": "2026"}, "Enter a day from today on, or leave it empty"),
        ({"until-day": "12"}, "Enter the day, month and year"),
    ],
    ids=["empty", "long", "unseen", "turned", "control", "no such day", "passed", "half a day"],
)
@pytest.mark.parametrize("do", ["look", "share", "paper"])
def test_what_cannot_be_is_said_and_all_that_was_typed_stays(
    app: Flask, fault: dict[str, str], says: str, do: str
) -> None:
    owner = Owner(app)
    answer = owner.sends(NEW, {**TYPED, **fault}, do=do)
    assert answer.status_code == 400
    assert says in text_of(answer.text)
    chosen = {("groups", "freeze"), ("step-B17", "theirs"), ("step-B03", "hidden")}
    assert chosen <= checked(answer.text)
    for name, value in fault.items():
        if name.startswith("until"):
            assert f'value="{value}"' in answer.text
    assert owner.shares() == []


@pytest.mark.parametrize(
    "label", ["Sam & <b>Alex</b>", "%(name)s", "{{ 7 * 7 }}", "李", "👩‍👩‍👧", "'\"", "سام", "  Sam \t Smith "]
)
def test_any_name_that_can_be_read_is_shown_as_it_was_typed(app: Flask, label: str) -> None:
    owner = Owner(app)
    owner.invites(label=label, groups=["find-out"])
    (share,) = owner.shares()
    name = " ".join(label.split())
    for page in ("/share", share, "/plan", page_of(owner.phone, "B04")):
        assert name in text_of(owner.phone.gets(page).text)
        assert "<b>" not in owner.phone.gets(page).text


def test_going_back_to_change_something_and_looking_again_loses_nothing(app: Flask) -> None:
    owner = Owner(app)
    until = {"until-day": "20", "until-month": "3", "until-year": "2026"}
    look = owner.sends(NEW, {**TYPED, **until}, do="look")
    kept = fields_in(look.text, NEW)
    assert {**TYPED, **until}.items() <= kept.items()
    form = owner.sends(NEW, dict(kept), do="change").text
    assert {("groups", "freeze"), ("step-B17", "theirs"), ("step-B03", "hidden")} <= checked(form)
    assert 'value="Sam"' in form
    assert 'value="20"' in form


def test_only_fields_of_the_form_are_sent_on(app: Flask) -> None:
    owner = Owner(app)
    odd = {
        "step-B99": "shown",
        "step-": "x",
        "groups": ["freeze", "all"],
        "step-B03": "loud",
        "onload": "x",
        "other": "1",
    }
    for do in ("look", "share"):
        look = owner.sends(NEW, odd, do=do, proof="wrong").text
        assert set(fields_in(look, NEW)) == {"csrf_token", "once", "label", "groups"}
        assert set(re.findall(r'name="groups" value="([^"]+)"', look)) == {"freeze"}


@pytest.mark.parametrize("proof", ["", "0000", "0000-0000-0000-0000-0000", "\x00", "9" * 5000])
def test_a_wrong_proof_shares_nothing_and_what_was_chosen_stays(app: Flask, proof: str) -> None:
    owner = Owner(app)
    answer = owner.sends(NEW, TYPED, proof=proof)
    assert answer.status_code == 403
    assert "That is not the code of this phone or computer, and not your code on paper." in text_of(answer.text)
    assert TYPED.items() <= fields_in(answer.text, NEW).items()
    assert re.search(r'<input[^>]*name="proof"[^>]*value="[^"]', answer.text) is None
    assert owner.shares() == []


def test_after_ten_wrong_proofs_there_is_a_wait_and_the_paper_still_opens(app: Flask) -> None:
    owner = Owner(app)
    for _ in range(10):
        owner.sends(NEW, TYPED, proof="0000")
    assert "Wait an hour" in text_of(owner.sends(NEW, TYPED, proof="1111").text)
    assert owner.sends(NEW, TYPED).status_code == 200


def test_the_code_of_the_phone_is_a_proof_too(app: Flask) -> None:
    owner = Owner(app)
    owner.phone.sends("/phone", owner.phone.keys("/phone"), what="code", code="2468")
    assert "Type the code of this phone or computer, or your code on paper" in owner.sends(NEW, TYPED, do="look").text
    refused = owner.sends(NEW, TYPED, proof="2468")
    assert refused.status_code == 403
    assert "That code is not a day old yet" in text_of(refused.text)  # there was a code on paper before it
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        assert owner.sends(NEW, TYPED, proof="2468").status_code == 200
    assert len(owner.shares()) == 1


def test_without_any_code_one_is_made_on_the_way_and_nothing_chosen_is_lost(app: Flask) -> None:
    owner = Owner(app, paper=False)
    look = owner.sends(NEW, TYPED, do="look").text
    assert "First make a code on paper" in text_of(look)
    assert 'name="proof"' not in look
    assert owner.sends(NEW, TYPED, proof="").status_code == 403  # not from a page of ours
    sent = {**fields_in(look, NEW), "do": "paper"}
    pages = [owner.phone.sends(NEW, sent).text for _ in range(2)]
    paper, again = (re.findall(r'code--paper">([0-9A-Z-]+)<', page)[0] for page in pages)
    assert paper == again
    look = owner.phone.sends(NEW, {**fields_in(pages[0], NEW), "do": "look"}).text
    assert TYPED.items() <= fields_in(look, NEW).items()
    assert owner.phone.sends(NEW, {**fields_in(look, NEW), "do": "share", "proof": paper}).status_code == 200
    assert len(owner.shares()) == 1


def test_a_form_that_was_open_for_too_long_is_offered_again_whole(app: Flask) -> None:
    owner = Owner(app)
    fields = {**TYPED, "do": "look", "csrf_token": "worn out", "once": "x" * 32}
    answer = owner.phone.client.post(
        NEW, data=fields, base_url=owner.phone.url, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 400
    assert TYPED.items() <= fields_in(answer.text, NEW).items()


def test_a_phone_that_locked_meanwhile_shows_nothing_shares_nothing_and_keeps_what_was_chosen(app: Flask) -> None:
    owner = Owner(app)
    keys = owner.phone.keys("/devices")
    owner.phone.sends("/phone", owner.phone.keys("/phone"), what="idle", idle="2")
    owner.phone.gets("/idle")
    for do in ("look", "share", "paper", "change"):
        answer = owner.phone.sends(NEW, keys, do=do, proof=owner.paper, **TYPED)
        assert answer.status_code == 403
        assert "First open your plan again" in text_of(answer.text)
        assert "Decide on eggs" not in answer.text
        assert owner.paper not in answer.text
        kept = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text)
        assert TYPED.items() <= dict(kept).items()
    owner.phone.sends("/locked")
    assert owner.shares() == []


def test_a_step_that_differs_from_its_part_is_said_where_it_is_folded_away(app: Flask) -> None:
    owner, _guest = shared(
        app, groups=["find-out"], **{"step-B03": "hidden", "step-B04": "theirs", "step-B17": "shown"}
    )
    page = owner.phone.gets(f"{owner.shares()[0]}/choices").text
    text = text_of(page)
    assert "10 steps, 2 chosen one by one" in text
    assert "6 steps, 1 chosen on its own" in text
    for code, word in (("B03", "kept back"), ("B04", "they do it"), ("B17", "they see it")):
        assert word in about(page, code)
    opened = re.findall(r'<details class="fold" open>\s*<summary><h3>(.*?)</h3>', page)
    assert opened == ["Find out and decide", "Freeze and store"]


def test_what_is_only_shared_one_by_one_says_so_and_no_part_holds_it(app: Flask) -> None:
    owner = Owner(app)
    page = owner.phone.gets(NEW).text
    assert "This step is only shared by itself. No part you choose above holds it." in about(page, "B11")
    assert "This step is only shared" not in about(page, "B04")
    assert "As chosen above" not in about(page, "B11")
    look = text_of(owner.sends(NEW, {"groups": ["own-part", "find-out"]}, do="look").text)
    assert "Talk with a partner" not in look
    assert "Talk with" in text_of(owner.sends(NEW, {"step-B11": "shown"}, do="look").text)


def test_steps_about_embryos_remind_that_both_have_to_agree(app: Flask) -> None:
    page = Owner(app).phone.gets(NEW).text
    for code in ("B16", "B17"):
        assert "For embryos, both people have to agree, now and later." in text_of(f"<main>{about(page, code)}")
    assert "both people" not in about(page, "B03")


def test_under_18_nothing_is_ticked_and_the_page_says_whose_plan_it_is(app: Flask) -> None:
    young = Owner(app, age=17)
    page = young.phone.gets(NEW).text
    assert {value for name, value in checked(page) if name == "groups"} == set()
    text = text_of(page)
    assert "Nobody sees it unless you choose so. That goes for parents too." in text
    assert "tell a nurse you trust. In danger, call the local emergency number." in text
    assert f'href="{page_of(young.phone, "B13")}"' in page
    assert "This step is only shared by itself" in about(page, "B13")
    young.phone.sends("/plan/phones", young.phone.keys("/plan/phones"), who="Ward nurse", number="020 7946 0000")
    assert "Ward nurse" in text_of(young.phone.gets(NEW).text)


@pytest.mark.parametrize(("age", "ticked"), [(18, {"own-part"}), (None, set())])
def test_what_a_partner_does_is_ticked_for_whoever_said_they_are_grown_up(
    app: Flask, age: int | None, ticked: set[str]
) -> None:
    page = Owner(app, age=age).phone.gets(NEW).text
    assert {value for name, value in checked(page) if name == "groups"} == ticked
    assert "That goes for parents too" not in page


def test_the_owner_alone_is_told_why_less_is_seen_than_was_chosen(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out"])
    assert "So far they would see nothing" in text_of(owner.sends(NEW, {}, label="Alex", do="look").text)
    owner.phone.sends("/plan/stop", owner.phone.keys("/plan/stop"), how="break")
    assert "Your plan rests or is off just now" in text_of(owner.phone.gets(owner.shares()[0]).text)
    assert "rests" not in guest.sees()


def test_the_day_it_ends_is_typed_in_the_order_of_the_place(app: Flask) -> None:
    owner = Owner(app, place="us")
    answer = owner.sends(NEW, {"groups": "find-out", "until-month": "3", "until-day": "20", "until-year": "2026"})
    assert answer.status_code == 200
    form = owner.phone.gets(f"{owner.shares()[0]}/choices").text
    assert re.findall(r'name="until-(\w+)"', form) == ["month", "day", "year"]


def test_a_stranger_sees_no_page_of_sharing(app: Flask) -> None:
    for path in ("/share", NEW, f"/share/{'0' * 32}", f"/share/{'0' * 32}/choices"):
        assert Phone(app).gets(path).status_code == 404
