"""Content as it may be signed, and the same with one thing in it changed, for every thing there is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from planner.engine.adjustments import Adjustment
from planner.guidance.loader import guidance
from planner.guidance.model import Guidance, Item
from planner.plans.closed_days import closed_days_of
from planner.plans.signed_changes import GUIDANCE, Difference
from planner.plans.signoff import Content, content_of
from planner.questions.told import Told
from tests.people import someone

JANUARY_4 = date(2027, 1, 4)  # a Monday
MARCH_27 = {"treatment_date": "2027-03-27"}  # a Saturday, between Good Friday and Easter


def signed(told: Told, asked_on: date = JANUARY_4, with_guidance: Guidance | None = None, **others: Any) -> Content:
    """The content of a plan confirmed on a day and made by the editions of that day, unless `others` say otherwise."""
    how = {"asked_on": asked_on, "as_of": asked_on, "noted_on": None, "closed_days": closed_days_of(told.place)}
    return content_of(told, with_guidance or guidance(), **(how | others))


def january(adjustments: Sequence[Adjustment] = (), **laid_over: Any) -> Content:
    """The content of the calm person's plan with a first chemo on 27 March 2027, as it was confirmed on 4 January."""
    return signed(someone(JANUARY_4, **(MARCH_27 | laid_over)), adjustments=adjustments)


def only_guidance(found: Sequence[Difference]) -> bool:
    """Whether the rules of the guidance differ and nothing in the plan does."""
    return {one.kind for one in found} == {GUIDANCE}


def later(**others: Any) -> Adjustment:
    """The teeth moved to 10 March, well before their last safe day."""
    one = Adjustment("a", "move", "B04", "The clinic has no earlier day.", date(2027, 3, 10), by="n", on=JANUARY_4)
    return one._replace(**others)


def out_of_it() -> Adjustment:
    """An item that the clinic says does not apply."""
    return Adjustment("b", "not-applicable", "B05", "We do this ourselves.", by="n", on=JANUARY_4)


def own_item() -> Adjustment:
    """An item of the clinic's own."""
    day = date(2027, 2, 1)
    return Adjustment(
        "c", "own", "own-c", "We need it.", day, ("nurse",), "Bring the form", "The blue one", "n", JANUARY_4
    )


def each_changed(value: Any) -> Iterator[tuple[str, Any]]:
    """The same value with one thing in it changed, once for every thing: (where, what it is then).

    It knows nothing of what the value holds: every field of every part, every key and every element is visited.
    """
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        for name in value._fields:
            for where, changed in each_changed(getattr(value, name)):
                yield f"{type(value).__name__}.{name} {where}", value._replace(**{name: changed})
    elif isinstance(value, Mapping):
        yield "another", {**value, "X99": next(iter(value.values()), "something")}
        for key, one in value.items():
            yield "one less", {other: kept for other, kept in value.items() if other != key}
            for where, changed in each_changed(one):
                yield where, {**value, key: changed}
    elif isinstance(value, tuple):
        yield "another", (*value, value[0] if value else "something")
        for number, one in enumerate(value):
            yield "one less", value[:number] + value[number + 1 :]
            for where, changed in each_changed(one):
                yield where, (*value[:number], changed, *value[number + 1 :])
    else:
        yield "", _other(value)


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(1)
    return {str: lambda: f"{value}x", int: lambda: value + 1, type(None): lambda: date(2027, 1, 1)}[type(value)]()


def with_item(code: str, **changes: Any) -> Guidance:
    """Our guidance, in which one item says something otherwise in the edition that is in force."""
    ours = guidance()

    def changed(item: Item) -> Item:
        return replace(item, **changes) if item.code == code else item

    return replace(ours, editions={place: tuple(map(changed, items)) for place, items in ours.editions.items()})
