"""The record sheet of one plan: one page for the file, with who checked it and what exactly they checked."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.clinics.enrolments import Enrolled
from planner.engine.plan import Plan
from planner.languages import day_in_words, unchecked
from planner.marked import N_
from planner.plans.signing import SignedState
from planner.plans.wording import NOT_CHECKED_PLAINLY
from planner.web.clinic.one_plan_view import AdjustedLine
from planner.web.clinic.record_sheet_rows import Line, days_on_sheet, last_safe_days, options_on_sheet
from planner.web.printing.room import LINE, Room, high

SHORT = 12  # letters of the digest of what was checked
COLUMNS, AIR = (0.41, 0.24, 0.35), 0.6  # of the width: the columns of a table; em: the air behind each
# em: the air of a row, the head of a table, a heading of its own, the least room to write with its heading
ROW, HEADED, HEADING, WRITING = 0.55, 2.8, 2.2, 4.6
CHANGES = 0.3  # of the sheet: what the clinic's changes may take from the last safe days
NOT_SIGNED = N_("No clinician has signed this guidance yet.")
USUAL = N_("Usual figures, counted by the guidance. The team's word comes first.")


class RecordSheet(NamedTuple):
    """All that stands on the sheet, in words. `more_days` and `more_changes`: what has no room, as a sentence."""

    label: str
    lead: str
    days: list[Line]
    options: list[Line]
    last_safe: list[Line]
    more_days: str
    changes: list[AdjustedLine]
    more_changes: str
    checked: str
    foot: str


def record_sheet(
    seen: Enrolled, plan: Plan, lead: str, adjusted: list[AdjustedLine], checked: str, room: Room
) -> RecordSheet:
    """The sheet of a plan on paper with this much room."""
    days, options, all_days = days_on_sheet(plan), options_on_sheet(plan), last_safe_days(plan)
    foot = _foot(seen, plan)
    room.left -= _head(seen.label, lead, room) + _signed(checked, foot, room) + WRITING
    room.left -= sum(HEADED + sum(_height(one, room) for one in lines) for lines in (days, options) if lines)
    room.left -= HEADED + (HEADING if adjusted else 0)
    wanted = sum(_change(one, room) for one in adjusted)
    for_changes = min(wanted, CHANGES * room.height)
    needed = [_height(one, room) for one in all_days]
    shown = _that_fit(needed, room.left - for_changes, _rest(room))
    room.left -= sum(needed[:shown]) + (_rest(room) if shown < len(needed) else 0)
    changed = _that_fit([_change(one, room) for one in adjusted], room.left, _rest(room))
    return RecordSheet(
        seen.label,
        lead,
        days,
        options,
        all_days[:shown],
        _more(len(all_days) - shown),
        adjusted[:changed],
        _more(len(adjusted) - changed),
        checked,
        foot,
    )


def checked_words(state: SignedState | None, name: str, digest: str) -> str:
    """Who checked the plan and when, and the beginning of the digest of its content; or that it changed since."""
    short = digest[:SHORT]
    if state is None:
        return _("Not checked yet. Content %(digest)s.", digest=short)
    day = day_in_words(state.day)
    if state.stands:
        return _("Checked by %(name)s on %(day)s, content %(digest)s.", name=name, day=day, digest=short)
    return _(
        "Changed since checked. %(name)s checked it on %(day)s; the content is now %(digest)s.",
        name=name,
        day=day,
        digest=short,
    )


def _foot(seen: Enrolled, plan: Plan) -> str:
    printed = _(
        "Printed %(day)s. Version %(version)s of the plan, guidance %(digest)s.",
        day=day_in_words(plan.situation.today),
        version=seen.kept.version,
        digest=plan.guidance.digest[:SHORT],
    )
    return " ".join(
        [
            printed,
            _(USUAL),
            *([_(NOT_SIGNED)] if plan.guidance_is_unsigned else []),
            *([_(NOT_CHECKED_PLAINLY)] if unchecked() else []),
        ]
    )


def _that_fit(heights: list[float], left: float, rest: float) -> int:
    """How many of these fit, one after the other. Where not all do, a sentence on the others has its room."""
    if sum(heights) <= left:
        return len(heights)
    return sum(sum(heights[: number + 1]) <= left - rest for number in range(len(heights)))


def _head(label: str, lead: str, room: Room) -> float:
    return 1.5 * high(label, room.width / 1.5, bold=True) + high(lead, room.width) + 1.2


def _signed(checked: str, foot: str, room: Room) -> float:
    """The height of who checked it, the line to sign on, and what stands under it."""
    return 3.3 + LINE + high(checked, room.width, bold=True) + high(foot, room.width)


def _height(one: Line, room: Room) -> float:
    return ROW + max(high(words, room.width * share - AIR) for words, share in zip(one, COLUMNS, strict=True))


def _change(one: AdjustedLine, room: Room) -> float:
    return 0.3 + high(f"{one.title}: {one.did}. {one.reason} {one.by}, {one.on}", room.width - 1.3)


def _rest(room: Room) -> float:
    return 0.3 + high(_more(99), room.width)


def _more(count: int) -> str:
    return ngettext("%(num)s more: see the plan.", "%(num)s more: see the plan.", count) if count else ""
