"""One step of a plan on a page of its own: why, what to do, when, what to ask, and who says so."""

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.calendar.events import published_days
from planner.engine.plan import LeftOut, Plan, Planned
from planner.guidance.model import Citation, Source
from planner.languages import ENGLISH, day_in_words, language, spoken
from planner.marked import N_
from planner.plans.reasons import reasons_for
from planner.plans.wording import items_by_key, left_out_reason, published_by
from planner.web.days import short_day
from planner.web.drawings.window_drawing import WindowDrawing, WindowWords, window_drawing, window_words
from planner.web.plans.clinic_said import clinic_said
from planner.web.plans.counted import how_counted
from planner.web.plans.parts import PHASE_WORDS
from planner.web.plans.rows import Corrected, Correction, Row, corrected, did_it_happen, is_booked_ahead, row_of, who_of

STATE_SENTENCES = {
    "done": N_("You said this is done."),
    "paused": N_("This step is paused. It is not deleted."),
    "past-last-safe": N_("Its last safe day has gone by. Only the clinic can say what is possible. Ask today."),
    "do-now": N_("This is for now."),
    "overdue": N_("Its day has gone by. Do it today if you can."),
    "due-soon": N_("Its day is within a week."),
    "open": N_("You can do this now."),
    "upcoming": N_("There is nothing to do yet."),
}


class SourceLine(NamedTuple):
    """Who says so: what it is called, where in it, and when it was last looked at. `url` may be empty.

    `lang` is the language of its title where that is another than the one that is spoken.
    """

    title: str
    where: str
    url: str
    last_checked: str
    own_reading: bool
    lang: str = ""


class StepView(NamedTuple):
    """Everything the page of one step shows, in words. `row` is its line in the list."""

    row: Row
    part: str
    stands: str
    why: str
    steps: tuple[str, ...]
    late: str
    ask: str
    because: list[str]
    counted: list[str]
    later: list[str]
    sources: list[SourceLine]
    own_reading: bool
    correction: Corrected | None
    drawing: WindowDrawing | None
    words: list[WindowWords]
    digest: str
    discreet: str
    by_clinic: list[str]


def step_view(one: Planned, plan: Plan, correction: Correction | None = None) -> StepView:
    """One step of a plan as its page shows it."""
    words, today = spoken(one.item.words), plan.situation.today
    return StepView(
        row=row_of(one, today, "", correction),
        part=_(PHASE_WORDS[one.item.phase]),
        stands=_stands(one, today),
        why=words.why,
        steps=words.steps,
        late=words.late,
        ask=words.ask,
        because=[_sentence(reason.text) for reason in reasons_for(one.grounds, plan.guidance)],
        counted=how_counted(one, plan),
        later=[day_in_words(day) for day in sorted({day.day for day in (*one.window.repeats, *one.window.then)})],
        sources=sources_of(one.item.citations),
        own_reading=one.item.own_reading,
        correction=corrected(correction, today),
        drawing=window_drawing(one, plan),
        words=window_words(one, plan),
        digest=plan.guidance.digest,
        discreet=words.discreet if published_days(one) else "",
        by_clinic=clinic_said(one, today),
    )


def left_out_view(one: LeftOut, plan: Plan) -> StepView:
    """A step that is not in the plan, and why, on the same page."""
    words, item = spoken(one.item.words), one.item
    reason = left_out_reason(one, plan.guidance, items_by_key(plan))
    word, when = _("not in your plan"), _("Not in your plan")
    return StepView(
        row=Row("", words.title, "closed", word, when, "", False, who_of(item.who), None),
        part=_(PHASE_WORDS[item.phase]),
        stands=reason,
        why=words.why,
        steps=words.steps,
        late=words.late,
        ask=words.ask,
        because=[],
        counted=[],
        later=[],
        sources=sources_of(item.citations),
        own_reading=item.own_reading,
        correction=None,
        drawing=None,
        words=[],
        digest=plan.guidance.digest,
        discreet="",
        by_clinic=clinic_said(one, plan.situation.today),
    )


def _stands(one: Planned, today: date) -> str:
    """How the step stands, in one or two sentences."""
    if did_it_happen(one, today) or is_booked_ahead(one, today):
        return ""
    if one.state == "upcoming" and one.window.opens and one.window.opens > today:
        return _("There is nothing to do before %(day)s.", day=short_day(one.window.opens, today))
    return _(STATE_SENTENCES[one.state])


def called(source: Source) -> str:
    """A source with who published it."""
    return published_by(source)


def lang_of(source: Source) -> str:
    """The language of a source's title, where that is another than the one that is spoken. All of them are English."""
    return "" if source.ours or language() == ENGLISH else ENGLISH


def sources_of(citations: tuple[Citation, ...]) -> list[SourceLine]:
    """Who says so, each source once with all the places in it; what we worked out ourselves stands apart."""
    lines: dict[tuple[str, bool, date], list[str]] = {}
    for citation in citations:
        key = citation.source.key, citation.own_reading, citation.last_checked
        lines.setdefault(key, []).append(_(citation.where) if citation.where else "")
    named = {citation.source.key: citation.source for citation in citations}
    return [
        SourceLine(
            called(named[key]),
            "; ".join(filter(None, places)),
            named[key].url,
            day_in_words(checked),
            own_reading,
            lang_of(named[key]),
        )
        for (key, own_reading, checked), places in lines.items()
    ]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
