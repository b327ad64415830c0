"""Is there still time? One line for each way to keep the chance of a child, with the chain that led to its verdict."""

from datetime import date
from typing import NamedTuple

from planner.engine.feasibility import Feasibility
from planner.engine.plan import Plan
from planner.plans.reasons import reasons_for
from planner.plans.wording import chain_of
from planner.web.days import short_day

VERDICT_WORDS = {
    "fits": ("There is time", ""),
    "tight": ("Tight", "Call the clinic today."),
    "unlikely": ("Call today", "There may not be enough time for this. Only the clinic can say."),
    "closed": ("Closed for now", "Chemo has started. Ask your team what is possible."),
    "ask-team": ("Ask your team", ""),
    "not-yet-known": ("Not known yet", ""),
}


class Choice(NamedTuple):
    """One way to keep the chance of a child: its verdict in words, and the chain that led to it."""

    title: str
    verdict: str
    word: str
    start_by: str
    note: str
    chain: list[str]


def choices_of(plan: Plan, language: str = "en") -> list[Choice]:
    """A line for each option that somebody may want."""
    today = plan.situation.today
    return [_choice(one, plan, today, language) for one in plan.feasibility if one.verdict != "not-needed"]


def not_needed(plan: Plan, language: str = "en") -> list[str]:
    """The options that nobody asked for, by name."""
    return [one.option.words[language][0] for one in plan.feasibility if one.verdict == "not-needed"]


def _choice(one: Feasibility, plan: Plan, today: date, language: str) -> Choice:
    word, note = VERDICT_WORDS[one.verdict]
    start_by = ""
    if one.start_by and one.verdict in ("fits", "tight", "ask-team"):
        start_by = f"start by {short_day(one.start_by, today)}" + (", an estimate" if one.estimate else "")
    chain = [because.text for because in chain_of(one)] or [
        reason.text for reason in reasons_for(one.grounds, plan.guidance)
    ]
    title, *needs = one.option.words[language]
    sentences = [f"{text[0].upper()}{text[1:]}." for text in dict.fromkeys((*needs, *chain))]
    return Choice(title, one.verdict, word, start_by, note, sentences)
