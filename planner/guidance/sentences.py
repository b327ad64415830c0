"""Each rule of the guidance as a plain sentence: for whom, when, until when, who acts and when it rings.

Worked out from the data alone, so that a nurse reads what the program does and not what somebody meant.
"""

import re

from planner.guidance.clauses import Clause, Condition, Every
from planner.guidance.model import Guidance, Item
from planner.guidance.window_words import alarms_sentence, listed, title_of, window_sentence
from planner.questions.catalogue import QUESTION
from planner.questions.model import NOT_SAID

TOLD = {
    "stored_on": "you told when something was frozen",
    "positive_test_on": "you had a positive pregnancy test",
    "contraception_failed_at": "your birth control failed",
    "early_menopause_found_on": "your team found an early menopause",
}
STEPS = {
    "done": "is done",
    "booked": "is booked",
    "waiting": "waits for someone",
    "declined": "was declined",
    "ask": "waits for a nurse",
    "none": "has not begun",
}
PEOPLE = {"patient": "you", "partner": "a partner", "nurse": "your team"}
SKIPPED = {
    "include": "A skipped answer counts as 'might be', and the item stays.",
    "ask": "A skipped answer is not enough: the item waits for a yes.",
    "only-if-told": "A skipped answer counts as 'not told'.",
}
WHILE_PREGNANT = {
    "runs": "It goes on while someone is or may be pregnant.",
    "runs-once-chemo-begins": "It rests while someone is or may be pregnant, until chemo begins.",
    "pauses": "It rests while someone is or may be pregnant, up to new cells day.",
    "pauses-after-too": "It rests while someone is or may be pregnant, also after new cells day.",
    "pauses-after-if-certain": "It rests while someone is or may be pregnant; after new cells day only if sure.",
    "live-part-pauses-after": "It rests while someone is or may be pregnant; after new cells day, its live part.",
}
_COMPOUND = re.compile(r", (?:and|or) ")
_TURNS = re.compile(r"(.*? (?:has|is|are|was|were)) (.*)")


def rule_sentence(item: Item, guidance: Guidance) -> str:
    """The whole rule of one item: for whom, who acts, the window, reminders, and what a skip or a pregnancy means."""
    whom = condition_words(item.when, guidance)
    parts = [
        f"For you when {whom}." if whom else "For everyone.",
        SKIPPED[item.skipped] if whom else "",
        f"Done by {listed(PEOPLE[one] for one in item.who)}.",
        window_sentence(item, guidance),
        alarms_sentence(item),
        _raised(item, guidance),
        "No reminders when sex that could lead to a pregnancy is an explicit no." if item.quiet_without_sex else "",
        WHILE_PREGNANT[item.while_pregnant],
    ]
    return " ".join(part for part in parts if part)


def _raised(item: Item, guidance: Guidance) -> str:
    if item.raised is None:
        return ""
    severity, when = item.raised
    return f"It counts as {severity} when {condition_words(when, guidance)}."


def condition_words(condition: Condition, guidance: Guidance) -> str:
    """What must hold, in words that follow 'when'. Nothing when it always holds."""
    if isinstance(condition, Clause):
        return clause_words(condition, guidance)
    parts = [condition_words(part, guidance) for part in condition.parts]
    if len(parts) < 2:
        return "".join(parts)
    join = ", and " if isinstance(condition, Every) else ", or "
    return join.join(f"({part})" if _COMPOUND.search(part) else part for part in parts)


def clause_words(clause: Clause, guidance: Guidance) -> str:
    """One clause in words: the phrase of its answer, or what its fact means, turned round where it is negated."""
    fact, answer, negated = clause
    if fact in guidance.facts:
        means = guidance.facts[fact].means
        return means if (answer == "yes") != negated else turned(means)
    if fact in guidance.measures:
        measure = guidance.measures[fact]
        return measure.yes if (answer == "yes") != negated else measure.no
    if fact.startswith("step:"):
        return f"the step '{title_of(fact.removeprefix('step:'), guidance)}' {STEPS[answer]}"
    question = QUESTION[fact]
    if answer == NOT_SAID:
        return question.skipped
    if answer == "told":
        return TOLD[fact] if not negated else question.skipped
    if question.kind == "codes":
        return f"you asked for step {answer}"
    phrase = question.answers[answer]
    return f"you have not said that {phrase}" if negated else phrase


def turned(means: str) -> str:
    """The opposite of a phrase, where one word turns it round; else 'it is not so that …'."""
    if means.startswith("you told of "):
        return f"you have not told of {means.removeprefix('you told of ')}"
    found = _TURNS.fullmatch(means)
    if found and " or " not in means and " and " not in means:
        return f"{found[1]} not {found[2]}"
    return f"it is not so that {means}"
