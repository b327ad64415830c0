"""How a plan came to be as it is, in words: each change with what was and what is, and whether it can be undone."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from flask_babel import gettext as _

from planner.engine.plan import Plan
from planner.guidance.model import Guidance, Item
from planner.languages import spoken
from planner.marked import N_
from planner.plans import by_clinic
from planner.plans.by_clinic import PROTOCOL, adjustment_from
from planner.plans.changing import (
    ADJUSTED,
    DAYS_PASSED,
    GUIDANCE_BY_CLINIC,
    LAID_OVER,
    TAKEN_BACK,
    WITH_CHEMO,
    WITHOUT_CHEMO,
)
from planner.plans.facts import CLINIC, COUNTED_FROM, RESTING, STEP, TOLD
from planner.plans.history import Change, changes_by_days, still_stands
from planner.plans.kept import KeptPlan
from planner.plans.nested_fields import read_step
from planner.plans.steps import DONE_BY_PARTNER, UNDONE_BY_PARTNER
from planner.questions.catalogue import QUESTION
from planner.web.asking.answers_view import words_for
from planner.web.asking.question_words import SHORT
from planner.web.changing.by_partner import by_whom, heading_of
from planner.web.clinic.changes_told import BY_SET, told_of_set
from planner.web.days import short_day
from planner.web.plans.choices import VERDICT_WORDS
from planner.web.plans.clinic_said import said_of

HEADINGS = {
    "plan-made": N_("Your plan was made"),
    "brought-in": N_("Your plan was brought in from a file"),
    "answers-kept": N_("You changed your answers"),
    "date-moved": N_("You moved the date"),
    "step-done": N_("You marked a step as done"),
    "step-booked": N_("You booked a step"),
    "step-waiting": N_("You are waiting on someone"),
    "step-declined": N_("You said a step is not for you"),
    "step-ask": N_("You want to ask your nurse"),
    "step-cleared": N_("You took back what you said of a step"),
    "step-undone": N_("You undid what you said of a step"),
    "accept-guidance": N_("You took up the newer guidance"),
    "refuse-guidance": N_("You kept the plan as it was"),
    "stopped": N_("You stopped the plan"),
    "went-on": N_("You went on with the plan"),
    "undone": N_("You undid a change"),
    DONE_BY_PARTNER: N_("Somebody you shared it with said that a step is done"),
    UNDONE_BY_PARTNER: N_("Somebody you shared it with took back that a step is done"),
    DAYS_PASSED: N_("Days have passed, and something changed"),
    ADJUSTED: N_("Your clinic changed your plan"),
    TAKEN_BACK: N_("Your clinic took back a change"),
    WITHOUT_CHEMO: N_("Your clinic confirmed: collection without chemo"),
    WITH_CHEMO: N_("Your clinic says: mobilisation is with chemo"),
    LAID_OVER: N_("Your clinic's own days were taken up"),
    GUIDANCE_BY_CLINIC: N_("Your clinic let your plan follow newer guidance"),
}
BESIDE = {
    "as_of": N_("The guidance of"),
    "refused_as_of": N_("Newer guidance not taken up, of"),
    RESTING: N_("A break since"),
}
STATUS = {
    "treatment_date_kind": N_("What happens on it"),
    "treatment_date_certainty": N_("Is it fixed"),
    "milestones": N_("Further days"),
}
NOT_SAID = N_("not said")
SOME_STEP = N_("A step")
CLINICS_DAYS = N_("How far apart the days of your treatment are")
NOTHING_SAID = N_("nothing from the clinic")
NOT_NEEDED = N_("Not asked for")
NOT_IN_PLAN = N_("Not in your plan, and why")  # the heading that stands over what was left out


class Line(NamedTuple):
    """One thing that changed: what, as it was, and as it is."""

    what: str
    was: str
    now: str


class ChangeView(NamedTuple):
    """One change in words. `number` is the version it made; `can_undo`: nothing later stands in the way."""

    number: int
    heading: str
    when: str
    lines: list[Line]
    notes: list[str]
    can_undo: bool


def change_view(change: Change, kept: KeptPlan, guidance: Guidance, today: date) -> ChangeView:
    """One change as the list of changes shows it."""
    items = _items(guidance, str(kept.told.get("place") or "elsewhere"))
    by_days = change.action == DAYS_PASSED
    return ChangeView(
        change.number,
        heading_of(change) or (_(HEADINGS[change.action]) if change.action in HEADINGS else _("A change")),
        short_day(change.day, today),
        [] if by_days else _lines(change.patch, items, today),
        _by_days(change.patch, guidance, items, today) if by_days else [],
        still_stands(change, kept),
    )


def unseen_changes(kept: KeptPlan, guidance: Guidance, today: date) -> list[ChangeView]:
    """What days passing changed and its owner has not put away yet, the newest first."""
    return [_unseen(one, kept, guidance, today) for one in changes_by_days(kept, kept.unseen)]


def _unseen(change: Change, kept: KeptPlan, guidance: Guidance, today: date) -> ChangeView:
    """A change its owner did not make: of one that a clinic made in many plans, what it means for this one."""
    view = change_view(change, kept, guidance, today)
    if change.action not in BY_SET:
        return view
    return view._replace(lines=[], notes=told_of_set(change, kept, guidance, today))


def lines_about(code: str, changes: Sequence[Change], made: Plan) -> list[tuple[str, str]]:
    """What was said about one step, newest first: (day, words)."""
    today, name = made.situation.today, f"{STEP}{code}"
    return [
        (short_day(change.day, today), by_whom(change, _step(change.patch[name][1], today)))
        for change in changes
        if change.action != DAYS_PASSED and name in change.patch
    ]


def _lines(patch: Mapping[str, Any], items: Mapping[str, Item], today: date) -> list[Line]:
    lines = []
    for name, (was, now) in patch.items():
        if was == now:  # it belongs to what changed, and stayed
            continue
        if name.startswith(STEP):
            item = items.get(name.removeprefix(STEP))
            lines.append(Line(spoken(item.words).title if item else _(SOME_STEP), _step(was, today), _step(now, today)))
        elif name.startswith(TOLD):
            key = name.removeprefix(TOLD)
            lines.append(Line(_name_of(key), _answer(key, was), _answer(key, now)))
        elif name.startswith(CLINIC):
            lines.append(_by_clinic(name, was, now, items))
        elif name != COUNTED_FROM:
            lines.append(Line(_(BESIDE[name]), _day(was, today), _day(now, today)))
    return lines


def _by_clinic(name: str, was: Any, now: Any, items: Mapping[str, Item]) -> Line:
    """One change by a clinic: what it is about, and why; of its protocol, that it has days of its own."""
    if name == f"{CLINIC}{PROTOCOL}":
        was_said, now_said = (_("your clinic's own days") if each else _("the usual days") for each in (was, now))
        return Line(_(CLINICS_DAYS), was_said, now_said)
    if name == f"{CLINIC}{by_clinic.CONFIRMED_WITHOUT_CHEMO}":
        was_said, now_said = (each["reason"] if each else _(NOTHING_SAID) for each in (was, now))
        return Line(_("Collection without chemo"), was_said, now_said)
    one: Mapping[str, Any] = now or was or {}
    item = items.get(one.get("code", ""))
    what = one.get("title") or (spoken(item.words).title if item else _(SOME_STEP))
    was_said, now_said = (said_of(adjustment_from("", each)) if each else _(NOTHING_SAID) for each in (was, now))
    return Line(what, was_said, now_said)


def _by_days(passed: Mapping[str, Any], guidance: Guidance, items: Mapping[str, Item], today: date) -> list[str]:
    """What days passing changed, one sentence for each thing."""
    options = {one.key: spoken(one.words)[0] for one in guidance.options}
    said = []
    for key, was, now in passed.get("options", ()):
        note = VERDICT_WORDS[now][1] if now in VERDICT_WORDS else ""
        changed = _(
            "%(option)s: it was “%(before)s”, now it is “%(now)s”.",
            option=options.get(key, key),
            before=_verdict(was),
            now=_verdict(now),
        )
        said.append(f"{changed} {_(note)}" if note else changed)
    titles = {name: [_title(items, code) for code in passed.get(name, ())] for name in ("closed", "goes", "comes")}
    said += [
        _("“%(title)s”: its last safe day has gone by. Only the clinic can say what is possible.", title=title)
        for title in titles["closed"]
    ]
    said += [
        _("“%(title)s” is no longer in your plan. “%(where)s” says why.", title=title, where=_(NOT_IN_PLAN))
        for title in titles["goes"]
    ]
    said += [_("“%(title)s” is new in your plan.", title=title) for title in titles["comes"]]
    if passed.get("asks"):
        said.append(_("A day you told us has gone by. Say below whether it happened."))
    return said


def _title(items: Mapping[str, Item], code: str) -> str:
    return spoken(items[code].words).title if code in items else _(SOME_STEP)


def _verdict(verdict: str) -> str:
    return _(VERDICT_WORDS[verdict][0] if verdict in VERDICT_WORDS else NOT_NEEDED)


def _name_of(key: str) -> str:
    return _(SHORT.get(key) or STATUS.get(key) or QUESTION[key].text)


def _answer(key: str, value: Any) -> str:
    if value is None or value == "not-said":
        return _(NOT_SAID)
    return words_for(key, {key: value})


def _step(taken: Mapping[str, Any] | None, today: date) -> str:
    if taken is None:
        return _("nothing said")
    step = read_step(taken)
    day = short_day(step.day, today) if step.day else ""
    words = {
        "done": _("done %(day)s", day=day) if day else _("done"),
        "booked": _("booked for %(day)s", day=day),
        "waiting": _("waiting on someone"),
        "declined": _("not for me"),
        "ask": _("ask my nurse"),
    }[step.state]
    return f"{words}: {step.text}" if step.text else words


def _day(written: str | None, today: date) -> str:
    return short_day(date.fromisoformat(written), today) if written else _("none")


@lru_cache(maxsize=8)
def _items(guidance: Guidance, place: str) -> Mapping[str, Item]:
    """The newest edition of every item of a place, by code."""
    return {item.code: item for item in sorted(guidance.editions[place], key=lambda one: one.begins)}
