"""Several devices of one plan: in any order, with stale pages and lost answers, and truly at the same moment."""

from datetime import timedelta
from typing import Any

from flask import Flask

from faults.interleavings import FIRST_DAY, run
from faults.one_plan import OnePlan
from faults.plan_by_hand import KEPT, Request
from planner.accounts import audit
from planner.db import db
from planner.plans.kept import KeptPlan
from planner.tokens import new_token
from tests.accounts.holders import at_once

RUNS = 20
DEVICES, EACH = 4, 6


def test_whatever_order_devices_write_in_all_that_was_acknowledged_is_kept_once(kept_app: Flask) -> None:
    tried = run(kept_app, RUNS)
    assert tried["runs"] >= RUNS
    assert tried[KEPT] > 5 * RUNS


def requests_of(device: int, plan: OnePlan) -> list[Request]:
    """What one device sends: each is another, so that each has an effect; but all moves were shown for one version."""
    wanted: list[tuple[str, tuple[Any, ...]]] = []
    for number in range(EACH):
        mine = 10 * device + number
        wanted += [
            ("say", (("B04", "B09", "B18")[number % 3], {"waiting": f"device {device}, word {number}"})),
            ("answer", ({"age": 20 + mine},)),
            ("move", ("first-chemo", (FIRST_DAY + timedelta(60 + mine)).isoformat(), plan.by_hand.version)),
            ("note", (f"A0{device + 1}", f"note {number}", "" if number == 0 else f"note {number - 1}")),
        ]
    return [Request(what, words, new_token()) for what, words in wanted]


def test_at_the_same_moment_all_that_is_acknowledged_is_kept_and_the_numbers_of_changes_say_in_which_order(
    kept_app: Flask, app: Flask
) -> None:
    plan = OnePlan(DEVICES)
    first = plan.by_hand.version

    def live(device: int) -> list[tuple[Request, list[tuple[str, Any]]]]:
        """Each thing is sent twice, as by a press that slips; and nobody waits for anybody."""
        return [(one, [plan.send(device, one, FIRST_DAY) for _ in range(2)]) for one in requests_of(device, plan)]

    lives: Any = at_once(kept_app, *[lambda device=device: live(device) for device in range(DEVICES)])
    sent = [one for life in lives for one in life]
    assert not [life for life in lives if isinstance(life, Exception)]
    assert len(sent) == DEVICES * EACH * 4
    # Of the moves at most one was shown for the plan as it stood; all else was acknowledged, both times.
    came_to = [(request, [outcome for outcome, _ in twice]) for request, twice in sent]
    assert sum(both == [KEPT, KEPT] for request, both in came_to if request.what == "move") <= 1
    for request, both in came_to:
        assert both == [KEPT, KEPT] or (request.what, both) == ("move", ["PlanMovedOn"] * 2)
    made: dict[int, Request] = {}
    for request, ((_, kept), _) in sent:
        if isinstance(kept, KeptPlan):
            assert kept.version not in made
            made[kept.version] = request
    # The versions follow each other without a gap, and in their order they give what is kept.
    assert sorted(made) == list(range(first + 1, first + 1 + len(made)))
    notes = [request for request, _ in sent if request.what == "note"]
    for request in [*(made[number] for number in sorted(made)), *notes]:
        assert plan.by_hand.comes_to(request) == KEPT
    assert list(plan.differs()) == []
    assert list(plan.history_differs()) == []
    assert audit.verify(db.session()).faults == ()


def test_one_press_that_arrives_from_everywhere_at_once_is_one_change(kept_app: Flask, app: Flask) -> None:
    plan = OnePlan(DEVICES)
    for number in range(5):
        request = Request("say", ("B04", {"waiting": f"word {number}"}), new_token())
        came_to: Any = at_once(
            kept_app, *[lambda r=request, d=device: plan.send(d, r, FIRST_DAY) for device in range(DEVICES)]
        )
        assert [outcome for outcome, _ in came_to] == [KEPT] * DEVICES
        assert plan.by_hand.comes_to(request) == KEPT
        assert list(plan.differs()) == []
