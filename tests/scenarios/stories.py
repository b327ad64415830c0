"""Reads the stories: what a person told, the day, and what a nurse would expect to find in their plan.

A story is a TOML file. `told` is laid over a persona's answers, over the usual answers of `tests/people.py`, or
(`only = true`) over nothing; `not_told` takes answers away. Days that nobody can know are written "none".
"""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.people import CALM

HERE = Path(__file__).parent
# What a file may say; a word that nothing checks is a mistake of whoever wrote the story.
WHO_AND_WHEN = {"name", "persona", "told", "not_told", "only", "today", "asked_on"}
OF_THE_PLAN = {"top", "not", "left_out", "milestones", "feasibility", "expect", "never_say", "silent", "empty"}
OF_STATES = {"paused", "paused_all_but", "no_state"}
OF_WORDS = {"first_warning", "warnings", "no_warnings", "first_question", "questions"}
OF_AN_ITEM = {"opens", "opens_by", "due", "due_by", "due_not_before", "last_safe", "state", "estimate", "severity"}
OF_ITS_DAYS = {"repeats", "repeats_include", "last_repeat_by", "alarms", "alarms_include"}


class Story(NamedTuple):
    """One person on one day; `expected` holds everything else the file says."""

    file: str
    name: str
    told: Mapping[str, Any]
    asked_on: str
    today: str
    expected: Mapping[str, Any]


def stories() -> list[Story]:
    """Every story, in the order of its file's name."""
    return [_story(path) for path in sorted((HERE / "stories").glob("*.toml"))]


def personas() -> list[Mapping[str, Any]]:
    """The eight people as they were handed over, with what is expected of each."""
    return [json.loads(path.read_text()) for path in sorted((HERE / "personas").glob("*.json"))]


def _story(path: Path) -> Story:
    read = tomllib.loads(path.read_text())
    unknown = read.keys() - WHO_AND_WHEN - OF_THE_PLAN - OF_STATES - OF_WORDS
    unknown |= {key for item in read.get("expect", {}).values() for key in item} - OF_AN_ITEM - OF_ITS_DAYS
    if unknown:
        raise ValueError(f"{path.name} says {sorted(unknown)}, which nothing checks. Mend the spelling.")
    base: Mapping[str, Any] = {} if read.get("only") else CALM
    if "persona" in read:
        base = json.loads((HERE / "personas" / f"{read['persona']}.json").read_text())["told"]
    told = {key: value for key, value in base.items() if key not in read.get("not_told", ())}
    told |= read.get("told", {})
    return Story(path.stem, read["name"], told, read["asked_on"], read["today"], read)
