"""One page of questions as it is shown: its heading, its parts, what was answered before and what to put right."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _

from planner.questions.catalogue import QUESTION
from planner.questions.journey import MAIN, Page, keys_shown, page_before, place_of, was_answered
from planner.questions.model import MANY
from planner.web.asking.boxes import box_id
from planner.web.asking.question_form import DAYS, Mistake, Typed
from planner.web.asking.question_words import (
    HINTS,
    SHORT,
    YES_NO,
    Answer,
    answers_to,
    change_link,
    heading_of,
    text_of,
    zones_of,
)
from planner.web.asking.typed_days import DayOrder, order_of

SHORT_LABEL = 14  # letters: answers no longer than this stand side by side


class Field(NamedTuple):
    """One question as it is shown. `kind`: day, age, zone, row, course, one or several; `heads`: it heads the page."""

    key: str
    kind: str
    text: str
    hint: str
    answers: list[Answer]
    chosen: tuple[str, ...]
    written: str
    days: Mapping[str, str]
    error: str
    wrong: tuple[str, ...]
    heads: bool


class PageView(NamedTuple):
    """A page of questions. `heading` is empty when its first question heads it; `number` of about `of` pages."""

    page: int
    heading: str
    fields: list[Field]
    why: list[str]
    number: int
    of: int
    beside: bool
    answered: bool
    back: str
    order: DayOrder
    mistakes: list[dict[str, str]]
    came_from: str


def page_view(
    page: Page, told: Mapping[str, Any], typed: Typed, mistakes: Sequence[Mistake] = (), *, came_from: str = ""
) -> PageView:
    """A page with what was typed, or kept before, and what is wrong with it.

    `came_from`: it was opened from the list of `answers` or from the `plan`, and leads back there.
    """
    keys = keys_shown(page, told)
    heading, order = heading_of(page, keys), order_of(told.get("place"))
    wrong: dict[str, Mistake] = {}
    for mistake in mistakes:
        wrong.setdefault(mistake.key, mistake)
    fields = [
        _field(key, typed, wrong.get(key), told, alone=len(keys) == 1, heads=not heading and key == keys[0])
        for key in keys
    ]
    beside = page not in MAIN
    before = page_before(page, told)
    number, of = place_of(page, told)
    return PageView(
        page.number,
        heading,
        fields,
        list(dict.fromkeys(_(QUESTION[key].why) for key in keys)),
        number,
        of,
        beside,
        any(was_answered(key, told) for key in keys),
        "/plan"
        if came_from == "plan"
        else "/answers"
        if came_from or beside
        else f"/questions/{before.number}"
        if before
        else "/",
        order,
        [link for mistake in mistakes for link in _links(mistake, order)],
        came_from,
    )


def _links(mistake: Mistake, order: DayOrder) -> list[dict[str, str]]:
    """Where on the page a mistake is put right, and the other page where it can be."""
    box = next((part for part in order.parts if not mistake.boxes or part in mistake.boxes), order.parts[0])
    here = f"#{box_id(mistake.key)}-{box}" if QUESTION[mistake.key].kind in DAYS else f"#{box_id(mistake.key)}"
    found = [{"text": mistake.text, "href": here}]
    if mistake.other:
        text = _("Change the other answer: %(answer)s", answer=_(SHORT[mistake.other]))
        found.append({"text": text, "href": change_link(mistake.other)})
    return found


def _field(
    key: str,
    typed: Typed,
    mistake: Mistake | None,
    told: Mapping[str, Any],
    *,
    alone: bool,
    heads: bool,
) -> Field:
    question = QUESTION[key]
    return Field(
        key,
        _kind(key),
        text_of(key, beside_others=not alone and not heads),
        _(HINTS[key], example=order_of(told.get("place"), key).example) if key in HINTS else "",
        zones_of(told.get("place")) if question.kind == "zone" else answers_to(key, beside_others=not alone),
        typed.texts.get(key, ()),
        typed.one(f"{key}-other"),
        typed.day(key) if question.kind in DAYS else {},
        mistake.text if mistake else "",
        mistake.boxes if mistake else (),
        heads,
    )


def _kind(key: str) -> str:
    kind = QUESTION[key].kind
    if kind in ("age", "zone"):
        return kind
    if kind in MANY:
        return "several"
    if kind in DAYS:
        return "day"
    if key == "treatment_date_kind":
        return "course"
    return "row" if not QUESTION[key].labels and all(len(_(one)) <= SHORT_LABEL for one in YES_NO.values()) else "one"
