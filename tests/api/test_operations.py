"""Everything a program can do, from end to end, and that the pages then show the same."""

from datetime import date, timedelta

from flask import Flask

from planner import clock
from tests.api.programs import MOVE, Page, Program, is_problem
from tests.web.phones import Phone

TODAY = clock.today("Europe/London")
YESTERDAY, SOON = (TODAY - timedelta(1)).isoformat(), (TODAY + timedelta(20)).isoformat()


def test_a_plan_begins_with_a_token_that_opens_it(app: Flask) -> None:
    begun = Program(app).asks("POST", "/plans")
    assert begun.status_code == 201
    assert begun.json["plan"]["made_on"] is None
    assert begun.headers["Location"].endswith(f"/api/v1/plans/{begun.json['plan']['id']}")
    program = Program(app, begun.json["token"], begun.json["plan"]["id"])
    assert program.gets("/plans").json == {"plans": [begun.json["plan"]]}


def test_answers_become_a_plan_with_its_steps_and_their_sources(amira: Program) -> None:
    assert amira.gets("/plans/:plan/answers").json["answers"]["place"] == "gb"
    whole = amira.gets("/plans/:plan").json
    assert whole["made_on"] == TODAY.isoformat()
    assert len(whole["plan"]["items"]) > 20
    listed = amira.gets("/plans/:plan/items").json
    assert listed["items"] == whole["plan"]["items"]
    assert listed["left_out"] == whole["plan"]["left_out"]
    one = amira.gets("/plans/:plan/items/B04").json
    assert one["item"]["sources"]
    assert (one["left_out"], one["said"]) == (None, None)


def test_an_answer_is_changed_by_itself_and_null_takes_it_away(amira: Program) -> None:
    answer = amira.does("PATCH", "/plans/:plan/answers", {"age": 34, "has_ovaries": None})
    assert answer.json["answers"] == {"age": 34}  # what was sent, and not what a token for writing may not see
    kept = amira.gets("/plans/:plan/answers").json["answers"]
    assert (kept["age"], kept["place"], "has_ovaries" in kept) == (34, "gb", False)


def test_a_step_is_said_taken_back_and_undone(amira: Program) -> None:
    assert amira.does("PUT", "/plans/:plan/steps/B04", {"booked": SOON}).json["said"] == {"booked": SOON}
    assert amira.does("PUT", "/plans/:plan/steps/B04", {"done": YESTERDAY}).json["said"] == {"done": YESTERDAY}
    assert amira.gets("/plans/:plan/steps").json["steps"] == [{"code": "B04", "said": {"done": YESTERDAY}}]
    assert amira.gets("/plans/:plan/items/B04").json["item"]["state"] == "done"
    assert amira.does("POST", "/plans/:plan/steps/B04/undo").json["said"] == {"booked": SOON}
    assert amira.does("DELETE", "/plans/:plan/steps/B04").json["said"] is None
    assert amira.gets("/plans/:plan/steps").json["steps"] == []


def test_a_step_that_is_done_on_a_day_to_come_says_what_to_do(amira: Program) -> None:
    answer = amira.does("PUT", "/plans/:plan/steps/B04", {"done": SOON})
    assert is_problem(answer, 422, "cannot-be")
    assert "say that it is booked" in answer.json["faults"][0]["allowed"]


def test_a_move_is_shown_first_and_kept_for_the_plan_it_was_shown_for(amira: Program) -> None:
    amira.does("PUT", "/plans/:plan/steps/B04", {"booked": SOON})
    before = amira.gets("/plans/:plan/items").json
    shown = amira.does("POST", "/plans/:plan/moves/preview", MOVE, Idempotency_Key=None, If_Match=None)
    assert shown.status_code == 200
    assert len(shown.json["moves"]) > 5
    assert amira.gets("/plans/:plan/items").json == before
    moved = amira.does("POST", "/plans/:plan/moves", MOVE, If_Match=shown.headers["ETag"])
    assert moved.json["version"] == shown.json["version"] + 1
    assert amira.gets("/plans/:plan/answers").json["answers"]["treatment_date"] == "2031-05-26"
    assert amira.gets("/plans/:plan/steps").json["steps"] == [{"code": "B04", "said": {"booked": SOON}}]


def test_dates_are_compared_and_nothing_is_kept(amira: Program) -> None:
    before = amira.gets("/plans/:plan").headers["ETag"]
    dates = [MOVE, {"treatment_date": SOON, "treatment_date_kind": "first-chemo"}]
    found = amira.does(
        "POST", "/plans/:plan/comparisons", {"dates": dates, "chosen": ["oocyte-cryopreservation"]}, If_Match=None
    ).json
    assert [one["date"] for one in found["candidates"]] == ["2031-05-26", SOON]
    assert found["earliest_with_room"]["kind"] == "first-chemo"
    assert amira.gets("/plans/:plan").headers["ETag"] == before


def test_history_is_read_page_by_page_and_a_change_is_undone(amira: Program) -> None:
    for age in (30, 31, 32, 33):
        amira.does("PATCH", "/plans/:plan/answers", {"age": age})
    first = amira.gets("/plans/:plan/history?count=3").json
    assert [one["facts"][0]["after"] for one in first["changes"]] == [33, 32, 31]
    second = amira.gets(f"/plans/:plan/history?count=3&cursor={first['next']}").json
    assert [one["action"] for one in second["changes"]] == ["answers-kept", "plan-made"]
    assert second["next"] is None
    last = first["changes"][0]
    assert last["can_be_undone"]
    assert amira.does("POST", f"/plans/:plan/history/{last['number']}/undo").status_code == 200
    assert amira.gets("/plans/:plan/answers").json["answers"]["age"] == 32
    again = amira.does("POST", f"/plans/:plan/history/{first['changes'][1]['number'] - 1}/undo")
    assert is_problem(again, 409, "changed-since")


def test_a_note_is_kept_beside_its_step_and_nothing_written_meanwhile_is_lost(amira: Program) -> None:
    assert amira.does("PUT", "/plans/:plan/notes/B04", {"words": "Ask for Ann.\r\nRoom 4"}).status_code == 200
    read = amira.gets("/plans/:plan/notes/B04")
    assert read.json["words"] == "Ask for Ann.\nRoom 4"
    mine = amira.does("PUT", "/plans/:plan/notes/B04", {"words": "Mine"}, If_Match=read.headers["ETag"])
    assert mine.status_code == 200
    late = amira.does("PUT", "/plans/:plan/notes/B04", {"words": "Late"}, If_Match=read.headers["ETag"])
    assert is_problem(late, 412)
    told = amira.does("PUT", "/plans/:plan/notes/B04", {"words": "Late", "before": "Ask for Ann.\nRoom 4"})
    assert is_problem(told, 412, "written-meanwhile")
    assert amira.gets("/plans/:plan/notes").json["notes"] == [{"code": "B04", "words": "Mine"}]
    amira.does("PUT", "/plans/:plan/notes/B04", {"words": ""})
    assert amira.gets("/plans/:plan/notes").json["notes"] == []


def test_questions_for_the_team_are_added_asked_and_taken_away(amira: Program) -> None:
    added = amira.does("POST", "/plans/:plan/questions", {"words": "How long?", "code": "B04"})
    assert added.status_code == 201
    place = f"/plans/:plan/questions/{added.json['id']}"
    asked = amira.does("PUT", place, {"words": "How many days?", "asked": True}).json
    assert (asked["words"], asked["asked_on"]) == ("How many days?", TODAY.isoformat())
    read = amira.gets(place)
    assert read.json == asked
    assert is_problem(amira.does("DELETE", place, If_Match='"0123456789abcdef"'), 412)
    assert amira.does("DELETE", place, If_Match=read.headers["ETag"]).json == {"removed": True}
    assert amira.gets("/plans/:plan/questions").json == {"questions": []}
    assert is_problem(amira.gets(place), 404)


def test_a_plan_is_silenced_and_goes_on(amira: Program) -> None:
    assert amira.does("POST", "/plans/:plan/stop", {"how": "break"}).json["resting_since"] == TODAY.isoformat()
    assert "BEGIN:VALARM" not in amira.gets("/plans/:plan/calendar.ics").text
    assert amira.does("POST", "/plans/:plan/stop", {"how": "go-on"}).json["resting_since"] is None
    assert "BEGIN:VALARM" in amira.gets("/plans/:plan/calendar.ics").text


def test_what_days_passing_changed_is_put_away(amira: Program) -> None:
    assert amira.does("POST", "/plans/:plan/seen", {"number": 1}).json["unseen"] == 0
    assert is_problem(amira.does("POST", "/plans/:plan/seen", {"number": 999}), 404)


def test_the_calendar_is_discreet_unless_plain_words_are_asked_for(amira: Program) -> None:
    discreet = amira.gets("/plans/:plan/calendar.ics")
    plain = amira.gets("/plans/:plan/calendar.ics?plain=yes")
    assert discreet.mimetype == plain.mimetype == "text/calendar"
    assert "fertility" not in discreet.text.lower()
    assert "fertility" in plain.text.lower()


def test_an_export_brought_in_gives_the_same_plan_back(app: Flask, amira: Program) -> None:
    amira.does("PUT", "/plans/:plan/steps/B04", {"booked": SOON})
    amira.does("PUT", "/plans/:plan/notes/B04", {"words": "Ask for Ann."})
    amira.does("POST", "/plans/:plan/questions", {"words": "How long?"})
    whole = amira.gets("/plans/:plan/export").json
    brought = Program(app).asks("POST", "/imports", whole)
    assert brought.status_code == 201, brought.text
    other = Program(app, brought.json["token"], brought.json["plan"]["id"])
    assert other.plan != amira.plan
    for path in ("/plans/:plan/items", "/plans/:plan/notes"):
        assert other.gets(path).json == amira.gets(path).json
    assert other.gets("/plans/:plan/calendar.ics").text == amira.gets("/plans/:plan/calendar.ics").text
    again = other.gets("/plans/:plan/export").json
    assert {**again, "history": 0} == {**whole, "history": 0}


def test_deleting_says_what_remains_and_the_token_opens_nothing_any_more(app: Flask, amira: Program) -> None:
    gone = amira.does("DELETE", "/plans/:plan")
    assert gone.json["deleted"] is True
    assert any("backups" in one for one in gone.json["what_remains"])
    assert is_problem(amira.gets("/plans/:plan"), 401)
    assert Program(app).begins().gets(f"/plans/{amira.plan}").status_code == 404


def test_a_page_and_a_program_see_the_same_plan(app: Flask) -> None:
    phone = Phone(app).starts()
    page = Page(phone)
    assert page.does("PATCH", "/plans/:plan/answers", {"place": "gb", "age": 34}).status_code == 200
    assert "34" in phone.gets("/answers").text
    made = page.does("POST", "/tokens", {"label": "My watch", "scopes": ["read"]})
    program = Program(app, made.json["secret"], page.plan)
    assert program.gets("/plans/:plan/answers").json == page.gets("/plans/:plan/answers").json


def test_today_is_the_day_where_the_person_lives(app: Flask) -> None:
    far = Program(app).makes(time_zone="Pacific/Kiritimati")
    assert far.gets("/plans/:plan").json["plan"]["today"] == clock.today("Pacific/Kiritimati").isoformat()
    assert date.fromisoformat(far.gets("/plans/:plan").json["made_on"]) >= TODAY
