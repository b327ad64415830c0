"""The words of a plan: what comes first, what is open, how each day was counted, and what is never said."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from flask import Flask

from planner.engine.plan import Plan
from planner.guidance.clauses import Span
from planner.web.counted import how_counted, in_words
from planner.web.days import listed, named_day, short_day
from planner.web.present import PlanView, plan_view
from tests.people import by_code
from tests.web.lives import AMIRA, BEN, CHLOE, DEV, EVERYONE, FARAH, GRACE, TODAY, fields, plan_of

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
    return plan_view(plan_of(answers, **others))  # type: ignore[arg-type]


def counted(plan: Plan, code: str) -> list[str]:
    """How the days of one step were counted."""
    return how_counted(next(one for one in plan.items if one.item.code == code), plan)


@pytest.mark.parametrize("name", [*EVERYONE, "no one"])
def test_no_page_says_what_we_never_say(app: Flask, name: str) -> None:
    text = Seen(app.test_client().post("/", data=fields(EVERYONE.get(name, {"place": "not-said"}))).text).text
    assert len(text) > 5000
    assert NEVER.findall(text) == []
    assert SAFE.findall(OUR_TERM.sub("", text)) == []


def test_the_first_page_and_the_mistakes_keep_to_the_same_words(app: Flask) -> None:
    client = app.test_client()
    for answer in (client.get("/"), client.post("/", data={"age": "x", "treatment_date-day": "1"})):
        text = Seen(answer.text).text
        assert NEVER.findall(text) == []
        assert SAFE.findall(text) == []


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


def test_the_short_reason_and_the_rest_of_it_are_the_whole_reason() -> None:
    plan = plan_of(AMIRA)
    first = plan_view(plan).next
    assert first is not None
    assert f"{first.why} {first.row.why}" == by_code(plan)["B03"].item.words["en"].why


@pytest.mark.parametrize("name", EVERYONE)
def test_every_step_of_the_plan_stands_in_one_part_and_only_open_parts_are_unfolded(name: str) -> None:
    plan = plan_of(EVERYONE[name])
    view = plan_view(plan)
    shown = [row.id for part in view.parts for row in (*part.rows, *part.more)]
    assert sorted(shown) == sorted(f"step-{number}" for number in range(1, len(plan.items) + 1))
    for part in view.parts:
        states = {row.state for row in (*part.rows, *part.more)}
        assert part.open == bool(states - {"upcoming", "paused", "done"}), part.title


def test_when_much_is_open_the_pressing_comes_first_and_the_rest_folds_away() -> None:
    find_out = next(part for part in view_of(BEN).parts if part.title == "Find out and decide")
    assert len(find_out.rows) == 6
    assert [row.title for row in find_out.more][-1] == "Look for a trial"
    assert find_out.more_title == "Less pressing (6)"


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


@pytest.mark.parametrize("name", EVERYONE)
def test_every_step_says_how_its_day_was_counted_and_who_says_so(name: str) -> None:
    for part in view_of(EVERYONE[name]).parts:
        for row in (*part.rows, *part.more):
            assert row.counted, row.title
            assert row.sources, row.title
            assert all(source["last_checked"] == "20 November 2026" for source in row.sources), row.title
            assert row.because.startswith("It is "), row.title


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
    assert said.text.endswith("These last days keep running:")
    assert "Have your eggs collected, 10 April 2026" in said.listed
    assert all(not line.endswith((".", ";")) for line in said.listed)


def test_only_questions_this_page_can_take_are_asked_again() -> None:
    keys = [question.key for question in view_of(GRACE).questions]
    assert "hormones" in keys
    assert "stored_on" not in keys


def test_what_is_left_out_has_its_reason() -> None:
    left_out = dict(view_of(AMIRA).left_out)
    assert left_out["Freeze sperm: go to your first visit"] == (
        "Left out because you have no testicles. Change the answer to bring it back."
    )
