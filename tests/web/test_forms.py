"""What is typed on a page becomes the answers a file would hold; what cannot be read is asked again, kindly."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from planner import create_app
from planner.languages import speaking
from planner.questions.catalogue import QUESTION
from planner.questions.journey import PAGE_OF, PAGES
from planner.questions.model import MANY
from planner.web.asking.answers_view import words_for
from planner.web.asking.question_form import (
    DAYS,
    Mistake,
    answers_from,
    belongs,
    names_of,
    skipped,
    typed_before,
    typed_from,
)
from planner.web.asking.question_words import NONE_OF_THESE, answers_to
from planner.web.asking.typed_days import boxes_of, order_of, read_day

DAY = ("day", "month", "year")
A_DATE = {"treatment_date_kind": "first-chemo", "treatment_date_certainty": "confirmed"}


def sent(fields: Mapping[str, str | list[str]]) -> MultiDict[str, str]:
    """Fields as a browser sends them. A day stands in one text: '27 3 2027'."""
    form: MultiDict[str, str] = MultiDict()
    for key, told in fields.items():
        if key in QUESTION and QUESTION[key].kind in DAYS and isinstance(told, str):
            for part, text in zip(DAY, told.split(" "), strict=False):
                form.add(f"{key}-{part}", text)
        else:
            for one in [told] if isinstance(told, str) else told:
                form.add(key, one)
    return form


def read(number: int, place: object = "gb", /, **fields: str | list[str]) -> dict[str, Any] | list[Mistake]:
    """What is understood of a page."""
    keys = next(page.keys for page in PAGES if page.number == number)
    return answers_from(typed_from(sent(fields), keys), keys, place)


def told(key: str, place: object = "gb", /, **fields: str | list[str]) -> Any:
    """The answer that is understood of the page that asks for it."""
    found = read(PAGE_OF[key].number, place, **fields)
    assert isinstance(found, dict), found
    return found[key]


def mistake(key: str, place: object = "gb", /, **fields: str | list[str]) -> Mistake:
    """The one mistake of the page that asks for it."""
    found = read(PAGE_OF[key].number, place, **fields)
    assert isinstance(found, list), found
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("27 3 2027", "2027-03-27"),
        ("01 09 2026", "2026-09-01"),
        ("29 2 2028", "2028-02-29"),
        ("27 March 2027", "2027-03-27"),
        ("27 mar 2027", "2027-03-27"),
        (" 3 2027", "2027-03"),  # no day: the whole month
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str, day: str) -> None:
    assert told("treatment_date", **A_DATE, treatment_date=typed) == day


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The service, to speak another language in."""
    return create_app({"INSTANCE": str(tmp_path_factory.mktemp("instance"))})


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("27 enero 2027", "2027-01-27"),
        ("27 ENE 2027", "2027-01-27"),
        ("27 ago 2027", "2027-08-27"),
        ("27 January 2027", "2027-01-27"),
        ("27 aug 2027", "2027-08-27"),
        ("27 3 2027", "2027-03-27"),
    ],
)
def test_a_month_is_named_in_the_language_that_is_spoken_or_in_english(app: Flask, typed: str, day: str) -> None:
    with app.test_request_context(), speaking("es"):
        assert told("treatment_date", **A_DATE, treatment_date=typed) == day


def test_a_month_of_a_language_that_is_not_spoken_is_asked_again() -> None:
    assert mistake("treatment_date", **A_DATE, treatment_date="27 enero 2027").boxes == ("month",)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Nueva York", "America/New_York"),
        ("ciudad de mexico", "America/Mexico_City"),
        ("Bogotá", "America/Bogota"),
        ("europe/madrid", "Europe/Madrid"),
        ("Chicago", "America/Chicago"),
    ],
)
def test_the_city_of_a_time_zone_is_named_in_the_language_that_is_spoken(app: Flask, typed: str, zone: str) -> None:
    with app.test_request_context(), speaking("es"):
        assert told("time_zone", **{"time_zone-other": typed}) == zone


@pytest.mark.parametrize("code", ["en", "es"])
def test_medicines_stand_in_the_order_of_their_names_the_rest_last(app: Flask, code: str) -> None:
    with app.test_request_context(), speaking(code):
        *named, other, none = answers_to("dmt")
    assert (other.value, none.value) == ("other", "none")
    names = [answer.text for answer in named]
    assert names == sorted(names, key=str.casefold)
    assert len(named) == len(QUESTION["dmt"].answers) - 2


def test_answers_of_which_several_are_true_are_listed_in_one_line() -> None:
    for question in (question for question in QUESTION.values() if question.kind in MANY):
        every = words_for(question.key, {question.key: list(question.labels)})
        first, *_others = question.labels.values()
        assert every.startswith(first)
        assert " and " in every
    hormones = words_for("hormones", {"hormones": ["testosterone", "hrt"]})
    assert hormones == "Testosterone and hormone therapy (HRT)"


@pytest.mark.parametrize(
    ("typed", "text", "boxes"),
    [
        ("31 2 2027", "Enter a day that exists, for example 27 3 2027", ("day", "month")),
        ("29 2 2027", "Enter a day that exists, for example 27 3 2027", ("day", "month")),
        ("3 27 2027", "Enter the day first: 27 March 2027 is 27 3 2027", ("day", "month")),
        ("31 13 2027", "Enter a day that exists, for example 27 3 2027", ("day", "month")),
        (" 27 2027", "Enter a day that exists, for example 27 3 2027", ("month",)),
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
    assert mistake("treatment_date", **A_DATE, treatment_date=typed) == Mistake("treatment_date", text, boxes)


@pytest.mark.parametrize("place", ["gb", "elsewhere", "not-said", None])
def test_the_day_comes_first_where_that_is_the_way(place: object) -> None:
    order = order_of(place)
    assert order.parts == ("day", "month", "year")
    assert order.example == "27 3 2027"


def test_the_month_comes_first_in_the_united_states() -> None:
    order = order_of("us")
    assert order.parts == ("month", "day", "year")
    assert read_day({"month": "3", "day": "27", "year": "2027"}, order, month_alone=False) == "2027-03-27"
    found = mistake("age", "us", age="x")
    assert found.text == "Enter your age in whole years, from 0 to 120, for example 34"
    found = mistake("treatment_date", "us", **A_DATE, treatment_date="3 27 2027")  # 27 stands in the box of the month
    assert found.text == "Enter the month first: 27 March 2027 is 3 27 2027"
    assert found.boxes == ("month", "day")


def test_a_month_alone_is_no_day_where_a_day_is_asked() -> None:
    found = mistake("dmt_last", dmt="ocrelizumab", dmt_last=" 3 2026")
    assert found == Mistake("dmt_last", "Enter the day, month and year, for example 27 3 2025", ("day",))


def test_a_kept_day_stands_in_its_boxes_again() -> None:
    for day in ("2027-03-27", "2027-03", "2026-02-01T21:30"):
        found = read_day(boxes_of(day), order_of("gb"), month_alone=True)
        assert found == day.split("T")[0]


def test_a_page_left_empty_asks_for_an_answer_or_skip() -> None:
    assert mistake("place").text == "Choose an answer, or press Skip"
    assert mistake("treatment_date").text == "Enter the date, or choose 'I don't know a date yet'"
    assert mistake("positive_test_on").text.startswith("Enter the day, month and year, for example 27 3 2025")


def test_skipping_is_not_said_and_never_no() -> None:
    for page in PAGES:
        assert set(skipped(page.keys)) == set(page.keys)
        assert set(skipped(page.keys).values()) <= {None, "not-said"}


def test_one_part_of_a_page_may_be_left_empty() -> None:
    found = read(PAGE_OF["has_ovaries"].number, has_ovaries="yes")
    assert found == {"has_ovaries": "yes", "has_uterus": "not-said", "has_testes": "not-said"}


def test_none_is_an_answer() -> None:
    assert told("hormones", hormones=NONE_OF_THESE) == []
    assert told("contraception", contraception="none") == ["none"]
    assert told("contraception", contraception=["barrier", "implant"]) == ["barrier", "implant"]


@pytest.mark.parametrize(
    ("key", "both"), [("hormones", [NONE_OF_THESE, "hrt"]), ("contraception", ["none", "implant"])]
)
def test_none_and_something_cannot_both_be_true(key: str, both: list[str]) -> None:
    assert mistake(key, **{key: both}).text == "Choose 'None', or the ones that are true, but not both"


@pytest.mark.parametrize("age", ["-3", "1e308", "121", "34.5", "old", "9" * 40, "٣٤", "3\x004"])
def test_an_age_is_a_whole_number_of_years(age: str) -> None:
    assert mistake("age", age=age) == Mistake("age", "Enter your age in whole years, from 0 to 120, for example 34")


def test_no_date_yet_is_an_answer_of_its_own() -> None:
    found = read(PAGE_OF["treatment_date"].number, treatment_date_kind="day-zero", treatment_date_certainty="not-said")
    assert found == {
        "treatment_date": None,
        "treatment_date_kind": "not-said",
        "treatment_date_certainty": "not-said",
    }


def test_a_date_and_no_date_yet_cannot_both_be_true() -> None:
    found = mistake("treatment_date", treatment_date="27 3 2027", treatment_date_certainty="not-said")
    assert found.key == "treatment_date_certainty"


def test_a_date_that_is_said_to_be_about_right_is_asked_for() -> None:
    found = mistake("treatment_date", treatment_date_kind="day-zero", treatment_date_certainty="approximate")
    assert found.text == "Enter the date, or choose 'I don't know a date yet'"


def test_no_chemo_yet_takes_the_day_of_the_first_chemo_away() -> None:
    assert told("chemo_started_on", chemo_already_started="no", chemo_started_on="x y z") is None
    assert told("chemo_started_on", chemo_already_started="yes", chemo_started_on="1 2 2026") == "2026-02-01"
    assert told("chemo_started_on", chemo_already_started="yes") is None


def test_a_last_dose_belongs_to_a_medicine() -> None:
    assert mistake("dmt", dmt="none", dmt_last="1 2 2026").key == "dmt"
    assert told("dmt_last", dmt="ocrelizumab", dmt_last="1 2 2026") == "2026-02-01"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Europe/Paris", "Europe/Paris"), ("paris", "Europe/Paris"), ("america/new york", "America/New_York")],
)
def test_a_time_zone_is_found_by_its_name_or_its_city(typed: str, zone: str) -> None:
    assert told("time_zone", **{"time_zone-other": typed}) == zone


@pytest.mark.parametrize("typed", ["Nowhere", "GMT+1", "../etc/passwd", "Europe/Par\x00is", "Louisville Louisville"])
def test_a_time_zone_nobody_has_is_asked_again(typed: str) -> None:
    assert mistake("time_zone", **{"time_zone-other": typed}).key == "time_zone"
    assert mistake("time_zone", **{"time_zone-other": "Europe/Paris", "time_zone": "Europe/London"}).key == "time_zone"


def test_an_answer_nobody_offered_is_asked_again() -> None:
    for key in (key for page in PAGES for key in page.keys if QUESTION[key].kind in ("one", "several", "flag")):
        found = read(PAGE_OF[key].number, **{key: "perhaps"})
        assert isinstance(found, list), key
        assert key in [one.key for one in found]


def test_two_answers_to_one_question_are_asked_again() -> None:
    assert mistake("place", place=["gb", "us"]).key == "place"
    assert mistake("age", age=["3", "4"]).key == "age"


def test_what_no_answer_can_hold_is_not_shown_again_and_not_kept() -> None:
    typed = typed_from(sent({"age": "\x00\x1b[2J" + "9" * 500}), ("age",))
    assert typed.one("age") == "[2J" + "9" * 37
    assert isinstance(answers_from(typed, ("age",), None), list)
    typed = typed_from(sent({"place": "\ud800gb"}), ("place",))
    assert typed.one("place") == "gb"
    assert isinstance(answers_from(typed, ("place",), None), list)
    typed = typed_from(sent({"place": "\x00"}), ("place",))
    assert isinstance(answers_from(typed, ("place",), None), list)


def test_only_the_fields_of_a_page_belong_to_it() -> None:
    keys = ("place",)
    carried = {"csrf_token": "x", "once": "y"}
    assert belongs(sent({"place": "gb", **carried}), keys)
    assert belongs(sent({"skip": "yes", "from": "answers", **carried}), keys)
    assert not belongs(sent({"place": "gb", "age": "34"}), keys)
    assert not belongs(sent({"place[]": "gb"}), keys)
    assert not belongs(sent({"skip": "no"}), keys)
    assert not belongs(sent({"from": ["answers", "answers"]}), keys)


def test_what_was_kept_is_typed_again_and_read_the_same() -> None:
    kept: dict[str, Any] = {
        "place": "us",
        "treatment_date_kind": "day-zero",
        "treatment_date": "2027-03",
        "treatment_date_certainty": "approximate",
        "age": 34,
        "contraception": ["barrier"],
        "hormones": [],
        "no_sex_items": True,
        "time_zone": "Europe/Berlin",
        "centre_time_zone": "America/New_York",
        "dmt": "ocrelizumab",
        "dmt_last": "2026-02-01",
    }
    for page in {PAGE_OF[key] for key in kept}:
        typed = typed_before(kept, page.keys)
        assert answers_from(typed, page.keys, kept["place"]) == {key: kept[key] for key in page.keys}


def test_every_answer_of_every_question_can_be_chosen_in_words() -> None:
    for key, question in ((key, QUESTION[key]) for page in PAGES for key in page.keys):
        found = [answer.value for answer in answers_to(key)]
        assert set(question.answers) <= set(found), key
        assert all(answer.text for answer in answers_to(key)), key
        assert len(names_of(key)) == len(set(names_of(key)))
