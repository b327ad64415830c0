"""What newer guidance, or a newer protocol, changes in the plans of a clinic: found a few at a time, decided once for
all that it touches alike, and then applied plan by plan."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import NamedTuple

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from planner.accounts.access import LEAD
from planner.at_the_door import actor, occasion, occasion_in
from planner.clinics.members import names_of
from planner.clock import zone_named
from planner.languages import day_in_words
from planner.marked import N_
from planner.review.change_sets import (
    COUNTED,
    PLANS,
    ChangeSet,
    OpenSets,
    decided_sets,
    example_of,
    open_sets,
    plans_in,
    set_named,
)
from planner.review.change_sets_applied import (
    CHANGED,
    LEFT,
    NOTHING_LEFT,
    UNREADABLE,
    DecidedAlready,
    apply_some,
    decide,
)
from planner.review.change_sets_found import APPLIED, find_some
from planner.review.change_sets_looked import last_looked
from planner.tokens import is_id
from planner.web.clinic.changes_view import Editions, SetLine, called, set_lines
from planner.web.clinic.here import member_here
from planner.web.days import short_day
from planner.web.door import once_key

clinic_changes = Blueprint("clinic_changes", __name__, url_prefix="/clinic/changes")

ONE_PRESS = 4.0  # seconds of work that one press does, a batch at a time; the rest follows with the next
FINDING, APPLYING = 25, 5  # plans in a batch
WHY_NOT = {
    CHANGED: N_("changed meanwhile: now in another set"),
    NOTHING_LEFT: N_("nothing would differ any more"),
    LEFT: N_("left the clinic"),
    UNREADABLE: N_("could not be read"),
}


class SetRow(NamedTuple):
    """One set as the list shows it."""

    path: str
    title: str
    refused: bool
    why: str
    plans: str
    became: str


class LookedAt(NamedTuple):
    """How far looking through the plans has come: how many were looked at, and how many of them could not be read."""

    plans: int = 0
    left_out: int = 0


@clinic_changes.get("")
def listed() -> str:
    """The ways in which something newer touches plans. Raises NothingHere."""
    return _list(looked_at=_looked_at(request.args) if "looked_at" in request.args else None)


@clinic_changes.post("/find")
def find() -> Response | str:
    """Look at as many plans as one press does, from where the last one ended. Raises NothingHere."""
    member, ends = member_here(), _soon()
    after, looked_at = request.form.get("after", ""), _looked_at(request.form)
    after = after if is_id(after) else ""
    while True:
        batch = find_some(occasion(), occasion_in, after, FINDING, member.clinic)
        after = batch.last
        looked_at = LookedAt(looked_at.plans + batch.plans, looked_at.left_out + len(batch.left_out))
        if batch.plans < FINDING:
            return redirect(url_for(".listed", looked_at=looked_at.plans, left_out=looked_at.left_out or None), 303)
        if ends():
            return _list(after, looked_at)


@clinic_changes.get("/<name>")
def one(name: str) -> str:
    """One set: what differs, an example, and which plans. Raises NothingHere."""
    return _one(name)


@clinic_changes.post("/<name>")
def decided(name: str) -> Response | tuple[str, int]:
    """Decide about a set, and begin where it is to be applied. Raises NothingHere."""
    try:
        decide(actor(), once_key(), name, request.form.get("choice", ""), occasion())
    except DecidedAlready as error:
        return _list(said=error), 409
    if request.form.get("choice") == APPLIED:
        _apply(name)
    return redirect(url_for(".one", name=name), 303)


@clinic_changes.post("/<name>/go-on")
def go_on(name: str) -> Response:
    """Apply a decided set to as many more plans as one press does. Raises NothingHere."""
    set_named(member_here(), name)
    _apply(name)
    return redirect(url_for(".one", name=name), 303)


def _apply(name: str) -> None:
    ends = _soon()
    while apply_some(name, APPLYING, occasion_in) != (0, 0) and not ends():
        pass


def _soon() -> Callable[[], bool]:
    """Whether what one press does is done."""
    end = monotonic() + ONE_PRESS
    return lambda: monotonic() > end


def _looked_at(told: Mapping[str, str]) -> LookedAt:
    """How far looking has come, as a form or an address says."""
    numbers = (told.get(name, "") for name in ("looked_at", "left_out"))
    return LookedAt(*(int(one) if one.isascii() and one.isdecimal() and len(one) < 10 else 0 for one in numbers))


def _list(after: str = "", looked_at: LookedAt | None = None, said: DecidedAlready | None = None) -> str:
    member = member_here()
    waiting, past = open_sets(member.clinic), decided_sets(member.clinic)
    names, last = names_of(member.clinic), last_looked(member.clinic)
    zone = zone_named(current_app.config["TIME_ZONE"])
    return render_template(
        "clinic/changes.html",
        rows=[_row(each, names) for each in waiting.sets],
        more=waiting.more,
        heading=_heading(waiting) if waiting.sets or last else _nothing_yet(after),
        last=short_day(last.astimezone(zone).date(), occasion().today) if last else "",
        past=[_row(each, names) for each in past],
        lead=member.role == LEAD,
        after=after,
        looked_at=looked_at,
        said=said,
    )


def _nothing_yet(after: str) -> str:
    """Where no set is there and nobody has come to the end: it is not known whether anything newer touches a plan."""
    return _("Nothing newer was found so far") if after else _("Nobody has looked for anything newer yet")


def _heading(found: OpenSets) -> str:
    sets = found.sets
    if not sets:
        return _("Nothing newer waits for you")
    if found.more:
        return _("The %(num)s ways that touch most plans", num=len(sets))
    plans = ngettext("%(num)s plan", "%(num)s plans", sum(each.waiting for each in sets))
    if any(each.waiting > COUNTED for each in sets):
        plans = _("more than %(plans)s", plans=plans)
    return ngettext("%(num)s way this touches %(plans)s", "%(num)s ways this touches %(plans)s", len(sets), plans=plans)


def _row(one: ChangeSet, names: dict[str, str]) -> SetRow:
    return SetRow(
        url_for(".one", name=one.id),
        called(_lines(one)) or _("The plan"),
        one.refused,
        _why(one),
        _plans(one.waiting),
        _became(one, names),
    )


def _lines(one: ChangeSet) -> list[SetLine]:
    return set_lines(one.lines, Editions(current_app.config["GUIDANCE"](), one.place, one.was, one.as_of))


def _why(one: ChangeSet) -> str:
    """What is newer: the guidance, the protocol, or both."""
    guidance = _("guidance of %(day)s", day=day_in_words(one.as_of)) if one.as_of else ""
    protocol = _("your protocol number %(number)s", number=one.number) if one.number else ""
    return "; ".join(filter(None, (guidance, protocol)))


def _plans(count: int) -> str:
    if count > COUNTED:
        return _("more than %(plans)s", plans=ngettext("%(num)s plan", "%(num)s plans", COUNTED))
    return ngettext("%(num)s plan", "%(num)s plans", count)


def _became(one: ChangeSet, names: dict[str, str]) -> str:
    """What was decided, by whom and when, and how far it has come; empty while nobody decided."""
    if not one.decided or one.decided_at is None:
        return ""
    zone = zone_named(current_app.config["TIME_ZONE"])
    day = short_day(one.decided_at.astimezone(zone).date(), occasion().today)
    said = {"who": names.get(one.member, ""), "day": day}
    if one.decided != APPLIED:
        return _("Kept as they are by %(who)s on %(day)s.", **said)
    begun = _("Applied by %(who)s on %(day)s: %(plans)s changed.", plans=_plans(one.done), **said)
    return f"{begun} {_('%(plans)s still to do.', plans=_plans(one.waiting))}" if one.waiting else begun


def _one(name: str) -> str:
    member = member_here()
    found = set_named(member, name)
    after = request.args.get("after", "")
    plans = plans_in(member, name, after if is_id(after) else "")
    example = example_of(member, found)
    return render_template(
        "clinic/change_set.html",
        one=found,
        lines=_lines(found),
        why=_why(found),
        plans=_plans(found.waiting + found.done + sum(found.why_not.values())),
        waiting=_plans(found.waiting) if found.waiting else "",
        became=_became(found, names_of(member.clinic)),
        passed_over=[f"{_plans(count)}: {_(WHY_NOT[why])}" for why, count in found.why_not.items()],
        listed=[(each, _(WHY_NOT[each.why_not]) if each.why_not else "") for each in plans],
        more=plans[-1].enrolment if len(plans) == PLANS else "",
        example=example,
        lead=member.role == LEAD,
    )
