"""Saying how a step stands on its page and on the card of the next thing; undo, notes, and questions for the team."""

import re
from datetime import date

import pytest
from flask import Flask

from tests.web.lives import TODAY
from tests.web.living import day_fields, kept_by, lives_with_a_plan, on, page_of, says, text_of
from tests.web.phones import Phone


@pytest.fixture
def amy(app: Flask) -> Phone:
    """Somebody with 77 days to go."""
    return lives_with_a_plan(app)


def steps_of(phone: Phone) -> dict[str, dict[str, str]]:
    """What is kept of the steps."""
    found: dict[str, dict[str, str]] = kept_by(phone).told.get("steps", {})
    return found


@pytest.mark.parametrize(
    ("state", "fields", "kept", "shown"),
    [
        ("done", {}, {"done": "2026-03-02"}, "You said it was done on 2 March."),
        ("done", day_fields("done", date(2026, 2, 20)), {"done": "2026-02-20"}, "You said it was done on 20 February."),
        (
            "booked",
            day_fields("booked", date(2026, 4, 7)),
            {"booked": "2026-04-07"},
            "You booked it for Tuesday 7 April.",
        ),
        ("waiting", {"words": "the clinic"}, {"waiting": "the clinic"}, "You are waiting on someone: the clinic"),
        ("waiting", {}, {"waiting": ""}, "You are waiting on someone."),
        ("declined", {"words": "I know."}, {"declined": "I know."}, "You said it is not for you: I know."),
        ("ask", {"words": "Is it \r\n far?"}, {"ask": "Is it \n far?"}, "You want to ask your nurse: Is it far?"),
    ],
)
def test_whatever_can_be_said_is_kept_shown_and_undone(
    amy: Phone, state: str, fields: dict[str, str], kept: dict[str, str], shown: str
) -> None:
    says(amy, "B04", state, **fields)
    assert steps_of(amy) == {"B04": kept}
    page = page_of(amy, "B04")
    assert shown in text_of(amy.gets(page).text)
    assert amy.sends(f"{page}/undo").status_code == 303
    assert steps_of(amy) == {}
    assert "How does it stand?" in text_of(amy.gets(page).text)


def test_undo_brings_back_what_was_said_before(amy: Phone) -> None:
    says(amy, "B04", "booked", **day_fields("booked", date(2026, 4, 7)))
    says(amy, "B04", "done")
    amy.sends(f"{page_of(amy, 'B04')}/undo")
    assert steps_of(amy) == {"B04": {"booked": "2026-04-07"}}


@pytest.mark.parametrize(
    ("state", "fields", "mistake"),
    [
        (
            "done",
            day_fields("done", date(2026, 3, 3)),
            "Enter a day up to today. If it is still to come, choose 'Booked'",
        ),
        (
            "booked",
            day_fields("booked", date(2026, 3, 1)),
            "Enter today or a later day. If it has happened, choose 'Done'",
        ),
        ("booked", {}, "Enter the day it is booked for, for example 30 3 2026"),
        ("booked", {"booked-day": "31", "booked-month": "4", "booked-year": "2026"}, "Enter a day that exists"),
        ("declined", {"words": "  "}, "Write your reason, in a few words"),
        ("ask", {"words": "a" * 501}, "Write at most 500 characters, without odd ones"),
        ("waiting", {"words": "a\x00b"}, "Write at most 500 characters, without odd ones"),
    ],
)
def test_what_cannot_be_kept_is_asked_again_with_what_was_typed(
    amy: Phone, state: str, fields: dict[str, str], mistake: str
) -> None:
    answer = amy.sends(f"{page_of(amy, 'B04')}/say", state=state, **fields)
    assert answer.status_code == 400
    assert mistake in text_of(answer.text)
    assert re.search(rf'<details class="way" name="way" id="{state}" open>', answer.text)
    for name, value in fields.items():
        shown = f'value="{value}"' in answer.text if name != "words" else value.strip("\x00 ")[:40] in answer.text
        assert shown, name
    assert steps_of(amy) == {}


def test_a_state_nobody_offers_is_refused(amy: Phone) -> None:
    assert amy.sends(f"{page_of(amy, 'B04')}/say", state="forgotten").status_code == 400
    assert amy.sends(f"{page_of(amy, 'B04')}/say").status_code == 400


def test_the_card_of_the_next_thing_takes_it_in_one_press(amy: Phone) -> None:
    page = amy.gets("/plan").text
    (say,) = set(re.findall(r'form="act" formaction="(/plan/steps/[0-9a-f]{20}/say)"', page))
    title = text_of(page).split("Next ")[1].split(" By ")[0].strip()
    answer = amy.sends(say, keys=amy.keys("/plan"), state="done")
    assert answer.location == f"/plan?changed={kept_by(amy).version}"
    after = text_of(amy.gets(answer.location).text)
    assert f"Kept. You marked a step as done: {title}, done 2 March" in after
    assert title not in after.split("Next ")[1].split("After that")[0]


def test_what_was_kept_is_said_once_and_only_of_the_last_change(amy: Phone) -> None:
    says(amy, "B04", "done")
    version = kept_by(amy).version
    for path in ("/plan", f"/plan?changed={version - 1}", "/plan?changed=99", "/plan?changed=%27", "/plan?changed="):
        assert "Kept." not in text_of(amy.gets(path).text)
    assert "Kept." in text_of(amy.gets(f"/plan?changed={version}").text)


def test_it_can_be_undone_where_it_was_kept(amy: Phone) -> None:
    answer = amy.sends(f"{page_of(amy, 'B04')}/say", state="done")
    undo = re.findall(r'action="(/plan/history/\d+/undo)"', amy.gets(answer.location).text)[0]
    assert amy.sends(undo).status_code == 303
    assert steps_of(amy) == {}


def test_a_late_tick_is_as_good_as_any(app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    on(app, monkeypatch, date(2027, 11, 2))
    says(amy, "B04", "done", **day_fields("done", date(2026, 4, 1)))
    assert steps_of(amy)["B04"] == {"done": "2026-04-01"}
    text = text_of(amy.gets(page_of(amy, "B04")).text)
    assert "You said it was done on 1 April 2026." in text
    assert not re.search(r"locked|too late|expired", text)


def test_a_booked_day_that_has_gone_by_asks_what_came_of_it(
    app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(amy, "B04", "booked", **day_fields("booked", date(2026, 3, 5)))
    assert "booked for 5 March" in text_of(amy.gets("/plan").text)
    on(app, monkeypatch, date(2026, 3, 9))
    plan = text_of(amy.gets("/plan").text)
    assert "You had booked it for Thursday 5 March. Did it happen?" in plan
    page = amy.gets(page_of(amy, "B04")).text
    assert "You had booked it for Thursday 5 March. Did it happen?" in text_of(page)
    assert (
        amy.sends(f"{page_of(amy, 'B04')}/say", state="done", **day_fields("done", date(2026, 3, 5))).status_code == 303
    )
    assert steps_of(amy)["B04"] == {"done": "2026-03-05"}


def test_what_is_booked_or_waits_on_others_is_not_the_next_thing(amy: Phone) -> None:
    first = text_of(amy.gets("/plan").text).split("Next ")[1].split(" By ")[0].strip()
    code = next(code for code in ("B03",) if first == "Talk about having a child later")
    says(amy, code, "booked", **day_fields("booked", date(2026, 3, 10)))
    assert not text_of(amy.gets("/plan").text).split("Next ")[1].startswith(first)


def test_a_step_that_is_not_for_me_leaves_with_its_reason_and_comes_back(amy: Phone) -> None:
    says(amy, "B04", "declined", words="My sister carries for us")
    page = amy.gets("/plan").text
    assert "Left out because you said it is not for you. You can bring it back." in text_of(page)
    bring_back = re.findall(r'formaction="(/plan/steps/[0-9a-f]{20}/undo)"', page)
    assert bring_back == [f"{page_of(amy, 'B04')}/undo"]
    assert "not in your plan" in text_of(amy.gets(page_of(amy, "B04")).text)
    amy.sends(bring_back[0])
    assert steps_of(amy) == {}


def test_the_same_press_twice_is_one(amy: Phone) -> None:
    page = page_of(amy, "B04")
    keys = amy.keys(page)
    first = amy.sends(f"{page}/say", keys, state="done")
    version = kept_by(amy).version
    assert amy.sends(f"{page}/say", keys, state="done").location == first.location
    assert kept_by(amy).version == version


def test_steps_of_somebody_else_are_not_here(app: Flask, amy: Phone) -> None:
    other = lives_with_a_plan(app)
    for way in ("say", "undo", "note", "question"):
        assert other.sends(f"{page_of(amy, 'B04')}/{way}", state="done", note="x").status_code == 404


def test_a_note_is_kept_beside_its_step_alone_and_taken_away_when_empty(amy: Phone) -> None:
    page = page_of(amy, "B04")
    assert amy.sends(f"{page}/note", note="Ring Ann\r\nat nine", before="").status_code == 303
    assert "Ring Ann\nat nine" in amy.gets(page).text
    assert "Ring Ann" not in amy.gets(page_of(amy, "B03")).text + amy.gets("/plan").text
    assert amy.sends(f"{page}/note", note="", before="Ring Ann\r\nat nine").status_code == 303
    assert "Ring Ann" not in amy.gets(page).text


def test_a_note_written_on_two_phones_shows_both_and_loses_neither(app: Flask, amy: Phone, second: Phone) -> None:
    second.takes(amy.makes("code"))
    page = page_of(amy, "B04")
    amy.sends(f"{page}/note", note="From the phone", before="")
    answer = second.sends(f"{page}/note", note="From the tablet", before="")
    assert answer.status_code == 409
    assert "From the phone" in answer.text
    assert "From the tablet" in answer.text
    both = second.sends(f"{page}/note", note="From the phone. From the tablet", before="From the phone")
    assert both.status_code == 303
    assert "From the phone. From the tablet" in amy.gets(page).text


def test_a_note_that_is_too_long_is_shown_again_whole(amy: Phone) -> None:
    answer = amy.sends(f"{page_of(amy, 'B04')}/note", note="n" * 2001, before="")
    assert answer.status_code == 400
    assert "Write at most 2000 characters" in answer.text
    assert "n" * 2001 in answer.text


def test_the_question_of_a_step_goes_on_the_list_once(amy: Phone) -> None:
    page = page_of(amy, "B04")
    for _ in range(2):
        assert amy.sends(f"{page}/question").status_code == 303
    assert "It is on your list." in text_of(amy.gets(page).text)
    assert len(re.findall(r'class="asked__words"', amy.gets("/plan/questions").text)) == 1


def test_what_was_said_of_a_step_is_listed_newest_first(amy: Phone) -> None:
    says(amy, "B04", "waiting", words="the clinic")
    says(amy, "B04", "done")
    text = text_of(amy.gets(page_of(amy, "B04")).text)
    assert text.index("2 March: done 2 March") < text.index("2 March: waiting on someone: the clinic")


def test_after_freezing_it_is_asked_what_was_frozen(amy: Phone) -> None:
    says(amy, "B19", "done")
    assert 'href="/questions/27?from=plan"' in amy.gets(page_of(amy, "B19")).text
    assert TODAY.isoformat() == steps_of(amy)["B19"]["done"]
