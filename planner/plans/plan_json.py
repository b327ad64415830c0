"""A plan as JSON. Names and shapes are a contract with other programs; dates are ISO 8601 or null."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from planner.engine.compare import Comparison
from planner.engine.feasibility import Feasibility
from planner.engine.milestones import Because
from planner.engine.plan import NOT_YET_KNOWN, LeftOut, Plan, Planned
from planner.engine.schedule import Day
from planner.guidance.model import COURSE, Item
from planner.languages import ENGLISH, language, languages, spoken
from planner.plans.open_questions import missing_questions, open_questions
from planner.plans.reasons import Reason, as_told, reasons_for
from planner.plans.warnings import warnings_of
from planner.plans.wording import (
    because_said,
    chain_of,
    items_by_key,
    left_out_reason,
    milestone_missing,
    published_by,
)

Json = dict[str, Any]


def plan_json(plan: Plan) -> Json:
    """The whole plan in the names that `plan preview --format json` promises."""
    situation = plan.situation
    return {
        **translation_json(),
        "asked_on": _day(situation.asked_on),
        "today": _day(situation.today),
        "guidance_as_of": _day(plan.as_of),
        "guidance_digest": plan.guidance.digest,
        "milestones": [_milestone(plan, key) for key in COURSE],
        "feasibility": [feasibility_json(one, plan) for one in plan.feasibility],
        "items": [_item(planned, plan) for planned in plan.items],
        "left_out": [_left_out(one, plan) for one in plan.left_out],
        "warnings": [warning._asdict() for warning in warnings_of(plan)],
        "questions": [{"key": one.key, "text": one.text, "settles": list(one.settles)} for one in open_questions(plan)],
    }


def translation_json() -> Json:
    """In which language the words are, and who checked the translation; nothing where they are the English ones."""
    if language() == ENGLISH:
        return {}
    spoken_now = languages()[language()]
    return {"language": spoken_now.tag, "translation_checked_by": spoken_now.checked_by or None}


def comparison_json(comparison: Comparison, asked_on: date, today: date) -> Json:
    """Candidate dates side by side, in the names that `plan compare --format json` promises."""
    earliest = comparison.earliest_with_room
    return {
        "asked_on": _day(asked_on),
        "today": _day(today),
        "candidates": [
            {
                "kind": one.kind,
                "date": _day(one.day),
                "feasibility": [feasibility_json(option, one.plan) for option in one.plan.feasibility],
                "moved": list(one.moved),
                "closed": list(one.closed),
                "warnings": [warning._asdict() for warning in warnings_of(one.plan)],
            }
            for one in comparison.candidates
        ],
        "earliest_with_room": None if earliest is None else {"kind": comparison.kind, "date": _day(earliest)},
    }


def feasibility_json(one: Feasibility, plan: Plan) -> Json:
    """One option with its verdict and the chain that led to it."""
    chain = [_because(because, plan) for because in chain_of(one)] or [
        _reason(reason, plan) for reason in reasons_for(one.grounds, plan.guidance)
    ]
    return {
        "option": one.option.key,
        "verdict": one.verdict,
        "start_by": _day(one.start_by),
        "estimate": one.estimate,
        "because": chain,
    }


def sources_json(item: Item) -> list[Json]:
    """Who says so, for one item."""
    return [
        {
            "key": citation.source.key,
            "title": published_by(citation.source),
            "where": _(citation.where) if citation.where else "",
            "url": citation.source.url or None,
            "last_checked": citation.last_checked.isoformat(),
            "own_reading": citation.own_reading,
        }
        for citation in item.citations
    ]


def _milestone(plan: Plan, key: str) -> Json:
    milestone = plan.situation.course.get(key)
    if milestone is None:
        missing = milestone_missing(plan)
        return {
            "key": key,
            "earliest": None,
            "likely": None,
            "latest": None,
            "confirmed": False,
            "because": [_because(missing, plan)],
        }
    return {
        "key": key,
        "earliest": _day(milestone.earliest),
        "likely": _day(milestone.likely),
        "latest": _day(milestone.latest),
        "confirmed": milestone.confirmed,
        "because": [_because(because_said(because), plan) for because in milestone.because],
    }


def _item(planned: Planned, plan: Plan) -> Json:
    item, window = planned.item, planned.window
    return {
        "key": item.key,
        "code": item.code,
        "title": spoken(item.words).title,
        "phase": item.phase,
        "who": list(planned.who),
        "severity": planned.severity,
        "verdict": "applies",
        "state": planned.state,
        "opens": _day(window.opens),
        "due": _day(planned.due),
        "last_safe": _day(window.last_safe),
        "estimate": window.estimate,
        "repeats": _days(window.repeats + window.then),
        "alarms": [day.isoformat() for day in planned.alarms],
        "needs_clinic": item.needs_clinic,
        "reasons": [_reason(reason, plan) for reason in reasons_for(planned.grounds, plan.guidance)]
        or [_for_everyone()],
        "sources": sources_json(item),
    }


def _left_out(one: LeftOut, plan: Plan) -> Json:
    missing = missing_questions(one.grounds, plan) if one.verdict == NOT_YET_KNOWN else []
    return {
        "key": one.item.key,
        "code": one.item.code,
        "verdict": one.verdict,
        "reason": left_out_reason(one, plan.guidance, items_by_key(plan)),
        "question": missing[0] if missing else None,
    }


def _for_everyone() -> Json:
    return {"text": _("this step is part of every plan"), "answers": {}}


def _reason(reason: Reason, plan: Plan) -> Json:
    return {"text": reason.text, "answers": as_told(reason.answers, plan.situation.told)}


def _because(because: Because, plan: Plan) -> Json:
    return {"text": because.text, "answers": as_told(because.questions, plan.situation.told)}


def _days(days: tuple[Day, ...]) -> list[str]:
    return [day.isoformat() for day in sorted({day.day for day in days})]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
