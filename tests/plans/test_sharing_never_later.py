"""What is counted from an earlier day than the plan gives earlier days, never later ones, and nothing that may wait."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as some

from planner.guidance.loader import guidance
from planner.guidance.model import PHASES
from planner.plans.kept import KeptPlan, plan_from
from planner.plans.shared import shared_from
from planner.plans.sharing import ONE_BY_ONE, Rights
from tests.scenarios.stories import Story, stories

EVERYTHING = Rights(True, PHASES, ONE_BY_ONE)
PRESSES = ("do-now", "overdue", "past-last-safe", "due-soon", "done")


def kept_of(story: Story) -> KeptPlan:
    """The plan of a story, as it is kept."""
    asked_on = date.fromisoformat(story.asked_on)
    noon = datetime.combine(asked_on, time(12), UTC)
    days = (asked_on, asked_on, None, asked_on, asked_on, None)
    return KeptPlan("p", "o", {**story.told}, *days, 0, 1, noon, b"s" * 32)


@given(some.sampled_from(stories()), some.integers(0, 200))
def test_no_day_is_later_than_in_the_plan_and_what_is_for_now_does_not_wait(story: Story, earlier: int) -> None:
    kept, today = kept_of(story), date.fromisoformat(story.today)
    owners = {one.item.code: one for one in plan_from(kept, guidance(), today).items}
    counted_on = kept.asked_on - timedelta(days=earlier)
    for one in shared_from(kept, EVERYTHING, counted_on, guidance(), today).steps:
        if one.item.code not in owners or one.item.timing.direction == "until":
            continue
        window = owners[one.item.code].window
        if window.due:
            assert one.due is None or one.due <= window.due, one.item.code
        if window.do_now and one.due:
            assert one.state in PRESSES, one.item.code
