"""One try of the engine with what a clinic adjusted: the cases of the other tests, and adjustments of every kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from planner.engine import plan as engine
from planner.engine.adjustments import KINDS, Adjustment, fault_of, own_code
from planner.engine.dates import ALWAYS_OPEN, ClosedDays
from planner.engine.plan import Plan
from tests.engine.cases import CODES, Case, guidance_in_use, in_plan

Draw = Callable[[st.SearchStrategy[Any]], Any]
MADE_ON = date(2019, 6, 3)  # before any day the plans of these tests are asked for
WHO = st.lists(st.sampled_from(["patient", "partner", "nurse"]), min_size=1, max_size=2, unique=True).map(tuple)
NEAR = st.one_of(st.integers(-3, 20), st.integers(-3, 20), st.integers(-40, 40), st.integers(-400, 1300))
ALL_CODES = sorted(CODES)
# Items of which an invariant speaks by name.
DELICATE = [
    "A02",
    "A07",
    "A11",
    "A13",
    "B01",
    "B13",
    "B16",
    "B18",
    "B19",
    "B22",
    "B23",
    "B26",
    "B29",
    "B30",
    "B31",
    "D03",
    "D04",
    "D05",
    "F01",
    "F02",
    "F03",
    "F05",
]


@dataclass(frozen=True)
class AdjustedCase(Case):
    """Answers, days, and what a clinic adjusted in the plan that follows."""

    adjustments: tuple[Adjustment, ...] = ()

    def plan(self, closed_days: ClosedDays = ALWAYS_OPEN) -> Plan:
        """The plan with what was adjusted."""
        return engine.plan_for(
            self.told(),
            guidance_in_use(),
            asked_on=self.asked_on,
            today=self.today,
            closed_days=closed_days,
            adjustments=self.adjustments,
        )


def named(number: int) -> str:
    """An opaque name, another for each number."""
    return f"{number:02x}" * 16


def change(kind: str, code: str = "", day: str = "", number: int = 1, **beside: Any) -> Adjustment:
    """One adjustment, made on the day of asking unless said otherwise."""
    name = named(number)
    told = {"reason": "As we agreed on the phone.", "by": named(255), "on": date(2026, 3, 2), **beside}
    return Adjustment(
        name=name,
        kind=kind,
        code=own_code(name) if kind == "own" else code,
        day=date.fromisoformat(day) if day else None,
        **told,
    )


@st.composite
def adjusted(draw: Draw, case: Case, kinds: tuple[str, ...] = KINDS) -> Case:
    """A case with one to eight adjustments."""
    made: list[Adjustment] = []
    plan = case.plan()
    first, planned = plan.situation.first_chemo, in_plan(plan)
    delicate = [code for code in DELICATE if code in planned]
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(kinds))
        owned = [one.code for one in made if one.kind == "own"] if kind in ("move", "assign") else []
        code = draw(
            st.sampled_from(draw(st.sampled_from([owned, delicate, delicate, DELICATE, ALL_CODES])) or ALL_CODES)
        )
        # Around today, around the day the item has, or around the first chemo: there most can go wrong.
        due = planned[code].due if code in planned else None
        base = draw(st.sampled_from([day for day in (case.asked_on, due, first and first.likely) if day]))
        day = min(max(base + timedelta(draw(NEAR)), MADE_ON), date(2099, 12, 31))
        told = change(kind, code, number=number, on=MADE_ON, title="Bring the blue folder", text="It is in the post.")
        made.append(told._replace(day=day if kind in ("move", "own") else None, who=draw(WHO)))
    return AdjustedCase(case.values, case.asked_on, case.today, tuple(made))


MONDAY = date(2026, 3, 2)
# First chemo confirmed for Monday 3 August 2026; so day zero likely 14 September, at the latest 26 October 2026.
TOLD: dict[str, Any] = {
    "therapy_kind": "ahsct",
    "treatment_date": "2026-08-03",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "no",
}


def plan(*adjustments: Adjustment, on: date = MONDAY, today: date | None = None, **told: Any) -> Plan:
    case = AdjustedCase({**TOLD, **told}, on, today or on, adjustments)
    return case.but().plan()


def refused(adjustment: Adjustment, *others: Adjustment, **told: Any) -> str | None:
    """Why an adjustment has no effect, the same whether it is asked in advance or made."""
    before = plan(*others, **told)
    in_advance = fault_of(adjustment, before)
    made = plan(*others, adjustment, **told)
    assert {one.name: reason for one, reason in made.unfit}.get(adjustment.name) == in_advance
    assert before.adjustments == others
    return in_advance
