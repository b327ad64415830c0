"""The form in which an owner chooses who sees what of their plan, and until when: as it is read, and sent on."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from planner.guidance.model import PHASES
from planner.marked import N_
from planner.plans.share_choices import LONGEST_LABEL, read_label
from planner.plans.share_list import Share
from planner.plans.sharing import Rights, in_order
from planner.web.asking.typed_days import DayOrder, Unread, boxes_of, read_day

OWN_PART = "own-part"
# How one step may be shared, whatever the parts say.
AS_THE_PARTS, SHOWN, HIDDEN, THEIRS = "parts", "shown", "hidden", "theirs"
WAYS = (AS_THE_PARTS, SHOWN, HIDDEN, THEIRS)
DAY = ("day", "month", "year")
NAME = N_("Enter a name of at most %(most)s ordinary characters, for example Sam")
PASSED = N_("Enter a day from today on, or leave it empty")
SHOWN_AGAIN = 200  # characters of a name that is far too long


class Typed(NamedTuple):
    """What was typed and chosen, as it came; `wrong` is what to put right, by field. `steps`: the codes of those that
    stood on the form that was sent."""

    label: str
    rights: Rights
    until: Mapping[str, str]
    day: date | None
    wrong: Mapping[str, str]
    wrong_boxes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()

    @property
    def groups(self) -> list[str]:
        """The boxes of parts that are ticked."""
        return [*([OWN_PART] if self.rights.own_part else []), *self.rights.groups]


def read_form(form: MultiDict[str, str], before: Rights, codes: Iterable[str], order: DayOrder, today: date) -> Typed:
    """What was chosen, of the steps with these `codes`. Those that did not stand on the form when it was opened, so
    that nothing came of them, stay as they were `before`: whatever the plan holds by now."""
    chosen = form.getlist("groups")[: len(PHASES) + 1]
    said = {code: form[name] for code in codes if (name := f"step-{code}") in form and form[name] in WAYS}

    def with_(how: str, earlier: tuple[str, ...]) -> tuple[str, ...]:
        kept = [code for code in earlier if code not in said]
        return (*kept, *(code for code, choice in said.items() if choice == how))

    rights = in_order(
        Rights(
            OWN_PART in chosen,
            tuple(one for one in PHASES if one in chosen),
            with_(SHOWN, before.shown),
            with_(HIDDEN, before.hidden),
            with_(THEIRS, before.theirs),
        )
    )
    until = {part: form.get(f"until-{part}", "").strip()[:20] for part in DAY}
    wrong: dict[str, str] = {}
    day: date | None = None
    boxes: tuple[str, ...] = ()
    label = form.get("label", "")
    try:
        label = read_label(label)
    except ValidationError:
        label, wrong["label"] = label[:SHOWN_AGAIN], _(NAME, most=LONGEST_LABEL)
    if any(until.values()):
        read = read_day(until, order, month_alone=False)
        if isinstance(read, Unread):
            wrong["until"], boxes = read.text, read.boxes
        elif (day := date.fromisoformat(read)) < today:
            wrong["until"], boxes = _(PASSED), order.parts
    return Typed(label, rights, until, day, wrong, boxes, tuple(said))


def form_of(share: Share) -> Typed:
    """A share as it stands, as it would be typed."""
    until = boxes_of(share.until.isoformat()) if share.until else {}
    return Typed(share.label, share.rights, until, share.until, {})


def sent_on(typed: Typed) -> list[tuple[str, str]]:
    """What was chosen as the fields of a form, to be sent on as it was looked at: the fields we know and no others, and
    each step that stood there, or it would not be known any more that it did."""
    steps = [(f"step-{code}", choice_of(code, typed.rights)) for code in typed.steps]
    return [
        ("label", typed.label),
        *(("groups", one) for one in typed.groups),
        *steps,
        *((f"until-{part}", typed.until[part]) for part in DAY if typed.until.get(part)),
    ]


def choice_of(code: str, rights: Rights) -> str:
    """How one step is shared, whatever the parts say."""
    for choice in (HIDDEN, THEIRS, SHOWN):
        if code in getattr(rights, choice):
            return choice
    return AS_THE_PARTS
