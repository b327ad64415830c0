"""A protocol in words: how far apart its milestones lie, whether cells are collected without chemo, which figures it
chose; and what of it is new."""

from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import gettext as _

from planner.guidance.course_order import ADMISSION, COLLECTION, CONDITIONING, DAY_ZERO, DISCHARGE, LAST_CHEMO
from planner.guidance.course_order import Way as Pair
from planner.guidance.model import Default, Guidance
from planner.guidance.protocol import OTHERWISE, REGIMENS, USUAL, Gap, Protocol
from planner.languages import spoken
from planner.marked import N_
from planner.web.clinic.protocol_disagreements import DisagreementView, disagreement_view
from planner.web.clinic.protocol_form import PAIRS, PARTS, ROWS, ProtocolForm, box_of, shown_days

REGIMEN_WORDS = {
    USUAL: N_("With any chemo"),
    "cy-atg": N_("With Cy-ATG"),
    "beam-atg": N_("With BEAM-ATG"),
    "bu-cy": N_("With Bu-Cy"),
    "other": N_("With another chemo"),
    "unknown": N_("While the chemo is not known"),
}
PAIR_WORDS = {
    COLLECTION: (N_("Collection of cells"), N_("days after mobilisation starts")),
    DAY_ZERO: (N_("New cells day"), N_("days after mobilisation starts")),
    ADMISSION: (N_("Hospital stay starts"), N_("days before new cells day")),
    CONDITIONING: (N_("High-dose chemo starts"), N_("days before new cells day")),
    LAST_CHEMO: (N_("Last chemo"), N_("days before new cells day")),
    DISCHARGE: (N_("Home"), N_("days after the hospital stay starts")),
}
GCSF_WORDS = {
    "yes": N_("Usually without chemo. Nurses are asked to confirm it for each plan; it moves nothing by itself."),
    "no": N_("Usually after chemo and G-CSF."),
    "not-said": N_("Not said."),
}
NEW, CHANGED = "new", "changed"
MARKS = {NEW: N_("new"), CHANGED: N_("changed")}


class GapBox(NamedTuple):
    """One row of boxes: what it is, in which days it is counted, what the guidance says, and the names of its boxes."""

    what: str
    unit: str
    usual: str
    names: dict[str, str]


class GapBoxes(NamedTuple):
    """The rows for one kind of chemo. `open`: something stands in one of them."""

    title: str
    rows: list[GapBox]
    open: bool


class GapLine(NamedTuple):
    """One gap in words. `mark` says whether it is new or changed, and is empty where it stood so before."""

    what: str
    days: str
    reason: str
    mark: str


class ProtocolView(NamedTuple):
    """A protocol in words. `gone`: what stood in the one before and does no longer."""

    gaps: list[tuple[str, list[GapLine]]]
    gcsf: str
    gcsf_reason: str
    gcsf_mark: str
    choices: list[tuple[DisagreementView, str]]
    gone: list[str]

    @property
    def differs(self) -> bool:
        """Whether anything differs from the one before."""
        marks = [line.mark for _title, lines in self.gaps for line in lines] + [mark for _one, mark in self.choices]
        return bool(self.gone or self.gcsf_mark or any(marks))


def gap_boxes(guidance: Guidance, values: dict[str, str]) -> list[GapBoxes]:
    """The rows of boxes, by kind of chemo."""
    found = []
    for regimen in REGIMENS:
        rows = [_box(guidance, regimen, pair) for pair in PAIRS]
        filled = any(values.get(name) for row in rows for name in row.names.values())
        found.append(GapBoxes(_(REGIMEN_WORDS[regimen]), rows, filled or regimen == USUAL))
    return found


def mistakes_in(form: ProtocolForm) -> list[dict[str, str]]:
    """What to put right, for the head of the page: in the order of the boxes, each with what it is about."""
    about = {
        box_of(regimen, pair, part): f"{_(REGIMEN_WORDS[regimen])}, {_(PAIR_WORDS[pair][0])}: "
        for regimen, pair in ROWS
        for part in PARTS
    }
    wrong = form.wrong
    return [
        {"text": f"{about.get(name, '')}{wrong[name]}", "href": f"#{name}"} for name in form.values if name in wrong
    ]


def protocol_view(protocol: Protocol, guidance: Guidance, before: Protocol | None = None) -> ProtocolView:
    """A protocol in words. `before`: the one it takes the place of, where what is new is to be marked."""
    was = _by_place(before) if before else {}
    marked = before is not None
    gaps = []
    for regimen in REGIMENS:
        lines = [_line(gap, was, marked) for gap in protocol.gaps if gap.regimen == regimen]
        if lines:
            gaps.append((_(REGIMEN_WORDS[regimen]), lines))
    return ProtocolView(
        gaps,
        _(GCSF_WORDS[protocol.gcsf_only]),
        protocol.gcsf_reason,
        _mark_of_gcsf(protocol, before),
        [(one, _mark_of_choice(one.key, protocol, before)) for one in _chosen(protocol, guidance)],
        list(_gone(protocol, before, guidance)) if before else [],
    )


def days_words(pair: Pair, earliest: int, likely: int, latest: int) -> str:
    """A gap in words, such as '9 to 12, likely 10'."""
    early, most_likely, late = (shown_days(pair, days) for days in (earliest, likely, latest))
    if early == late:
        return str(early)
    few, most = sorted((early, late))
    return _("%(few)s to %(most)s, likely %(likely)s", few=few, most=most, likely=most_likely)


def _box(guidance: Guidance, regimen: str, pair: Pair) -> GapBox:
    what, unit = PAIR_WORDS[pair]
    names = {part: box_of(regimen, pair, part) for part in PARTS}
    return GapBox(_(what), _(unit), _usual(guidance, regimen, pair), names)


def _usual(guidance: Guidance, regimen: str, pair: Pair) -> str:
    """What the guidance counts with, for the hint beside a row."""
    of_regimen = guidance.defaults.get(regimen, guidance.defaults[OTHERWISE]) if regimen != USUAL else ()
    rows: tuple[Default, ...] = (*of_regimen, *guidance.defaults[USUAL], *guidance.defaults[OTHERWISE])
    row = next((one for one in rows if (one.milestone, one.counted_from) == pair), None)
    return days_words(pair, row.earliest.days, row.likely.days, row.latest.days) if row else ""


def _by_place(protocol: Protocol) -> dict[tuple[str, str, str], Gap]:
    return {(gap.regimen, gap.milestone, gap.counted_from): gap for gap in protocol.gaps}


def _line(gap: Gap, was: dict[tuple[str, str, str], Gap], marked: bool) -> GapLine:
    before = was.get((gap.regimen, gap.milestone, gap.counted_from))
    mark = "" if not marked or before == gap else CHANGED if before else NEW
    days = _in_full(gap)
    return GapLine(_named(gap), days, gap.reason, _(MARKS[mark]) if mark else "")


def _named(gap: Gap) -> str:
    words = PAIR_WORDS.get((gap.milestone, gap.counted_from))
    return _(words[0]) if words else gap.milestone


def _in_full(gap: Gap) -> str:
    pair = gap.milestone, gap.counted_from
    days = days_words(pair, gap.earliest.days, gap.likely.days, gap.latest.days)
    return f"{days} {_(PAIR_WORDS[pair][1])}" if pair in PAIR_WORDS else days


def _mark_of_gcsf(protocol: Protocol, before: Protocol | None) -> str:
    same = before is None or (protocol.gcsf_only, protocol.gcsf_reason) == (before.gcsf_only, before.gcsf_reason)
    return "" if same else _(MARKS[CHANGED])


def _chosen(protocol: Protocol, guidance: Guidance) -> Iterator[DisagreementView]:
    for one in guidance.disagreements:
        choice = next((each for each in protocol.choices if each.disagreement == one.key), None)
        if choice:
            yield disagreement_view(one, choice, guidance)


def _mark_of_choice(key: str, protocol: Protocol, before: Protocol | None) -> str:
    if before is None:
        return ""
    was, now = (
        next((choice for choice in each.choices if choice.disagreement == key), None) for each in (before, protocol)
    )
    return "" if was == now else _(MARKS[CHANGED if was else NEW])


def _gone(protocol: Protocol, before: Protocol, guidance: Guidance) -> Iterator[str]:
    kept = _by_place(protocol)
    for place, gap in _by_place(before).items():
        if place not in kept:
            yield f"{_(REGIMEN_WORDS[gap.regimen])}: {_named(gap)}, {_in_full(gap)}"
    titles = {one.key: spoken(one.words) for one in guidance.disagreements}
    chosen = {choice.disagreement for choice in protocol.choices}
    for choice in before.choices:
        if choice.disagreement not in chosen:
            yield titles.get(choice.disagreement, choice.disagreement)
