"""When an item opens, is due, ends, repeats and rings, in words: counted, never written by hand."""

from collections.abc import Iterable

from planner.guidance.clauses import Span
from planner.guidance.model import COURSE, ENGLISH, FIRST_CHEMO, PLACES, Alarm, Guidance, Item, Moment, Timing

NO_TIME = Span(0, 0)
ANCHORS = {
    FIRST_CHEMO: "the first chemo",
    "mobilisation": "the first day of mobilisation",
    "collection": "the collection of cells",
    "admission": "the first day in hospital",
    "conditioning": "the first day of conditioning",
    "last-chemo": "the last chemo",
    "day-zero": "new cells day",
    "discharge": "the day of going home",
    "asked-on": "the day of asking",
    "stored-on": "the day of the first freezing",
    "last-dmt-dose": "the last dose of an MS medicine",
    "event": "the day it happened",
    "found": "the day it was found, or four months after new cells day",
}


def window_sentence(item: Item, guidance: Guidance) -> str:
    """When an item opens, is due, ends and repeats: 'Opens 6 weeks before the first chemo (earliest day), …'."""
    timing = item.timing
    parts = [
        ("opens", timing.opens),
        ("due", timing.due),
        ("but at the latest", timing.due_at_latest),
        ("last safe day", timing.last_safe),
    ]
    said, before = [], ""
    for name, moment in parts:
        if moment:
            if name in ("but at the latest", "last safe day") and moment.anchor == FIRST_CHEMO:
                moment = moment._replace(end="likely")  # hard dates hang on the likely day: guidance-facts 0.1
            where = _from(moment, guidance)
            near = "it" if where == before and is_before(moment.span) else where
            said.append(f"{name} {_distance(moment.span, near)}")
            before = where
    if timing.at:
        first, where = timing.at[0].span, _from(timing.at[0], guidance)
        days = listed(span_words(moment.span) for moment in timing.at)
        said.append(f"due {days} after {where}" if first != NO_TIME else f"due on {where}")
    words = ", ".join(said) + _rest(timing, guidance)
    return " ".join([f"{words[0].upper()}{words[1:]}.", *_notes(item, guidance)])


def _rest(timing: Timing, guidance: Guidance) -> str:
    said = ""
    for moment in timing.then:
        said += f"; then '{moment.name.replace('-', ' ')}' {moment_words(moment, guidance)}"
    if timing.every:
        said += f"; then every {span_words(timing.every, every=True)}"
        said += f", counted from {_from(timing.every_from, guidance)}" if timing.every_from else ""
    if timing.ends:
        said += f"; ends {moment_words(timing.ends, guidance)}"
    return said


def _notes(item: Item, guidance: Guidance) -> list[str]:
    timing = item.timing
    instead = listed((f"'{title_of(key, guidance)}'" for key in timing.fallbacks), "or")
    earlier = listed((f"'{title_of(key, guidance)}'" for key in timing.no_later_than), "or")
    notes = {
        f"Never due after {earlier}.": earlier,
        f"Once that day has passed, {instead} takes its place.": timing.once_past == "swap",
        "Once that day has passed it stays, to be asked about at once.": timing.once_past == "stay",
        "Without any treatment date it has no day.": timing.undated_without_date,
        f"Dated only when that milestone is confirmed or at most {span_words(timing.dated_within)} away."
        if timing.dated_within
        else "": timing.dated_within,
        "Not before the wait after the last MS medicine is over.": timing.not_before_washout,
        "Only the next days of one round are shown." if timing.within else "": timing.within,
        "Days on which clinics are closed are moved.": item.needs_clinic,
        "It never lands on or after the first chemo.": item.freezing,
    }
    return [note for note, holds in notes.items() if holds and note]


def moment_words(moment: Moment, guidance: Guidance) -> str:
    """A day in words: '16 days before the first chemo (earliest day)'."""
    return _distance(moment.span, _from(moment, guidance))


def _distance(span: Span, where: str) -> str:
    if span == NO_TIME:
        return f"on {where}"
    return f"{span_words(span)} {'before' if is_before(span) else 'after'} {where}"


def is_before(span: Span) -> bool:
    """Whether a span counts back."""
    return span.months < 0 or span.days < 0


def _from(moment: Moment, guidance: Guidance) -> str:
    if moment.anchor.startswith("step:"):
        return f"the day of '{title_of(moment.anchor.removeprefix('step:'), guidance)}'"
    return ANCHORS[moment.anchor] + (f" ({moment.end} day)" if moment.anchor in COURSE else "")


def alarms_sentence(item: Item) -> str:
    """When an item rings, each at 09:00 where the person is."""
    if not item.alarms:
        return "No reminders."
    return f"Reminders: {'; '.join(_alarm_words(alarm, item) for alarm in item.alarms)}."


def _alarm_words(alarm: Alarm, item: Item) -> str:
    limits = {None: "", True: " while no treatment date is known", False: " while a treatment date is known"}
    if alarm.every:
        words = f"every {span_words(Span(0, alarm.every), every=True)} for {span_words(Span(0, alarm.lasts))}"
        words += ", up to the first chemo" if alarm.stops_at_first_chemo else ""
        return words + limits[alarm.undated]
    day = {"due": "the due day", "opens": "the day it opens", "each": "each of its days", "then": "each further day"}
    name = day.get(alarm.counted_from) or ANCHORS[item.timing.anchor]
    on = [span for span in alarm.at if span == NO_TIME]
    before = [span_words(span) for span in alarm.at if is_before(span)]
    after = [span_words(span) for span in alarm.at if span != NO_TIME and not is_before(span)]
    said = [
        f"{listed(before)} before {name}" if before else "",
        f"on {name}" if on else "",
        f"{listed(after)} after {name}" if after else "",
    ]
    return listed(part for part in said if part) + limits[alarm.undated]


def span_words(span: Span, every: bool = False) -> str:
    """A length of time in words: '6 weeks', '12 months', '9 years and 6 months'; 'week' for 'every week'."""
    months, days = abs(span.months), abs(span.days)
    weeks, days = divmod(days, 7) if days % 7 == 0 and days != 7 else (0, days)
    years, months = divmod(months, 12) if months > 36 or (every and months == 12) else (0, months)
    counted = [(years, "year"), (months, "month"), (weeks, "week"), (days, "day")]
    parts = [unit if every and number == 1 else _number(number, unit) for number, unit in counted if number]
    return listed(parts) or "0 days"


def _number(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def listed(parts: Iterable[str], join: str = "and") -> str:
    """Words one after the other: 'a, b and c'."""
    *first, last = list(parts) or [""]
    return f"{', '.join(first)} {join} {last}" if first else last


def title_of(key: str, guidance: Guidance) -> str:
    """The title of an item, for a sentence about another."""
    for place in PLACES:
        for item in guidance.editions[place]:
            if item.key == key:
                return item.words[ENGLISH].title
    return key
