"""Answers that cannot both be true of a body are no fault: the careful item stands, and the person is asked again."""

from typing import Any

import pytest

from planner.plans.plan_json import plan_json
from tests.people import planned, someone

# What was told over the usual answers, the question put again, and the items that still stand.
CLASHES: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"pregnant": "yes", "has_uterus": "no"}, "has_uterus", ["F05"]),
    ({"pregnant": "unsure", "has_uterus": "no"}, "has_uterus", ["F05", "B30"]),
    ({"pregnant": "yes", "has_uterus": "no", "has_ovaries": "no"}, "has_uterus", ["F05"]),
    ({"has_uterus": "no", "periods": "regular"}, "has_uterus", ["B26", "B30", "B32"]),
    ({"menopause": "surgical", "periods": "regular"}, "menopause", ["B26", "B30", "B21"]),
    ({"menopause": "natural-confirmed", "periods": "irregular"}, "menopause", ["B26", "B30", "B18"]),
    ({"menopause": "natural-confirmed", "pregnant": "yes", "periods": "none"}, "menopause", ["F05", "B26"]),
    (
        {"menopause": "natural-confirmed", "periods": "none", "hormones": ["testosterone"]},
        "menopause",
        ["B26", "B30", "B18"],
    ),
    (
        {"menopause": "natural-confirmed", "periods": "none", "contraception": ["hormonal-coil"]},
        "menopause",
        ["B26", "B30", "B27"],
    ),
    ({"menopause": "natural-confirmed", "periods": "none", "hormones": ["hrt"]}, "menopause", ["B26", "B30"]),
    ({"pregnant": "no", "positive_test_on": "2026-03-01"}, "pregnant", ["F05"]),
    ({"contraception": ["none", "sterilised"]}, "contraception", ["B26", "B30"]),
]


@pytest.mark.parametrize(("told", "asked", "stand"), CLASHES, ids=lambda part: str(part)[:50])
def test_the_careful_item_stands_and_the_question_is_put_again(
    told: dict[str, Any], asked: str, stand: list[str]
) -> None:
    plan = plan_json(planned(someone(**told)))
    assert set(stand) <= {item["code"] for item in plan["items"]}
    assert asked in [question["key"] for question in plan["questions"]]
    settles = next(question["settles"] for question in plan["questions"] if question["key"] == asked)
    assert settles != []


def test_answers_that_agree_ask_nothing_again() -> None:
    asked = {question["key"] for question in plan_json(planned(someone()))["questions"]}
    assert asked.isdisjoint({"has_uterus", "menopause", "pregnant", "contraception"})
