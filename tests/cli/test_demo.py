"""`demo`: the same four stories each time, dated around today, each with a fresh link; never among real plans."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from planner.accounts.models import PersonRecord
from planner.after import after_change
from planner.db import db
from planner.guidance.loader import guidance
from planner.plans.actions import keep_answers, start_plan
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from
from planner.plans.models import PlanRecord
from tests.databases import Database

IN_A_FILE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # where nothing hangs on the database
TODAY = date(2026, 3, 2)
RAVI = "Ravi, Nadia's partner. He sees his own part and the freezing, and takes her home after egg collection."
NURSES = {
    "Lea leads the nurses of Elm ward. She invites them, and decides what the ward does differently.",
    "Nora, a nurse of Elm ward. She checks plans between other work.",
}
STORIES = {
    "Nadia, 33, Leeds. First chemo confirmed in nine weeks. She may want a child and takes a combined pill.",
    "Tom, 29, Chicago. He was told new cells day is about four months away, and nobody has named the first chemo.",
    "Ines, 38, treated in Mexico. She is breastfeeding, and the first chemo is in three weeks.",
    "Ruth, 41, Bristol. Her new cells came back seven weeks ago. Her eggs were frozen before the chemo.",
}


def on_a_day(database: Database, today: date = TODAY) -> Flask:
    """The service on a day."""
    return database.app(CLOCK=lambda zone: today, LIMITS_URL="memory://")


def demo(app: Flask, *options: str) -> Result:
    """What the command says."""
    return app.test_cli_runner().invoke(args=["demo", *options])


def plans_of(app: Flask) -> list[dict[str, Any]]:
    """The demo as JSON."""
    done = demo(app, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert list(told) == ["plans", "partners", "nurses", "clinic"]
    assert [list(partner) for partner in told["partners"]] == [["story", "open"]]
    plans: list[dict[str, Any]] = told["plans"]
    return plans


def kept(app: Flask) -> dict[str, KeptPlan]:
    """Every plan that is kept, by the name of its story."""
    with app.app_context():
        return {record.story: kept_from(record) for record in db.session.scalars(select(PlanRecord))}


def hidden(client: FlaskClient, path: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', client.get(path).text))


@IN_A_FILE
def test_four_stories_each_with_a_link_and_two_calendars_that_answer(database: Database) -> None:
    app = on_a_day(database)
    plans = plans_of(app)
    assert {plan["story"] for plan in plans} == STORIES
    for plan in plans:
        assert list(plan) == ["story", "open", "feeds"]
        assert re.fullmatch(r"/open/[\w-]{43}", plan["open"])
        assert [(feed["name"], feed["audience"]) for feed in plan["feeds"]] == [
            ("My phone", "patient"),
            ("Kitchen tablet", "partner"),
        ]
        for feed in plan["feeds"]:
            answer = app.test_client().get(feed["path"])
            assert (answer.status_code, answer.mimetype) == (200, "text/calendar")


def test_each_time_the_same_people_with_fresh_links_and_the_older_ones_open_nothing(database: Database) -> None:
    app = on_a_day(database)
    first, second = plans_of(app), plans_of(app)
    assert [plan["story"] for plan in first] == [plan["story"] for plan in second]
    assert len({plan["open"] for plan in first + second}) == 8
    assert [app.test_client().get(plan["open"]).status_code for plan in first] == [404] * 4
    assert [app.test_client().get(plan["open"]).status_code for plan in second] == [200] * 4
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PlanRecord)) == 4
        assert db.session.scalar(select(func.count()).select_from(PersonRecord)) == 7  # and a partner, and two nurses


@IN_A_FILE
def test_their_days_lie_around_today(database: Database) -> None:
    plans_of(on_a_day(database))
    found = {story: plan.told["treatment_date"] for story, plan in kept(on_a_day(database)).items()}
    # Nine weeks, four months and three weeks and a day after 2 March 2026; seven weeks before it.
    assert found == {"nadia": "2026-05-04", "tom": "2026-07-02", "ines": "2026-03-24", "ruth": "2026-01-12"}
    later = on_a_day(database, date(2026, 6, 1))
    plans_of(later)
    found = {story: plan.told["treatment_date"] for story, plan in kept(later).items()}
    assert found == {"nadia": "2026-08-03", "tom": "2026-10-01", "ines": "2026-06-23", "ruth": "2026-04-13"}
    assert {plan.made_on for plan in kept(later).values()} == {date(2026, 6, 1)}


@IN_A_FILE
def test_looking_at_a_link_takes_nothing_and_a_press_of_its_button_opens_the_plan_once(database: Database) -> None:
    app = on_a_day(database)
    nadia = next(plan for plan in plans_of(app) if plan["story"].startswith("Nadia"))
    browser = app.test_client()
    for _ in range(2):
        assert browser.get(nadia["open"]).status_code == 200
    assert browser.get("/plan").status_code == 404
    assert browser.post(nadia["open"], data={}).status_code == 400
    assert browser.post(nadia["open"], data=hidden(browser, nadia["open"])).location == "/plan"
    assert "4 May" in browser.get("/plan").text
    stranger = app.test_client()
    assert stranger.get(nadia["open"]).status_code == 404
    assert stranger.post(nadia["open"], data=hidden(stranger, "/open")).status_code == 404


@IN_A_FILE
def test_a_partner_comes_in_by_their_own_link_and_sees_their_part(database: Database) -> None:
    app = on_a_day(database)
    (partner,) = json.loads(demo(app, "--json").stdout)["partners"]
    assert partner["story"] == RAVI
    browser = app.test_client()
    assert browser.post(partner["open"], data=hidden(browser, partner["open"])).location == "/part"
    page = browser.get("/part").text
    assert "Take them home after egg collection" in page.partition("Your part")[2]
    assert browser.get("/plan").status_code == 404


@IN_A_FILE
def test_a_nurse_comes_in_by_their_own_link_and_first_chooses_how_to_sign_in(database: Database) -> None:
    app = on_a_day(database)
    told = json.loads(demo(app, "--json").stdout)
    assert {nurse["story"] for nurse in told["nurses"]} == NURSES
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", told["clinic"]["join_code"])
    browser, link = app.test_client(), told["nurses"][0]["open"]
    assert browser.post(link, data=hidden(browser, link)).location == "/account/set-up"
    assert browser.get("/account/set-up").status_code == 200
    assert browser.get("/clinic").status_code in (302, 303, 404)
    assert "Fern 3" not in browser.get("/clinic").text


@IN_A_FILE
def test_for_people_each_story_stands_over_its_whole_link(database: Database) -> None:
    done = demo(database.app(PUBLIC_URL="https://plan.example.org"))
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    *people, code = lines
    assert set(people[::2]) == {*STORIES, RAVI, *NURSES}
    assert all(re.fullmatch(r"  https://plan\.example\.org/open/[\w-]{43}", line) for line in people[1::2])
    assert re.fullmatch(r"Patients join the clinic with [0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", code)


def test_where_somebody_has_begun_a_plan_it_is_refused_and_nothing_is_changed(database: Database) -> None:
    app = on_a_day(database)
    now = Occasion(datetime(2026, 3, 2, 12, tzinfo=UTC), TODAY, guidance(), after_change)
    with app.app_context():
        actor, _ = start_plan("s" * 20, "phone", now)
        keep_answers(actor, "a" * 20, {"age": 34}, now)
    before = kept(app)
    done = demo(app, "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: This database holds 1 plan that a person made. "
        "Choose another folder for the demo, for example: INSTANCE=demo flask --app wsgi demo\n"
    )
    assert kept(app) == before


@IN_A_FILE
def test_a_demo_in_which_a_person_began_a_plan_is_left_to_them(database: Database) -> None:
    app = on_a_day(database)
    plans_of(app)
    browser = app.test_client()
    assert browser.post("/start", data=hidden(browser, "/")).status_code == 303
    assert demo(app).exit_code == 1
    assert kept(app).keys() == {"", "nadia", "tom", "ines", "ruth"}


def test_a_folder_with_nothing_in_it_gets_its_tables_first(tmp_path: Path) -> None:
    app = on_a_day(Database("sqlite", "", tmp_path / "new"))
    assert {plan["story"] for plan in plans_of(app)} == STORIES
    assert app.test_client().get("/readyz").text == "ready\n"


@IN_A_FILE
def test_a_database_of_a_later_version_is_said_in_one_line(database: Database) -> None:
    app = on_a_day(database)
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    done = demo(app)
    assert (done.exit_code, done.stdout) == (1, "")
    assert isinstance(done.exception, SystemExit)
    assert done.stderr == (
        "Error: The tables cannot be brought to the version of this service: Can't locate revision identified by "
        "'0999'. Nothing was changed. Look whether a later version of the service has used this database.\n"
    )
