"""The plan: every item decided, dated or left out with its reason. A pure function of what is known."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from planner.engine.alarms import alarms_of
from planner.engine.conditions import MIGHT_BE, NEEDS_A_YES, NO, Ask, Compiler, Ground, Memo
from planner.engine.dates import ALWAYS_OPEN, ClosedDays, add, days_between
from planner.engine.feasibility import Feasibility, feasibility_of
from planner.engine.schedule import Window, window_of
from planner.engine.situation import Situation, situation_of
from planner.guidance.model import SEVERITIES, Guidance, Item, Notice, Option
from planner.questions.told import StepTaken, Told

APPLIES, DOES_NOT_APPLY, NOT_YET_KNOWN = "applies", "does-not-apply", "not-yet-known"
QUIET = ("postponed", "cancelled", "died")
DUE_SOON = 7


class Planned(NamedTuple):
    """One item of a plan: its rule, why it is here, when, and what was done about it."""

    item: Item
    severity: str
    sure: int
    grounds: tuple[Ground, ...]
    state: str
    window: Window
    due: date | None
    alarms: tuple[date, ...]
    step: StepTaken | None


class LeftOut(NamedTuple):
    """One item that is not in a plan, and the answers that decided it. `instead` names what takes its place."""

    item: Item
    verdict: str
    grounds: tuple[Ground, ...]
    note: str = ""
    instead: tuple[str, ...] = ()
    day: date | None = None


class Plan(NamedTuple):
    """Everything that follows from what is known, for one person on one day."""

    situation: Situation
    guidance: Guidance
    as_of: date
    items: tuple[Planned, ...]
    left_out: tuple[LeftOut, ...]
    feasibility: tuple[Feasibility, ...]
    warnings: tuple[tuple[Notice, tuple[Ground, ...]], ...]
    contradictions: tuple[Notice, ...]
    stopped: str
    paused: bool

    @property
    def guidance_is_unsigned(self) -> bool:
        """Whether any item of the place has not been signed by a clinician."""
        return any(not item.reviewed_by for item in self.guidance.editions[self.situation.told.place])


class _Rules(NamedTuple):
    """The guidance of one place on one day, compiled: items in the order in which they are counted."""

    items: tuple[tuple[Item, Ask, Ask | None], ...]
    options: tuple[tuple[Option, Ask], ...]
    warnings: tuple[tuple[Notice, Ask], ...]
    contradictions: tuple[tuple[Notice, Ask], ...]
    step_facts: tuple[tuple[str, str], ...]


@lru_cache(maxsize=64)
def _rules(guidance: Guidance, place: str, day: date) -> _Rules:
    compiler = Compiler(guidance)
    keys = dict.fromkeys(item.key for item in guidance.editions[place])
    items = [guidance.edition_in_force(key, place, day) for key in keys]
    return _Rules(
        tuple(
            (
                item,
                compiler.compile(item.when, item.skipped),
                compiler.compile(item.raised[1], "only-if-told") if item.raised else None,
            )
            for item in _counted_in_order(items)
        ),
        tuple((option, compiler.compile(option.wanted_if, "include")) for option in guidance.options),
        tuple((notice, compiler.compile(notice.when, notice.skipped)) for notice in guidance.warnings),
        tuple((notice, compiler.compile(notice.when, notice.skipped)) for notice in guidance.contradictions),
        tuple((f"step:{item.key}", item.code) for item in items),
    )


def _counted_in_order(items: list[Item]) -> list[Item]:
    """Items so ordered that each comes after the steps it is counted from."""
    needs = {}
    for item in items:
        timing = item.timing
        moments = (timing.opens, timing.due, timing.last_safe, *timing.at)
        steps = {
            moment.anchor.removeprefix("step:") for moment in moments if moment and "step:" in moment.anchor
        }
        needs[item.key] = steps | set(timing.no_later_than)
    ordered: list[Item] = []
    waiting = list(items)
    while waiting:
        placed = {item.key for item in ordered}
        ready = [item for item in waiting if needs[item.key] - {item.key} <= placed]
        if not ready:
            raise ValueError(f"These items wait for each other: {', '.join(item.key for item in waiting)}.")
        ordered += ready
        waiting = [item for item in waiting if item not in ready]
    return ordered


def plan_for(
    told: Told,
    guidance: Guidance,
    *,
    asked_on: date,
    today: date,
    closed_days: ClosedDays = ALWAYS_OPEN,
    steps: Mapping[str, StepTaken] | None = None,
) -> Plan:
    """The plan for one person.

    `asked_on` is the day the facts were last confirmed: windows are counted with it. `today` decides states,
    feasibility and fallbacks. `steps` (by code) default to those told. Raises nothing for any answers.
    """
    situation = situation_of(told, guidance, asked_on, today)
    steps = told.steps if steps is None else steps
    as_of = max(asked_on, guidance.begins)
    rules = _rules(guidance, told.place, as_of)
    if told.said("therapy_kind", "no-chemo-cells"):
        return _no_plan(rules, situation, guidance, as_of, (("therapy_kind", "no-chemo-cells"),), "no-chemo")
    status = told.answers.get("treatment_status")
    stopped = str(status) if status in QUIET else ""
    if stopped == "died":
        return _no_plan(rules, situation, guidance, as_of, (("treatment_status", "died"),), stopped)
    return _Planning(situation, guidance, rules, as_of, closed_days, steps, stopped).plan()


def _no_plan(
    rules: _Rules,
    situation: Situation,
    guidance: Guidance,
    as_of: date,
    grounds: tuple[Ground, ...],
    why: str,
) -> Plan:
    left_out = sorted(
        (LeftOut(item, DOES_NOT_APPLY, grounds, why) for item, _, _ in rules.items),
        key=lambda out: out.item.code,
    )
    warnings = tuple((notice, grounds) for notice in guidance.warnings if notice.key == why)
    return Plan(situation, guidance, as_of, (), tuple(left_out), (), warnings, (), why, False)


class _Planning:
    """One planning: verdict, window, alarms and state of each item, in the order in which they are counted."""

    def __init__(
        self,
        situation: Situation,
        guidance: Guidance,
        rules: _Rules,
        as_of: date,
        closed: ClosedDays,
        steps: Mapping[str, StepTaken],
        stopped: str,
    ) -> None:
        self.situation, self.guidance, self.rules, self.as_of = situation, guidance, rules, as_of
        self.closed, self.steps, self.stopped = closed, steps, stopped
        self.memo: Memo = {}
        self.known = dict(situation.known)
        for fact, code in rules.step_facts:
            taken = steps.get(code)
            self.known[fact] = taken.state if taken else "none"
        pregnant = situation.told.answers.get("pregnant")
        positive = "positive_test_on" in situation.told.days
        self.may_be_pregnant = pregnant in ("yes", "unsure") or positive
        self.certainly_pregnant = pregnant == "yes" or positive
        self.windows: dict[str, Window] = {}
        self.planned: list[Planned] = []
        self.left_out: list[LeftOut] = []

    def plan(self) -> Plan:
        known, memo = self.known, self.memo
        for item, when, raised in self.rules.items:
            sure, grounds = when(known, memo)
            self.decide(item, sure, grounds, raised)
        self.planned.sort(key=_order)
        self.left_out.sort(key=lambda out: out.item.code)
        situation = self.situation._replace(known=known)
        return Plan(
            situation,
            self.guidance,
            self.as_of,
            tuple(self.planned),
            tuple(self.left_out),
            tuple(
                feasibility_of(option, ask, situation, self.closed, self.may_be_pregnant, memo)
                for option, ask in self.rules.options
            ),
            tuple(
                (notice, found[1])
                for notice, ask in self.rules.warnings
                if (found := ask(known, memo))[0] >= MIGHT_BE
            ),
            tuple(notice for notice, ask in self.rules.contradictions if ask(known, memo)[0] >= MIGHT_BE),
            self.stopped,
            self.may_be_pregnant,
        )

    def decide(self, item: Item, sure: int, grounds: tuple[Ground, ...], raised: Ask | None) -> None:
        """Put one item into the plan, or leave it out with its reason."""
        step = self.steps.get(item.code) if self.steps else None
        kept = step is not None and step.state in ("done", "booked")
        if step is not None and step.state == "declined":
            self.left_out.append(LeftOut(item, DOES_NOT_APPLY, (), "declined"))
            return
        if sure < MIGHT_BE and not kept:
            verdict = DOES_NOT_APPLY if sure == NO else NOT_YET_KNOWN
            self.left_out.append(LeftOut(item, verdict, grounds))
            return
        situation = self.situation
        window = window_of(item, situation, self.guidance, self.closed, self.windows)
        if situation.happened and item.timing.ends and not kept and self.over(item):
            self.left_out.append(LeftOut(item, DOES_NOT_APPLY, (("treatment_happened", "yes"),), "behind"))
            return
        if step is None and window.past and item.timing.once_past == "swap":
            note = LeftOut(item, DOES_NOT_APPLY, (), "past-last-safe", item.timing.fallbacks, window.past)
            self.left_out.append(note)
            return
        due = step.day if step is not None and kept else window.due
        if due is not window.due:
            window = window._replace(due=due, do_now=False)
        paused = bool(self.stopped) or (self.may_be_pregnant and self.pauses(item))
        if self.may_be_pregnant and item.while_pregnant == "live-part-pauses-after":
            window = window._replace(then=())
        self.windows[item.key] = window
        state = "paused" if paused and not (step and step.state == "done") else self.state(item, window, step)
        severity = item.severity
        if raised is not None and item.raised and raised(self.known, self.memo)[0] >= MIGHT_BE:
            severity = item.raised[0]
        quiet = paused or self.is_quiet(item)
        alarms = () if quiet else alarms_of(item, window, situation)
        if step is not None and step.state == "done":
            alarms = tuple(day for day in alarms if step.day and day > step.day and window.repeats)
        self.planned.append(Planned(item, severity, sure, grounds, state, window, due, alarms, step))

    def over(self, item: Item) -> bool:
        """Whether an item that ends on a known day has ended, now that the transplant has happened."""
        day_zero, ends = self.situation.course.get("day-zero"), item.timing.ends
        if day_zero is None or ends is None or ends.anchor != "day-zero":
            return False
        end = add(getattr(day_zero, ends.end), ends.span, waiting=ends.end == "latest")
        return self.situation.today > end

    def pauses(self, item: Item) -> bool:
        """Whether an item rests while someone is, or may be, pregnant (guidance-facts 3.1, 17)."""
        kind, situation = item.while_pregnant, self.situation
        if kind == "runs":
            return False
        if not situation.happened:
            return not (kind == "runs-once-chemo-begins" and situation.begun)
        return kind == "pauses-after-too" or (kind == "pauses-after-if-certain" and self.certainly_pregnant)

    def is_quiet(self, item: Item) -> bool:
        """Whether an item raises no alarm: the team's own test, or a time after a day nobody has spoken of."""
        if item.quiet_without_sex and self.situation.told.said("sex_that_could_lead_to_pregnancy", "no"):
            return True
        return self.situation.told_day_has_passed and item.phase in ("during", "after")

    def state(self, item: Item, window: Window, step: StepTaken | None) -> str:
        """The first that holds of done, past-last-safe, do-now, overdue, due-soon, open, upcoming."""
        today, due = self.situation.today, window.due
        if step is not None and step.state == "done":
            return "done"
        if window.past and item.timing.once_past == "swap":
            return "past-last-safe"
        if window.do_now:
            return "do-now"
        if due is not None and item.kind == "task":
            if due < today:
                return "overdue"
            if days_between(today, due) <= DUE_SOON:
                return "due-soon"
        if window.opens is not None and window.opens <= today:
            return "open"
        return "upcoming"


_SEVERITY = {severity: number for number, severity in enumerate(SEVERITIES)}
_FIRST = {"F05": 0, "B01": 1}


def _order(planned: Planned) -> tuple[int, date, int, str]:
    code = planned.item.code
    rank = _FIRST.get(code, 2 if planned.state == "do-now" else 3)
    day = planned.window.last_safe or planned.due or date.max
    return rank, day, _SEVERITY[planned.severity], code
