"""The words of a plan: what comes first, what is open, how each day was counted, and what is never said."""

import gzip
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from flask import Flask

from planner.engine.plan import Plan
from planner.guidance.clauses import Span
from planner.languages import languages, speaking
from planner.web.days import listed, named_day, short_day
from planner.web.plans.counted import how_counted, in_words
from planner.web.plans.parts import Part
from planner.web.plans.present import PlanView, plan_view
from planner.web.plans.rows import Correction, Row
from planner.web.plans.sentences import sentences_of
from planner.web.plans.step_view import step_view
from tests.people import answers, by_code, planned, told
from tests.web.lives import AMIRA, BEN, CHLOE, DEV, EVERYONE, EWA, FARAH, GRACE, TODAY, plan_of
from tests.web.phones import without_our_scripts
from tests.web.rendered import addresses_of, path_of, plan_page, step_page

NEVER = re.compile(
    r"\b(safe to|safely|too late|infertile|you can stop|don.t worry|simply|just|journey|warrior|overdue)\b",
    re.IGNORECASE,
)
SAFE = re.compile(r"\bsafe\b", re.IGNORECASE)
AT_THE_LATEST = "Today, or tomorrow, Tuesday 3 March, at the latest."
OUR_TERM = re.compile(r"\blast safe days?\b", re.IGNORECASE)


class Seen(HTMLParser):
    """The words a person reads on a page, without the titles of sources."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.inside: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "script", "style"):
            self.inside.append(dict(attrs).get("class") or tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "script", "style"):
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not {"sources", "script", "style"} & set(self.inside):
            self.words.append(data)

    @property
    def text(self) -> str:
        """All of it, blanks made single."""
        return " ".join(" ".join(self.words).split())


def view_of(answers: object, **others: str) -> PlanView:
    """The page of someone's plan, in words."""
    return plan_view(plan_of(answers, **others), step_path=path_of)  # type: ignore[arg-type]


def rows_of(part: Part) -> list[Row]:
    """All the rows of a part, folded ones with the others."""
    return [*part.rows, *(row for under in part.folded for row in under.rows)]


def counted(plan: Plan, code: str) -> list[str]:
    """How the days of one step were counted."""
    return how_counted(next(one for one in plan.items if one.item.code == code), plan)


@pytest.mark.parametrize("name", [*EVERYONE, "no one"])
def test_no_page_says_what_we_never_say(app: Flask, name: str) -> None:
    plan = plan_of(EVERYONE.get(name, {"place": "not-said"}))
    page = Seen(plan_page(app, plan, newer=True)).text
    assert len(page) > 3000
    for text in (page, *(Seen(step_page(app, one, plan)).text for one in plan.items)):
        assert NEVER.findall(text) == []
        assert SAFE.findall(OUR_TERM.sub("", text)) == []


def test_every_day_of_this_year_is_short_and_of_another_is_whole() -> None:
    assert short_day(date(2026, 12, 31), TODAY) == "31 December"
    assert short_day(date(2027, 1, 1), TODAY) == "1 January 2027"
    assert named_day(date(2026, 4, 20), TODAY) == "Monday 20 April"
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(0, -28), "28 days"),
        (Span(0, 1), "1 day"),
        (Span(0, -84), "12 weeks"),
        (Span(0, 40), "40 days"),
        (Span(12, 0), "12 months"),
        (Span(1, 3), "1 month and 3 days"),
        (Span(0, 0), ""),
    ],
)
def test_a_span_is_said_as_people_say_it(span: Span, words: str) -> None:
    assert in_words(span) == words


@pytest.mark.parametrize(
    ("answers", "title", "when"),
    [
        # 18 May less 6 weeks is Monday 6 April, Easter Monday: the last open day before it is Thursday 2 April.
        # It opened 12 weeks before, on 23 February. It is critical, so it goes before what is due sooner and is not.
        (AMIRA, "Talk about having a child later", "By Thursday 2 April."),
        (BEN, "Ask which day your first chemo is", "By Wednesday 4 March."),
        (CHLOE, "Call today: is there still time to freeze?", AT_THE_LATEST),
        (DEV, "Chemo has begun: ask what is possible now", AT_THE_LATEST),
        (
            FARAH,
            "You are or may be pregnant: call your team now",
            AT_THE_LATEST,
        ),
    ],
    ids=["amira", "ben", "chloe", "dev", "farah"],
)
def test_the_next_thing_says_what_and_by_when(answers: dict[str, str], title: str, when: str) -> None:
    first = view_of(answers).next
    assert first is not None
    assert (first.row.title, first.when) == (title, when)
    assert first.why.endswith(".")
    assert len(first.why) < 200
    assert len(first.after) <= 2


def test_the_short_reason_is_the_beginning_of_the_whole_one() -> None:
    plan = plan_of(AMIRA)
    first = plan_view(plan, step_path=path_of).next
    assert first is not None
    whole = step_view(by_code(plan)["B03"], plan).why
    assert whole.startswith(first.why)
    assert len(first.why) < len(whole)


@pytest.mark.parametrize("name", EVERYONE)
def test_every_step_of_the_plan_stands_in_one_part_and_only_open_parts_are_unfolded(name: str) -> None:
    plan = plan_of(EVERYONE[name])
    view = plan_view(plan, step_path=path_of)
    shown = [row.path for part in view.parts for row in rows_of(part)]
    assert sorted(shown) == sorted(path_of(one.item) for one in plan.items)
    for part in view.parts:
        states = {row.state for row in rows_of(part)}
        assert part.open == bool(states - {"upcoming", "paused", "done"}), part.title


def test_when_much_is_open_the_pressing_comes_first_and_the_rest_folds_away() -> None:
    find_out = next(part for part in view_of(BEN).parts if part.title == "Find out and decide")
    assert len(find_out.rows) == 6
    assert [row.title for row in find_out.folded[0].rows][-1] == "Look for a trial"
    assert [under.title for under in find_out.folded] == ["Less pressing (6)"]


def test_what_is_done_folds_away_under_its_own_line() -> None:
    kept = answers(steps={"B03": {"done": "2026-03-01"}, "B26": {"done": "2026-03-01"}})
    plan = planned(told(TODAY, **kept))
    find_out = next(part for part in plan_view(plan, step_path=path_of).parts if part.title == "Find out and decide")
    assert "Done (1)" in [under.title for under in find_out.folded]
    assert all(row.state != "done" for row in find_out.rows)


def test_a_step_counted_from_a_confirmed_day_says_how_far_and_why_it_was_moved() -> None:
    assert counted(plan_of(AMIRA), "B18") == [
        "From 6 April 2026: 6 weeks before your first chemo, 18 May 2026.",
        "By 1 May 2026: 17 days before your first chemo, 18 May 2026.",
        # 16 days before Monday 18 May is Saturday 2 May.
        "Last safe day 1 May 2026. The usual day is 2 May 2026, 16 days before your first chemo, 18 May 2026. "
        "Clinics are closed then, so it is the open day before.",
    ]


def test_a_step_whose_day_has_passed_says_that_it_is_for_now() -> None:
    # Ben's first chemo is 3 March at the earliest; 6 weeks before it is 20 January, long past on 2 March.
    assert "It has passed, so this is for now." in " ".join(counted(plan_of(BEN), "B03"))


def test_an_estimate_says_so_and_how_it_was_counted() -> None:
    lines = counted(plan_of(AMIRA), "A02")
    # Latest new cells day: 18 May and 12 weeks is 10 August 2026; 12 months later.
    assert lines[0] == (
        "First raised on 10 August 2027: 12 months after the latest day for new cells day, 10 August 2026."
    )
    assert lines[1].startswith("This is an estimate: nobody has confirmed new cells day.")


def test_is_there_still_time_answers_in_a_word_and_a_day() -> None:
    # First chemo 9 March, likely; least 1 day: Sunday 8 March, so Friday 6 March. 7 days are fewer than 10.
    choices = {choice.title: choice for choice in view_of(BEN).choices}
    assert list(choices) == ["Freeze sperm"]
    assert (choices["Freeze sperm"].word, choices["Freeze sperm"].start_by) == (
        "Tight",
        "start by 6 March, an estimate",
    )
    chloe = {choice.title: choice for choice in view_of(CHLOE).choices}
    assert chloe["Freeze eggs or embryos"].word == "Call today"
    assert "Only the clinic can say." in chloe["Freeze eggs or embryos"].note


def test_a_warning_that_lists_days_shows_them_as_a_list() -> None:
    said = view_of(FARAH).warnings[0]
    assert said.heading == "You may be pregnant"
    assert said.text.endswith("These last days keep running:")
    assert "Have your eggs collected, 10 April 2026" in said.listed
    assert all(not line.endswith((".", ";")) for line in said.listed)


@pytest.mark.parametrize("name", EVERYONE)
def test_a_warning_has_its_heading_and_its_list_in_every_language(app: Flask, name: str) -> None:
    plan = plan_of(EVERYONE[name])
    shapes = {}
    with app.test_request_context():
        for code in languages():
            with speaking(code):
                warnings = plan_view(plan, step_path=path_of).warnings
            shapes[code] = [(said.kind, bool(said.heading), len(said.listed)) for said in warnings]
    assert all(shape == shapes["en"] for shape in shapes.values()), shapes


def test_a_full_stop_before_a_small_letter_ends_no_sentence() -> None:
    assert sentences_of("Tome algo, p. ej. agua. Llame hoy.") == ["Tome algo, p. ej. agua", "Llame hoy."]


def test_only_questions_this_page_can_take_are_asked_again() -> None:
    keys = [question.key for question in view_of(GRACE).questions]
    assert "hormones" in keys
    assert "stored_on" not in keys


def test_what_is_left_out_has_its_reason() -> None:
    left_out = {line.title: line.reason for line in view_of(AMIRA).left_out}
    assert left_out["Freeze sperm: go to your first visit"] == (
        "Left out because you have no testicles. Change the answer to bring it back."
    )


@pytest.mark.parametrize("name", EVERYONE)
def test_every_life_gets_a_page_with_one_heading_and_a_neutral_title(app: Flask, name: str) -> None:
    text = plan_page(app, plan_of(EVERYONE[name]))
    assert text.count("<h1") == 1
    assert text.count("<title>Ahead</title>") == 1
    assert "No clinician has signed this yet" in text
    assert ' style="' not in text
    assert "<script" not in without_our_scripts(text)


def test_the_page_says_first_things_first(app: Flask) -> None:
    text = plan_page(app, plan_of(BEN))
    order = [
        "About 7 days to your first chemo",
        'class="card next',
        "After that",
        "Your first chemo day is not confirmed",
        "Is there still time?",
        "All your steps",
        "The course of treatment",
        "Put the days in your calendar",
        "Questions for your team",
        'href="/plan/move"',
        'href="/plan/what-if"',
        "Questions for my team",
        "Change your answers",
        'href="/devices"',
        'href="/plan/stop"',
        "Guidance ",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_every_step_is_a_link_to_its_own_page_and_its_address_tells_nothing(app: Flask) -> None:
    plan = plan_of(AMIRA)
    text = plan_page(app, plan)
    for one in plan.items:
        assert f'class="row__head" href="{path_of(one.item)}"' in text
        assert not [address for address in addresses_of(text) if one.item.key in address or one.item.code in address]


def test_who_may_be_pregnant_sees_that_first_and_the_rest_at_rest(app: Flask) -> None:
    text = plan_page(app, plan_of(FARAH))
    card = text[text.index('class="card next') : text.index("Is there still time?")]
    assert "You are or may be pregnant: call your team now" in card
    assert AT_THE_LATEST in card
    assert "The other steps are paused, not deleted." in card
    assert text.count(">paused</span>") + text.count("</svg>paused</span>") >= 30


def test_a_life_past_childbearing_is_not_asked_about_freezing(app: Flask) -> None:
    text = plan_page(app, plan_of(EWA))
    assert "Is there still time?" not in text
    shown, _, left_out = text.partition("Not in your plan, and why")
    assert "Start your egg-freezing injections" in left_out
    assert "Start your egg-freezing injections" not in shown


def test_without_any_plan_the_reason_stands_there_and_nothing_to_download(app: Flask) -> None:
    text = plan_page(app, plan_of(AMIRA, therapy_kind="no-chemo-cells"))
    assert "No plan was made from these answers." in text
    assert "All your steps" not in text
    assert "Download the calendar file" not in text
    assert 'href="/answers"' in text


def test_newer_guidance_is_said_only_when_it_would_change_something(app: Flask) -> None:
    plan = plan_of(AMIRA)
    assert 'href="/plan/changes"' in plan_page(app, plan, newer=True)
    assert "/plan/changes" not in plan_page(app, plan)


def test_an_urgent_correction_stands_on_its_row_and_on_the_next_card(app: Flask) -> None:
    plan = plan_of(AMIRA)
    correction = Correction("The figure was wrong. Call the clinic today.", date(2026, 2, 27))
    text = plan_page(app, plan, corrections={by_code(plan)["B03"].item.key: correction})
    assert text.count("The figure was wrong. Call the clinic today.") == 2
    assert text.count("Corrected 27 February") == 2
    other = plan_page(app, plan, corrections={by_code(plan)["B18"].item.key: correction})
    assert other.count("The figure was wrong. Call the clinic today.") == 1
    assert "Corrected" not in plan_page(app, plan)


@pytest.mark.parametrize("name", EVERYONE)
def test_a_page_is_light_on_the_wire(app: Flask, name: str) -> None:
    # The first view is to stay under 60,000 bytes with its style sheet, which has about 11,000 of them.
    assert len(gzip.compress(plan_page(app, plan_of(EVERYONE[name])).encode())) < 16_000
