"""Deleting everything while another phone of the same person is being used: neither waits for the other for ever."""

from datetime import timedelta

from flask import Flask

from planner.accounts.access import Actor
from planner.accounts.devices import devices_of
from planner.accounts.ways_in import LINK, make_way_in
from planner.after import after_change
from planner.guidance.loader import guidance
from planner.plans.actions import delete_plan, keep_answers, start_plan
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan
from planner.tokens import new_token
from tests.accounts.holders import NOON, TODAY, another_device, at_once

WHEN = Occasion(NOON, TODAY, guidance(), after_change)
TRIES = 10


def kept_or_gone(outcome: object) -> bool:
    """What was under way was kept just before, or found that all is gone."""
    return isinstance(outcome, KeptPlan | str) or type(outcome).__name__ == "NothingHere"


def test_a_deletion_goes_through_while_another_phone_keeps_an_answer_or_makes_a_link(app: Flask) -> None:
    for number in range(TRIES):
        one, _ = start_plan(new_token(), "phone", WHEN._replace(now=NOON + timedelta(seconds=number)))
        two = another_device(one).actor
        deleted, answered, linked = at_once(
            app,
            lambda one=one: delete_plan(one, new_token(), WHEN),
            lambda two=two: keep_answers(two, new_token(), {"age": 34}, WHEN),
            lambda two=two: make_way_in(two, new_token(), LINK, NOON),
        )
        assert deleted is None
        assert kept_or_gone(answered), answered
        assert kept_or_gone(linked), linked
        assert devices_of(Actor(one.person, one.role, one.device)) == []
