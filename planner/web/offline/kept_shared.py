"""What the phone of somebody with whom a plan is shared keeps: their pages, made from what they may see and no more.

That a phone fetches them by itself is no look: nobody read anything then.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app

from planner.at_the_door import actor, held_here
from planner.languages import language
from planner.plans.partner_steps import PartnersOwn, all_of
from planner.plans.shared import SharedHere
from planner.plans.sharing import SharedPlan, SharedStep
from planner.web.offline.kept_page import KeptPage, mark_of
from planner.web.partner.here import path_of, seen_here
from planner.web.partner.pages import plan_page, step_page
from planner.web.partner.questions import questions_page
from planner.web.partner.view import title_of
from planner.web.ways.looks import is_calm


def version_of_shared(here: SharedHere) -> str:
    """A mark of all that the kept pages show: the same for as long as nothing changes that they may see."""
    return _whole(seen_here(here), all_of(actor().person))


def pages_of_shared(here: SharedHere) -> Mapping[str, KeptPage]:
    """Each kept page by its path."""
    seen, own = seen_here(here), all_of(actor().person)
    whole = _whole(seen, own)
    found = {
        "/part": KeptPage(whole, lambda: plan_page(here, seen)),
        "/part/questions": KeptPage(whole, questions_page),
    }
    for one in seen.steps:
        found[path_of(here, one.item)] = KeptPage(whole, _drawing(here, seen, one), title_of(one))
    return found


def _drawing(here: SharedHere, seen: SharedPlan, one: SharedStep) -> Callable[[], str]:
    return lambda: step_page(here, seen, one)


def _whole(seen: SharedPlan, own: Mapping[str, PartnersOwn]) -> str:
    held = held_here()
    looks = language(), is_calm(), held and held.idle_minutes, current_app.config["GUIDANCE"]().digest
    return mark_of(actor().person, seen.today, looks, sorted(own.items()), [_of_step(one) for one in seen.steps])


def _of_step(one: SharedStep) -> tuple[Any, ...]:
    """All that is shared of one step, its words by their edition."""
    item = one.item
    return item.code, item.place, item.begins, *one[1:]
