"""What somebody sees with whom a plan is shared: their part, what was shared, and nothing that hints at more."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from planner.guidance.loader import guidance
from planner.plans.partner_steps import PartnersOwn
from planner.plans.sharing import Rights, shared_plan
from planner.web.partner.step_view import step_view
from tests.people import planned, someone
from tests.web.lives import TODAY
from tests.web.living import on, page_of, says, text_of
from tests.web.phones import told
from tests.web.sharing import Guest, Owner, shared

EMPTY = "There is nothing here just now. Look again another day."
WRITTEN_TO = "These words are written to the person having treatment: “you” means them."
# Nothing that is said to them names what they do not see, or that there is any.
HINTS = ("hidden", "kept back", "not shown", "some steps", " of 1", "more steps", "answers", "days to your first chemo")
THEIRS = re.compile(r"/(part|devices|phone|reminders|leave|calm|language|static|manifest|programs)\b")


def titles_in(text: str, *titles: str) -> list[str]:
    """These titles in the order in which they stand in a text."""
    found = sorted((text.index(title), title) for title in titles)
    return [title for _, title in found]


def page_for(guest: Guest, title: str) -> str:
    """The words of the page of one step."""
    return text_of(guest.phone.gets(guest.steps()[title]).text)


def test_their_part_comes_first_in_words_of_their_own_then_what_was_shared(app: Flask) -> None:
    _, guest = shared(app, groups=["own-part", "find-out"])
    sees = guest.sees()
    order = ("Your part", "Decide if you say yes to embryos", "Also shared with you", "Ask for a new MRI")
    assert titles_in(sees, *order) == list(order)
    assert "Sign the forms for storing" not in sees
    assert "Read each form before you sign it" in sees


def test_without_a_part_of_theirs_the_rest_stands_alone(app: Flask) -> None:
    _, guest = shared(app, groups=["find-out"])
    sees = guest.sees()
    assert "By part of the plan" in sees
    assert "Your part" not in sees


def test_what_is_done_folds_away_and_is_not_counted(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out"])
    says(owner.phone, "B08", "done")
    page = guest.phone.gets("/part").text
    fold = page.partition('<details class="fold fold--quiet"')[2].partition("</details>")[0]
    assert "Look for a trial" in fold
    assert "Done (" not in page
    assert "done 2 March" in fold


def test_what_comes_next_stands_in_the_order_of_its_days(app: Flask) -> None:
    _, guest = shared(app, groups=["find-out", "after"])
    days = guest.sees().partition("What comes, by its days")[2]
    order = ["Today", "Ask to see a fertility clinic, and say urgent", "Look for a trial", "Ask for a new MRI"]
    assert titles_in(days, *order) == order
    assert "Want a baby?" not in days  # next year


def test_an_empty_page_is_the_same_whatever_the_reason(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    reasons = {how: shared(app, groups=["own-part"]) for how in ("break", "cancelled", "postponed", "died")}
    for how, (owner, _) in reasons.items():
        assert owner.phone.sends("/plan/stop", how=how).status_code == 303
    reasons["nothing"] = shared(app)
    reasons["not theirs"] = shared(app, **{"step-B22": "shown"})  # freezing sperm, of somebody who makes none
    pages = {told(guest.phone.gets("/part")) for _, guest in reasons.values()}
    assert len(pages) == 1
    assert EMPTY in reasons["break"][1].sees()


@pytest.mark.parametrize("path", ["plan", "step"])
def test_no_page_hints_at_more_than_was_shared(app: Flask, path: str) -> None:
    owner = Owner(app)
    named = page_of(owner.phone, "B17")
    assert owner.phone.sends(f"{named}/called", called="Whalesong").status_code == 303
    assert owner.phone.sends(f"{named}/note", before="", note="Kept for myself").status_code == 303
    link, _ = owner.invites(groups=["own-part"], label="Grumbler")
    guest = Guest(app, link)
    sees = guest.sees() if path == "plan" else page_for(guest, "Decide if you say yes to embryos")
    for word in ("Whalesong", "Kept for myself", "Grumbler", "/plan", *HINTS):
        assert word not in sees


def test_only_pages_of_theirs_are_linked(app: Flask) -> None:
    _, guest = shared(app, groups=["own-part", "find-out"])
    for path in ("/part", "/part/questions", "/part/leave", "/devices", "/phone", *guest.steps().values()):
        page = guest.phone.gets(path).text
        for href in re.findall(r'href="(/[^"]*)"', page):
            assert THEIRS.match(href), (path, href)


def test_a_step_of_theirs_is_said_in_their_words_and_another_says_to_whom(app: Flask) -> None:
    _, guest = shared(app, groups=["own-part", "find-out"], **{"step-B04": "theirs"})
    own = page_for(guest, "Read each form before you sign it")
    assert "Ask the clinic if there is a form for you." in own
    assert WRITTEN_TO not in own
    assert WRITTEN_TO in page_for(guest, "Ask for a new MRI")
    assert WRITTEN_TO in page_for(guest, "Ask to see a fertility clinic, and say urgent")


def test_the_days_of_a_step_are_explained_by_its_own_rule(app: Flask) -> None:
    _, guest = shared(app, **{"step-B04": "shown"})
    page = page_for(guest, "Ask to see a fertility clinic, and say urgent")
    assert "By 20 April , last safe day 15 May" in page
    assert "It can be done from here on: 10 weeks before the first chemo." in page
    assert "Best by: 28 days before the first chemo." in page
    assert "Last safe day: 1 day before the first chemo." in page
    assert "A day on which clinics are closed is moved." in page
    assert "18 May" not in page  # the treatment day itself is not theirs to see


def test_another_step_is_named_only_where_it_is_shared_too(app: Flask) -> None:
    hangs = next(
        item
        for item in guidance().editions["gb"]
        if item.timing.due and item.timing.due.anchor == "step:start-egg-injections"
    )
    assert hangs.code == "B19"
    _, alone = shared(app, **{"step-B19": "shown"})
    assert "Start your egg-freezing injections" not in page_for(alone, "Have your eggs collected")
    _, both = shared(app, **{"step-B19": "shown", "step-B18": "shown"})
    assert "'Start your egg-freezing injections'" in page_for(both, "Have your eggs collected")


def test_an_estimate_says_so_and_says_from_which_end_it_counts(app: Flask) -> None:
    owner = Owner(app, treatment_date_certainty="approximate")
    link, _ = owner.invites(**{"step-B16": "shown"})
    page = page_for(Guest(app, link), "Sign the forms for storing")
    assert "This is an estimate: the day it is counted from is not confirmed." in page
    assert "the earliest day for the first chemo" in page


def test_that_a_clinic_may_be_closed_is_said_all_the_same(app: Flask) -> None:
    told_of = someone(treatment_date="2026-05-18")
    seen = shared_plan(planned(told_of), Rights(shown=("B04",)))
    one = seen.steps[0]._replace(window=seen.steps[0].window._replace(ring_anyway=True))
    with app.test_request_context("/part"):
        assert step_view(one, seen, PartnersOwn("B04")).notes == ["The clinic may be closed that day. Ring anyway."]


def test_who_says_so_and_that_the_team_decides_stands_on_every_step(app: Flask) -> None:
    _, guest = shared(app, groups=["own-part", "find-out"])
    for path in guest.steps().values():
        page = text_of(guest.phone.gets(path).text)
        assert "Last checked" in page.partition("Who says so")[2]
        assert "Usual figures: the team decides." in page


def test_further_days_stand_on_the_page_of_their_step(app: Flask) -> None:
    owner, guest = shared(app, **{"step-A08": "shown"})
    assert owner is not None
    (path,) = guest.steps().values()
    page = text_of(guest.phone.gets(path).text)
    assert "Further days" in page
    assert "Then again and again, each time 12 months later." in page


@pytest.mark.parametrize("word", [" safe to ", "too late", "you can stop", "infertile"])
def test_no_word_promises_or_frightens(app: Flask, word: str) -> None:
    _, guest = shared(app, groups=["own-part", "find-out", "freeze", "protect", "during", "after"])
    pages = [guest.sees(), *(text_of(guest.phone.gets(path).text) for path in guest.steps().values())]
    assert [page[:40] for page in pages if word in page.lower()] == []


def test_the_owner_sees_it_as_they_see_it(app: Flask) -> None:
    owner = Owner(app)
    choices: dict[str, str | list[str]] = {"groups": ["own-part", "find-out"], "step-B04": "theirs"}
    looked = text_of(owner.sends("/share/new", choices, do="look").text)
    link, _ = owner.invites(**choices)
    seen = guest_words(Guest(app, link))
    assert seen in looked


def guest_words(guest: Guest) -> str:
    """What stands on their page between its heading and what else there is for them."""
    whole = guest.sees().partition("the team's advice comes first. ")[2]
    return whole.partition(" Your questions To ask the team")[0].replace(" What to do, and who says so", "").strip()


def test_a_look_is_noted_once_an_hour_also_from_a_step_and_never_shown_to_them(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, guest = shared(app, groups=["own-part"])
    on(app, monkeypatch, TODAY + timedelta(days=1))
    path = next(iter(guest.steps().values()))
    assert guest.phone.gets(path).status_code == 200
    assert "looked" not in guest.sees().lower()
    (share,) = owner.shares()
    assert owner.phone.gets(share).status_code == 200
