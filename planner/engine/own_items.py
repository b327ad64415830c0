"""An item of a clinic's own: words and a day from the clinic, made into an item like those of the guidance."""

from datetime import date, timedelta
from functools import lru_cache

from planner.engine.adjustments import BY_CLINIC, Adjustment
from planner.engine.counting import Count
from planner.engine.schedule import Window
from planner.engine.situation import Situation
from planner.engine.verdicts import ItemRule
from planner.guidance.clauses import Every
from planner.guidance.model import ENGLISH, Citation, Guidance, Item, Source, Timing, Words
from planner.marked import N_

DAY = timedelta(1)
# Where others may look, an own item is called what this item of the guidance is: "Short reminder", in every language.
CALLED_LIKE = "D03"
NEUTRAL = N_("Short reminder")
# Nobody published it: its title is in our words.
THE_CLINIC = Source("clinic", N_("Your clinic"), publisher="", year="", seen="", url="")
WHERE = N_("added for this plan")


def own_rule(one: Adjustment, situation: Situation, guidance: Guidance, moved: Adjustment | None) -> ItemRule:
    """The rule of a clinic's own item. `moved`: the adjustment that moves its day."""
    place = situation.told.place
    like = next((item for item in guidance.editions[place] if item.code == CALLED_LIKE), None)
    return _rule(one, _phase(moved or one, situation), place, like)


@lru_cache(maxsize=256)
def _rule(one: Adjustment, phase: str, place: str, like: Item | None) -> ItemRule:
    discreet = {language: words.discreet for language, words in like.words.items()} if like else {ENGLISH: NEUTRAL}
    item = Item(
        key=one.code,
        code=one.code,
        phase=phase,
        kind="task",
        who=one.who or ("patient",),
        severity="medium",
        raised=None,
        needs_clinic=False,
        skipped="include",
        figure="ask-team",
        while_pregnant="pauses",
        freezing=False,
        quiet_without_sex=False,
        reviewed_by="",
        when=Every(()),
        timing=Timing("around", "asked-on"),
        alarms=(),
        citations=(Citation(THE_CLINIC, WHERE, one.reason, False, one.on),),
        words={
            language: Words(one.title, name, one.reason, (one.text or one.title,), "", "")
            for language, name in discreet.items()
        },
        for_partner={},
        begins=one.on,
        ends=None,
        place=place,
    )

    def window(count: Count) -> Window:
        """One day. What was late when the facts were last confirmed is to be done now, as elsewhere."""
        if one.day is None:
            return Window(opens=one.on)
        late = one.day < count.asked_on
        return Window(opens=one.day, due=count.asked_on + DAY if late else one.day, do_now=late)

    return ItemRule(item, f"{BY_CLINIC}: {one.code}", None, window, _on_its_day)


def _on_its_day(window: Window, count: Count) -> tuple[date, ...]:
    """It rings on its day."""
    return (window.due,) if window.due is not None and window.due >= count.asked_on else ()


def _phase(one: Adjustment, situation: Situation) -> str:
    """The part of the plan it belongs to: before the first chemo, until the person goes home, or after."""
    first, home = situation.first_chemo, situation.course.get("discharge")
    if one.day is None:
        return "after" if situation.happened else "during" if situation.begun else "find-out"
    if not situation.begun and (first is None or one.day < first.likely):
        return "find-out"
    is_after = one.day > home.likely if home else situation.happened
    return "after" if is_after else "during"
