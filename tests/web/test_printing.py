"""The plan on paper: one sheet, however full; stamped; nothing in it opens anything."""

import re
from collections.abc import Mapping
from datetime import date

import pytest
from flask import Flask
from segno import make

from planner.accounts.devices import held_by
from planner.plans.changes import Correction
from planner.plans.kept import plan_from
from planner.plans.notes import write_note
from planner.plans.team_questions import add_question
from planner.tokens import new_token
from planner.web.plans.made import step_id
from planner.web.printing import pdf
from planner.web.printing.room import A4, LARGE, LETTER, USUAL, Room, lines
from planner.web.printing.wanted import Wanted, wanted_from
from tests.browser.lives_kept import LIVES
from tests.people import by_code, planned, someone
from tests.web.lives import EVERYONE, TODAY, plan_of
from tests.web.living import kept_by, lives_with_a_plan, occasion_on, says, text_of
from tests.web.phones import Phone, without_our_scripts
from tests.web.printed import (
    BUSY,
    CANCELLED,
    DIED,
    LINK,
    LONG_QUESTIONS,
    POSTPONED,
    SHEET,
    WHOLE,
    busy,
    cells_of,
    needs_weasyprint,
    no_files,
    printed,
    unpacked,
    words,
)
from tests.web.test_plan_page import NEVER, OUR_TERM, SAFE


@pytest.fixture
def amy(app: Flask) -> Phone:
    """Somebody with 77 days to go."""
    return lives_with_a_plan(app)


@pytest.fixture
def asking(app: Flask, amy: Phone) -> Phone:
    """The same, with a question collected and a note beside a step."""
    with app.app_context():
        found = held_by(amy.cookie)
        assert found
        add_question(found[0], new_token(), "Who feeds my cat <b>Ada</b>?", occasion_on(app))
        write_note(found[0], new_token(), "B03", "Cried a lot & laughed", occasion_on(app))
    return amy


# The page


def test_paper_says_when_it_was_printed_of_which_version_and_that_it_stays_so(app: Flask, amy: Phone) -> None:
    says(amy, "B10", "done")
    kept = kept_by(amy)
    digest = app.config["GUIDANCE"]().digest
    page = amy.gets("/plan/print")
    assert page.status_code == 200
    stamped = f"Printed 2 March 2026. Version {kept.version} of your plan, guidance {digest}."
    assert f"{stamped} It does not change when your plan does." in text_of(page.text)
    assert stamped in text_of(amy.gets("/plan/print?all=yes&large=yes").text)


def test_what_browsers_print_over_a_page_is_the_name_of_the_service_and_nothing_else(amy: Phone) -> None:
    page = amy.gets("/plan/print?all=yes").text
    assert page.count("<title>Ahead</title>") == 1
    assert page.count("<h1") == 1
    assert "Use your browser's Print." in page
    assert "<script" not in without_our_scripts(page)


def test_no_secret_and_no_name_of_plan_or_step_is_printed(app: Flask, asking: Phone) -> None:
    kept = kept_by(asking)
    with app.app_context():
        plan = plan_from(kept, app.config["GUIDANCE"](), TODAY)
    everything = [asking.gets(f"/plan/print{query}").data for query in ("", "?all=yes&notes=yes")]
    if not no_files:
        file = asking.gets("/plan/print.pdf?notes=yes")
        assert (file.status_code, file.mimetype) == (200, "application/pdf")
        assert file.headers["Content-Disposition"] == 'attachment; filename="print.pdf"'
        everything.append(unpacked(file.data))
        assert b"/Title (Ahead)" in everything[-1]
    steps = [step_id(kept, one.item.key) for one in (*plan.items, *plan.left_out)]
    secrets = [asking.cookie, kept.id, kept.person, kept.secret.hex(), *steps, *asking.devices()]
    for found in everything:
        assert [secret for secret in secrets if secret.encode() in found] == []
        assert b"/plan/steps" not in found


def test_the_squares_lead_to_the_plan_and_hold_nothing_more(amy: Phone) -> None:
    page = amy.gets("/plan/print").text
    matrix = make(LINK, error="m", micro=False).matrix
    wanted = {(row + 4, at + 4) for row, line in enumerate(matrix) for at, dark in enumerate(line) if dark}
    assert cells_of(page) == wanted
    assert "It opens only on a phone or computer where it is open." in page


def test_my_own_questions_come_first_and_those_that_were_asked_are_not_there(app: Flask, asking: Phone) -> None:
    page = asking.gets("/plan/print").text
    asked = page[page.index("Questions for my team") :]
    first = re.findall(r'<span class="box" aria-hidden="true"></span>([^<]+)', asked)
    assert first[0] == "Who feeds my cat &lt;b&gt;Ada&lt;/b&gt;?"
    assert first[1] == "What could this chemo do to my chance of having a child?"


def test_notes_are_printed_only_when_somebody_chose_so(amy: Phone, asking: Phone) -> None:
    for query in ("", "?all=yes", "?notes=no", "?all=yes&notes=1"):
        assert "Cried a lot" not in asking.gets(f"/plan/print{query}").text
    for query in ("?notes=yes", "?all=yes&notes=yes"):
        assert "Cried a lot &amp; laughed" in asking.gets(f"/plan/print{query}").text
    assert "Print them too" in asking.gets("/plan/print").text


def test_who_has_no_notes_is_not_asked_about_them(amy: Phone) -> None:
    assert "Your notes" not in amy.gets("/plan/print").text


def test_every_choice_keeps_the_others(amy: Phone) -> None:
    page = amy.gets("/plan/print?large=yes").text
    assert 'href="/plan/print?all=yes&amp;large=yes">The whole plan' in page
    assert 'href="/plan/print?large=yes" aria-current="true">Large' in page
    assert wanted_from({"all": "yes", "large": "1", "notes": ""}) == WHOLE


def test_while_there_is_no_plan_yet_there_is_nothing_to_print(owner: Phone, second: Phone) -> None:
    assert owner.gets("/plan/print").location == "/answers"
    assert owner.gets("/plan/print.pdf").status_code == 404
    assert second.gets("/plan/print").status_code == second.gets("/plan/print.pdf").status_code == 404


def test_without_weasyprint_no_file_is_offered_and_its_address_says_so_kindly(
    amy: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_maker", lambda: None)
    assert "print.pdf" not in amy.gets("/plan/print").text
    answer = amy.gets("/plan/print.pdf")
    assert answer.status_code == 404
    assert "This page is not here" in answer.text


@needs_weasyprint
def test_a_file_is_offered_and_when_too_many_ask_at_once_the_last_is_told_to_try_again(
    amy: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'href="/plan/print.pdf?large=yes"' in amy.gets("/plan/print?large=yes").text
    monkeypatch.setattr(pdf, "LONGEST_WAIT", 0.01)
    with pdf._turn:
        assert amy.gets("/plan/print.pdf").status_code == 503


# The sheet and the whole plan, in words


@pytest.mark.parametrize("wanted", [SHEET, WHOLE], ids=["sheet", "whole"])
@pytest.mark.parametrize("name", EVERYONE)
def test_no_paper_says_what_we_never_say(app: Flask, name: str, wanted: Wanted) -> None:
    text = words(printed(app, plan_of(EVERYONE[name]), wanted))
    assert NEVER.findall(text) == []
    assert SAFE.findall(OUR_TERM.sub("", text)) == []


def test_the_next_step_stands_first_with_its_day_and_a_box_to_tick(app: Flask) -> None:
    text = words(printed(app, plan_of(EVERYONE["amira"])))
    # 18 May less 6 weeks is Easter Monday; the open day before is Thursday 2 April.
    assert text.index("By 2 April last safe day 15 May Talk about having a child later") < text.index("By 23 March")
    assert "Say what you hope for. Not sure is a good answer too." in text
    assert '<span class="box"' in printed(app, plan_of(EVERYONE["amira"]))


def test_that_the_first_chemo_is_not_confirmed_is_said_before_any_step(app: Flask) -> None:
    text = words(printed(app, plan_of(EVERYONE["ben"])))
    assert text.index("Your first chemo day is not confirmed") < text.index("Ask which day your first chemo is")


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize("name", EVERYONE)
def test_every_step_is_on_the_sheet_or_counted_among_those_that_are_not(app: Flask, name: str, large: bool) -> None:
    plan = plan_of(EVERYONE[name])
    sheet = printed(app, plan, Wanted(large=large))
    more = re.search(r'<p class="rest">([^<]+): see your whole plan\.</p>', sheet)
    assert more
    left = sum(map(int, re.findall(r"\d+", more[1])))
    assert sheet.count('<div class="todo__both') + left == len(plan.items)
    assert sheet.count('<div class="todo__both') >= (1 if large else 2)


def test_a_question_or_note_that_does_not_fit_is_said_and_never_cut(app: Flask) -> None:
    text = words(busy(app))
    assert "May my partner stay with me?" in text
    assert re.search(r"\d+ more questions: see your whole plan\.", text)
    assert "Your note: long, so it is printed with the whole plan" in text
    plan = plan_of(BUSY)
    note = ("Ring Anna first. " * 100).strip()
    whole = words(printed(app, plan, WHOLE, asked=LONG_QUESTIONS, notes={"B03": note}))
    assert all(question.strip() in whole for question in LONG_QUESTIONS)
    assert note in whole


def test_an_urgent_correction_is_on_paper_too(app: Flask) -> None:
    plan = plan_of(EVERYONE["amira"])
    correction = {by_code(plan)["B03"].item.key: Correction("The figure was wrong.", date(2026, 2, 27))}
    for wanted in (SHEET, WHOLE):
        text = words(printed(app, plan, wanted, corrections=correction))
        assert "Corrected 27 February: The figure was wrong." in text


def test_the_whole_plan_holds_every_step_with_its_reasons_and_sources_and_what_was_left_out(app: Flask) -> None:
    plan = plan_of(EVERYONE["amira"])
    text = words(printed(app, plan, WHOLE))
    for one in plan.items:
        told = one.item.words["en"]
        assert all(line in text for line in (told.title, told.why, told.late, *told.steps))
        assert all(citation.source.title in text for citation in one.item.citations)
    assert all(one.item.words["en"].title in text for one in plan.left_out)
    assert text.count("Who says so:") == len(plan.items)
    assert "By 23 March 2026: 8 weeks before your first chemo, 18 May 2026." in text
    assert "Left out because you have no testicles." in text


@pytest.mark.parametrize(
    ("answers", "said", "not_said"),
    [
        (
            EVERYONE["farah"],
            ["You may be pregnant", "You are or may be pregnant: call", "38 more paused"],
            "",
        ),
        (DIED, ["We are sorry. This plan is closed"], "No plan was made"),
        (
            POSTPONED,
            ["Your treatment is postponed", "39 steps paused"],
            "Do now",
        ),
        (
            CANCELLED,
            ["Your treatment is off", "39 steps paused"],
            "Do now",
        ),
        (LIVES["no-chemo"], ["You said this treatment uses cells without chemo"], "see your whole plan"),
        (LIVES["no-answers"], ["No treatment date is known yet."], ""),
        (LIVES["after"], ["The steps after your transplant."], "First chemo"),
    ],
    ids=["pregnant", "died", "postponed", "cancelled", "no-chemo", "unsure", "after"],
)
def test_a_sheet_with_little_to_do_says_why(
    app: Flask, answers: Mapping[str, str], said: list[str], not_said: str
) -> None:
    text = words(printed(app, plan_of(answers)))
    assert [line for line in said if line not in text] == []
    assert not not_said or not_said not in text
    assert "Room to write" in text


def test_a_closed_plan_is_not_listed_as_sixty_steps_left_out(app: Flask) -> None:
    text = words(printed(app, plan_of(DIED), WHOLE))
    assert "We are sorry." in text
    assert "Not in your plan" not in text


def test_who_takes_a_break_reads_that_nothing_rings(app: Flask) -> None:
    plan = planned(someone())._replace(resting=True)
    assert "You are taking a break, so nothing rings." in words(printed(app, plan))


# Paper


def test_paper_is_letter_in_the_united_states_and_a4_elsewhere(app: Flask) -> None:
    assert "printed--letter" in printed(app, plan_of(LIVES["american"]))
    assert "printed--a4" in printed(app, plan_of(LIVES["ben"]))
    assert round(Room(A4).height * USUAL) == round(Room(A4, large=True).height * LARGE) == 754  # 266 mm are 754 points
    assert Room(LETTER).height < Room(A4).height


def test_lines_are_counted_word_by_word_and_a_word_without_end_is_broken() -> None:
    assert lines("one two", 100) == 1
    assert lines("one two", 3) == 2
    assert lines("W" * 100, 50) >= 2
    assert lines("漢" * 100, 50) >= 2
    assert lines("", 50) == 1


def test_a_letter_with_an_accent_is_as_wide_as_without() -> None:
    assert lines("también útil el señor " * 20, 40) == lines("tambien util el senor " * 20, 40)
