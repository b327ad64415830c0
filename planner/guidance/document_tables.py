"""The tables of the guidance document: milestones, options, waits, facts, warnings, questions and sources."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping

from planner.guidance.clauses import Condition, Span
from planner.guidance.loader import CONTENT
from planner.guidance.model import ENGLISH, PLACES, Guidance, Notice
from planner.guidance.sentences import condition_words
from planner.guidance.window_words import ANCHORS, is_before, span_words
from planner.questions.catalogue import QUESTIONS

PROTOCOL_NAMES = {
    "usual": "Whatever the chemo",
    "cy-atg": "Cyclophosphamide and ATG",
    "beam-atg": "BEAM and ATG",
    "otherwise": "Another chemo, or one not known",
}
SKIPPED = {"include": "might be", "ask": "needs a yes", "only-if-told": "not told"}


def course_table(guidance: Guidance) -> Iterator[str]:
    """How far milestones lie apart, one table for each protocol."""
    yield "## How far milestones lie apart when they were not told\n"
    for name, defaults in sorted(guidance.defaults.items(), key=lambda one: list(PROTOCOL_NAMES).index(one[0])):
        yield f"### {PROTOCOL_NAMES[name]}\n"
        rows = (
            (
                ANCHORS[d.milestone],
                ANCHORS[d.counted_from],
                _apart(d.earliest),
                _apart(d.likely),
                _apart(d.latest),
                d.because,
            )
            for d in defaults
        )
        yield table(("milestone", "counted from", "earliest", "likely", "latest", "because"), rows)


def options_table(guidance: Guidance) -> str:
    """The ways to keep the chance of a child, and the days each needs."""
    rows = (
        (
            option.words[ENGLISH][0],
            span_words(Span(0, option.comfort)),
            span_words(Span(0, option.least)),
            option.words[ENGLISH][1],
            _when(option.wanted_if, guidance),
            option.once_begun.replace("-", " "),
        )
        for option in guidance.options
    )
    head = ("option", "with comfort", "at the least", "needs", "for you when", "once chemo has begun")
    return "## Is there still time?\n\n" + table(head, rows)


def waits_table() -> str:
    """How long a pregnancy should wait after each MS medicine."""
    rows = []
    for medicine, wait in tomllib.loads((CONTENT / "washouts.toml").read_text("utf-8")).items():
        checked = "checked" if wait["checked"] else "not checked: ask your team"
        rows.append((medicine, _wait(wait, "carry"), _wait(wait, "sperm"), f"`{wait['source']}`", checked))
    head = ("medicine", "before carrying a pregnancy", "for whoever makes sperm", "source", "figure")
    return (
        "## Waits after the last dose of an MS medicine\n\nThe longest wait always wins. None of it is advice to stop "
        "a medicine. A medicine that is not named here asks for no wait that we know of.\n\n" + table(head, rows)
    )


def facts_table(guidance: Guidance) -> str:
    """The facts that are worked out from answers."""
    rows = (
        (f"`{fact.key}`", fact.means, _when(fact.when, guidance), SKIPPED[fact.skipped])
        for fact in guidance.facts.values()
    )
    head = ("fact", "means that", "holds when", "a skipped answer")
    return "## Facts worked out from answers\n\n" + table(head, rows)


def measures_table(guidance: Guidance) -> str:
    """The numbers that are turned into yes or no."""
    rows = (
        (f"`{measure.key}`", measure.yes, measure.no, f"`{measure.asks}`") for measure in guidance.measures.values()
    )
    return "## Numbers turned into yes or no\n\n" + table(("measure", "yes", "no", "settled by"), rows)


def notices_table(title: str, notices: Iterable[Notice], guidance: Guidance) -> str:
    """Warnings, or answers that cannot both be true."""
    rows = (
        (f"`{one.key}`", f"`{one.asks}`" if one.asks else one.severity, _when(one.when, guidance), one.text[ENGLISH])
        for one in notices
    )
    second = "severity" if title == "Warnings" else "asks again"
    return f"## {title}\n\n" + table(("key", second, "when", "text"), rows)


def questions_table() -> str:
    """Every question we ask."""
    rows = (
        (f"`{one.key}`", one.text, one.why, ", ".join((*one.answers, "not-said")) if one.answers else one.kind)
        for one in QUESTIONS
    )
    return "## Questions\n\n" + table(("question", "in words", "why we ask", "answers"), rows)


def sources_table(guidance: Guidance) -> str:
    """Every source, with the items that cite it."""
    cited: dict[str, set[str]] = {}
    for item in (item for place in PLACES for item in guidance.editions[place]):
        for citation in item.citations:
            cited.setdefault(citation.source.key, set()).add(item.code)
    rows = (
        (
            f"`{one.key}`",
            f"[{one.title}]({one.url})" if one.url else one.title,
            ", ".join(part for part in (one.publisher, one.year) if part),
            one.seen,
            ", ".join(sorted(cited.get(one.key, ()))) or "kept for reading",
        )
        for one in guidance.sources.values()
    )
    return "## Sources\n\n" + table(("key", "title", "who says so", "what was seen", "items"), rows)


def _apart(span: Span) -> str:
    return f"{span_words(span)} {'before' if is_before(span) else 'after'}"


def _wait(wait: Mapping[str, str], body: str) -> str:
    return span_words(Span.read(wait[body])) if body in wait else "none"


def _when(condition: Condition, guidance: Guidance) -> str:
    return condition_words(condition, guidance) or "always"


def table(head: tuple[str, ...], rows: Iterable[Iterable[str]]) -> str:
    """One Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"
