"""Which questions are still worth answering: each with the items it would settle, the most decisive first."""

from collections import defaultdict
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.conditions import MIGHT_BE, Ground
from planner.engine.plan import NOT_YET_KNOWN, Plan
from planner.guidance.model import SEVERITIES
from planner.languages import spoken
from planner.marked import N_
from planner.plans.reasons import reason_for
from planner.questions.catalogue import QUESTION, QUESTIONS

WEIGHT = dict(zip(SEVERITIES, (8, 4, 2, 1), strict=True))
IN_ORDER = {question.key: number for number, question in enumerate(QUESTIONS)}
HAPPENINGS = ("day", "moment", "codes")
ASK_FIRST_CHEMO = N_("Which day is your very first chemo?")


class OpenQuestion(NamedTuple):
    """One question to put again, in words, and the codes of the items that hang on it."""

    key: str
    text: str
    settles: tuple[str, ...]


def open_questions(plan: Plan) -> list[OpenQuestion]:
    """Questions whose answers were skipped or cannot all be true, the most decisive first."""
    settles: dict[str, dict[str, str]] = defaultdict(dict)
    needed = {}
    for left_out in plan.left_out:
        if left_out.verdict == NOT_YET_KNOWN:
            for question in missing_questions(left_out.grounds, plan):
                settles[question][left_out.item.code] = left_out.item.severity
                needed[question] = True
    for planned in plan.items:
        if planned.sure == MIGHT_BE:
            for question in missing_questions(planned.grounds, plan):
                settles[question][planned.item.code] = planned.severity
    first = plan.situation.first_chemo
    if not plan.situation.begun and (first is None or not first.confirmed) and plan.items:
        for planned in plan.items:
            if planned.window.estimate or first is None:
                settles["treatment_date"][planned.item.code] = planned.severity
    found = []
    for contradiction in plan.contradictions:
        settles.pop(contradiction.asks, None)
        found.append(OpenQuestion(contradiction.asks, spoken(contradiction.text), contradiction.settles))
    if plan.situation.told_day_has_passed:
        key = "treatment_happened" if plan.situation.begun else "chemo_already_started"
        undated = tuple(planned.item.code for planned in plan.items if planned.window.do_now)
        settles.pop(key, None)
        found.insert(0, OpenQuestion(key, _("A day you told us has passed. Has it happened?"), undated))
    ranked = sorted(settles, key=lambda key: _rank(key, settles[key], key in needed))
    for key in ranked:
        text = ASK_FIRST_CHEMO if key == "treatment_date" else QUESTION[key].text
        found.append(OpenQuestion(key, _(text), tuple(sorted(settles[key]))))
    return found


def _rank(key: str, settled: dict[str, str], needed: bool) -> tuple[int, int, int]:
    """First what an item waits for a yes to, then by the weight of what it settles; what may yet happen, last."""
    may_yet_happen = QUESTION[key].kind in HAPPENINGS
    weight = sum(WEIGHT[severity] for severity in settled.values())
    return 2 if may_yet_happen else 0 if needed else 1, -weight, IN_ORDER[key]


def missing_questions(grounds: tuple[Ground, ...], plan: Plan) -> list[str]:
    """The questions among some grounds that were skipped."""
    reasons = [reason_for(ground, plan.guidance) for ground in grounds]
    return list(dict.fromkeys(key for reason in reasons if reason.missing for key in reason.answers))
