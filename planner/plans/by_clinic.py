"""What a clinic decided for one plan, as it is kept among the facts and as the engine takes it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from planner.engine.adjustments import OWN, Adjustment
from planner.guidance.model import Guidance, codes_of
from planner.guidance.protocol import kept_protocol, laid_over
from planner.plans.nested_fields import read_step
from planner.plans.schemas import told_from
from planner.questions.told import Told

OWN_CODE = re.compile(rf"{OWN}[0-9a-f]{{8}}", re.ASCII)
# The names of facts that hold a clinic's protocol, and its word that cells are collected without chemo (with what was
# told before); every other name is an adjustment's.
PROTOCOL, CONFIRMED_WITHOUT_CHEMO = "protocol", "without-chemo"
NOT_ADJUSTMENTS = (PROTOCOL, CONFIRMED_WITHOUT_CHEMO)
SAID_WITHOUT_CHEMO: dict[str, Any] = {"mobilisation": "gcsf-only", "mobilisation_confirmed_by_nurse": True}


def without_chemo(clinic: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether a nurse of the clinic confirmed that cells are collected without chemo, and it still stands in what is
    told. What somebody else says of a nurse's word is not one."""
    return CONFIRMED_WITHOUT_CHEMO in clinic and SAID_WITHOUT_CHEMO.items() <= told.items()


def adjustments_in(clinic: Mapping[str, Any]) -> tuple[Adjustment, ...]:
    """The adjustments of a plan, in the order in which they were made."""
    made = sorted((told["at"], name) for name, told in clinic.items() if name not in NOT_ADJUSTMENTS)
    return tuple(adjustment_from(name, clinic[name]) for _at, name in made)


def adjustment_from(name: str, told: Mapping[str, Any]) -> Adjustment:
    """One adjustment, as its JSON object holds it."""
    day = told.get("day")
    return Adjustment(
        name=name,
        kind=told["kind"],
        code=told["code"],
        reason=told["reason"],
        day=date.fromisoformat(day) if day else None,
        who=tuple(told.get("who", ())),
        title=told.get("title", ""),
        text=told.get("text", ""),
        by=told["by"],
        on=date.fromisoformat(told["on"]),
    )


def adjustment_json(one: Adjustment, at: datetime) -> dict[str, Any]:
    """The JSON object in which an adjustment made at this moment is kept; its name is the name of the fact."""
    told: dict[str, Any] = {"kind": one.kind, "code": one.code, "reason": one.reason, "by": one.by}
    told |= {"on": one.on.isoformat(), "at": at.isoformat()}
    if one.day:
        told["day"] = one.day.isoformat()
    return (
        told
        | {key: value for key in ("title", "text") if (value := getattr(one, key))}
        | ({"who": list(one.who)} if one.who else {})
    )


def guidance_for(guidance: Guidance, clinic: Mapping[str, Any]) -> Guidance:
    """The guidance as a plan follows it: with the protocol of its clinic laid over, where it has one."""
    told = clinic.get(PROTOCOL)
    return laid_over(guidance, kept_protocol(told)) if told else guidance


def own_codes(clinic: Mapping[str, Any]) -> frozenset[str]:
    """The codes of a clinic's own steps in one plan."""
    return frozenset(
        told["code"] for name, told in clinic.items() if name not in NOT_ADJUSTMENTS and told["kind"] == "own"
    )


def codes_in(guidance: Guidance, clinic: Mapping[str, Any]) -> frozenset[str]:
    """The codes of all steps there can be in one plan."""
    return codes_of(guidance) | own_codes(clinic)


def is_code(code: str, guidance: Guidance) -> bool:
    """Whether this can be the code of a step: of the guidance, or of a clinic's own."""
    return code in codes_of(guidance) or OWN_CODE.fullmatch(code) is not None


def told_in_plan(told: Mapping[str, Any], guidance: Guidance, clinic: Mapping[str, Any], asked_on: date) -> Told:
    """What was told, as the engine takes it, with what was said of the clinic's own steps. What was said of one that
    the clinic has taken back counts for nothing. Raises Faults."""
    steps = told.get("steps", {})
    own = {code: steps[code] for code in steps if code.startswith(OWN)} if isinstance(steps, Mapping) else {}
    if not own:
        return told_from(told, codes_of(guidance), asked_on)
    read = told_from(without_own(told), codes_of(guidance), asked_on)
    there = own_codes(clinic)
    return replace(read, steps={**read.steps, **{code: read_step(how) for code, how in own.items() if code in there}})


def without_own(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was told without what was said of a clinic's own steps: as a file of answers holds it."""
    steps = {code: how for code, how in told.get("steps", {}).items() if not code.startswith(OWN)}
    others = {name: answer for name, answer in told.items() if name != "steps"}
    return {**others, "steps": steps} if steps else others
