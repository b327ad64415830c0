"""The form in which a lead writes a protocol: what was typed, box by box, and what to put right beside each box."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _

from planner.errors import Fault
from planner.guidance.course_order import ADMISSION, COLLECTION, CONDITIONING, DAY_ZERO, DISCHARGE, LAST_CHEMO, RULES
from planner.guidance.course_order import Way as Pair
from planner.guidance.model import Guidance
from planner.guidance.protocol import REGIMENS, Protocol
from planner.guidance.told_protocol import A_NUMBER, A_REASON, AS_THEY_COME, ENDS
from planner.marked import N_
from planner.questions.model import NOT_SAID

# What lies before another day is asked for as days before it, so that nobody types a minus on a telephone.
PAIRS: tuple[Pair, ...] = (COLLECTION, DAY_ZERO, ADMISSION, CONDITIONING, LAST_CHEMO, DISCHARGE)
BEFORE = (ADMISSION, CONDITIONING, LAST_CHEMO)
PARTS = (*ENDS, "reason")
ROWS = tuple((regimen, pair) for regimen in REGIMENS for pair in PAIRS)  # numbered as the faults number them
SHOWN_AGAIN = 600  # letters of one box that was sent

A_NUMBER_HERE = N_("Write a whole number of days, at most 366")
A_REASON_HERE = N_("Write why, in at most 300 ordinary characters")
A_FIGURE = N_("Choose a figure, or empty the reason")
IN_ORDER = N_("Put these in order: earliest, likely, latest. For example 9, 10 and 12")
IN_ORDER_BEFORE = N_("Put these in order: the earliest day lies the most days before. For example 8, 7 and 6")
YES_OR_NO = N_("Choose yes, no or not said")
OTHERWISE = N_("This cannot be used. Write it in another way")
MENDED = frozenset(rule.what_to_do for rule in RULES)


class ProtocolForm(NamedTuple):
    """What stands in the boxes, by name, and what to put right, by the same names."""

    values: Mapping[str, str]
    wrong: Mapping[str, str]


def box_of(regimen: str, pair: Pair, part: str) -> str:
    """The name of one box of a gap."""
    return f"{regimen}-{PAIRS.index(pair)}-{part}"


def boxes(guidance: Guidance) -> Iterator[str]:
    """The name of every box, in their order."""
    for regimen, pair in ROWS:
        for part in PARTS:
            yield box_of(regimen, pair, part)
    yield from ("gcsf_only", "gcsf_reason")
    for number in range(len(guidance.disagreements)):
        yield from (f"figure-{number}", f"choice-{number}")


def typed_in(form: Mapping[str, str], guidance: Guidance) -> dict[str, str]:
    """What was sent, box by box."""
    return {name: form.get(name, "").strip()[:SHOWN_AGAIN] for name in boxes(guidance)}


def written(protocol: Protocol | None, guidance: Guidance) -> dict[str, str]:
    """What stands in the boxes when a protocol is written on from."""
    values = dict.fromkeys(boxes(guidance), "")
    values["gcsf_only"] = protocol.gcsf_only if protocol else NOT_SAID
    if protocol is None:
        return values
    for gap in protocol.gaps:
        pair = gap.milestone, gap.counted_from
        if pair in PAIRS:
            for part in ENDS:
                values[box_of(gap.regimen, pair, part)] = str(shown_days(pair, getattr(gap, part).days))
            values[box_of(gap.regimen, pair, "reason")] = gap.reason
    values["gcsf_reason"] = protocol.gcsf_reason
    chosen = {choice.disagreement: choice for choice in protocol.choices}
    for number, one in enumerate(guidance.disagreements):
        if choice := chosen.get(one.key):
            values[f"figure-{number}"], values[f"choice-{number}"] = choice.figure, choice.reason
    return values


def told_by(values: Mapping[str, str], guidance: Guidance) -> dict[str, Any]:
    """A protocol as `told_protocol` reads it, without who signs it and when."""
    gaps = []
    for regimen, pair in ROWS:
        days = {part: _days(pair, values[box_of(regimen, pair, part)]) for part in ENDS}
        reason = values[box_of(regimen, pair, "reason")]
        gaps.append({"regimen": regimen, "milestone": pair[0], "from": pair[1], **days, "reason": reason})
    choices = [
        {"disagreement": one.key, "figure": values[f"figure-{number}"], "reason": values[f"choice-{number}"]}
        for number, one in enumerate(guidance.disagreements)
    ]
    gcsf = {"gcsf_only": values["gcsf_only"], "gcsf_reason": values["gcsf_reason"]}
    return {"gaps": gaps, **gcsf, "choices": choices}


def wrong_in(faults: tuple[Fault, ...]) -> dict[str, str]:
    """What to put right, by the box it stands beside; of several in one box the first."""
    wrong: dict[str, str] = {}
    for fault in faults:
        name, words = _beside(fault)
        wrong.setdefault(name, words)
    return wrong


def shown_days(pair: Pair, days: int) -> int:
    """Days as the form has them: so many before where the one lies before the other."""
    return -days if pair in BEFORE else days


def _days(pair: Pair, typed: str) -> str:
    """Days as they are kept, from what was typed: with or without a minus they lie before."""
    bare = typed.replace("\u2212", "-").lstrip("-+").strip()
    return f"-{bare}" if bare and pair in BEFORE else typed


def _beside(fault: Fault) -> tuple[str, str]:
    """The box that a fault stands beside, and its words."""
    section, _dot, rest = fault.key.partition(".")
    number, _dot, part = rest.partition(".")
    if section == "gaps" and number.isdecimal() and int(number) < len(ROWS):
        regimen, pair = ROWS[int(number)]
        return box_of(regimen, pair, part if part in PARTS else ENDS[0]), _of_gap(fault, pair)
    if section == "choices" and number.isdecimal():
        return (f"choice-{number}", _(A_REASON_HERE)) if part == "reason" else (f"figure-{number}", _(A_FIGURE))
    if section == "gcsf_reason":
        return section, _(A_REASON_HERE)
    return "gcsf_only", _(YES_OR_NO) if section == "gcsf_only" else _(OTHERWISE)


def _of_gap(fault: Fault, pair: Pair) -> str:
    if fault.allowed == AS_THEY_COME:
        return _(IN_ORDER_BEFORE) if pair in BEFORE else _(IN_ORDER)
    if fault.allowed in MENDED:
        return _(fault.allowed)
    return _({A_NUMBER: A_NUMBER_HERE, A_REASON: A_REASON_HERE}.get(fault.allowed, OTHERWISE))
