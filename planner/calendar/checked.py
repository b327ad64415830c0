"""What a calendar says of each day that a nurse has checked: on which day, or that it has changed since."""

from datetime import date
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext as _

from planner.languages import day_in_words
from planner.plans.kept import KeptPlan
from planner.plans.signing import signed_state


class Checked(NamedTuple):
    """The day a plan was last checked on (None: never), and the codes of the steps of which it says something else
    now."""

    day: date | None = None
    changed: frozenset[str] = frozenset()

    def says(self, code: str) -> str:
        """One sentence that tells nothing of what was checked; empty where nobody has checked the plan."""
        if self.day is None:
            return ""
        day = day_in_words(self.day)
        return (
            _("Changed since %(day)s, when it was checked.", day=day)
            if code in self.changed
            else _("Checked %(day)s.", day=day)
        )


NEVER = Checked()


def checked_in(kept: KeptPlan) -> Checked:
    """What the calendars of a plan say of its last signature."""
    state = signed_state(kept, current_app.config["GUIDANCE"]())
    return Checked(state.day, state.changed) if state else NEVER
