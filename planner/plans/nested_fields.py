"""How answers with parts are read: further treatment days, and what was done about each step."""

from typing import Any

from marshmallow import ValidationError, fields

from planner.plans.answer_fields import read_day, read_text
from planner.questions.told import StepTaken, ToldMilestone

MILESTONE_KINDS = ("first-chemo", "mobilisation", "collection", "admission", "conditioning", "day-zero", "discharge")


class Milestones(fields.Field):
    """Further treatment days: `{kind: {date, confirmed}}`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, ToldMilestone]:
        if not isinstance(value, dict):
            raise ValidationError("Use an object such as {'day-zero': {'date': '2027-03-27', 'confirmed': true}}.")
        told, faults = {}, {}
        for kind, one in value.items():
            try:
                told[kind] = _milestone(kind, one)
            except ValidationError as error:
                faults[kind] = error.messages
        if faults:
            raise ValidationError(faults)
        return told


def _milestone(kind: str, value: Any) -> ToldMilestone:
    if kind not in MILESTONE_KINDS:
        raise ValidationError(f"Use one of: {', '.join(MILESTONE_KINDS)}.")
    if not isinstance(value, dict) or not {"date"} <= value.keys() <= {"date", "confirmed"}:
        raise ValidationError("Use {'date': '2027-03-27', 'confirmed': true or false}.")
    confirmed = value.get("confirmed", False)
    if not isinstance(confirmed, bool):
        raise ValidationError("Use true or false for 'confirmed'.")
    return ToldMilestone(read_day(value["date"]), confirmed)


class Steps(fields.Field):
    """What was done about items: `{code: {"done": day}}`, or booked, waiting, declined, ask."""

    def __init__(self, codes: frozenset[str]) -> None:
        super().__init__()
        self.codes = codes

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, StepTaken]:
        if not isinstance(value, dict):
            raise ValidationError("Use an object such as {'B04': {'booked': '2027-03-27'}}.")
        told, faults = {}, {}
        for code, one in value.items():
            try:
                if code not in self.codes:
                    raise ValidationError("Use the code of an item, such as 'B04'.")
                told[code] = read_step(one)
            except ValidationError as error:
                faults[code] = error.messages
        if faults:
            raise ValidationError(faults)
        return told


def read_step(value: Any) -> StepTaken:
    """What a person says about one step: `{"done": day}`, `{"waiting": text}` and so on. Raises ValidationError."""
    allowed = "Use one of {'done': day}, {'booked': day}, {'waiting': text}, {'declined': text}, {'ask': text}."
    if not isinstance(value, dict) or len(value) != 1:
        raise ValidationError(allowed)
    ((state, detail),) = value.items()
    if state in ("done", "booked"):
        return StepTaken(state, day=read_day(detail))
    if state in ("waiting", "declined", "ask"):
        return StepTaken(state, text=read_text(detail, least=1 if state == "declined" else 0))
    raise ValidationError(allowed)
