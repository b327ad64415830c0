"""What a clinic may see, to be chosen: one plain sentence for each, and as it was chosen."""

from collections.abc import Sequence

from flask_babel import gettext as _

from planner.clinics.enrolments import Sees
from planner.languages import listed
from planner.marked import N_

CHOICES = {
    "answers": N_("What I answered to the questions, for example about my body, birth control and wish for children"),
    "questions": N_("The questions I collect for my team"),
    "words": N_("What I write beside a step: what I wait for, or why it is not for me"),
}
SEEN = {
    "answers": N_("what you answered to the questions"),
    "questions": N_("the questions you collect for your team"),
    "words": N_("what you write beside a step"),
}


def choices() -> list[dict[str, str]]:
    """The boxes, as answers."""
    return [{"value": key, "text": _(text)} for key, text in CHOICES.items()]


def chosen(sees: Sees) -> list[str]:
    """The boxes that are ticked."""
    return [key for key, yes in sees._asdict().items() if yes]


def sees_from(ticked: Sequence[str]) -> Sees:
    """What is seen, from the boxes that were ticked."""
    return Sees(**{key: key in ticked for key in CHOICES})


def what_it_sees(sees: Sees) -> str:
    """What a clinic sees beside the plan itself, as one list; empty where it is nothing."""
    found = [_(SEEN[key]) for key in chosen(sees)]
    return listed(found) if found else ""
