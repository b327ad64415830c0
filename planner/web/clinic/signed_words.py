"""What changed in a plan since it was signed, said as a difference: what, as it was, and as it is."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.plan import Plan
from planner.languages import spoken
from planner.marked import N_
from planner.plans.signed_changes import (
    ADJUSTED,
    CAME,
    FIGURE,
    GUIDANCE,
    ITEM,
    MILESTONE,
    MOVED,
    OPTION,
    PAUSED,
    REASON,
    SAID,
    UNFIT,
    WENT,
    Difference,
)
from planner.plans.wording import titles_by_code
from planner.web.days import short_day
from planner.web.drawings.course import COURSE_WORDS
from planner.web.plans.choices import VERDICT_WORDS

KIND_WORDS = {
    CAME: N_("is in the plan now"),
    WENT: N_("is no longer in the plan"),
    ADJUSTED: N_("the clinic changed it"),
    MOVED: N_("other days"),
    PAUSED: N_("paused, or goes on"),
    FIGURE: N_("another figure, or somebody else does it"),
    REASON: N_("another reason"),
    SAID: N_("the guidance says it otherwise"),
    GUIDANCE: N_("other rules of the guidance"),
}
THE_PLAN = N_("The whole plan")
MILESTONES = {
    **COURSE_WORDS,
    "mobilisation": N_("Mobilisation starts"),
    "conditioning": N_("High-dose chemo starts"),
    "last-chemo": N_("Last chemo"),
}


class ChangedLine(NamedTuple):
    """One thing that changed since the plan was signed. `was` and `now` are empty where a word says it all."""

    title: str
    what: str
    was: str
    now: str


def changed_lines(found: tuple[Difference, ...], plan: Plan) -> list[ChangedLine]:
    """Every difference in words, those of one thing together."""
    titles = titles_by_code(plan)
    options = {one.option.key: spoken(one.option.words)[0] for one in plan.feasibility}
    titles |= {one.key: _title_of_unfit(one, titles) for one in found if one.part == UNFIT}
    titles |= {one.key: _own_title(one) for one in found if one.part == ITEM and one.key not in titles}
    today = plan.situation.today
    lines: dict[tuple[str, str], list[Difference]] = {}
    for one in found:
        lines.setdefault((one.part, one.key), []).append(one)
    return [_line(part, key, several, titles, options, today) for (part, key), several in lines.items()]


def _line(
    part: str, key: str, several: list[Difference], titles: dict[str, str], options: dict[str, str], today: date
) -> ChangedLine:
    named = MILESTONES[key] if part == MILESTONE else THE_PLAN
    title = {ITEM: titles, UNFIT: titles, OPTION: options}.get(part, {}).get(key) or _(named)
    what = "; ".join(_(KIND_WORDS[one.kind]) for one in several)
    first = several[0]
    was, now = (_days(part, one, today) for one in (first.before, first.after))
    return ChangedLine(title, what, was, now) if was != now else ChangedLine(title, what, "", "")


def _own_title(one: Difference) -> str:
    """What an item of the clinic's own was called that is gone by now."""
    adjusted = getattr(one.before, "adjusted", ())
    return adjusted[0].title if adjusted else ""


def _title_of_unfit(one: Difference, titles: dict[str, str]) -> str:
    """What a change by the clinic is about that has no effect, or has one again."""
    change = one.after or one.before
    return getattr(change, "title", "") or titles.get(getattr(change, "code", ""), "")


def _days(part: str, one: object, today: date) -> str:
    """The days that one thing has, as they stand in a difference; empty where it has none."""
    says: dict[str, Callable[[object, date], str]] = {ITEM: _of_item, OPTION: _of_option, MILESTONE: _of_milestone}
    return says[part](one, today) if one is not None and part in says else ""


def _of_item(one: object, today: date) -> str:
    window = getattr(one, "window", None)
    if window is None:
        return _("not in the plan")
    due = _("due %(day)s", day=short_day(window.due, today)) if window.due else _("no day yet")
    last = _("last safe day %(day)s", day=short_day(window.last_safe, today)) if window.last_safe else ""
    return f"{due}, {last}" if last else due


def _of_option(one: object, today: date) -> str:
    verdict, start_by = getattr(one, "verdict", ""), getattr(one, "start_by", None)
    word = _(VERDICT_WORDS[verdict][0]) if verdict in VERDICT_WORDS else _("Not asked for")
    return _("%(word)s, start by %(day)s", word=word, day=short_day(start_by, today)) if start_by else word


def _of_milestone(one: object, today: date) -> str:
    earliest, likely, latest = (getattr(one, name) for name in ("earliest", "likely", "latest"))
    if earliest == latest:
        return short_day(likely, today)
    return _("%(first)s to %(last)s", first=short_day(earliest, today), last=short_day(latest, today))
