"""Words that staff of a clinic type: checked once, with what to do where they cannot be kept."""

from marshmallow import ValidationError

from planner.errors import Fault, Faults
from planner.marked import N_
from planner.plans.answer_fields import read_text

LONGEST_LABEL, LONGEST_REASON = 40, 300  # characters
A_LABEL = N_("Write a label of at most 40 ordinary characters that you will know this person by.")
A_REASON = N_("Write the reason, in at most 300 ordinary characters. The patient reads it.")


def words_or_fault(key: str, typed: object, most: int, meant: str) -> str:
    """Words as they are kept: something stands there, lines end as they do here. Raises Faults, which say `meant`."""
    try:
        return read_text(typed.replace("\r\n", "\n") if isinstance(typed, str) else typed, 1, most)
    except ValidationError as error:
        raise Faults([Fault(key, typed, meant)]) from error
