"""The four people of the demo, and what each told. Their days lie around today."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple


class Story(NamedTuple):
    """One person of the demo: a short name for the row, the story, and what they told. Spans are days from today."""

    key: str
    text: str
    told: Mapping[str, Any]
    days: Mapping[str, int]
    steps: Mapping[str, tuple[str, int | str]] = {}  # by code: what is said of the step, and the day or the words


BODY_WITH_OVARIES = {"has_ovaries": "yes", "has_uterus": "yes", "has_testes": "no"}
BODY_WITH_TESTICLES = {"has_ovaries": "no", "has_uterus": "no", "has_testes": "yes"}

STORIES = (
    Story(
        "nadia",
        "Nadia, 33, Leeds. First chemo confirmed in nine weeks. She may want a child and takes a combined pill.",
        {
            "place": "gb",
            "age": 33,
            **BODY_WITH_OVARIES,
            "wants_children": "maybe",
            "pregnant": "no",
            "breastfeeding": "no",
            "menopause": "no",
            "periods": "regular",
            "sex_that_could_lead_to_pregnancy": "yes",
            "contraception": ["combined-pill-patch-ring"],
            "hormones": [],
            "therapy_kind": "ahsct",
            "regimen": "cy-atg",
            "dmt": "dimethyl-fumarate",
            "treatment_date_kind": "first-chemo",
            "treatment_date_certainty": "confirmed",
            "chemo_already_started": "no",
        },
        {"treatment_date": 63},
        {"B02": ("done", -6), "B10": ("done", -2), "B09": ("waiting", "the scan office"), "B18": ("booked", 33)},
    ),
    Story(
        "tom",
        "Tom, 29, Chicago. He was told new cells day is about four months away, and nobody has named the first chemo.",
        {
            "place": "us",
            "age": 29,
            **BODY_WITH_TESTICLES,
            "wants_children": "yes",
            "partner_can_become_pregnant": "yes",
            "sex_that_could_lead_to_pregnancy": "yes",
            "contraception": ["barrier"],
            "hormones": [],
            "can_give_sample": "difficult",
            "therapy_kind": "ahsct",
            "dmt": "ocrelizumab",
            "treatment_date_kind": "day-zero",
            "treatment_date_certainty": "approximate",
            "chemo_already_started": "no",
        },
        {"treatment_date": 122, "dmt_last": -75},
    ),
    Story(
        "ines",
        "Ines, 38, treated in Mexico. She is breastfeeding, and the first chemo is in three weeks.",
        {
            "place": "elsewhere",
            "age": 38,
            **BODY_WITH_OVARIES,
            "wants_children": "unsure",
            "pregnant": "no",
            "breastfeeding": "yes",
            "menopause": "no",
            "periods": "irregular",
            "sex_that_could_lead_to_pregnancy": "yes",
            "contraception": ["none"],
            "hormones": [],
            "therapy_kind": "ahsct",
            "funding": "abroad",
            "treatment_date_kind": "first-chemo",
            "treatment_date_certainty": "confirmed",
            "chemo_already_started": "no",
        },
        {"treatment_date": 22},
    ),
    Story(
        "ruth",
        "Ruth, 41, Bristol. Her new cells came back seven weeks ago. Her eggs were frozen before the chemo.",
        {
            "place": "gb",
            "age": 41,
            **BODY_WITH_OVARIES,
            "wants_children": "yes",
            "pregnant": "no",
            "breastfeeding": "no",
            "menopause": "no",
            "periods": "none",
            "sex_that_could_lead_to_pregnancy": "yes",
            "contraception": ["hormonal-coil"],
            "hormones": [],
            "therapy_kind": "ahsct",
            "regimen": "beam-atg",
            "treatment_happened": "yes",
            "chemo_already_started": "yes",
            "treatment_date_kind": "day-zero",
            "treatment_date_certainty": "confirmed",
            "stored_kind": "eggs",
        },
        {"treatment_date": -49, "stored_on": -170},
    ),
)


def told_by(story: Story, today: date) -> dict[str, Any]:
    """What the person of a story told, as a file of answers holds it."""
    return {**story.told, **{key: (today + timedelta(days=days)).isoformat() for key, days in story.days.items()}}


def steps_by(story: Story, today: date) -> dict[str, Any]:
    """What the person of a story said of their steps, as a file of answers holds it."""
    said = {
        code: {state: (today + timedelta(days=what)).isoformat() if isinstance(what, int) else what}
        for code, (state, what) in story.steps.items()
    }
    return {"steps": said} if said else {}
