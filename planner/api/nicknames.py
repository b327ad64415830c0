"""A person's own words for steps, for programs: what calendars call them where others may look."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from planner.api import choices as bodies
from planner.api import shown
from planner.api.items import plan_with
from planner.api.rooms import Room, Shown, plan_called
from planner.at_the_door import actor, occasion
from planner.guidance.model import codes_of
from planner.plans.nicknames import checked, nicknames_of, write_nickname

nicknames = Room("nicknames", "What discreet calendars call a step, in a person's own words.")


@nicknames.reads("/plans/<plan>/nicknames", shown.NICKNAMES)
def listed(plan: str) -> Shown:
    """Every step that has words of its owner's, by its code."""
    kept, codes = plan_called(plan), codes_of(current_app.config["GUIDANCE"]())
    told = [{"code": code, "words": words} for code, words in nicknames_of(kept).items() if code in codes]
    return Shown({"nicknames": told})


@nicknames.reads("/plans/<plan>/nicknames/<code>", shown.named("Nickname"))
def read(plan: str, code: str) -> Shown:
    """What one step is called; empty words when it has the usual ones."""
    return Shown({"code": code, "words": nicknames_of(plan_with(plan, code)).get(code, "")})


@nicknames.writes(
    "PUT", "/plans/<plan>/nicknames/<code>", shown.named("Nickname"), sends=bodies.NicknameToWrite(), etag_of=read
)
def write(plan: str, code: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Call a step so in every calendar that is not in plain words; empty words take that back. Calendars that are
    fetched follow at once."""
    kept = plan_with(plan, code)
    words = checked(sent["words"], "words")
    return Shown({"code": code, "words": write_nickname(actor(), key, code, words, occasion(kept))})
