"""What newer guidance would change in a plan, in words: old and new beside each other, before anything changes."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.plan import Planned
from planner.languages import day_in_words, spoken
from planner.marked import N_
from planner.plans.changes import Changed, GuidanceChanges, OtherReason
from planner.plans.wording import items_by_key, left_out_reason
from planner.web.days import listed
from planner.web.plans.rows import WHO_WORDS, row_of
from planner.web.plans.step_view import SourceLine, sources_of

PART_WORDS = {
    "title": N_("What it is called"),
    "discreet": N_("What a calendar calls it"),
    "why": N_("Why"),
    "steps": N_("What to do"),
    "late": N_("If it is late"),
    "ask": N_("A question to ask your team"),
    "who": N_("Who does it"),
}
TOLD_WITHOUT = {
    "severity": N_("It counts as more or less pressing than before."),
    "because": N_("It is here for another reason than before."),
    "signed": N_("Who has signed it has changed."),
    "state": N_("How it stands today would change."),
    "reminders": N_("Its reminders would ring on other days."),
    "figure": N_("Whether its figure was checked has changed."),
    "sources": N_("Who says so has changed."),
    "for-partner": N_("What it says to a partner has changed."),
}


class Otherwise(NamedTuple):
    """One thing that would be said otherwise: what, as it is now, and as it would be."""

    what: str
    now: str
    then: str


class ChangeView(NamedTuple):
    """What would change for one step. `urgent` is an urgent correction of it, `reason` why it would leave the plan."""

    title: str
    says: str
    urgent: str
    reason: str
    otherwise: list[Otherwise]
    notes: list[str]
    sources: list[SourceLine]


class NewerView(NamedTuple):
    """All that would change: since which day, and the steps that come, go, move, or are said otherwise."""

    since: str
    as_of: str
    comes: list[ChangeView]
    goes: list[ChangeView]
    moves: list[ChangeView]
    said: list[ChangeView]
    left_out: list[ChangeView]


def newer_view(changes: GuidanceChanges, today: date) -> NewerView:
    """What newer guidance would change, as its page shows it. `as_of` is the day to accept or to refuse it by."""
    groups: dict[str, list[ChangeView]] = {"comes": [], "goes": [], "moves": [], "said": []}
    for one in changes.changed:
        group = "comes" if one.was is None else "goes" if one.would_be is None else "moves" if one.moves else "said"
        groups[group].append(_view(one, changes, today))
    out = [_other_reason(one, changes) for one in changes.left_out]
    return NewerView(day_in_words(changes.since), today.isoformat(), **groups, left_out=out)


def _view(one: Changed, changes: GuidanceChanges, today: date) -> ChangeView:
    reason = ""
    if one.left_out:
        reason = left_out_reason(one.left_out, changes.after.guidance, items_by_key(changes.after))
    return ChangeView(
        title=spoken(one.item.words).title,
        says=_when(one.would_be, today) if one.would_be and not one.was else "",
        urgent=spoken(one.item.words).urgent,
        reason=reason,
        otherwise=list(_otherwise(one, today)),
        notes=[_(TOLD_WITHOUT[part]) for part in one.parts if part in TOLD_WITHOUT],
        sources=sources_of(one.item.citations),
    )


def _other_reason(one: OtherReason, changes: GuidanceChanges) -> ChangeView:
    """A step that is in the plan neither now nor then, but for another reason."""
    now, then = (
        left_out_reason(each, plan.guidance, items_by_key(plan))
        for each, plan in ((one.was, changes.before), (one.would_be, changes.after))
    )
    words = spoken(one.would_be.item.words)
    sources = sources_of(one.would_be.item.citations)
    otherwise = [Otherwise(_("Why it is not in your plan"), now, then)]
    return ChangeView(words.title, "", words.urgent, "", otherwise, [], sources)


def _otherwise(one: Changed, today: date) -> Iterable[Otherwise]:
    if one.was is None or one.would_be is None:
        return
    if one.moves:
        yield Otherwise(_("When"), _when(one.was, today), _when(one.would_be, today))
    for part in one.parts:
        if part in PART_WORDS:
            yield Otherwise(_(PART_WORDS[part]), _said(one.was, part), _said(one.would_be, part))


def _when(one: Planned, today: date) -> str:
    row = row_of(one, today, "", None)
    further = [day_in_words(day) for day in sorted({day.day for day in (*one.window.repeats, *one.window.then)})]
    phrases = [row.when, row.last_safe, _("then %(days)s", days=listed(further)) if further else ""]
    return "; ".join(phrase for phrase in phrases if phrase)


def _said(one: Planned, part: str) -> str:
    if part == "who":
        return listed(_(WHO_WORDS[who]) for who in one.item.who)
    said = getattr(spoken(one.item.words), part)
    return " ".join(said) if isinstance(said, tuple) else str(said)
