"""What must be true of the guidance as a whole. Every refusal names the file, the line and what to do."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from planner.errors import GuidanceError
from planner.guidance.clauses import Clause, Condition, Span, clauses_of
from planner.guidance.model import COURSE, DATED_FACTS, MEASURED, PLACES, Guidance, Item, Moment
from planner.guidance.satisfiable import never_true
from planner.guidance.toml_file import TomlFile
from planner.questions.catalogue import QUESTION
from planner.questions.model import NOT_SAID

STEP_ANSWERS = ("done", "booked", "waiting", "declined", "ask", "none")
TOLD_KINDS = ("day", "moment", "day-or-month")


def faults_of(guidance: Guidance, files: Mapping[str, TomlFile]) -> list[GuidanceError]:
    """Every fault of a guidance that could be read, with its file and line."""
    faults: list[GuidanceError] = []

    def fault(file: str, key: str, what_to_do: str, near: str | None = None) -> None:
        faults.append(GuidanceError(file, files[file].line_of(near or key), key, what_to_do))

    for measure in guidance.measures.values():
        if measure.of not in MEASURED:
            fault(
                "facts.toml",
                "of",
                f"{measure.of!r} is measured nowhere. Use one of: {', '.join(MEASURED)}.",
                measure.of,
            )
        if measure.asks not in QUESTION:
            fault(
                "facts.toml",
                "asks",
                f"{measure.asks!r} is no question. Mend its name, or add it.",
                measure.asks,
            )
    for fact in guidance.facts.values():
        if fact.key in QUESTION or fact.key in guidance.measures:
            fault("facts.toml", fact.key, f"{fact.key!r} is already a question or a measure. Choose another name.")
        elif fact.key in asked_through(fact.when, guidance):
            fault("facts.toml", fact.key, f"{fact.key!r} asks about itself. Break the circle.")
    for file, key, condition in _conditions(guidance):
        for clause in clauses_of(condition):
            for what_to_do in _clause_faults(guidance, clause):
                fault(file, key, what_to_do, near=f"{clause.fact} {'isnt' if clause.negated else 'is'} ")
    if faults:
        return faults
    for file, key, condition in _conditions(guidance):
        if broken := never_true(condition, guidance):
            fault(file, key, f"'{broken}' can never be true there. Mend or remove it.", near="when")
    items = [item for place in PLACES for item in guidance.editions[place]]
    for item in items:
        for key, what_to_do in _item_faults(item, guidance):
            fault(item.file, key, what_to_do)
    for file, key, what_to_do in _repeated(items):
        fault(file, key, what_to_do)
    for file, title, what_to_do in _discreet_alike(items):
        fault(file, "discreet", what_to_do, near=f'discreet = "{title}"')
    for file, what_to_do in _coverage(guidance, items):
        fault(file, "edition", what_to_do)
    for file, key, what_to_do in _of_some_days(guidance):
        fault(file, key, what_to_do)
    return faults


def asked_through(condition: Condition, guidance: Guidance) -> set[str]:
    """Every fact, measure and question a condition asks, directly or through other facts."""
    asked: set[str] = set()
    waiting = [clause.fact for clause in clauses_of(condition)]
    while waiting:
        name = waiting.pop()
        if name not in asked:
            asked.add(name)
            if name in guidance.facts:
                waiting += [clause.fact for clause in clauses_of(guidance.facts[name].when)]
    return asked


def answers_of(fact: str, guidance: Guidance) -> tuple[str, ...] | None:
    """The declared answers of a question, fact, measure or step; None when there is no such thing."""
    if fact in guidance.facts or fact in guidance.measures:
        return ("yes", "no")
    if fact.startswith("step:"):
        keys = {item.key for place in PLACES for item in guidance.editions[place]}
        return STEP_ANSWERS if fact.removeprefix("step:") in keys else None
    question = QUESTION.get(fact)
    if question is None:
        return None
    if question.kind in TOLD_KINDS:
        return ("told", NOT_SAID)
    if question.kind == "codes":
        return tuple(sorted({item.code for place in PLACES for item in guidance.editions[place]}))
    return (*question.answers, NOT_SAID) if question.answers else None


def _conditions(guidance: Guidance) -> Iterator[tuple[str, str, Condition]]:
    for fact in guidance.facts.values():
        yield "facts.toml", fact.key, fact.when
    for option in guidance.options:
        yield "options.toml", option.key, option.wanted_if
    for notice in guidance.warnings:
        yield "warnings.toml", notice.key, notice.when
    for notice in guidance.contradictions:
        yield "contradictions.toml", notice.key, notice.when
    for item in guidance.editions["gb"] + guidance.editions["us"] + guidance.editions["elsewhere"]:
        if not item.not_in_use:
            yield item.file, item.key, item.when
        if item.raised:
            yield item.file, item.key, item.raised[1]


def _clause_faults(guidance: Guidance, clause: Clause) -> Iterator[str]:
    answers = answers_of(clause.fact, guidance)
    if answers is None:
        yield f"{clause.fact!r} is no question and no fact we know. Mend its name, or add it."
    elif clause.answer not in answers:
        yield f"{clause.answer!r} is no answer of {clause.fact!r}. Use one of: {', '.join(answers)}."


def _item_faults(item: Item, guidance: Guidance) -> Iterator[tuple[str, str]]:
    timing = item.timing
    keys = {other.key for other in guidance.editions[item.place]}
    moments = [
        timing.opens,
        timing.due,
        timing.due_at_latest,
        timing.last_safe,
        timing.every_from,
        timing.ends,
    ]
    for moment in [*moments, *timing.at, *timing.then]:
        if moment and not _known_anchor(moment.anchor, keys):
            yield "anchor", f"{moment.anchor!r} is no milestone and no step. Use one of: {', '.join(COURSE)}."
    in_order = [moment for moment in (timing.opens, timing.due, timing.last_safe) if moment]
    for before, after in pairwise(in_order):
        if _comparable(before, after) and _days(before.span) > _days(after.span):
            yield (
                "window",
                f"{before.span} comes after {after.span}. Write opens, due and last_safe as they come.",
            )
    if sorted(timing.at, key=lambda moment: _days(moment.span)) != list(timing.at):
        yield "at", "The days are out of order. Write them as they come."
    for key in (*timing.fallbacks, *timing.no_later_than):
        if key not in keys:
            yield "window", f"{key!r} is no item. Mend its key."
    if timing.last_safe and not timing.once_past:
        yield "last_safe", "An item with a last safe day says what happens once it is past: once_past."
    if item.figure == "ask-team" and timing.last_safe:
        yield (
            "last_safe",
            "A figure that nobody checked carries no hard date. Remove last_safe, or check the figure.",
        )
    if item.figure == "ask-team" and "ask your team" not in " ".join(_all_words(item)).lower():
        yield "figure", "A figure that nobody checked says 'ask your team'. Write it in the words."
    if "partner" in item.who and not item.for_partner:
        yield "who", "A partner does this too. Say it to them in [for_partner.en]: title, why, steps, ask."
    if item.for_partner and "partner" not in item.who:
        yield "for_partner", "No partner does this, so none would read it. Remove it, or add 'partner' to who."
    if not (timing.opens or timing.at):
        yield "window", "A window has 'opens' or a list of days 'at'. Add one."


def _known_anchor(anchor: str, keys: set[str]) -> bool:
    return anchor in COURSE or anchor in DATED_FACTS or anchor.removeprefix("step:") in keys


def _comparable(one: Moment, other: Moment) -> bool:
    return one.anchor == other.anchor and one.end == other.end


def _days(span: Span) -> float:
    return span.months * 30.4 + span.days


def _all_words(item: Item) -> Iterator[str]:
    for words in item.words.values():
        yield from (words.title, words.why, *words.steps, words.late, words.ask)


def _repeated(items: list[Item]) -> Iterator[tuple[str, str, str]]:
    for name in ("key", "code"):
        files: dict[str, str] = {}
        for item in items:
            value = getattr(item, name)
            if files.setdefault(value, item.file) != item.file:
                yield item.file, name, f"{value!r} is already used in {files[value]}. Choose another."


def _discreet_alike(items: list[Item]) -> Iterator[tuple[str, str, str]]:
    """Titles by which two items could not be told apart in a discreet calendar, which shows nothing else of them."""
    files: dict[tuple[str, str], str] = {}
    for item in items:
        for language, words in item.words.items():
            title = words.discreet
            other = files.setdefault((language, title.casefold()), item.file)
            if other != item.file:
                yield (
                    item.file,
                    title,
                    f"{title!r} is already the discreet title in {language!r} of {other}. Choose another, so that "
                    "a calendar tells their days apart.",
                )


def _coverage(guidance: Guidance, items: list[Item]) -> Iterator[tuple[str, str]]:
    """From the first day of the guidance on, each item has exactly one edition in each place on each day."""
    for file in sorted({item.file for item in items}):
        for place in PLACES:
            editions = sorted((i for i in items if i.file == file and i.place == place), key=lambda i: i.begins)
            day: date | None = guidance.begins
            for number, edition in enumerate(editions):
                if day is None or (number and edition.begins < day):
                    yield (
                        file,
                        f"In {place!r}, two editions hold on {edition.begins}. End the earlier one there.",
                    )
                elif edition.begins > day:
                    yield file, f"In {place!r}, no edition holds on {day}. Begin one there."
                day = edition.ends
            if day is not None:
                yield file, f"In {place!r}, no edition holds on {day}. Begin one there."


def _of_some_days(guidance: Guidance) -> Iterator[tuple[str, str, str]]:
    """What an edition may not say because of those before it, or of other items in the same days."""
    for place in PLACES:
        resting = [item for item in guidance.editions[place] if item.not_in_use]
        for item in guidance.editions[place]:
            first = item.begins == guidance.begins or any(
                one.key == item.key and one.ends == item.begins for one in resting
            )
            if first and any(words.urgent for words in item.words.values()):
                yield (
                    item.file,
                    "urgent",
                    "A first edition corrects nothing. Write 'urgent' in the edition that corrects it.",
                )
            for one in resting:
                if not item.not_in_use and one.key in item.timing.leans_on and _share_a_day(one, item):
                    yield (
                        one.file,
                        "not_in_use",
                        f"{item.key!r} still counts from it or falls back to it in {place!r}. Change that first.",
                    )


def _share_a_day(one: Item, other: Item) -> bool:
    return one.begins < (other.ends or date.max) and other.begins < (one.ends or date.max)
