"""What a program asks for: its body, its headers and its address, read strictly before anything is done with them."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import current_app, request
from marshmallow import Schema

from planner.errors import AheadError, Fault, Faults
from planner.guidance.model import codes_of
from planner.once import LONGEST, SHORTEST, NoKey
from planner.plans.json_text import read_json_object
from planner.plans.schemas import faults_in

Sends = Schema | Callable[[frozenset[str]], Schema]  # a body's schema, or what makes it for the codes of all items

JSON = "application/json"
OWN_KEY_SHORTEST, OWN_KEY_KINDS = 32, 8  # of a key that nobody's name is added to: its length, its different characters
LARGEST_EXACT = 2.0**53  # below it every whole number has a float of its own
KEY = f"[!-~]{{{SHORTEST},{LONGEST}}}"
# Each turn of the first part takes the last place of one more character.
OWN_KEY = rf"(?=(?:.*?(.)(?!.*\1)){{{OWN_KEY_KINDS}}})[!-~]{{{OWN_KEY_SHORTEST},{LONGEST}}}"


class Unread(AheadError):
    """A body came in another form than JSON."""

    def __init__(self) -> None:
        super().__init__("This is not in a form we can read.", f"Send JSON, with the header 'Content-Type: {JSON}'.")


class TakesNothing(AheadError):
    """A body came where none is read. Nothing was done, so that none of it is lost unnoticed."""

    def __init__(self) -> None:
        super().__init__(
            "This takes no body, and one came with it.",
            "Nothing was done. Send it again without a body; where answers go the description says.",
        )


class NeedsMatch(AheadError):
    """A change that could overwrite another did not say what it was made for."""

    def __init__(self) -> None:
        super().__init__(
            "This could overwrite a change nobody has seen.",
            "Get the plan or its answers, and send the ETag of what you read in the header If-Match.",
        )


class KeyTooShort(AheadError):
    """The key of a new plan opens that plan when it is sent again, so it has to be one that nobody guesses."""

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key could be guessed.",
            f"For a new plan send {OWN_KEY_SHORTEST} to {LONGEST} random characters, at least {OWN_KEY_KINDS} of them "
            "different, such as those of a random UUID.",
        )


def query(allowed: Sequence[str]) -> Mapping[str, str]:
    """What stands behind the question mark, each once. Raises Faults for what does not belong there."""
    faults = []
    if set(request.args) - set(allowed):  # which ones is not repeated: it may be a secret
        places = f"Use only: {', '.join(allowed)}." if allowed else "Nothing may stand behind the question mark."
        faults.append(Fault("query", None, f"There is a parameter of another name. {places}"))
    for name, values in request.args.lists():
        if name in allowed and len(values) > 1:
            faults.append(Fault(name, values, "Send it once."))
    if faults:
        raise Faults(faults)
    return request.args


def body(sends: Sends) -> dict[str, Any]:
    """The JSON object that was sent, as it was sent, once its schema has nothing against it. Raises Faults, Unread."""
    if request.mimetype != JSON:
        raise Unread
    told = {key: _as_told(value) for key, value in read_json_object(request.get_data(), "body").items()}
    schema = sends if isinstance(sends, Schema) else sends(codes_of(current_app.config["GUIDANCE"]()))
    messages = schema.validate(told)
    if messages:
        raise Faults(faults_in(messages, told))
    return told


def no_body() -> None:
    """Raises TakesNothing when something was sent all the same."""
    if request.content_length:
        raise TakesNothing


def once_key() -> str:
    """The key of a change. Raises NoKey."""
    key = request.headers.get("Idempotency-Key", "")
    if not re.fullmatch(KEY, key):
        raise NoKey
    return key


def own_once_key() -> str:
    """The key of a change that nobody is behind yet: whoever sends the same gets the same plan. Raises KeyTooShort."""
    key = once_key()
    if not re.fullmatch(OWN_KEY, key):
        raise KeyTooShort
    return key


def _as_told(value: Any) -> Any:
    """A value in which 30.0 is the 30 that it is in JSON."""
    if isinstance(value, dict):
        return {key: _as_told(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_told(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT else value
