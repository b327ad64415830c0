"""What the owner of a plan chooses for somebody else: what they are called, what they see, and until when; checked."""

import unicodedata
from collections.abc import Mapping
from datetime import date

from marshmallow import ValidationError

from planner.errors import CannotBe, Fault, Faults
from planner.guidance.model import PHASES, Item, codes_of
from planner.marked import N_
from planner.plans.answer_fields import read_text
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan
from planner.plans.shared import shared_from
from planner.plans.sharing import Rights, in_order, is_wider

LONGEST_LABEL = 40  # characters
NAME_IT = N_("Write a name of at most 40 ordinary characters.")
TO_COME = N_("Choose a day from today on, or none.")
SEEN = ("L", "N", "P", "S")  # letters, numbers, signs: a name has one of them, or nobody could read or press it
TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")  # what would turn the words around it too


def read_label(label: str) -> str:
    """What somebody is called, in one line. Raises ValidationError at what cannot be a name."""
    label = " ".join(read_text(label, least=1, most=LONGEST_LABEL).split())
    if not any(unicodedata.category(letter)[0] in SEEN for letter in label):
        raise ValidationError("Write a name that can be seen.")
    if any(unicodedata.bidirectional(letter) in TURNS for letter in label):
        raise ValidationError("Write a name without marks that turn lines around.")
    return label


def checked(label: str, rights: Rights, until: date | None, occasion: Occasion) -> tuple[str, Rights]:
    """The label and the rights as they are kept. Raises Faults that name all that is wrong."""
    faults, codes = [], codes_of(occasion.guidance)
    try:
        label = read_label(label)
    except ValidationError:
        faults.append(Fault("label", label, NAME_IT))
    if set(rights.groups) - set(PHASES):
        faults.append(Fault("groups", list(rights.groups), f"Use a list of: {', '.join(PHASES)}."))
    for name in ("shown", "hidden", "theirs"):
        if strange := [one for one in getattr(rights, name) if one not in codes]:
            faults.append(Fault(name, strange[0], "Use codes of items, such as 'B04'."))
    if until and until < occasion.today:
        faults.append(Fault("until", until.isoformat(), TO_COME))
    if faults:
        raise CannotBe(faults) if {one.key for one in faults} == {"until"} else Faults(faults)
    return label, in_order(rights)


def is_more(rights: Rights, until: date | None, before: Rights, ended: date | None, occasion: Occasion) -> bool:
    """Whether somebody would see more, or see it for longer, than `before` and until `ended`."""
    longer = ended is not None and (until is None or until > ended)
    return longer or is_wider(rights, before, _items(occasion))


def counted_from(counted_on: date, rights: Rights, before: Rights, kept: KeptPlan, occasion: Occasion) -> date:
    """From which day windows are counted once rights take the place of others: as the plan does where there is more to
    see today. Elsewhere no day moves, or it would tell that something was chosen otherwise."""
    seen, was = (shared_from(kept, one, counted_on, occasion.guidance, occasion.today) for one in (rights, before))
    more = {one.item.code for one in seen.steps} - {one.item.code for one in was.steps}
    return kept.asked_on if more else counted_on


def _items(occasion: Occasion) -> Mapping[str, Item]:
    return {item.code: item for item in occasion.guidance.editions["elsewhere"]}
