"""What was told, for programs: read whole, and changed answer by answer."""

from collections.abc import Mapping
from typing import Any

from planner.api import shown
from planner.api.etags import version_needed
from planner.api.rooms import Room, Shown, plan_called
from planner.api.sent import ANSWERS, answers_to_change
from planner.api.status import as_made
from planner.at_the_door import actor, occasion
from planner.plans.actions import keep_answers
from planner.plans.kept import KeptPlan

answers = Room("answers", "What was told. Steps have a place of their own.")


@answers.reads("/plans/<plan>/answers", shown.ANSWERS)
def read(plan: str) -> Shown:
    """What was told. What is missing was not said."""
    return _shown(plan_called(plan), ANSWERS)


@answers.writes("PATCH", "/plans/<plan>/answers", shown.ANSWERS, sends=answers_to_change, if_match="needed")
def change(plan: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Lay these answers over those told before; null takes one away. What is not named stays, and is not shown: a
    token may be made to write and not to read."""
    kept = plan_called(plan)
    return _shown(as_made(keep_answers(actor(), key, sent, occasion(kept), version_needed(kept))), tuple(sent))


def _shown(kept: KeptPlan, keys: tuple[str, ...]) -> Shown:
    told = {key: kept.told[key] for key in keys if key in kept.told}
    return Shown({"version": kept.version, "answers": told}, kept)
