"""Newer guidance on the page: shown before anything changes, followed or not, and an urgent correction at once."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from planner import create_app
from planner.after import after_change
from planner.db import db
from planner.plans.actions import keep_answers, make_plan, start_plan
from planner.plans.changing import Occasion
from tests.newer_guidance import FOUR_DAYS_EARLIER, MOVE, OTHER_WORDS, SPERM, newer_guidance

MADE, SINCE, AGAIN = date(2026, 3, 2), date(2026, 6, 1), date(2026, 6, 15)
TOLD = {
    "place": "gb",
    "has_testes": "yes",
    "has_ovaries": "no",
    "has_uterus": "no",
    "wants_children": "yes",
    "treatment_date": "2026-08-03",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "no",
}
Visit = Callable[[date], FlaskClient]


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    """Someone with a plan made on 2 March 2026, who comes back on another day, with the guidance as it is then."""
    newer = newer_guidance((SPERM, FOUR_DAYS_EARLIER), (MOVE, OTHER_WORDS), (MOVE, OTHER_WORDS.replace("can", "like")))
    day = [MADE]
    app = create_app({"INSTANCE": str(tmp_path), "CLOCK": lambda zone: day[0], "GUIDANCE": lambda: newer})
    with app.app_context():
        db.create_all()
        occasion = Occasion(datetime(2026, 3, 2, 12, tzinfo=UTC), MADE, newer, after_change)
        actor, cookie = start_plan("s" * 24, "phone", occasion)
        keep_answers(actor, "a" * 24, TOLD, occasion)
        make_plan(actor, "m" * 24, occasion)

    def at(when: date) -> FlaskClient:
        day[0] = when
        browser = app.test_client()
        browser.set_cookie(app.config["DEVICE_COOKIE"], cookie)
        return browser

    return at


def page(browser: FlaskClient, path: str) -> str:
    """The words of a page, without what marks them up."""
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def choose(browser: FlaskClient, choice: str) -> None:
    """Press one of the two buttons under what would change."""
    html = browser.get("/plan/changes").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', html))
    assert browser.post("/plan/changes", data={**hidden, "choice": choice}).status_code == 303


def test_nothing_is_said_while_nothing_is_newer(visit: Visit) -> None:
    browser = visit(date(2026, 5, 31))
    assert "The guidance changed" not in page(browser, "/plan")
    assert "Nothing newer to show" in page(browser, "/plan/changes")


def test_a_newer_edition_is_announced_and_the_days_stay_until_it_is_accepted(visit: Visit) -> None:
    browser = visit(SINCE)
    before = page(browser, "/plan")
    assert "The guidance changed" in before
    assert "Freeze sperm: go to your first visit by 24 July" in before  # 10 days before 3 August
    shown = page(browser, "/plan/changes")
    assert "Now by 24 July" in shown
    assert "New by 20 July" in shown  # 14 days before
    assert "Begin when you can." in shown
    choose(browser, "accept")
    after = page(browser, "/plan")
    assert "Freeze sperm: go to your first visit by 20 July" in after
    assert "The guidance changed" not in after


def test_who_keeps_the_plan_as_it_is_keeps_its_days_and_is_not_asked_again_until_there_is_more(visit: Visit) -> None:
    browser = visit(SINCE)
    choose(browser, "keep")
    kept = page(browser, "/plan")
    assert "by 24 July" in kept
    assert "The guidance changed" not in kept
    assert "The guidance changed" in page(visit(AGAIN), "/plan")


def test_an_urgent_correction_stands_on_the_step_at_once(visit: Visit) -> None:
    browser = visit(SINCE)
    plan = browser.get("/plan").text
    assert "Go four days earlier. Call today." in plan
    path = re.search(r'href="(/plan/steps/\w+)"[^>]*>(?:(?!</a>).)*Freeze sperm', plan, re.DOTALL)
    assert path
    assert "Corrected 1 June Go four days earlier. Call today." in page(browser, path[1])


def test_an_urgent_correction_goes_once_the_plan_follows_it(visit: Visit) -> None:
    browser = visit(SINCE)
    choose(browser, "accept")
    assert "Go four days earlier" not in page(browser, "/plan")


def test_a_plan_changed_later_still_keeps_its_guidance(visit: Visit) -> None:
    browser = visit(SINCE)
    html = browser.get("/questions/6").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', html))
    assert browser.post("/questions/6", data={**hidden, "age": "34"}).status_code == 303
    assert "by 24 July" in page(browser, "/plan")


@pytest.mark.parametrize("sent", [{"choice": "both"}, {"choice": "accept", "as_of": "soon"}, {}])
def test_a_choice_that_is_none_changes_nothing(visit: Visit, sent: dict[str, str]) -> None:
    browser = visit(SINCE)
    html = browser.get("/plan/changes").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', html))
    assert browser.post("/plan/changes", data={**hidden, "choice": "", **sent}).status_code == 400
    assert "by 24 July" in page(browser, "/plan")


def test_guidance_of_a_day_to_come_cannot_be_accepted(visit: Visit) -> None:
    browser = visit(date(2026, 5, 31))
    html = browser.get("/questions/6").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', html))
    sent = {**hidden, "choice": "accept", "as_of": "2026-06-20"}
    assert browser.post("/plan/changes", data=sent).status_code == 303
    assert "by 24 July" in page(visit(SINCE), "/plan")
