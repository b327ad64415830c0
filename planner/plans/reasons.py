"""Why: the words for each answer and each figure that a verdict rests on."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask_babel import gettext as _

from planner.engine.conditions import Ground
from planner.guidance.model import Guidance
from planner.marked import N_
from planner.questions.catalogue import QUESTION
from planner.questions.told import Told

STEP_WORDS = {
    "done": N_("it is done"),
    "booked": N_("it is booked"),
    "waiting": N_("you are waiting on someone"),
    "declined": N_("you said it is not for you"),
    "ask": N_("you want to ask your nurse"),
    "none": N_("it has not begun"),
}
DAY_TOLD = {
    "stored_on": N_("you told when something was frozen"),
    "positive_test_on": N_("you had a positive pregnancy test"),
    "contraception_failed_at": N_("your birth control failed"),
    "early_menopause_found_on": N_("your team found an early menopause"),
    "treatment_date": N_("you told a treatment date"),
    "chemo_started_on": N_("you told when chemo started"),
    "dmt_last": N_("you told your last dose"),
}
ENGINE_WORDS = {
    ("chemo-has-begun", "yes"): (N_("chemo has started"), "chemo_already_started"),
    ("guidance-begins", "yes"): (N_("it is part of every plan"), ""),
    ("clinic", "add"): (N_("your clinic added this step"), ""),
    ("clinic", "own"): (N_("your clinic added this step"), ""),
}


class Reason(NamedTuple):
    """One reason in words, with the answer it rests on; `missing` when the answer was skipped."""

    text: str
    answers: dict[str, str | None]
    missing: bool = False


def reason_for(ground: Ground, guidance: Guidance) -> Reason:
    """The words for one ground: an answer as told, a figure, or a question that was skipped."""
    fact, answer = ground
    if ground in ENGINE_WORDS:
        text, question = ENGINE_WORDS[ground]
        return Reason(_(text), {question: answer} if question else {})
    measure = guidance.measures.get(fact)
    if measure is not None:
        question = measure.asks
        if answer is None:
            return Reason(_skipped(question), {question: None}, True)
        text = measure.yes if answer == "yes" else measure.no
        return Reason(_(text), {question: answer})
    if fact.startswith("step:"):
        text = STEP_WORDS[answer or "none"]
        return Reason(_(text), {"steps": answer})
    question_asked = QUESTION[fact]
    if answer is None:
        return Reason(_skipped(fact), {fact: None}, True)
    if answer == "":
        return Reason(_(question_asked.none), {fact: "none of these"})
    if question_asked.kind in ("day", "moment", "day-or-month"):
        told = answer == "told"
        return Reason(_(DAY_TOLD[fact]) if told else _skipped(fact), {fact: answer if told else None}, not told)
    if question_asked.kind == "codes":
        return Reason(_("you asked for this step"), {fact: answer})
    said = question_asked.answers.get(answer)
    return Reason(_(said) if said else _skipped(fact), {fact: answer})


def _skipped(question: str) -> str:
    """The phrase for a question without an answer."""
    asked = QUESTION[question]
    return _(asked.skipped) if asked.skipped else _("you have not said: %(question)s", question=_(asked.text))


def reasons_for(grounds: tuple[Ground, ...], guidance: Guidance) -> list[Reason]:
    """The reasons in words, each once, in the order in which they were found."""
    reasons = [reason_for(ground, guidance) for ground in grounds]
    return list({reason.text: reason for reason in reasons}.values())


def as_told(questions: Iterable[str], told: Told) -> dict[str, Any]:
    """The answers to some questions as they were told, in the shapes of a file of answers; None when skipped."""
    return {question: _as_told(question, told) for question in questions}


def _as_told(question: str, told: Told) -> Any:
    if question == "age":
        return told.age
    if question in told.days:
        day = told.days[question].isoformat()
        return day[:7] if question == "treatment_date" and told.whole_month else day
    if question == "milestones":
        return {
            kind: {"date": one.day.isoformat(), "confirmed": one.confirmed} for kind, one in told.milestones.items()
        }
    if question == "steps":
        return {code: {step.state: step.day.isoformat() if step.day else True} for code, step in told.steps.items()}
    answer = told.answers.get(question)
    if QUESTION[question].kind == "flag" and answer is not None:
        return answer == "yes"
    return list(answer) if isinstance(answer, tuple) else answer
