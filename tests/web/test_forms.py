"""What is typed becomes the answers that a file would hold; what cannot be read is asked again, kindly."""

from datetime import date

import pytest

from planner.guidance.loader import guidance
from planner.questions.catalogue import QUESTION
from planner.questions.told import Told
from planner.web.form_view import form_view, link_to
from planner.web.forms import KEYS, Mistake, told_by, typed_from
from tests.web.lives import AMIRA, DEV, TODAY, fields

CODES = frozenset(item.code for item in guidance().editions["elsewhere"])


def told(**answers: str) -> Told:
    """What is understood of these answers; they hold no mistake."""
    found = told_by(typed_from(fields(answers)), CODES, TODAY)
    assert isinstance(found, Told), found
    return found


def mistakes(**answers: str) -> list[Mistake]:
    """What is to be put right in these answers."""
    found = told_by(typed_from(fields(answers)), CODES, TODAY)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("typed", "day", "whole_month"),
    [
        ("27 3 2027", date(2027, 3, 27), False),
        ("01 09 2026", date(2026, 9, 1), False),
        ("29 2 2028", date(2028, 2, 29), False),
        ("27 March 2027", date(2027, 3, 27), False),
        ("27 mar 2027", date(2027, 3, 27), False),
        (" 3 2027", date(2027, 3, 1), True),  # no day: the whole month
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str, day: date, whole_month: bool) -> None:
    found = told(treatment_date=typed)
    assert (found.days["treatment_date"], found.whole_month) == (day, whole_month)


@pytest.mark.parametrize(
    ("typed", "text", "boxes"),
    [
        ("31 2 2027", "Enter a day that exists, for example 27 3 2027", ("day", "month")),
        ("29 2 2027", "Enter a day that exists, for example 27 3 2027", ("day", "month")),
        ("27  ", "Enter the day, month and year, for example 27 3 2027", ("month", "year")),
        ("27 3 ", "Enter the day, month and year, for example 27 3 2027", ("year",)),
        ("  2027", "Enter the month and the year too, for example 3 2027", ("month",)),
        ("x 3 2027", "Enter the day, month and year, for example 27 3 2027", ("day",)),
        ("1 xy 2027", "Enter the day, month and year, for example 27 3 2027", ("month",)),
        ("-1 3 2027", "Enter the day, month and year, for example 27 3 2027", ("day",)),
        ("٢ 3 2027", "Enter the day, month and year, for example 27 3 2027", ("day",)),
        ("27 3 27", "Enter all four figures of the year, for example 2027", ("year",)),
        ("27 3 1999", "Enter a year from 2000 to 2100", ("year",)),
        ("27 3 2101", "Enter a year from 2000 to 2100", ("year",)),
    ],
)
def test_a_day_that_cannot_be_read_says_what_to_enter_and_marks_where(
    typed: str, text: str, boxes: tuple[str, ...]
) -> None:
    found = mistakes(treatment_date=typed)
    assert found == [Mistake("treatment_date", text, boxes)]
    assert link_to(found[0]) == f"#treatment_date-{boxes[0]}"


def test_nothing_typed_is_not_said_and_never_no() -> None:
    assert told(age="", place="") == Told()


def test_skipping_a_question_is_the_same_as_leaving_it_empty() -> None:
    assert told(has_ovaries="not-said", age="34") == told(age="34")


def test_none_is_an_answer_and_empty_is_not() -> None:
    assert told(hormones="none-of-these").answers["hormones"] == ()
    assert told(contraception="none").answers["contraception"] == ("none",)
    assert "hormones" not in told(age="34").answers


@pytest.mark.parametrize("key", ["hormones", "contraception"])
def test_none_and_something_cannot_both_be_true(key: str) -> None:
    none, other = {"hormones": ("none-of-these", "hrt"), "contraception": ("none", "implant")}[key]
    assert [found.key for found in mistakes(**{key: f"{none} {other}"})] == [key]


@pytest.mark.parametrize("age", ["-3", "1e308", "121", "34.5", "old", "9" * 40, "٣٤"])
def test_an_age_is_a_whole_number_of_years(age: str) -> None:
    assert mistakes(age=age) == [Mistake("age", "Enter your age in whole years, from 0 to 120, for example 34")]


def test_chemo_begun_and_still_to_come_cannot_both_be_true() -> None:
    found = mistakes(treatment_date="18 5 2026", treatment_date_kind="first-chemo", chemo_already_started="yes")
    assert [mistake.key for mistake in found] == ["treatment_date"]
    assert found[0].text.startswith("You said chemo has started, but this date is still to come.")


def test_a_transplant_that_happened_cannot_be_still_to_come() -> None:
    found = mistakes(treatment_date="18 5 2026", treatment_date_kind="day-zero", treatment_happened="yes")
    assert [mistake.key for mistake in found] == ["treatment_date"]
    assert found[0].text.startswith("You said you have had the transplant, but this date is still to come.")


def test_mistakes_stand_in_the_order_of_the_questions() -> None:
    found = mistakes(menopause="perhaps", treatment_date="1 1 1", age="x", regimen="tea", place="moon")
    assert [mistake.key for mistake in found][:2] == ["treatment_date", "age"]
    found = mistakes(menopause="perhaps", regimen="tea", place="moon", hormones="tea")
    assert [mistake.key for mistake in found] == ["place", "menopause", "regimen", "hormones"]


def test_the_answers_of_a_whole_life_are_understood() -> None:
    found = told(**AMIRA)
    assert found.days == {"treatment_date": date(2026, 5, 18)}
    assert found.age == 29
    assert found.said("contraception", "progestogen-pill")
    assert found.said("regimen", "cy-atg")
    assert told(**DEV).said("chemo_already_started", "yes")


def test_what_no_answer_can_hold_is_not_shown_again() -> None:
    typed = typed_from(fields({"age": "\x00\x1b[2J" + "9" * 500, "place": "\ud800gb"}))
    assert typed.chosen("age") == "[2J" + "9" * 37
    assert typed.chosen("place") == "gb"


def test_every_question_of_the_form_can_be_skipped_and_none_is_a_drop_down() -> None:
    asked = [field for part in form_view(typed_from(fields({}))).parts for field in part.fields]
    assert [field.key for field in asked] == list(KEYS)
    for field in asked:
        values = [answer.value for answer in field.answers]
        assert "not-said" in values or field.kind in ("day", "age", "several"), field.key
        assert all(answer.text for answer in field.answers)
        if field.kind in ("row", "one", "course"):
            assert values == [*QUESTION[field.key].answers, "not-said"], field.key
