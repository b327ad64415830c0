"""One step at a time: chosen once and remembered; one step with its buttons; and nothing grave is hidden by it."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from planner.engine.plan import Plan
from planner.languages import languages, spoken
from planner.plans.warnings import warnings_of
from planner.web.plans.calm import CalmView, calm_view
from planner.web.plans.next_step import in_turn, next_of
from planner.web.plans.rows import Correction, row_of
from tests.people import by_code, planned, someone
from tests.web.lives import BEN, EVERYONE, FARAH, TODAY, plan_of, told_json
from tests.web.living import day_fields, fields_in, kept_by, lives_with_a_plan, on, page_of, says, text_of
from tests.web.phones import Phone
from tests.web.rendered import path_of

NO_CHEMO = {"place": "gb", "therapy_kind": "no-chemo-cells"}


def calmly(app: Flask, **laid_over: Any) -> Phone:
    """Somebody with 77 days to go, on a phone that shows one step at a time."""
    phone = lives_with_a_plan(app, **laid_over)
    assert phone.gets("/calm/yes?back=/plan").location == "/plan"
    return phone


def view_of(plan: Plan, number: int = 1) -> CalmView:
    """What is shown of a plan."""
    return calm_view(plan, number, step_path=path_of)


def heading_of(html: str) -> str:
    """The title of the step on a page."""
    found = re.search(r'<h2 id="step-title">(.*?)</h2>', html)
    return found[1] if found else ""


def all_done_but(*codes: str, today: str = "2026-03-02", **steps: Any) -> Plan:
    """A plan where all that is open by this day was done, but for these steps; `steps`: what was said of some."""
    open_now = [one.item.code for one in in_turn(planned(someone(), TODAY, today))[0]]
    done = {code: {"done": "2026-03-01"} for code in open_now if code not in codes and code not in steps}
    return planned(someone(steps={**done, **steps}), TODAY, today)


def test_it_is_chosen_once_remembered_and_left_by_one_link(app: Flask) -> None:
    phone = lives_with_a_plan(app)
    whole = phone.gets("/plan").text
    assert '<a href="/calm/yes?back=/plan" rel="nofollow">Show one step at a time</a>' in whole
    assert 'class="calm"' not in whole
    phone.gets("/calm/yes?back=/plan")
    for path in ("/plan", "/answers", "/plan/move"):
        assert '<html lang="en" dir="ltr" class="calm"' in phone.gets(path).text
    page = phone.gets("/plan").text
    assert page.count("<h1") == 1
    assert not re.search("All your steps|After that|The course of treatment", page)
    assert page.count('href="/calm/no?back=/plan" rel="nofollow">Show everything</a>') == 1
    phone.gets("/calm/no?back=/plan")
    assert "All your steps" in phone.gets("/plan").text


def test_the_step_says_what_by_when_and_why_and_what_to_do_first(app: Flask) -> None:
    page = calmly(app).gets("/plan").text
    assert (
        "Your next step Talk about having a child later By Thursday 2 April. "
        "Chemo for a transplant can harm ovaries and testicles. The harm can last. What to do Ask your transplant nurse"
    ) in text_of(page)
    assert re.search(r"There are \d more things to do. “More about it” has them. Done today", text_of(page))


@pytest.mark.parametrize("name", EVERYONE)
def test_it_is_the_same_next_step_as_on_the_whole_plan(name: str) -> None:
    plan = plan_of(EVERYONE[name])
    rows = {one.item.key: row_of(one, TODAY, path_of(one.item)) for one in plan.items}
    found, shown = next_of(plan, rows), view_of(plan).step
    assert found
    assert shown
    assert (shown.row, shown.when, shown.tone, shown.note) == (found.row, found.when, found.tone, found.note)
    assert found.why.startswith(shown.why.removesuffix("."))


@pytest.mark.parametrize("name", EVERYONE)
def test_another_step_and_another_shows_each_that_is_open_or_to_come_once(name: str) -> None:
    plan = plan_of(EVERYONE[name])
    seen, number = [], 1
    while number:
        shown = view_of(plan, number)
        assert shown.step
        assert shown.before == number - 1
        seen.append(shown.step.row.path)
        number = shown.after
    waiting, coming = in_turn(plan)
    assert seen[: len(waiting)] == [path_of(one.item) for one in waiting]
    assert sorted(seen) == sorted(path_of(one.item) for one in (*waiting, *coming))


def test_another_step_is_one_press_and_so_is_the_way_back(app: Flask) -> None:
    phone = calmly(app)
    first, second = phone.gets("/plan").text, phone.gets("/plan?step=2").text
    assert '<a class="button" href="/plan?step=2">Another step</a>' in first
    assert "Back to the step before" not in first
    assert '<a class="button" href="/plan?step=3">Another step</a>' in second
    assert '<a class="button" href="/plan">Back to the step before</a>' in second
    assert heading_of(first) != heading_of(second)


@pytest.mark.parametrize("odd", ["0", "-1", "2.5", "٢", "two", "", "9999", "1e3"])
def test_a_number_that_is_none_shows_the_first_step(app: Flask, odd: str) -> None:
    phone = calmly(app)
    assert heading_of(phone.gets(f"/plan?step={odd}").text) == heading_of(phone.gets("/plan").text)


def test_a_number_too_high_shows_the_last_step(app: Flask) -> None:
    page = calmly(app).gets("/plan?step=999").text
    assert "A later step" in page
    assert ">Another step</a>" not in page


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("told", [*EVERYONE.values(), NO_CHEMO], ids=[*EVERYONE, "no-chemo"])
def test_no_word_of_a_grave_warning_is_left_out_and_each_begins_with_what_happens(
    app: Flask, told: dict[str, str], language: str
) -> None:
    plan = plan_of(told)
    with app.test_request_context(headers={"Accept-Language": language}):
        assert language in languages()
        graves = view_of(plan).graves
        warnings = [one for one in warnings_of(plan) if one.severity == "critical"]
    assert len(graves) == len(warnings)
    for grave, warning in zip(graves, warnings, strict=True):
        said = " ".join(filter(None, (grave.heading, grave.text, grave.more, "; ".join(grave.listed))))
        assert sorted(re.findall(r"\w+", said)) == sorted(re.findall(r"\w+", warning.text))
        assert warning.text.startswith(grave.heading)


@pytest.mark.parametrize(
    ("told", "at_once"),
    [
        (FARAH, ["You may be pregnant. Call your team today."]),
        (
            BEN,
            [
                "Your first chemo day is not confirmed. Ask your team: which day is my very first chemo?",
                "There may not be enough time for every way to freeze. Only the clinic can say. Call today.",
            ],
        ),
    ],
    ids=["may be pregnant", "time is short"],
)
def test_what_is_grave_stands_before_the_step_in_a_sentence_with_what_to_do(
    app: Flask, told: dict[str, str], at_once: list[str]
) -> None:
    plan = plan_of(told)
    assert [f"{one.heading} {one.text}" for one in view_of(plan).graves] == at_once
    page = calmly(app, **told_json(told)).gets("/plan")
    text = text_of(page.text)
    places = [text.index(words) for words in at_once]
    assert sorted(places) == places
    assert places[-1] < text.index(heading_of(page.text))
    assert '<details class="why">' in page.text  # unfolded by nobody, and there without scripts
    after = calmly(app, **told_json(told)).gets("/plan?step=2")
    assert text_of(after.text).index(at_once[0]) > text_of(after.text).index(heading_of(after.text))


def test_how_many_other_steps_are_urgent_is_said() -> None:
    plan = plan_of(BEN)
    urgent = [
        one.item.code
        for one in in_turn(plan)[0]
        if one.severity == "critical" and one.state == "do-now" and (one.sure == 3 or one.window.last_safe)
    ]
    shown = view_of(plan)
    assert shown.step
    assert "B01" in urgent  # it is the one that is shown
    assert shown.urgent >= len(urgent) - 1
    last = view_of(plan, len(in_turn(plan)[0]))
    assert last.urgent == 0


def test_a_person_without_chemo_reads_why_there_is_no_plan() -> None:
    shown = view_of(plan_of(NO_CHEMO))
    assert (shown.heading, shown.step) == ("Your plan", None)
    assert shown.graves[0].text.endswith("Ask the clinic: is any chemo used, on any day? If it is, change the answer.")
    assert shown.lead == "No plan was made from these answers."


def test_done_is_kept_and_taken_back_from_here(app: Flask) -> None:
    phone = calmly(app)
    page = phone.gets("/plan").text
    title, path = heading_of(page), page_of(phone, "B03")
    assert fields_in(page, f"{path}/say")["once"]
    answer = phone.sends(f"{path}/say", state="done")
    after = phone.gets(answer.location).text
    assert f"Kept. You marked a step as done: {title}, done 2 March. Undo" in text_of(after)
    assert heading_of(after) != title
    action = re.search(r'action="(/plan/history/\d+/undo)"', after)
    assert action
    phone.sends(action[1])
    assert heading_of(phone.gets("/plan").text) == title


def test_what_waits_for_the_nurse_goes_behind_and_is_not_asked_twice(app: Flask) -> None:
    phone = calmly(app)
    first = phone.gets("/plan").text
    assert 'name="state" value="ask"' in first
    says(phone, "B03", "ask")
    assert heading_of(phone.gets("/plan").text) != heading_of(first)
    plan = planned(someone(steps={"B03": {"ask": ""}}))
    number = [one.item.code for one in in_turn(plan)[0]].index("B03") + 1
    waits = phone.gets(f"/plan?step={number}").text
    assert heading_of(waits) == heading_of(first)
    assert "You want to ask your nurse." in text_of(waits)
    assert 'name="state" value="ask"' not in waits


def test_what_is_booked_for_today_or_tomorrow_stands_there(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = calmly(app)
    says(phone, "B03", "booked", **day_fields("booked", date(2026, 3, 12)))
    title = spoken(by_code(planned(someone()))["B03"].item.words).title
    for day, words in ((10, ""), (11, f"Booked for tomorrow: {title}"), (12, f"Booked for today: {title}")):
        on(app, monkeypatch, date(2026, 3, day))
        text = text_of(phone.gets("/plan").text)
        assert words in text
        assert ("Booked for" in text) == bool(words)
    on(app, monkeypatch, date(2026, 3, 13))
    page = phone.gets("/plan").text
    assert "You had booked it for Thursday 12 March. Did it happen?" in text_of(page)
    form = fields_in(page, f"{page_of(phone, 'B03')}/say")
    assert "Yes, it is done" in page
    assert "It has another day" in page
    phone.sends(f"{page_of(phone, 'B03')}/say", keys=form, state="done")
    assert kept_by(phone).told["steps"]["B03"] == {"done": "2026-03-12"}


def test_when_nothing_is_due_it_says_so_and_when_the_next_thing_opens(app: Flask) -> None:
    plan = all_done_but()
    assert in_turn(plan)[0] == []
    shown = view_of(plan)
    assert (shown.heading, shown.comes_next, shown.graves) == ("Nothing to do today", True, [])
    assert shown.step
    first = min(one.window.opens for one in in_turn(plan)[1] if one.window.opens)
    assert first == date(2026, 3, 9)
    assert shown.step.when == "From Monday 9 March, by Monday 13 April."
    phone = calmly(app, steps={code: {"done": "2026-03-01"} for code, one in by_code(plan).items() if one.step})
    page = phone.gets("/plan").text
    text = text_of(page)
    assert "Nothing to do today What comes next" in text
    assert "Done today" not in text
    assert ">More about it</a>" in page


def test_a_booking_ahead_is_said_when_nothing_else_is_to_do() -> None:
    shown = view_of(all_done_but(B03={"booked": "2026-03-20"}))
    assert [one.text for one in shown.booked] == ["Booked for Friday 20 March: Talk about having a child later"]
    assert shown.heading == "Nothing to do today"
    assert view_of(all_done_but(B03={"booked": "2026-03-02"})).heading == "Your plan"


def test_a_last_safe_day_within_a_week_stands_on_the_card() -> None:
    plan = planned(someone(), TODAY, "2026-05-10")
    steps = [view_of(plan, number + 1).step for number in range(len(in_turn(plan)[0]))]
    near = [one for one in steps if one and one.row.near]
    assert near
    for one in near:
        assert one.tone == "last"
        assert "Last safe day: " in f"{one.when} {one.last_safe}"


def test_an_urgent_correction_of_any_step_is_said() -> None:
    plan = planned(someone())
    items = by_code(plan)
    first, other = in_turn(plan)[0][:2]
    words = Correction("The figure was wrong. Call the clinic today.", date(2026, 2, 27))
    shown = calm_view(plan, step_path=path_of, corrections={first.item.key: words, other.item.key: words})
    assert shown.step
    assert shown.step.row.correction
    assert shown.step.row.correction.text == words.text
    title = spoken(items[other.item.code].item.words).title
    assert [(one.text, one.path) for one in shown.corrected] == [(f"{title}: {words.text}", path_of(other.item))]


def test_a_treatment_that_is_off_is_quiet(app: Flask) -> None:
    phone = calmly(app)
    phone.sends("/plan/stop", how="cancelled")
    text = text_of(phone.gets("/plan").text)
    assert "Your treatment is off. Your plan is quiet: nothing is sent. It is here if you want it again." in text
    assert "Done today" not in text


def test_a_break_says_so_and_ends_from_here(app: Flask) -> None:
    phone = calmly(app)
    phone.sends("/plan/stop", how="break")
    page = phone.gets("/plan").text
    assert "You are taking a break since 2 March" in text_of(page)
    assert fields_in(page, "/plan/stop")["how"] == "go-on"


def test_a_day_that_has_gone_by_is_asked_about_and_what_days_changed_is_said(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = calmly(app)
    on(app, monkeypatch, date(2026, 5, 20))
    page = phone.gets("/plan").text
    text = text_of(page)
    assert "Did it happen? A day you told us has gone by." in text
    assert "Has it happened?" not in text  # it is not said twice
    assert "Days have passed, and something changed" in text
    phone.sends("/plan/seen", keys=fields_in(page, "/plan/seen"))
    assert "Days have passed" not in phone.gets("/plan").text


def test_what_the_whole_plan_says_besides_is_counted() -> None:
    shown = view_of(plan_of(EVERYONE["hugo"]))
    assert (shown.graves, shown.further) == ([], 1)  # the word to somebody under 18


def test_a_closed_plan_and_one_not_made_yet_are_as_they_always_are(app: Flask) -> None:
    phone = calmly(app)
    phone.sends("/plan/stop", how="died")
    assert "This plan is closed" in phone.gets("/plan").text
    begun = Phone(app).starts()
    begun.gets("/calm/yes")
    assert begun.gets("/plan").location == "/answers"
