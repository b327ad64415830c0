"""The next last safe day alone is the one of the whole plan, for anyone on any day."""

from planner.engine.last_safe import next_last_safe, soonest
from planner.engine.plan import plan_for
from planner.engine.rules import rules_in_force
from planner.guidance.loader import guidance
from planner.guidance.model import FIRST_CHEMO
from tests.engine.cases import Case
from tests.engine.promises import for_anyone
from tests.engine.strategies import cases
from tests.people import TODAY

KEYS = {item.key for item in guidance().editions["elsewhere"]}


@for_anyone(cases(steps=True), examples=300)
def test_alone_it_is_the_same_as_in_the_whole_plan(case: Case) -> None:
    told, closed = case.told(), case.holidays()
    for as_of in (None, TODAY):
        days = {"asked_on": case.asked_on, "today": case.today, "as_of": as_of}
        whole = plan_for(told, guidance(), closed_days=closed, **days)  # type: ignore[arg-type]
        alone = next_last_safe(told, guidance(), closed_days=closed, **days)  # type: ignore[arg-type]
        assert alone == soonest(whole.items, case.today)


def test_every_item_with_a_last_safe_day_is_watched_and_what_it_is_counted_from_before_it() -> None:
    for place in ("gb", "us", "elsewhere"):
        rules = rules_in_force(guidance(), place, TODAY)
        watched = [rule.item for rule in rules.watched]
        assert {rule.item.code for rule in rules.items if rule.item.timing.last_safe} <= {one.code for one in watched}
        for number, item in enumerate(watched):
            others = {item.timing.anchor, *item.timing.no_later_than} - {FIRST_CHEMO}
            steps = {one.removeprefix("step:") for one in others if one.startswith("step:") or one in KEYS}
            assert steps <= {one.key for one in watched[:number]}
        assert len(watched) < len(rules.items) / 3
