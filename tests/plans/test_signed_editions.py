"""Which changes of the guidance end a signature: those of what decided this plan, and of what is said in it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from planner.guidance.clauses import Clause, Every, Some, Span, clauses_of
from planner.guidance.loader import guidance
from planner.guidance.model import Guidance, Item, Moment
from planner.guidance.protocol import Choice, Gap, Protocol, laid_over
from planner.plans.signed_changes import changed_codes, differences
from planner.plans.signed_editions import NOT_BOUND, SAID, decides, says
from planner.plans.signoff import Content, digest_of
from tests.newer_guidance import FOR_FEWER, FOUR_DAYS_EARLIER, HOSPITAL, OTHER_WORDS, SPERM, newer_guidance
from tests.people import TODAY, someone
from tests.plans.signing import only_guidance, signed, with_item

JUNE_1 = date(2026, 6, 1)


def calm(with_guidance: Guidance, as_of: date = TODAY, **laid_over: Any) -> Content:
    """The content of the calm person's plan of 2 March 2026, by the guidance of a day."""
    return signed(someone(**laid_over), TODAY, with_guidance, as_of=as_of)


def kinds(before: Content, after: Content) -> set[tuple[str, str]]:
    """What differs: of what, and how."""
    return {(one.key, one.kind) for one in differences(before, after)}


OURS = guidance()
HERS = calm(OURS)


# --- editions ---


def test_an_edition_that_begins_later_ends_no_signature_of_a_plan_that_keeps_its_own() -> None:
    newer = newer_guidance((SPERM, FOUR_DAYS_EARLIER), (HOSPITAL, OTHER_WORDS))
    assert newer.digest != OURS.digest
    assert digest_of(calm(newer)) == digest_of(HERS)


def test_other_words_of_an_item_in_the_plan_are_named_and_nothing_else_is() -> None:
    newer = newer_guidance((HOSPITAL, OTHER_WORDS))
    after = calm(newer, JUNE_1)
    assert kinds(HERS, after) == {("D02", "said otherwise")}
    assert changed_codes(HERS, after) == {"D02"}


def test_other_words_of_an_item_that_is_left_out_end_no_signature() -> None:
    newer = newer_guidance((SPERM, OTHER_WORDS))
    assert digest_of(calm(newer, JUNE_1)) == digest_of(HERS)


def test_another_day_of_an_item_that_is_left_out_is_only_the_guidance() -> None:
    newer = newer_guidance((SPERM, FOUR_DAYS_EARLIER))
    after = calm(newer, JUNE_1)
    assert only_guidance(differences(HERS, after))
    assert digest_of(after) != digest_of(HERS)
    assert changed_codes(HERS, after) == frozenset()


def test_another_day_of_an_item_in_the_plan_moves_it() -> None:
    newer = newer_guidance((SPERM, FOUR_DAYS_EARLIER))
    before, after = (calm(newer, day, has_testes="yes") for day in (TODAY, JUNE_1))
    assert {("B22", "moved"), ("B22", "said otherwise"), ("guidance", "guidance")} <= kinds(before, after)
    # 10 days before 18 May; 14 days before is 4 May, a bank holiday after a weekend.
    was, will_be = before.items["B22"].window, after.items["B22"].window
    assert (was and was.due, will_be and will_be.due) == (date(2026, 5, 8), date(2026, 5, 1))


def test_an_item_that_fewer_have_goes() -> None:
    newer = newer_guidance((HOSPITAL, FOR_FEWER))
    assert {("D02", "went"), ("guidance", "guidance")} <= kinds(HERS, calm(newer, JUNE_1))


# --- every field of an item ---


B04 = next(item for item in OURS.editions["gb"] if item.code == "B04")
ENGLISH = B04.words["en"]
OTHERS: Mapping[str, Any] = {
    "key": "another-key",
    "code": "B99",
    "phase": "during",
    "kind": "card",
    "who": ("nurse",),
    "severity": "info",
    "raised": ("critical", Clause("pregnant", "yes")),
    "needs_clinic": not B04.needs_clinic,
    "skipped": "only-if-told",
    "figure": "another",
    "while_pregnant": "another",
    "freezing": not B04.freezing,
    "quiet_without_sex": not B04.quiet_without_sex,
    "reviewed_by": "Dr A. Nother",
    "when": Clause("pregnant", "yes"),
    "timing": replace(B04.timing, last_safe=Moment("day-zero", "likely", Span(0, 1))),
    "alarms": (),
    "citations": (),
    "words": {**B04.words, "en": ENGLISH._replace(late="Another.")},
    "for_partner": {"en": "another"},
    "begins": date(2020, 1, 1),
    "ends": date(2040, 1, 1),
    "place": "us",
    "file": "another.toml",
    "not_in_use": {"en": "Another."},
}


# What of an item binds a signature wherever it is, only where the item is in the plan, and not at all: as a nurse would
# say it, and not as the code has it.
ALWAYS = {"key", "code", "raised", "needs_clinic", "skipped", "while_pregnant", "freezing", "when", "timing"}
WHERE_IN_THE_PLAN = {
    *("phase", "kind", "who", "severity", "figure", "quiet_without_sex", "alarms", "citations", "words"),
    "for_partner",
}
NEVER = {"begins", "ends", "place", "file", "reviewed_by", "not_in_use"}


def test_of_every_field_of_an_item_it_is_said_whether_it_counts() -> None:
    assert {one.name for one in fields(Item)} == ALWAYS | WHERE_IN_THE_PLAN | NEVER
    assert (NOT_BOUND, SAID) == (NEVER, WHERE_IN_THE_PLAN)


@pytest.mark.parametrize("name", [one.name for one in fields(Item)])
def test_every_field_of_an_item_counts_or_is_named_as_one_that_does_not(name: str) -> None:
    other = replace(B04, **{name: OTHERS[name]})
    if name == "for_partner":
        partners = next(item for item in OURS.editions["gb"] if item.for_partner)
        assert says(replace(partners, for_partner={})) != says(partners)
        return
    assert (decides(other, OURS) != decides(B04, OURS)) == (name in ALWAYS)
    assert (says(other) != says(B04)) == (name in WHERE_IN_THE_PLAN)


def test_every_word_of_the_english_counts_and_no_translation() -> None:
    for name in ENGLISH._fields:
        changed = ENGLISH._replace(**{name: ("another",) if name == "steps" else "another"})
        same = says(replace(B04, words={**B04.words, "en": changed})) == says(B04)
        assert same == (name in ("checked_by", "of")), name
    spanish = B04.words["es"]._replace(title="Otra cosa")
    assert digest_of(calm(with_item("B04", words={**B04.words, "es": spanish}))) == digest_of(HERS)
    assert digest_of(calm(with_item("B04", words={"en": ENGLISH}))) == digest_of(HERS)


def test_looking_at_a_source_again_is_no_change_and_another_source_is() -> None:
    first, *others = B04.citations
    later = first._replace(last_checked=date(2030, 1, 1))
    moved = first._replace(source=first.source._replace(url="https://example.org", seen="2030"))
    for same in (later, moved):
        assert says(replace(B04, citations=(same, *others))) == says(B04)
    for other in (
        first._replace(source=first.source._replace(year="1900")),
        first._replace(where="elsewhere"),
        first._replace(rule="R0"),
        first._replace(own_reading=not first.own_reading),
    ):
        assert says(replace(B04, citations=(other, *others))) != says(B04)


# --- what it leans on ---


def leans_on(guidance: Guidance, code: str) -> Iterator[str]:
    """The facts that the condition of an item names."""
    item = next(one for one in guidance.editions["gb"] if one.code == code)
    return (clause.fact for clause in clauses_of(item.when) if clause.fact in guidance.facts)


def test_a_fact_that_an_item_hangs_on_counts_though_its_verdict_stays() -> None:
    name = next(leans_on(OURS, "B18"))
    fact = OURS.facts[name]
    impossible = Clause("treatment_status", "died")
    other = replace(OURS, facts={**OURS.facts, name: fact._replace(when=Some((fact.when, impossible)))})
    assert ("guidance", "guidance") in kinds(HERS, calm(other))
    said = replace(OURS, facts={**OURS.facts, name: fact._replace(means="said otherwise")})
    assert digest_of(calm(said)) == digest_of(HERS)


def test_a_fact_that_nothing_hangs_on_does_not_count() -> None:
    fact = next(iter(OURS.facts.values()))._replace(key="another")
    assert digest_of(calm(replace(OURS, facts={**OURS.facts, "another": fact}))) == digest_of(HERS)


def test_all_and_any_of_the_same_are_not_the_same() -> None:
    parts = Clause("pregnant", "yes"), Clause("partner", "yes")
    every, some = (decides(replace(B04, when=kind(parts)), OURS) for kind in (Every, Some))
    assert every != some


def test_a_figure_that_an_item_hangs_on_counts() -> None:
    days_left = OURS.measures["days-left-under-16"]
    other = replace(OURS, measures={**OURS.measures, days_left.key: days_left._replace(under=15)})
    assert only_guidance(differences(HERS, calm(other)))
    said = replace(OURS, measures={**OURS.measures, days_left.key: days_left._replace(yes="said otherwise")})
    assert digest_of(calm(said)) == digest_of(HERS)


def test_the_days_an_option_needs_and_its_words_count() -> None:
    eggs, *others = OURS.options
    less = replace(OURS, options=(eggs._replace(least=15), *others))
    # 15 days before 18 May is Sunday 3 May: Friday the 1st; 16 days before it is the Saturday: the same Friday.
    assert kinds(HERS, calm(less)) == {("guidance", "guidance"), (eggs.key, "other figure")}
    said = replace(OURS, options=(eggs._replace(words={**eggs.words, "en": ("Another", "words")}), *others))
    assert kinds(HERS, calm(said)) == {(eggs.key, "said otherwise")}
    spanish = replace(OURS, options=(eggs._replace(words={**eggs.words, "es": ("Otras", "palabras")}), *others))
    assert digest_of(calm(spanish)) == digest_of(HERS)


def test_only_the_spans_of_ones_own_kind_of_chemo_count() -> None:
    def without(regimen: str) -> Guidance:
        return replace(OURS, defaults={**OURS.defaults, regimen: ()})

    assert OURS.defaults["beam-atg"]
    assert OURS.defaults["cy-atg"]
    assert digest_of(calm(without("beam-atg"))) == digest_of(HERS)
    assert digest_of(calm(without("cy-atg"))) != digest_of(HERS)


def test_only_the_wait_after_ones_own_medicine_counts() -> None:
    other = replace(OURS, washouts={**OURS.washouts, "cladribine": (Span(1, 0), Span(1, 0))})
    assert digest_of(calm(other)) == digest_of(HERS)
    assert only_guidance(differences(calm(OURS, dmt="cladribine"), calm(other, dmt="cladribine")))


def test_who_signed_the_guidance_is_not_what_a_nurse_signs() -> None:
    reviewed = with_item("B04", reviewed_by="Dr A. Nother")
    assert digest_of(calm(reviewed)) == digest_of(HERS)


# --- a centre's own protocol ---


def test_the_spans_of_ones_centre_count_and_why_they_are_so_does_not() -> None:
    def of_a_centre(likely: int, reason: str) -> Guidance:
        gap = Gap("usual", "day-zero", "mobilisation", Span(0, 11), Span(0, likely), Span(0, 84), reason)
        return laid_over(OURS, Protocol("ours", TODAY, "a lead", (gap,)))

    before, after = calm(of_a_centre(42, "we freeze cells")), calm(of_a_centre(60, "we freeze cells"))
    assert ("day-zero", "moved") in kinds(before, after)
    assert (before.milestones["day-zero"].likely, after.milestones["day-zero"].likely) == (
        date(2026, 6, 29),  # 42 days after 18 May
        date(2026, 7, 17),  # 60 days after it
    )
    assert digest_of(calm(of_a_centre(42, "for another reason"))) == digest_of(before)
    assert digest_of(before) == digest_of(HERS)  # six weeks is what the guidance says too


def test_a_longer_figure_that_ones_centre_chose_counts() -> None:
    choice = Choice("birth-control-if-you-may-become-pregnant", "24-months", "as our unit does")
    after = calm(laid_over(OURS, Protocol("ours", TODAY, "a lead", choices=(choice,))))
    assert {("guidance", "guidance"), ("A02", "moved")} <= kinds(HERS, after)
    # 24 months after the latest new cells day, 12 weeks after 18 May: 10 August 2028.
    assert days_of(HERS, "A02")[1:2] == (date(2027, 8, 10),)
    assert days_of(after, "A02")[1:2] == (date(2028, 8, 10),)


def days_of(content: Content, code: str) -> tuple[object, ...]:
    """The days of one item."""
    window = content.items[code].window
    assert window
    return window[:3]
