"""The roster as its nurse reads it: whom to look at first, in plain words, and a snooze that keeps what was typed."""

import re
from datetime import date
from html import unescape

import pytest
from flask import Flask

from bench.roster_load import load
from planner.clinics.notes import write_to_clinic
from planner.db import db
from planner.plans.actions import keep_answers
from planner.plans.stopping import stop
from tests.clinics.patients import box
from tests.clinics.rosters import Ward, key, move_day
from tests.keeping.people_kept import occasion
from tests.web.lives import TODAY
from tests.web.phones import Phone

WHO = re.compile(r'class="roster__plan"[^>]*><bdi>([^<]+)</bdi>')
TAGS = re.compile(r"<[^>]+>")


@pytest.fixture
def ward(app: Flask) -> Ward:
    """A clinic that reviews three plans: Chloe's last safe day is in 2 days, Ben's in 4, Amira's in 60."""
    found = Ward(app)
    with app.app_context():
        found.takes("amira", "ben", "chloe")
    return found


def words(page: str) -> str:
    """What stands on a page, without how it is drawn."""
    return re.sub(r"\s+", " ", unescape(TAGS.sub(" ", page.split("<main", 1)[1])))


def test_the_nearest_last_safe_day_stands_first_with_its_word_its_day_and_what_for(ward: Ward) -> None:
    page = ward.page()
    assert WHO.findall(page) == ["chloe", "ben", "amira"]
    read = words(page)
    assert "Needs a look: 3" in read
    assert "chloe 11 March in 2 days 4 March Ask about an injection to rest your ovaries not checked yet" in read
    assert "ben about 9 March in 4 days 6 March Talk about having a child later" in read
    assert "first chemo not confirmed · not checked yet" in read


def test_colour_is_never_alone_a_shape_and_a_word_go_with_it(ward: Ward) -> None:
    page = ward.page()
    near, far = page.split("chloe</bdi>")[1], page.split("amira</bdi>")[1]
    assert 'class="tag tag--red"><svg class="tag__shape"' in near.split("</tr>")[0]
    assert 'class="tag tag--calm"><svg class="tag__shape"' in far.split("</tr>")[0]


def test_the_title_tells_nothing(ward: Ward) -> None:
    for path in ("/clinic", "/clinic?standing=snoozed", f"/clinic/plans/{ward.ids['ben']}/snooze"):
        assert "<title>Ahead</title>" in ward.page(path)


def test_how_many_there_are_is_said_only_where_all_are_on_the_page(app: Flask, ward: Ward) -> None:
    with app.app_context():
        load(db.engine, ward.clinic.id, 40, TODAY)
        db.session.remove()
    first = ward.page()
    assert '<h1 tabindex="-1" autofocus>Needs a look</h1>' in first
    onward = unescape(re.findall(r'href="(/clinic\?at=[^"]+)"', first)[0])
    second = ward.page(onward)
    assert len(WHO.findall(first) + WHO.findall(second)) == 43
    assert "More below" in first
    assert "More below" not in second
    assert "Those before" in second


def test_with_nothing_to_look_at_the_page_says_so_kindly(app: Flask) -> None:
    read = words(Ward(app, "Ash ward").page())
    assert "Needs a look" in read
    assert "Nothing needs a look just now. Whatever does will come here by itself." in read


def test_what_rests_is_neither_urgent_nor_cheerful(app: Flask, ward: Ward) -> None:
    with app.app_context():
        stop(ward.owner("chloe"), key("stop"), "break", occasion())
    assert WHO.findall(ward.page()) == ["ben", "amira"]
    quiet = ward.page("/clinic?standing=quiet")
    row = quiet.split("chloe</bdi>")[1].split("</tr>")[0]
    assert "takes a break" in row
    assert "4 March" in row
    assert "tag--" not in row
    assert "/snooze" not in row


def test_the_filters_are_links_and_say_which_is_chosen(ward: Ward) -> None:
    page = ward.page("/clinic?within=7")
    assert WHO.findall(page) == ["chloe", "ben"]
    assert '<a href="/clinic?within=7" aria-current="true">Within 7 days</a>' in page
    assert '<a href="/clinic?standing=snoozed&amp;within=7">Snoozed</a>' in page


@pytest.mark.parametrize(
    "asked", ["standing=x", "within=x", "within=-1", "at=%00", "at=" + "A" * 900, "snoozed=x", "snoozed=%00"]
)
def test_an_address_that_makes_no_sense_shows_the_head(ward: Ward, asked: str) -> None:
    answer = ward.phone().gets(f"/clinic?{asked}")
    assert answer.status_code == 200
    assert WHO.findall(answer.text) == ["chloe", "ben", "amira"]


def test_a_snooze_is_kept_shown_and_taken_back_by_one_press(ward: Ward) -> None:
    path = f"/clinic/plans/{ward.ids['chloe']}"
    form = {"reason": "rang, waits for the letter", "until-day": "3", "until-month": "3", "until-year": "2026"}
    form |= ward.seen(f"{path}/snooze")
    answer = ward.phone().sends(f"{path}/snooze", ward.phone().keys(f"{path}/snooze"), **form)
    assert answer.status_code == 303
    page = ward.page(answer.headers["Location"])
    assert "Snoozed until 3 March: chloe" in words(page)
    assert WHO.findall(page) == ["ben", "amira"]
    assert "Until 3 March: rang, waits for the letter" in words(ward.page("/clinic?standing=snoozed"))
    back = ward.phone().sends(f"{path}/wake", ward.phone().keys("/clinic?standing=snoozed"))
    assert back.status_code == 303
    assert WHO.findall(ward.page()) == ["chloe", "ben", "amira"]


def test_the_form_proposes_at_most_half_of_the_days_to_the_nearest_last_safe_day(ward: Ward) -> None:
    def proposed(name: str) -> str:
        page = ward.page(f"/clinic/plans/{ward.ids[name]}/snooze")
        return "-".join(re.findall(r'name="until-[a-z]+"[^>]*value="([0-9]+)"', page))

    assert proposed("amira") == "9-3-2026"  # in a week
    assert proposed("ben") == "4-3-2026"  # half of the four days to 6 March


def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(ward: Ward) -> None:
    path = f"/clinic/plans/{ward.ids['ben']}/snooze"
    form = {"reason": "", "until-day": "31", "until-month": "2", "until-year": "2026"}
    answer = ward.phone().sends(path, ward.phone().keys(path), **form)
    assert answer.status_code == 400
    read = words(answer.text)
    assert "Write why it can wait, in at most 300 ordinary characters." in read
    assert "Enter a day that exists" in read
    assert 'value="31"' in answer.text
    long = ward.phone().sends(path, ward.phone().keys(path), **{**form, "reason": "x" * 301, "until-month": "3"})
    assert long.status_code == 400
    assert "x" * 301 in long.text
    late = ward.phone().sends(path, ward.phone().keys(path), **{**form, "reason": "waits", "until-month": "12"})
    assert late.status_code == 400
    assert "Choose a day from tomorrow on, at most 90 days from today." in words(late.text)
    assert WHO.findall(ward.page()) == ["chloe", "ben", "amira"]


def test_what_rests_meanwhile_is_not_snoozed_and_the_form_says_why(app: Flask, ward: Ward) -> None:
    path = f"/clinic/plans/{ward.ids['ben']}/snooze"
    keys = ward.phone().keys(path)
    with app.app_context():
        stop(ward.owner("ben"), key("stop"), "died", occasion())
    form = {"reason": "waits", "until-day": "9", "until-month": "3", "until-year": "2026"}
    answer = ward.phone().sends(path, keys, **form)
    assert answer.status_code == 409
    assert "This plan is at rest already" in words(answer.text)


@pytest.mark.parametrize("what", ["a note", "a date", "nothing was said of it"])
def test_what_moved_while_the_form_was_open_is_not_snoozed_and_what_was_typed_stays(
    app: Flask, ward: Ward, what: str
) -> None:
    path = f"/clinic/plans/{ward.ids['amira']}/snooze"
    keys, seen = ward.phone().keys(path), ward.seen(path)
    with app.app_context():
        if what == "a note":
            write_to_clinic(ward.owner("amira"), key("note"), "Please ring me.", occasion())
        elif what == "a date":
            keep_answers(ward.owner("amira"), key("later"), {"treatment_date": "2026-06-08"}, occasion())
        else:
            seen = {}
    form = {"reason": "waits for the letter", "until-day": "9", "until-month": "3", "until-year": "2026"}
    wrong = ward.phone().sends(path, keys, **{**form, "until-day": "31", "until-month": "2"}, **seen)
    assert wrong.status_code == 400
    if seen:  # put right, the form is still for what stood there at first
        assert {name: box(wrong.text, name) for name in seen} == seen
    answer = ward.phone().sends(path, ward.phone().keys(path), **form, **seen)
    assert answer.status_code == 409
    assert "It was not snoozed" in words(answer.text)
    assert (box(answer.text, "reason"), box(answer.text, "until-day")) == ("waits for the letter", "9")
    assert WHO.findall(ward.page()) == ["chloe", "ben", "amira"]
    again = {name: box(answer.text, name) for name in ("version", "unanswered")}
    assert ward.phone().sends(path, ward.phone().keys(path), **form, **again).status_code == 303
    assert WHO.findall(ward.page()) == ["chloe", "ben"]


def test_nobody_else_finds_a_roster_or_a_snooze(app: Flask, ward: Ward) -> None:
    other = Ward(app, "Oak ward")
    assert WHO.findall(other.page()) == []
    path = f"/clinic/plans/{ward.ids['ben']}/snooze"
    absent = f"/clinic/plans/{'0' * 32}/snooze"
    nothing = other.nurse.computer.gets(absent)
    assert nothing.status_code == 404
    for who in (other.nurse.computer, other.lead.computer):
        answer = who.gets(path)
        assert (answer.status_code, words(answer.text)) == (404, words(nothing.text))
    for who in (ward.auditor.computer, Phone(app).starts(), Phone(app)):
        assert who.gets("/clinic").status_code == 404
        assert who.gets(path).status_code == 404


def test_what_was_drawn_is_drawn_anew_when_a_row_or_the_day_changes(app: Flask, ward: Ward) -> None:
    assert "in 2 days" in ward.page()
    with app.app_context():
        stop(ward.owner("chloe"), key("stop"), "cancelled", occasion())
    assert "in 2 days" not in ward.page()
    assert "in 4 days" in ward.page()
    move_day(app, date(2026, 3, 3))
    try:
        assert "in 3 days" in ward.page()
    finally:
        move_day(app, TODAY)


def test_a_label_is_shown_as_it_was_typed_and_does_nothing(app: Flask) -> None:
    ward = Ward(app, "Yew ward")
    ward.enrols("<script>alert(1)</script>")
    page = ward.page()
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>" in page
