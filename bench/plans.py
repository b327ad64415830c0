"""How many full plans one core makes in a second: every verdict with its reasons, windows and sources.

The people are all different, and other people come in every round, so that nothing is planned twice.
"""

import time
from itertools import count

from bench.people import ASKED_ON, people
from bench.rows import Row, in_rounds
from planner.engine.plan import Plan, plan_for
from planner.guidance.loader import guidance
from planner.plans.closed_days import closed_days_of

PEOPLE = 1000
ROUNDS = 7


def rows() -> list[Row]:
    """The figures of the engine. Real CQL on a smaller guideline gave 951, the one FHIR $apply that ran 342."""
    read, seeds = guidance(), count()
    closed = {place: closed_days_of(place) for place in ("gb", "us", "elsewhere")}

    def plans_per_second(everything: bool) -> float:
        made = people(PEOPLE, next(seeds))
        began = time.process_time()
        for told in made:
            plan = plan_for(told, read, asked_on=ASKED_ON, today=ASKED_ON, closed_days=closed[told.place])
            read_through(plan, everything)
        return PEOPLE / (time.process_time() - began)

    plain, spread = in_rounds(lambda: plans_per_second(False), ROUNDS)
    ringing, ringing_spread = in_rounds(lambda: plans_per_second(True), ROUNDS)
    unit = "plans per CPU-second"
    return [
        Row("plan/per-cpu-second", plain, unit, "at-least", 5000, 10000, ROUNDS, spread),
        Row("plan/per-cpu-second-read-in-full", ringing, unit, "at-least", 4000, 8000, ROUNDS, ringing_spread),
    ]


def read_through(plan: Plan, everything: bool) -> int:
    """Look at every reason, window and source of a plan (and at all else that is worked out when it is read)."""
    seen = sum([len(left_out.grounds) for left_out in plan.left_out])
    for planned in plan.items:
        seen += len(planned.found[1]) + len(planned.rule.item.citations) + len(planned.window.repeats)
        if everything:
            seen += len(planned.alarms)
    if everything:
        seen += len(plan.warnings) + len(plan.contradictions)
    return seen
