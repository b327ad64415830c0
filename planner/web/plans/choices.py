"""Is there still time? One line for each way to keep the chance of a child, with the chain that led to its verdict."""

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.feasibility import Feasibility
from planner.engine.plan import Plan
from planner.languages import spoken
from planner.marked import N_
from planner.plans.reasons import reasons_for
from planner.plans.wording import chain_of
from planner.web.days import short_day

VERDICT_WORDS = {
    "fits": (N_("There is time"), ""),
    "tight": (N_("Tight"), N_("Call the clinic today.")),
    "unlikely": (N_("Call today"), N_("There may not be enough time for this. Only the clinic can say.")),
    "closed": (N_("Closed for now"), N_("Chemo has started. Ask your team what is possible.")),
    "ask-team": (N_("Ask your team"), ""),
    "not-yet-known": (N_("Not known yet"), ""),
}


class Choice(NamedTuple):
    """One way to keep the chance of a child: its verdict in words, and the chain that led to it."""

    title: str
    verdict: str
    word: str
    start_by: str
    note: str
    chain: list[str]


def choices_of(plan: Plan) -> list[Choice]:
    """A line for each option that somebody may want."""
    today = plan.situation.today
    return [_choice(one, plan, today) for one in plan.feasibility if one.verdict != "not-needed"]


def not_needed(plan: Plan) -> list[str]:
    """The options that nobody asked for, by name."""
    return [spoken(one.option.words)[0] for one in plan.feasibility if one.verdict == "not-needed"]


def _choice(one: Feasibility, plan: Plan, today: date) -> Choice:
    word, note = VERDICT_WORDS[one.verdict]
    start_by = ""
    if one.start_by and one.verdict in ("fits", "tight", "ask-team"):
        day = short_day(one.start_by, today)
        start_by = _("start by %(day)s, an estimate", day=day) if one.estimate else _("start by %(day)s", day=day)
    chain = [because.text for because in chain_of(one)] or [
        reason.text for reason in reasons_for(one.grounds, plan.guidance)
    ]
    title, *needs = spoken(one.option.words)
    sentences = [f"{text[0].upper()}{text[1:]}." for text in dict.fromkeys((*needs, *chain))]
    return Choice(title, one.verdict, _(word), start_by, _(note) if note else "", sentences)
