"""The shape of a plan as JSON: names, types and order that other programs rely on (design.md, section 5)."""

import json
import re
from datetime import date
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.people import answers, codes
from tests.scenarios.stories import Story, stories

STORIES = pytest.mark.parametrize("story", stories(), ids=lambda story: story.file)

WHOLE = [
    *("asked_on", "today", "guidance_as_of", "guidance_digest", "milestones"),
    *("feasibility", "items", "left_out", "warnings", "questions"),
]
MILESTONES = [
    *("first-gonadotoxic-dose", "mobilisation", "collection", "admission"),
    *("conditioning", "last-chemo", "day-zero", "discharge"),
]
OPTIONS = [
    *("oocyte-cryopreservation", "ovarian-tissue-cryopreservation"),
    *("sperm-cryopreservation", "ovarian-suppression"),
]
VERDICTS = {"fits", "tight", "unlikely", "closed", "ask-team", "not-needed", "not-yet-known"}
PHASES = {"find-out", "freeze", "protect", "fallback", "during", "after"}
SEVERITIES = ["critical", "high", "medium", "info"]
STATES = {"done", "paused", "past-last-safe", "do-now", "overdue", "due-soon", "open", "upcoming"}

# One letter for each type: s text, b true or false, d a day, D a day or null, l a list of text, L a list of days.
MILESTONE = {"key": "s", "earliest": "D", "likely": "D", "latest": "D", "confirmed": "b", "because": "because"}
FEASIBLE = {"option": "s", "verdict": "s", "start_by": "D", "estimate": "b", "because": "because"}
ITEM = {
    "key": "s",
    "code": "s",
    "title": "s",
    "phase": "s",
    "who": "l",
    "severity": "s",
    "verdict": "s",
    "state": "s",
    "opens": "D",
    "due": "D",
    "last_safe": "D",
    "estimate": "b",
    "repeats": "L",
    "alarms": "L",
    "needs_clinic": "b",
    "reasons": "because",
    "sources": "sources",
}
SOURCE = {"key": "s", "title": "s", "where": "s", "url": "S", "last_checked": "d", "own_reading": "b"}
LEFT_OUT = {"key": "s", "code": "s", "verdict": "s", "reason": "s", "question": "S"}
WARNING = {"key": "s", "severity": "s", "text": "s", "because": "because"}
QUESTION = {"key": "s", "text": "s", "settles": "l"}


def _day(value: Any) -> bool:
    return isinstance(value, str) and date.fromisoformat(value).isoformat() == value


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _because(value: Any) -> bool:
    keys_right = isinstance(value, list) and all(row.keys() == {"text", "answers"} for row in value)
    return keys_right and bool(value) and all(_text(row["text"]) for row in value)


def _rows(value: Any, shape: dict[str, str]) -> list[str]:
    """What is wrong with the shape of some rows: their names, and the type of each value."""
    wrong = [f"names {sorted(row)}" for row in value if row.keys() != shape.keys()]
    return wrong + [
        f"{name} is {row[name]!r}" for row in value for name, kind in shape.items() if not CHECKS[kind](row[name])
    ]


CHECKS = {
    "s": _text,
    "S": lambda value: value is None or _text(value),
    "b": lambda value: isinstance(value, bool),
    "d": _day,
    "D": lambda value: value is None or _day(value),
    "l": lambda value: isinstance(value, list) and all(map(_text, value)),
    "L": lambda value: isinstance(value, list) and all(map(_day, value)) and value == sorted(set(value)),
    "because": _because,
    "sources": lambda value: bool(value) and not _rows(value, SOURCE),
}


def plan_of(run: Run, story: Story) -> dict[str, Any]:
    """A story's plan through the real command."""
    days = ("--today", story.today, "--asked-on", story.asked_on)
    done = run("plan", "preview", "-", *days, "--format", "json", told=dict(story.told))
    assert (done.exit_code, done.stderr) == (0, "")
    plan: dict[str, Any] = json.loads(done.stdout)
    return plan


@STORIES
def test_every_name_and_type_is_the_promised_one(run: Run, story: Story) -> None:
    plan = plan_of(run, story)
    assert list(plan) == WHOLE
    assert (plan["asked_on"], plan["today"]) == (story.asked_on, story.today)
    assert _day(plan["guidance_as_of"])
    assert _text(plan["guidance_digest"])
    assert _rows(plan["milestones"], MILESTONE) == []
    assert _rows(plan["feasibility"], FEASIBLE) == []
    assert _rows(plan["items"], ITEM) == []
    assert _rows(plan["left_out"], LEFT_OUT) == []
    assert _rows(plan["warnings"], WARNING) == []
    assert _rows(plan["questions"], QUESTION) == []


@STORIES
def test_every_word_from_a_list_is_on_the_list(run: Run, story: Story) -> None:
    plan = plan_of(run, story)
    assert [row["key"] for row in plan["milestones"]] == MILESTONES
    assert {row["verdict"] for row in plan["feasibility"]} <= VERDICTS
    assert [row["option"] for row in plan["feasibility"]] == ([] if story.expected.get("empty") else OPTIONS) or (
        story.told.get("treatment_status") == "died" and plan["feasibility"] == []
    )
    for item in plan["items"]:
        assert item["phase"] in PHASES
        assert item["severity"] in SEVERITIES
        assert item["state"] in STATES
        assert item["verdict"] == "applies"
        assert set(item["who"]) <= {"patient", "partner", "nurse"}
        assert item["who"] != []
        assert item["code"] in codes()
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item["key"])
    assert {one["verdict"] for one in plan["left_out"]} <= {"does-not-apply", "not-yet-known"}
    assert {warning["severity"] for warning in plan["warnings"]} <= set(SEVERITIES)


@STORIES
def test_milestones_are_intervals_in_order(run: Run, story: Story) -> None:
    for row in plan_of(run, story)["milestones"]:
        ends = [row["earliest"], row["likely"], row["latest"]]
        assert ends == [None] * 3 or ends == sorted(ends)
        assert not (row["confirmed"] and len(set(ends)) != 1)


@STORIES
def test_a_step_not_yet_known_names_the_question_to_ask(run: Run, story: Story) -> None:
    plan = plan_of(run, story)
    asked = {question["key"] for question in plan["questions"]}
    for one in plan["left_out"]:
        if one["verdict"] == "not-yet-known":
            assert one["question"] in asked, one


def _rank(item: dict[str, Any]) -> tuple[int, str, int, str]:
    first = {"F05": 0, "B01": 1}.get(item["code"], 2 if item["state"] == "do-now" else 3)
    day = item["last_safe"] or item["due"] or "9999"
    return first, day, SEVERITIES.index(item["severity"]), item["code"]


@STORIES
def test_items_stand_in_the_promised_order(run: Run, story: Story) -> None:
    items = plan_of(run, story)["items"]
    assert [item["code"] for item in items] == [item["code"] for item in sorted(items, key=_rank)]


def test_the_state_is_the_first_that_holds(run: Run) -> None:
    # Amira-like: B03 due 2 April. Asked on 2 March, looked at on five later days.
    found = {}
    for today in ("2026-03-02", "2026-03-26", "2026-04-02", "2026-04-03"):
        days = ("--today", today, "--asked-on", "2026-03-02")
        plan = json.loads(run("plan", "preview", "-", *days, "--format", "json", told=answers()).stdout)
        found[today] = next(item["state"] for item in plan["items"] if item["code"] == "B03")
    # due-soon from seven days before (26 March), overdue the day after
    assert list(found.values()) == ["open", "due-soon", "due-soon", "overdue"]


def test_the_question_of_a_step_that_needs_a_yes_comes_before_all_others(run: Run) -> None:
    plan = json.loads(run("plan", "preview", "-", "--today", "2026-03-02", "--format", "json", told={}).stdout)
    needed = {one["question"] for one in plan["left_out"] if one["verdict"] == "not-yet-known"}
    asked = [question["key"] for question in plan["questions"]]
    # What may yet happen, and what only the person can ask for, comes last: nobody begins with it.
    may_yet_happen = {"stored_on", "contraception_failed_at", "early_menopause_found_on", "wanted"}
    assert needed <= set(asked)
    first = needed - may_yet_happen
    assert {"pregnant", "chemo_already_started", "treatment_date"} <= first
    assert first <= set(asked[: len(first) + 2])
    assert not may_yet_happen & set(asked[: len(asked) - len(may_yet_happen)])


def test_cells_without_chemo_end_well_with_no_items_and_one_warning(run: Run) -> None:
    told = answers(therapy_kind="no-chemo-cells")
    done = run("plan", "preview", "-", "--today", "2026-03-02", "--format", "json", told=told)
    plan = json.loads(done.stdout)
    assert (done.exit_code, plan["items"], len(plan["left_out"])) == (0, [], 60)
    assert plan["warnings"][0]["key"] == "no-chemo"


@STORIES
def test_repeats_end_with_day_zero_and_24_months_unless_something_is_stored(run: Run, story: Story) -> None:
    plan = plan_of(run, story)
    latest = next(row["latest"] for row in plan["milestones"] if row["key"] == "day-zero")
    if latest is not None:
        end = date.fromisoformat(latest)
        # 29 February and 24 months more is 28 February, and a wait then ends a day later.
        last = (
            f"{end.year + 2}-03-01" if (end.month, end.day) == (2, 29) else end.replace(year=end.year + 2).isoformat()
        )
        late = [item["code"] for item in plan["items"] if item["code"] not in ("A14", "B25") and item["repeats"]]
        assert [item["code"] for item in plan["items"] if item["code"] in late and item["repeats"][-1] > last] == []
