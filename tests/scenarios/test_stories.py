"""Every story through the real command and through the engine: a plan is what a nurse worked out by hand."""

import json
import re
from typing import Any

import pytest
from flask import Flask

from planner.plans.plan_json import plan_json
from tests.people import codes, planned, told
from tests.scenarios.expectations import differences
from tests.scenarios.stories import Story, personas, stories

STORIES = pytest.mark.parametrize("story", stories(), ids=lambda story: story.file)
PERSONAS = pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona["name"])
# guidance-facts 3.1, 22: these words are the clinic's to say, never ours.
NEVER = ("too late", "infertile", "you can stop")


def preview(app: Flask, story: Story, *more: str) -> str:
    """What the command prints for a story."""
    days = ("--today", story.today, "--asked-on", story.asked_on)
    command = ["plan", "preview", "-", *days, *more]
    done = app.test_cli_runner().invoke(args=command, input=json.dumps(story.told))
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


@STORIES
def test_the_plan_of_a_story_is_as_it_was_worked_out_by_hand(app: Flask, story: Story) -> None:
    plan = json.loads(preview(app, story, "--format", "json"))
    assert differences(plan, story.expected) == []


@STORIES
def test_the_command_prints_what_the_engine_plans_and_nothing_vanishes(app: Flask, story: Story) -> None:
    plan = planned(told(story.asked_on, **story.told), story.asked_on, story.today)
    assert json.loads(preview(app, story, "--format", "json")) == json.loads(json.dumps(plan_json(plan)))
    shown = [planned.item.code for planned in plan.items] + [one.item.code for one in plan.left_out]
    assert sorted(shown) == sorted(codes())


@STORIES
def test_no_form_of_a_plan_says_what_only_a_clinic_can_say(app: Flask, story: Story) -> None:
    never = re.compile("|".join(re.escape(word) for word in (*NEVER, *story.expected.get("never_say", ()))), re.I)
    for form in (("json",), ("text",), ("ics",), ("ics", "--plain")):
        said = preview(app, story, "--format", *form).replace("\r\n ", "")
        assert [found.group() for found in never.finditer(said)] == [], form


@STORIES
def test_nothing_rings_before_the_day_the_facts_were_told_and_dates_are_in_order(app: Flask, story: Story) -> None:
    plan = json.loads(preview(app, story, "--format", "json"))
    wrong = [item["code"] for item in plan["items"] if any(day < story.asked_on for day in item["alarms"])]
    late = [
        item["code"] for item in plan["items"] if _later(item["due"], item["last_safe"]) and not _booked(story, item)
    ]
    backwards = [
        item["code"] for item in plan["items"] if _later(item["opens"], item["due"]) and not _booked(story, item)
    ]
    assert (wrong, late, backwards) == ([], [], [])


@PERSONAS
def test_a_persona_finds_what_was_written_down_for_them(app: Flask, persona: dict[str, Any]) -> None:
    story = Story("", "", persona["told"], persona["today"], persona["today"], persona)
    printed = preview(app, story, "--format", "json")
    plan = json.loads(printed)
    items = {item["code"]: item for item in plan["items"]}
    verdicts = {one["option"]: one["verdict"] for one in plan["feasibility"]}
    assert [code for code in persona["expect_not"] if code in items] == []
    assert verdicts.items() >= persona.get("expect_feasibility", {}).items()
    assert [word for word in persona.get("never_say", ()) if word in printed.lower()] == []
    for code, wanted in persona["expect"].items():
        for key, value in wanted.items():
            assert _holds(items[code], key, value), (code, key, value, items[code])
        assert code in items


def _holds(item: dict[str, Any], key: str, value: Any) -> bool:
    if key == "state":
        return item["state"] in value
    if key.endswith("_between"):
        return value[0] <= item[key.removesuffix("_between")] <= value[1]
    if key.endswith("_not_before"):
        return item[key.removesuffix("_not_before")] >= value
    return item[key.removesuffix("_by")] <= value


def _later(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one > other


def _booked(story: Story, item: dict[str, Any]) -> bool:
    return item["code"] in story.told.get("steps", {})
