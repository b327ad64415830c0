"""What a signature binds to in the guidance: only what decided this plan, and what is said in it.

The guidance as a whole has a digest of its files, which every word changed anywhere changes. No signature may hang on
that. Here a plan is given the digest of its own rules: of each item in force for it what decides and dates it, with
the facts and figures its conditions lean on, and the options, the usual spans of its kind of chemo and the wait after
its MS medicine. What is said of an item has a digest of its own, so that other words are told from other rules.

Left out is what changes nothing for anybody: the day an edition begins or ends, the file it stands in, when a source
was last looked at and where it is found, who signed the edition, why a span is as long as it is, and every translation,
for each is made of English.
"""

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

from planner.engine.rules import Rules
from planner.guidance.clauses import Clause, Condition, Every
from planner.guidance.model import ENGLISH, Citation, Guidance, Item, PartnerWords, Words
from planner.plans.canonical_json import digest_of_value
from planner.questions.told import Told

NOT_BOUND = frozenset({"begins", "ends", "place", "file", "reviewed_by", "not_in_use"})
# What is said of an item, and counts only where the item is in the plan. All else decides it, and always counts.
SAID = frozenset(
    {"phase", "kind", "who", "severity", "figure", "quiet_without_sex", "alarms", "citations", "words", "for_partner"}
)


def rules_digest(rules: Rules, told: Told, guidance: Guidance) -> str:
    """The digest of all that decides and dates the plan of one person, in 64 hexadecimal digits."""
    regimen, medicine = told.answers.get("regimen"), told.answers.get("dmt")
    return _rules_digest(tuple([rule.item for rule in rules.items]), guidance, str(regimen), str(medicine))


@lru_cache(maxsize=1024)
def _rules_digest(items: tuple[Item, ...], guidance: Guidance, regimen: str, medicine: str) -> str:
    own = guidance.defaults.get(regimen) or guidance.defaults["otherwise"]
    shared = (
        guidance.underneath or guidance
    )  # a centre's own spans change no rule: all centres share what is underneath
    return digest_of_value(
        {
            "items": {item.code: decides(item, shared) for item in items},
            "options": decides_options(shared),
            "spans": [span._replace(because="") for span in guidance.defaults["usual"] + own],
            "washout": guidance.washouts.get(medicine),
        }
    )


@lru_cache(maxsize=4096)
def decides(item: Item, guidance: Guidance) -> str:
    """The digest of what decides and dates one item."""
    named = {name: getattr(item, name) for name in _names() - SAID - NOT_BOUND}
    named["when"] = spelled_out(item.when, guidance)
    named["raised"] = item.raised and (item.raised[0], spelled_out(item.raised[1], guidance))
    return digest_of_value(named)


@lru_cache(maxsize=4096)
def says(item: Item) -> str:
    """The digest of what is said of one item: its words in English, its sources, who does it, when it rings."""
    named = {name: getattr(item, name) for name in SAID}
    named["words"] = _english(item.words)
    named["for_partner"] = _english(item.for_partner)
    named["citations"] = [_cited(citation) for citation in item.citations]
    return digest_of_value(named)


@lru_cache(maxsize=64)
def decides_options(guidance: Guidance) -> Mapping[str, str]:
    """The digests of what decides each option, by its key."""
    found = {}
    for option in guidance.options:
        named = {name: value for name, value in option._asdict().items() if name != "words"}
        found[option.key] = digest_of_value({**named, "wanted_if": spelled_out(option.wanted_if, guidance)})
    return found


@lru_cache(maxsize=64)
def says_options(guidance: Guidance) -> Mapping[str, str]:
    """The digests of what is said of each option in English, by its key."""
    return {option.key: digest_of_value(option.words[ENGLISH]) for option in guidance.options}


def spelled_out(condition: Condition, guidance: Guidance) -> Any:
    """A condition with each fact and figure in it taken apart into the answers it hangs on."""
    if not isinstance(condition, Clause):
        parts = [spelled_out(part, guidance) for part in condition.parts]
        return {"all" if isinstance(condition, Every) else "any": parts}
    asked = [condition.fact, "isnt" if condition.negated else "is", condition.answer]
    if fact := guidance.facts.get(condition.fact):
        return [*asked, fact.skipped, spelled_out(fact.when, guidance)]
    if measure := guidance.measures.get(condition.fact):
        return [*asked, measure.of, measure.under, measure.asks]
    return asked


def _english(words: Mapping[str, Words] | Mapping[str, PartnerWords]) -> Words | PartnerWords | None:
    english = words.get(ENGLISH)
    return english._replace(checked_by="", of="") if english else None


def _cited(citation: Citation) -> tuple[object, ...]:
    source = citation.source
    return source.key, source.title, source.publisher, source.year, citation.where, citation.rule, citation.own_reading


def _names() -> frozenset[str]:
    return frozenset(one.name for one in fields(Item))
