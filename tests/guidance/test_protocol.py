"""A centre's protocol: read strictly, laid over the guidance, and never less careful than the guidance itself."""

import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.engine import protocol_proof
from planner.engine.protocol_proof import proof_of
from planner.errors import Faults, GuidanceErrors
from planner.guidance.clauses import Span
from planner.guidance.course_order import SHORTEST_COURSE
from planner.guidance.loader import CONTENT, guidance, read_guidance
from planner.guidance.model import FIRST_CHEMO, Default, Guidance
from planner.guidance.protocol import CLINICS_OWN, kept_protocol, laid_over, protocol_json
from planner.guidance.protocol_files import FOLDER
from planner.guidance.told_protocol import protocol_from
from tests.engine import bugs
from tests.guidance.centres import (
    CAN_BECOME_PREGNANT,
    EXAMPLES,
    FROZEN,
    MAKES_SPERM,
    REST,
    WITHOUT_CHEMO,
    choice,
    choosing,
    course,
    ends,
    gap,
    laid,
    planned,
    read,
    typed,
)

# Laid over the course ------------------------------------------------------------------------------------------


def test_a_centres_own_days_count_from_new_cells_day_back_and_from_the_first_chemo_on() -> None:
    # Mobilisation to new cells day: 35, 42, 56 days. 1 September less 56, 42 and 35; 18 May and 35, 42 and 56.
    back = course(laid_over(guidance(), FROZEN), "2026-09-01", "day-zero")
    assert ends(back[FIRST_CHEMO]) == ("2026-07-07", "2026-07-21", "2026-07-28")
    assert not back[FIRST_CHEMO].confirmed
    on = course(laid_over(guidance(), FROZEN), "2026-05-18", "first-chemo")
    assert ends(on["day-zero"]) == ("2026-06-22", "2026-06-29", "2026-07-13")
    assert CLINICS_OWN in [because.text for because in on["day-zero"].because]


def test_a_gap_told_the_other_way_round_is_the_same_gap() -> None:
    one, other = laid(), laid(gaps=[gap("mobilisation", "day-zero", "-P8W", "-P6W", "-P5W")])
    for told in (("2026-09-01", "day-zero"), ("2026-05-18", "first-chemo"), ("2026-06-01", "collection")):
        found, turned = course(one, *told), course(other, *told)
        assert {key: ends(day) for key, day in found.items()} == {key: ends(day) for key, day in turned.items()}


def test_one_kind_of_chemo_comes_before_any_and_others_keep_the_usual_days() -> None:
    beam = gap("conditioning", "day-zero", -7, -6, -6, regimen="beam-atg")
    centre = laid(gaps=[gap("conditioning", "day-zero", -8, -6, -3), beam])
    found = {
        regimen: course(centre, "2026-09-01", "day-zero", regimen=regimen)
        for regimen in ("beam-atg", "cy-atg", "bu-cy")
    }
    # 1 September less 7, 6 and 6 days; less 8, 6 and 3.
    assert ends(found["beam-atg"]["conditioning"]) == ("2026-08-25", "2026-08-26", "2026-08-26")
    assert ends(found["cy-atg"]["conditioning"]) == ("2026-08-24", "2026-08-26", "2026-08-29")
    assert ends(found["bu-cy"]["conditioning"]) == ("2026-08-24", "2026-08-26", "2026-08-29")


def test_a_chemo_not_told_is_counted_like_one_that_is_not_known_and_not_like_another() -> None:
    # example-without-chemo tells conditioning of an unknown chemo: 8, 7 and 6 days before; others have 8, 7 and 5.
    centre = laid_over(guidance(), WITHOUT_CHEMO)
    for regimen in ("unknown", None):
        told = {"regimen": regimen} if regimen else {}
        found = course(centre, "2026-09-01", "day-zero", **told)["conditioning"]
        assert ends(found) == ("2026-08-24", "2026-08-25", "2026-08-26")
    for regimen in ("bu-cy", "other"):
        found = course(centre, "2026-09-01", "day-zero", regimen=regimen)["conditioning"]
        assert ends(found) == ("2026-08-24", "2026-08-25", "2026-08-27")


def test_what_the_centre_does_not_say_stays_as_it_is() -> None:
    centre, usual = course(laid(), "2026-09-01", "day-zero"), course(guidance(), "2026-09-01", "day-zero")
    for key in ("admission", "conditioning", "last-chemo", "discharge"):
        assert centre[key] == usual[key]


def test_a_centre_that_usually_collects_without_chemo_moves_nothing_until_a_nurse_confirms_it() -> None:
    said, unsaid = (read(gcsf_only=answer, gcsf_reason="So we do.") for answer in ("yes", "not-said"))
    centre = laid_over(guidance(), said)
    assert centre is laid_over(guidance(), unsaid)
    told = {"regimen": "cy-atg", "mobilisation": "gcsf-only"}
    unconfirmed = course(centre, "2026-09-01", "day-zero", **told)
    assert ends(unconfirmed[FIRST_CHEMO]) == ("2026-07-07", "2026-07-21", "2026-07-28")
    confirmed = course(centre, "2026-09-01", "day-zero", mobilisation_confirmed_by_nurse=True, **told)
    assert ends(confirmed[FIRST_CHEMO]) == ("2026-08-27",) * 3  # with Cy-ATG, five days before


# Laid over the windows -----------------------------------------------------------------------------------------

BODIES = {"has_ovaries": "yes", "has_uterus": "yes", "has_testes": "no", "chemo_already_started": "no"}


def test_two_years_of_birth_control_move_the_talks_and_nothing_is_left_without_word() -> None:
    # First chemo 18 May: new cells day likely 29 June, and with the usual gap at the latest 10 August (84 days).
    centre = planned(choosing((CAN_BECOME_PREGNANT, "24-months")), "2026-05-18", "first-chemo", **BODIES)
    for code in ("A02", "A13"):
        window = centre[code].window
        assert (window.opens, window.due, window.repeats) == (date(2028, 8, 10), date(2028, 8, 10), ())
    keep_going = centre["A01"].window
    assert [keep_going.due, *(day.day for day in keep_going.repeats)] == [
        date(2026, 9, 29),
        date(2026, 12, 29),
        date(2027, 3, 29),
        date(2027, 6, 29),
        date(2027, 12, 29),
    ]
    assert centre["D04"].window.repeats[-1].day == date(2028, 7, 18)  # monthly from 18 May to 10 August 2028


def test_twelve_months_leave_every_day_as_it_is() -> None:
    assert choosing((CAN_BECOME_PREGNANT, "12-months"), (MAKES_SPERM, "12-months")) is guidance()


def test_of_two_choices_the_longer_moves_what_speaks_to_both_bodies() -> None:
    centre = choosing((CAN_BECOME_PREGNANT, "12-months"), (MAKES_SPERM, "24-months"))
    found = planned(centre, "2026-05-18", "first-chemo", **BODIES)
    assert found["A02"].window.due == date(2028, 8, 10)
    assert found["D04"].window.repeats[-1].day == date(2027, 7, 18)  # D04 speaks only to who may become pregnant


def test_a_longer_time_ahead_makes_a_step_due_sooner_and_keeps_its_last_safe_day() -> None:
    usual = planned(guidance(), "2026-05-18", "first-chemo", **BODIES)["B21"].window
    found = planned(choosing((REST, "30-days")), "2026-05-18", "first-chemo", **BODIES)["B21"].window
    assert (usual.opens, usual.due) == (date(2026, 4, 20), date(2026, 5, 8))
    assert (found.opens, found.due) == (date(2026, 4, 18), date(2026, 4, 18))
    assert usual.last_safe == found.last_safe == date(2026, 5, 11)


def test_the_guidance_itself_stays_as_it_was() -> None:
    before = read_guidance(CONTENT)
    for protocol in EXAMPLES.values():
        laid_over(guidance(), protocol)
    assert (guidance().digest, guidance().defaults) == (before.digest, before.defaults)
    assert [item.timing for item in guidance().editions["us"]] == [item.timing for item in before.editions["us"]]


# One object and one digest for the same days --------------------------------------------------------------------


def test_the_same_days_give_the_same_object_whoever_signed_them_and_why() -> None:
    other = typed(
        signed_by="Somebody else", gaps=[gap("day-zero", "mobilisation", "P5W", "P6W", "P8W", reason="Else.")]
    )
    assert laid() is laid()
    assert laid_over(guidance(), protocol_from(other, guidance())) is laid()


def test_other_days_and_other_figures_have_another_digest() -> None:
    digests = [
        guidance().digest,
        laid().digest,
        laid(gaps=[gap("day-zero", "mobilisation", 35, 42, 57)]).digest,
        choosing((CAN_BECOME_PREGNANT, "24-months")).digest,
        choosing((MAKES_SPERM, "24-months")).digest,
        laid(choices=[choice(MAKES_SPERM, "24-months")]).digest,
    ]
    assert len(set(digests)) == len(digests)


def test_centres_that_differ_only_in_days_between_milestones_share_their_rules() -> None:
    assert laid().editions is guidance().editions
    assert laid().underneath is guidance()


# Typed by a lead -----------------------------------------------------------------------------------------------


def test_days_may_be_typed_as_numbers_and_empty_rows_are_not_there() -> None:
    empty = {
        "regimen": "usual",
        "milestone": "day-zero",
        "from": "admission",
        "earliest": "",
        "likely": "",
        "latest": "",
    }
    found = read(
        gaps=[empty, gap("mobilisation", "day-zero", "-56", " \u221242", "-P5W")], choices=[{"disagreement": ""}]
    )
    assert [(str(one.earliest), str(one.likely), str(one.latest)) for one in found.gaps] == [
        ("-P56D", "-P42D", "-P35D")
    ]


@pytest.mark.parametrize("protocol", [*EXAMPLES.values(), read()], ids=lambda one: one.key)
def test_a_protocol_comes_back_from_json_as_it_was(protocol: Any) -> None:
    assert protocol_from(protocol_json(protocol), guidance()) == protocol
    assert kept_protocol(protocol_json(protocol)) == protocol


def test_a_kept_protocol_that_names_what_no_source_differs_on_any_more_still_counts_its_days() -> None:
    kept = protocol_json(read()) | {"choices": [choice("long-forgotten", "24-months")]}
    assert laid_over(guidance(), kept_protocol(kept)) is laid()


D0 = ("day-zero", "mobilisation")
BAD: dict[str, tuple[dict[str, Any], str, Any, str]] = {
    # name: (what was typed, the place, the value that is kept, what to do)
    "unknown-key": ({"motto": "x"}, "motto", "x", "There is no such key."),
    "no-key": ({"key": ""}, "key", "", "Write a short key"),
    "key-with-blanks": ({"key": "Our Centre"}, "key", "Our Centre", "Write a short key"),
    "no-day": ({"begins": "soon"}, "begins", "soon", "such as '2027-03-01'"),
    "a-day-long-ago": ({"begins": "1999-12-31"}, "begins", "1999-12-31", "such as '2027-03-01'"),
    "unsigned": ({"signed_by": "  "}, "signed_by", "  ", "Write who signed it"),
    "gcsf-perhaps": ({"gcsf_only": "perhaps"}, "gcsf_only", "perhaps", "Use one of: yes, no, not-said."),
    "gcsf-without-a-reason": ({"gcsf_only": "yes"}, "gcsf_reason", None, "Write why"),
    "gaps-are-no-list": ({"gaps": "P6W"}, "gaps", "P6W", "Write a list"),
    "too-many-gaps": ({"gaps": [gap(*D0, 35, 42, 56)] * 61}, "gaps", [gap(*D0, 35, 42, 56)] * 61, "Write a list"),
    "a-gap-is-no-table": ({"gaps": ["P6W"]}, "gaps.0", "P6W", "Write the parts of it by name."),
    "unknown-part": ({"gaps": [gap(*D0, 35, 42, 56, how="x")]}, "gaps.0.how", "x", "There is no such key."),
    "unknown-chemo": ({"gaps": [gap(*D0, 35, 42, 56, regimen="new")]}, "gaps.0.regimen", "new", "Use one of: usual"),
    "no-such-course": (
        {"gaps": [gap("collection", "day-zero", -30, -20, -15)]},
        "gaps.0.milestone",
        ["collection", "day-zero"],
        "No course is counted so. Use one of: 'mobilisation' from 'collection'",
    ),
    "no-number": ({"gaps": [gap(*D0, 35, "six weeks", 56)]}, "gaps.0.likely", "six weeks", "Write a number of days"),
    "months": ({"gaps": [gap(*D0, "P1M", 42, 56)]}, "gaps.0.earliest", "P1M", "write weeks or days"),
    "years": ({"gaps": [gap(*D0, 35, 42, 367)]}, "gaps.0.latest", 367, "at most 366"),
    "no-reason": ({"gaps": [gap(*D0, 35, 42, 56, reason="")]}, "gaps.0.reason", "", "Write why"),
    "a-reason-that-rings": ({"gaps": [gap(*D0, 35, 42, 56, reason="\x07")]}, "gaps.0.reason", "\x07", "Write why"),
    "ends-out-of-order": (
        {"gaps": [gap(*D0, 56, 42, 35)]},
        "gaps.0.earliest",
        [56, 42, 35],
        "write earliest, likely and latest as they come",
    ),
    "told-twice": (
        {"gaps": [gap(*D0, 35, 42, 56), gap("mobilisation", "day-zero", -60, -50, -40)]},
        "gaps.1.milestone",
        ["mobilisation", "day-zero"],
        "already told for this chemo",
    ),
    "no-such-disagreement": (
        {"choices": [choice("the-weather", "24-months")]},
        "choices.0.disagreement",
        "the-weather",
        "No sources differ on this",
    ),
    "a-shorter-figure": (
        {"choices": [choice(CAN_BECOME_PREGNANT, "6-months")]},
        "choices.0.figure",
        "6-months",
        "Use one of: 12-months, 24-months. No shorter figure is counted with.",
    ),
    "chosen-twice": (
        {"choices": [choice(MAKES_SPERM, "12-months"), choice(MAKES_SPERM, "24-months")]},
        "choices",
        MAKES_SPERM,
        "already chosen",
    ),
    # orders that no treatment can have; the row in which the days are typed is the second, after an empty one
    "collection-first": (
        {"gaps": [{}, gap("collection", "mobilisation", -3, -2, -1)]},
        "gaps.1.earliest",
        [-3, -2, -1],
        "'collection' would come before 'mobilisation': write how many days after it",
    ),
    "too-short-a-course": ({"gaps": [gap(*D0, 10, 42, 56)]}, "gaps.0.earliest", [10, 42, 56], "write 11 days or more"),
    "an-exact-course": (
        {"gaps": [gap(*D0, 42, 42, 42)]},
        "gaps.0.earliest",
        [42, 42, 42],
        "between 'mobilisation' and 'day-zero' would confirm the first chemo by itself",
    ),
    "an-exact-collection": (
        {"gaps": [gap("mobilisation", "collection", -10, -10, -10)]},
        "gaps.0.earliest",
        [-10, -10, -10],
        "between 'mobilisation' and 'collection' would confirm the first chemo by itself",
    ),
    "collection-after-day-zero": (
        {"gaps": [gap("collection", "mobilisation", 9, 10, 90)]},
        "gaps.0.earliest",
        [9, 10, 90],
        "'collection' would come after 'day-zero'",
    ),
    "admission-too-late": (
        {"gaps": [gap("admission", "day-zero", -2, -1, 0)]},
        "gaps.0.earliest",
        [-2, -1, 0],
        "'admission' would not come before 'day-zero'",
    ),
    "conditioning-too-late": (
        {"gaps": [gap("conditioning", "day-zero", -5, -2, 0, regimen="other")]},
        "gaps.0.earliest",
        [-5, -2, 0],
        "'conditioning' would not come before 'day-zero'",
    ),
    "last-chemo-too-late": (
        {"gaps": [gap("last-chemo", "day-zero", -1, 0, 1)]},
        "gaps.0.earliest",
        [-1, 0, 1],
        "'last-chemo' would come after 'day-zero'",
    ),
    "last-chemo-before-conditioning": (
        {"gaps": [gap("last-chemo", "day-zero", -6, -6, -6, regimen="cy-atg")]},
        "gaps.0.earliest",
        [-6, -6, -6],
        "'last-chemo' would come before 'conditioning' starts",
    ),
    "conditioning-outside-hospital": (
        {"gaps": [gap("conditioning", "day-zero", -9, -8, -7)]},
        "gaps.0.earliest",
        [-9, -8, -7],
        "'conditioning' would start before 'admission'",
    ),
    "conditioning-before-collection": (
        {"gaps": [gap(*D0, 11, 14, 20)]},
        "gaps.0.earliest",
        [11, 14, 20],
        "'conditioning' would start before 'collection'",
    ),
    "home-before-the-transplant": (
        {"gaps": [gap("discharge", "admission", 3, 4, 5)]},
        "gaps.0.earliest",
        [3, 4, 5],
        "'discharge' would not come after 'day-zero'",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_used_is_named_with_what_was_typed_and_what_to_do(name: str) -> None:
    changes, place, value, what_to_do = BAD[name]
    with pytest.raises(Faults) as refused:
        read(**changes)
    named = [fault for fault in refused.value.faults if what_to_do in fault.allowed]
    assert [(fault.key, fault.value) for fault in named] == [(place, value)], refused.value.faults
    assert len(refused.value.faults) == 1


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Faults) as refused:
        read(begins="", gaps=[gap(*D0, 35, "?", 56, reason="")], choices=[choice("x", "y")])
    assert {fault.key for fault in refused.value.faults} == {
        "begins",
        "gaps.0.likely",
        "gaps.0.reason",
        "choices.0.disagreement",
    }


@pytest.mark.parametrize("odd", [None, [], {}, [[]], [None], 7, True, "x" * 100_000])
@pytest.mark.parametrize("key", ["key", "begins", "signed_by", "gaps", "gcsf_only", "choices"])
def test_anything_at_all_may_be_sent_in_any_place(key: str, odd: Any) -> None:
    with suppress(Faults):
        assert protocol_from(typed(**{key: odd}), guidance()).key
    for part in gap(*D0, 35, 42, 56):
        with pytest.raises(Faults):
            read(gaps=[gap(*D0, 35, 42, 56) | {part: [odd]}])


def test_the_shortest_course_is_that_of_the_guidance() -> None:
    rows = {(row.milestone, row.counted_from): row for row in guidance().defaults["usual"]}
    assert rows["day-zero", "mobilisation"].earliest.days == SHORTEST_COURSE


# As files ------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the guidance that can be broken."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


SPOILT = {
    'likely = "P6W"': ('likely = "P9W"', 'earliest = "P5W"', "earliest", "as they come"),
    'latest = "P8W"': ('latest = "P8M"', 'latest = "P8M"', "latest", "write weeks or days"),
    'figure = "24-months"': (
        'figure = "6-months"',
        'figure = "6-months"',
        "figure",
        "Use one of: 12-months, 24-months",
    ),
    'gcsf_only = "no"': ('gcsf_only = "never"', 'gcsf_only = "never"', "gcsf_only", "Use one of: yes, no, not-said"),
    'key = "example-frozen-cells"': (
        'key = "another"',
        'key = "another"',
        "key",
        "Give it and the protocol the same key",
    ),
    "begins = 2026-01-01": ("begins = soon", "begins = soon", "toml", "Mend the TOML there"),
}


@pytest.mark.parametrize("find", SPOILT)
def test_a_bad_file_of_a_centre_is_named_with_its_line(find: str, folder: Path) -> None:
    put, stands_at, key, says = SPOILT[find]
    path = folder / FOLDER / "example-frozen-cells.toml"
    text = path.read_text("utf-8").replace(find, put, 1)
    path.write_text(text, "utf-8")
    with pytest.raises(GuidanceErrors) as refused:
        read_guidance(folder)
    [fault] = refused.value.faults
    line = next(number for number, row in enumerate(text.splitlines(), 1) if row.startswith(stands_at))
    assert (fault.file, fault.line, fault.key) == (f"{FOLDER}/{path.name}", line, key)
    assert says in fault.what_to_do


def test_a_file_of_a_centre_changes_nobody_elses_guidance(folder: Path) -> None:
    (folder / FOLDER / "example-frozen-cells.toml").unlink()
    assert read_guidance(folder).digest == guidance().digest


# Proved --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", EXAMPLES.values(), ids=EXAMPLES)
def test_the_examples_hold_for_everybody_of_the_grid(protocol: Any) -> None:
    without_choices = laid_over(guidance(), replace(protocol, choices=()))
    proof = proof_of(laid_over(guidance(), protocol), without_choices)
    assert proof.broken == ()
    # 6 kinds of chemo, 4 ways to collect, 5 kinds of day in 4 certainties and 3 in 2; on 14 days, and on 2.
    assert (proof.courses, proof.plans) == (6 * 4 * 26 * 14, 6 * 4 * 26 * 2)


def row(milestone: str, other: str, *days: int) -> Default:
    early, likely, late = (Span(0, number) for number in days)
    return Default(milestone, other, early, likely, late, "planted")


def without_reading(*rows: Default) -> Guidance:
    """Guidance with days laid over it that no reader would let pass."""
    own = {(one.milestone, one.counted_from): one for one in rows}
    defaults = {
        name: tuple(own.get((one.milestone, one.counted_from), one) for one in usual)
        for name, usual in guidance().defaults.items()
    }
    return replace(guidance(), defaults=defaults)


BROKEN: dict[str, tuple[Any, str]] = {
    "exact": (
        lambda: without_reading(row("mobilisation", "day-zero", -42, -42, -42)),
        "confirmed though nobody told its day",
    ),
    "short": (lambda: without_reading(row("mobilisation", "day-zero", -5, -4, -3)), "less than the shortest course"),
    "out-of-order": (lambda: without_reading(row("mobilisation", "day-zero", -20, -90, -30)), "are out of order"),
    "last-chemo-first": (
        lambda: without_reading(row("last-chemo", "day-zero", -20, -20, -20)),
        "'conditioning' would come after 'last-chemo'",
    ),
    "half-a-year": (
        lambda: bugs.timed("A02", at=(bugs.moment("day-zero", "latest", "P6M"),)),
        "A02 would be raised less than a year after new cells day",
    ),
    "a-wait-made-shorter": (
        lambda: bugs.timed("A07", at=(bugs.moment("day-zero", "latest", "P11M"),)),
        "would make A07 less careful",
    ),
    "a-step-made-later": (
        lambda: bugs.timed("B21", due=bugs.moment(FIRST_CHEMO, "earliest", "-P8D")),
        "would make B21 less careful",
    ),
    "a-last-day-moved": (
        lambda: bugs.timed("B21", last_safe=bugs.moment(FIRST_CHEMO, "earliest", "-P6D")),
        "would move the last safe day of B21",
    ),
    "freezing-on-day-zero": (
        lambda: bugs.timed("B22", last_safe=bugs.moment("day-zero", "earliest", "-P1D")),
        "would move the last safe day of B22",
    ),
    "a-last-day-of-chemo": (
        lambda: bugs.timed("B22", last_safe=bugs.moment(FIRST_CHEMO, "earliest", "P0D")),
        "The last safe day of B22 would not come before the first chemo",
    ),
    "dropped": (lambda: bugs.whenever("A01", bugs.NEVER), "would take A01 out of the plan"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_proof_finds_what_is_planted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, what = BROKEN[name]
    monkeypatch.setattr(protocol_proof, "REGIMENS", ("cy-atg",))  # all are tried above
    assert [said for said in proof_of(plant(), guidance()).broken if what in said]
