"""What a plan says of sharing beside everything else: with whom it is shared, always; whose share ends in a few days,
and who was let see more lately."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from flask_babel import gettext as _

from planner.languages import listed
from planner.plans.kept import KeptPlan
from planner.plans.share_list import Share
from planner.plans.young import is_young
from planner.web.days import short_day

LAST_DAYS = timedelta(days=3)  # before its end, in which the plan itself says so; the list of shares does for a week
LATELY = timedelta(days=7)  # after somebody was let see more, in which the plan says so


class EndsSoon(NamedTuple):
    """Somebody's share that ends in a few days: its id, their name, the last day in words."""

    id: str
    label: str
    until: str


class Beside(NamedTuple):
    """All of it. `line`: with whom, in one line, empty where it is not shared; `more`: a sentence for each who was let
    see more. `still_right`: whoever is under 18 is asked whether they still want it so."""

    line: str
    ending: tuple[EndsSoon, ...]
    more: tuple[str, ...]
    still_right: bool


def beside(kept: KeptPlan, shares: Iterable[Share], today: date) -> Beside:
    """What a plan says of those with whom it is shared today."""
    shares = list(shares)
    names = [one.label for one in shares]
    ending = [(one, one.until) for one in shares if one.until and one.until <= today + LAST_DAYS]
    more = [(one, one.more_on) for one in shares if one.more_on and today <= one.more_on + LATELY]
    return Beside(
        _("Shared with %(names)s", names=listed(names)) if names else "",
        tuple(EndsSoon(one.id, one.label, short_day(until, today)) for one, until in ending),
        tuple(
            _("On %(day)s you let %(name)s see more.", day=short_day(day, today), name=one.label) for one, day in more
        ),
        bool(names) and is_young(kept),
    )
