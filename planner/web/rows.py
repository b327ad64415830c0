"""One step of a plan as a page shows it: when, how it stands, why it is there and who says so."""

from datetime import date
from typing import Any, NamedTuple

from planner.engine.dates import days_between
from planner.engine.plan import Plan, Planned
from planner.plans.plan_json import sources_json
from planner.plans.reasons import reasons_for
from planner.plans.wording import day_in_words
from planner.web.counted import how_counted
from planner.web.days import listed, short_day

Sources = list[dict[str, Any]]
NEAR = 7  # days: a last safe day this close is shown in red
ACTIVE = ("do-now", "overdue", "due-soon", "past-last-safe", "open")
STATE_WORDS = {
    "done": "done",
    "paused": "paused",
    "past-last-safe": "ask today",
    "do-now": "do now",
    "overdue": "late",
    "due-soon": "due soon",
    "open": "open",
    "upcoming": "later",
}
WHO_WORDS = {"patient": "you", "partner": "your partner", "nurse": "your nurse"}


class Row(NamedTuple):
    """One step as a page shows it. `near`: its last safe day is within a week. `later`: further days of it."""

    id: str
    title: str
    state: str
    word: str
    when: str
    last_safe: str
    near: bool
    who: str
    why: str
    steps: tuple[str, ...]
    late: str
    ask: str
    because: str
    counted: list[str]
    later: str
    sources: Sources


def row_of(one: Planned, number: int, plan: Plan, language: str) -> Row:
    """One step in words; `number` is its place in the plan, and names it on the page."""
    words, window, today = one.item.words[language], one.window, plan.situation.today
    live = one.state not in ("done", "paused")
    near = live and window.last_safe is not None and 0 <= days_between(today, window.last_safe) <= NEAR
    last_safe = ""
    if window.last_safe and one.state != "done":
        last_safe = f"last safe day {short_day(window.last_safe, today)}"
    grounds = [reason.text for reason in reasons_for(one.grounds, plan.guidance)]
    return Row(
        id=f"step-{number}",
        title=words.title,
        state=one.state,
        word=_state_word(one, today),
        when=_when(one, today),
        last_safe=last_safe,
        near=near,
        who=_who(one.item.who),
        why=words.why,
        steps=words.steps,
        late=words.late,
        ask=words.ask,
        because=f"It is here because {listed(grounds)}." if grounds else "It is part of every plan.",
        counted=how_counted(one, plan),
        later=_later(one, today),
        sources=[
            source | {"last_checked": day_in_words(date.fromisoformat(source["last_checked"]))}
            for source in sources_json(one.item)
        ],
    )


def _state_word(one: Planned, today: date) -> str:
    opens = one.window.opens
    if one.state == "upcoming" and opens and opens > today:
        return f"from {short_day(opens, today)}"
    return STATE_WORDS[one.state]


def _when(one: Planned, today: date) -> str:
    """When a step is due, as a phrase: 'by 20 April', 'from 29 June 2027', '11 to 18 May', 'no day yet'."""
    opens, due, timing = one.window.opens, one.due, one.item.timing
    about = ", an estimate" if one.window.estimate and (due or opens) else ""
    if one.state == "done":
        return f"done {short_day(due, today)}" if due else "done"
    if due is None:
        return f"from {short_day(opens, today)}{about}" if opens else "no day yet"
    if one.item.kind == "card" and opens and opens != due:
        return f"{short_day(opens, today)} to {short_day(due, today)}{about}"
    if timing.direction == "until" and opens and opens <= today:
        return f"from now on{about}"
    if timing.direction == "until":
        return f"not before {short_day(due, today)}{about}"
    if timing.at:
        return f"{short_day(due, today)}{about}"
    if due == today:
        return f"today{about}"
    return f"by {short_day(due, today)}{about}"


def _later(one: Planned, today: date) -> str:
    """The further days of a step, the first four by name."""
    days = sorted({day.day for day in (*one.window.repeats, *one.window.then)})
    if not days:
        return ""
    more = len(days) - 4
    shown = [short_day(day, today) for day in days[:4]]
    return f"Then again on {listed([*shown, f'{more} more'] if more > 0 else shown)}."


def _who(who: tuple[str, ...]) -> str:
    return "" if who == ("patient",) else listed([WHO_WORDS[one] for one in who])
