"""One plan as a nurse reads it: what needs a look on the left, the plan as its owner sees it on the right."""

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.clinics.enrolments import Enrolled
from planner.clinics.members import names_of
from planner.engine.adjustments import BY_CLINIC, Adjustment
from planner.engine.plan import LeftOut, Plan
from planner.errors import NothingHere
from planner.guidance.model import Item
from planner.languages import day_in_words, spoken
from planner.marked import N_
from planner.plans.by_clinic import adjustments_in
from planner.plans.kept import KeptPlan
from planner.plans.open_questions import OpenQuestion, open_questions
from planner.plans.signing import SignedState
from planner.plans.team_questions import questions_of
from planner.plans.wording import items_by_key, left_out_reason, titles_by_code
from planner.review.exceptions import Around
from planner.web.asking.answers_view import Row as Answer
from planner.web.asking.answers_view import answers_view
from planner.web.clinic.looks import Look, looks_of
from planner.web.clinic.protocol_disagreements import DisagreementView, disagreements_for
from planner.web.clinic.signed_words import ChangedLine, changed_lines
from planner.web.days import short_day
from planner.web.plans.choices import Choice, choices_of
from planner.web.plans.made import step_id, step_named
from planner.web.plans.parts import Part, parts_of
from planner.web.plans.present import LeftOutLine
from planner.web.plans.rows import row_of, who_of
from planner.web.plans.step_view import StepView, left_out_view, step_view

DID = {
    "move": N_("moved to %(day)s"),
    "add": N_("added to the plan"),
    "not-applicable": N_("marked as not applicable"),
    "assign": N_("given to: %(who)s"),
    "own": N_("added by the clinic"),
}


class AdjustedLine(NamedTuple):
    """One change by the clinic, in words: what it is about, what was done, why, by whom and when; with the code of the
    item it is about."""

    name: str
    code: str
    title: str
    did: str
    reason: str
    by: str
    on: str


class AskedLine(NamedTuple):
    """One question that the patient collects for the team: its words, and the title of the step it is about."""

    words: str
    about: str


class Chosen(NamedTuple):
    """The item that is open in the reading pane, by its name in addresses: its page, what the patient said of it, and
    the clinic's changes."""

    name: str
    code: str
    step: StepView
    left_out: bool
    said: str
    adjusted: list[AdjustedLine]
    differ: list[DisagreementView]


class OnePlan(NamedTuple):
    """Everything a nurse's page of one plan shows, in words. `told` is empty where the patient keeps answers back."""

    label: str
    lead: str
    looks: list[Look]
    later: list[Look]
    checked: str
    changed: list[ChangedLine]
    parts: list[Part]
    left_out: list[LeftOutLine]
    questions: list[OpenQuestion]
    asked: list[AskedLine]
    choices: list[Choice]
    told: list[Answer]
    adjusted: list[AdjustedLine]
    without_chemo: bool
    chosen: Chosen | None


def one_plan(
    seen: Enrolled, plan: Plan, around: Around, state: SignedState | None, path: str, name: str = ""
) -> OnePlan:
    """The page of one plan. `path` is its address; `name` is that of the item that is open, or empty."""
    today, items = plan.situation.today, items_by_key(plan)

    def where(item: Item) -> str:
        return f"{path}?item={step_id(seen.kept, item.key)}#item"

    rows = {one.item.key: row_of(one, today, where(one.item)) for one in plan.items}
    names = names_of(seen.clinic)
    looks, later = looks_of(plan, around, where)
    adjusted = adjusted_lines(seen.kept, plan, names)
    return OnePlan(
        label=seen.label,
        lead=lead_of(plan),
        looks=[*looks, *([_not_opened()] if seen.accepted_at is None else [])],
        later=later,
        checked=_checked(state, names, plan),
        changed=changed_lines(state.found, plan) if state else [],
        parts=parts_of(plan, rows),
        left_out=[
            LeftOutLine(
                spoken(one.item.words).title,
                left_out_reason(one, plan.guidance, items) if _may_say_why(one, seen) else _("Not in this plan."),
                where(one.item),
            )
            for one in plan.left_out
        ],
        questions=open_questions(plan),
        asked=_asked(seen, plan) if seen.sees.questions else [],
        choices=[one if seen.sees.answers else one._replace(chain=[]) for one in choices_of(plan)],
        told=answers_view(seen.kept.told).rows if seen.sees.answers else [],
        adjusted=adjusted,
        without_chemo=around.without_chemo,
        chosen=_chosen(name, plan, seen, adjusted) if name else None,
    )


def _may_say_why(one: LeftOut, seen: Enrolled) -> bool:
    """Whether the reason why an item is left out tells no answer, or the clinic may see answers."""
    return seen.sees.answers or one.note in ("declined", "behind", "past-last-safe", BY_CLINIC)


def lead_of(plan: Plan) -> str:
    """Where this person is on the way to their treatment, in one sentence to a nurse."""
    situation, first, left = plan.situation, plan.situation.first_chemo, plan.situation.days_left
    if situation.happened:
        return _("The transplant has happened.")
    if situation.begun:
        return _("Chemo has started.")
    if first is None or left is None:
        return _("No treatment date is known.")
    day = day_in_words(first.likely)
    if left < 0:
        return _("First chemo: %(day)s.", day=day)
    if first.confirmed:
        return ngettext("First chemo %(day)s, in %(num)s day.", "First chemo %(day)s, in %(num)s days.", left, day=day)
    return ngettext(
        "First chemo about %(day)s, in about %(num)s day.",
        "First chemo about %(day)s, in about %(num)s days.",
        left,
        day=day,
    )


def _chosen(name: str, plan: Plan, seen: Enrolled, adjusted: list[AdjustedLine]) -> Chosen | None:
    try:
        one = step_named(name, seen.kept, plan)
    except NothingHere:  # it left the plan with what was changed just now
        return None
    code = one.item.code
    left_out = isinstance(one, LeftOut)
    view = left_out_view(one, plan) if isinstance(one, LeftOut) else step_view(one, plan)
    if not seen.sees.answers:  # why a step is here or not tells what was answered
        view = view._replace(because=[])
        if isinstance(one, LeftOut) and not _may_say_why(one, seen):
            view = view._replace(stands=_("Not in this plan."))
    taken = plan.situation.told.steps.get(code)
    said = taken.text if taken and seen.sees.words else ""
    mine = [each for each in adjusted if each.code == code]
    differ = disagreements_for(code, seen.kept, plan.guidance)
    return Chosen(name, code, view, left_out, said, mine, differ)


def adjusted_lines(kept: KeptPlan, plan: Plan, names: dict[str, str]) -> list[AdjustedLine]:
    """The changes by the clinic in words. `names` of members, by the id of their membership."""
    titles, today = titles_by_code(plan), plan.situation.today
    return [_adjusted(one, titles, today, names) for one in adjustments_in(kept.clinic)]


def _adjusted(one: Adjustment, titles: dict[str, str], today: date, names: dict[str, str]) -> AdjustedLine:
    day = short_day(one.day, today) if one.day else ""
    return AdjustedLine(
        one.name,
        one.code,
        one.title or titles.get(one.code, ""),
        _(DID[one.kind], day=day, who=who_of(one.who) or _("you")),
        one.reason,
        names.get(one.by, ""),
        short_day(one.on, today),
    )


def _asked(seen: Enrolled, plan: Plan) -> list[AskedLine]:
    titles = titles_by_code(plan)
    waiting = [one for one in questions_of(seen.kept) if one.asked_on is None]
    return [AskedLine(one.words, titles.get(one.code, "")) for one in waiting]


def _not_opened() -> Look:
    return Look(_("not opened"), "open", _("They have not opened the plan yet."), "#handed-over")


def _checked(state: SignedState | None, names: dict[str, str], plan: Plan) -> str:
    if state is None:
        return ""
    who, day = names.get(state.by, ""), day_in_words(state.day)
    if state.stands:
        return _("Checked by %(who)s on %(day)s, and as it was then.", who=who, day=day)
    return _("Checked by %(who)s on %(day)s. It has changed since.", who=who, day=day)
