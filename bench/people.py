"""People made by chance, always the same ones: every kind of answer, dates in the coming year."""

import random
from datetime import date, timedelta

from planner.errors import Faults
from planner.guidance.loader import guidance
from planner.guidance.model import codes_of
from planner.plans.schemas import told_from
from planner.questions.catalogue import QUESTIONS
from planner.questions.told import Told

ASKED_ON = date(2026, 3, 2)


def people(number: int, seed: int = 0) -> list[Told]:
    """So many different people; others for another seed. Each question is skipped one time in five."""
    codes = codes_of(guidance())
    return [told_from(answers, codes, ASKED_ON) for answers in answers_of_people(number, seed)]


def answers_of_people(number: int, seed: int = 0) -> list[dict[str, object]]:
    """The same people: the answers of each, as a file holds them."""
    chance = random.Random(seed)
    codes = codes_of(guidance())
    made: list[dict[str, object]] = []
    while len(made) < number:
        answers = _answers(chance)
        try:
            told_from(answers, codes, ASKED_ON)
        except Faults:
            continue  # Days that contradict each other: nobody could tell these.
        made.append(answers)
    return made


def _answers(chance: random.Random) -> dict[str, object]:
    told: dict[str, object] = {"therapy_kind": "ahsct", "treatment_status": "planned", "age": chance.randint(16, 60)}
    for question in QUESTIONS:
        if question.key in told or chance.random() < 0.2:
            continue
        if question.kind == "one":
            told[question.key] = chance.choice(tuple(question.answers))
        elif question.kind == "several":
            told[question.key] = chance.sample(tuple(question.answers), chance.randint(0, 2))
        elif question.kind == "day-or-month":
            told[question.key] = (ASKED_ON + timedelta(chance.randint(1, 300))).isoformat()
    told["chemo_already_started"] = chance.choice(("no", "no", "no", "yes"))
    told["treatment_happened"] = "no"
    told["pregnant"] = chance.choice(("no", "no", "no", "unsure", "yes"))
    told["dmt_last"] = (ASKED_ON - timedelta(chance.randint(10, 500))).isoformat()
    return told
