"""Phone numbers of the team: kept sealed, nobody else's, none lost, and dialled as they are meant."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.db import db
from planner.errors import CannotBe, Faults, NothingHere
from planner.guidance.loader import guidance
from planner.once import UsedForAnother
from planner.plans.actions import delete_plan
from planner.plans.export import export_of, import_plan
from planner.plans.kept import plan_of
from planner.plans.models import TeamPhoneRecord
from planner.plans.notes import WrittenMeanwhile
from planner.plans.phones import MOST, TeamPhone, add_phone, change_phone, phones_of, remove_phone
from planner.tokens import new_id, new_token
from tests.accounts.holders import another_device, at_once, done_to
from tests.keeping.people_kept import occasion
from tests.plans.living import EITHER, MARCH_3, MARCH_4, Somebody

WARD = ("Transplant ward, day and night", "+44 20 7946 0001")


def keep(who: Somebody, whose: str = WARD[0], number: str = WARD[1], after: int = 0) -> TeamPhone:
    """Keep one number, so many seconds after noon."""
    when = occasion(now=occasion().now + timedelta(seconds=after))
    return add_phone(who.actor, new_token(), whose, number, when)


def put(who: Somebody, phone: TeamPhone, whose: str, number: str, before: tuple[str, str] | None = None) -> TeamPhone:
    """Put another in the place of one."""
    return change_phone(who.actor, new_token(), phone.id, whose, number, occasion(), before)


def numbers_of(who: Somebody) -> list[tuple[str, str]]:
    """Whose each number is and the number, in their order."""
    return [one[1:] for one in phones_of(who.kept)]


def test_numbers_are_kept_sealed_in_their_order_and_changed_in_their_place(app: Flask) -> None:
    amira = Somebody()
    ward = keep(amira, after=1)
    keep(amira, "Clinic", "030 1234-56", after=2)
    record = db.session.get(TeamPhoneRecord, ward.id)
    assert record is not None
    assert (record.plan_id, b"7946" in record.words, b"ward" in record.words) == (amira.kept.id, False, False)
    assert put(amira, ward, "Ward  9,\nat night", " 0123 ") == (ward.id, "Ward 9, at night", "0123")
    assert numbers_of(amira) == [("Ward 9, at night", "0123"), ("Clinic", "030 1234-56")]
    remove_phone(amira.actor, new_token(), ward.id, occasion())
    assert numbers_of(amira) == [("Clinic", "030 1234-56")]
    assert done_to(amira.actor.person)[-4:] == ["phone-added", "phone-added", "phone-changed", "phone-removed"]
    assert amira.kept.version == 2  # numbers are no facts: the plan is drawn as before


def test_each_change_counts_once(app: Flask) -> None:
    amira, key = Somebody(), new_token()
    first = add_phone(amira.actor, key, *WARD, occasion())
    assert keep(amira, f" {WARD[0]} ", "+44  20 7946 0001") == first  # the same, typed another time
    assert add_phone(amira.actor, key, *WARD, occasion(MARCH_3)) == first
    with pytest.raises(UsedForAnother):
        add_phone(amira.actor, key, WARD[0], "0123", occasion())
    change, away = new_token(), new_token()
    for _ in range(2):
        assert change_phone(amira.actor, change, first.id, "Ward", "0123", occasion()).number == "0123"
    for _ in range(2):
        remove_phone(amira.actor, away, first.id, occasion())
    assert add_phone(amira.actor, key, *WARD, occasion(MARCH_3)).id == first.id  # sent again: not back
    assert numbers_of(amira) == []
    assert done_to(amira.actor.person)[-3:] == ["phone-added", "phone-changed", "phone-removed"]


@EITHER
def test_one_can_tell_cheaply_whether_they_changed(app: Flask) -> None:
    amira = Somebody()
    ward = keep(amira)
    before = phones_of(amira.kept)
    assert phones_of(amira.kept) == before
    put(amira, ward, *WARD)
    assert phones_of(amira.kept) == before
    put(amira, ward, WARD[0], "0123")
    assert phones_of(amira.kept) != before


def test_what_two_devices_write_is_never_lost(app: Flask) -> None:
    amira = Somebody()
    ward = keep(amira)
    laptop = another_device(amira.actor).actor
    put(amira, ward, "Ward", "0123", before=WARD)
    with pytest.raises(WrittenMeanwhile) as meanwhile:
        change_phone(laptop, new_token(), ward.id, "Ward", "0456", occasion(), WARD)
    assert meanwhile.value.theirs == "Ward: 0123"
    assert change_phone(laptop, new_token(), ward.id, "Ward", "0123", occasion(), WARD).number == "0123"  # the same
    put(amira, ward, "Ward", "0456", before=("Ward", "0123"))
    assert numbers_of(amira) == [("Ward", "0456")]


def test_of_several_at_the_same_moment_no_more_are_kept_than_there_is_room_for(kept_app: Flask, app: Flask) -> None:
    amira = Somebody()
    for number in range(MOST - 1):
        keep(amira, f"Ward {number}", after=number)

    def send(whose: str) -> Callable[[], TeamPhone]:
        return lambda: add_phone(amira.actor, new_token(), whose, "0123", occasion())

    outcomes = at_once(kept_app, *(send(whose) for whose in ("one", "two", "three")))
    assert [type(one) for one in outcomes if not isinstance(one, TeamPhone)] == [CannotBe] * 2
    assert len(numbers_of(amira)) == MOST
    assert keep(amira, "Ward 0").who == "Ward 0"  # what is there already is no more
    with pytest.raises(CannotBe, match="Take one away"):
        keep(amira, "Ward 99")


@EITHER
def test_nobody_changes_or_takes_away_what_is_another_persons(app: Flask) -> None:
    amira, chloe = Somebody(), Somebody()
    mine = keep(amira)
    for name in (mine.id, new_id(), "nonsense", "\ud800"):
        with pytest.raises(NothingHere):
            change_phone(chloe.actor, new_token(), name, "Ward", "0123", occasion())
        with pytest.raises(NothingHere):
            remove_phone(chloe.actor, new_token(), name, occasion())
    assert (numbers_of(amira), numbers_of(chloe)) == ([WARD], [])


def test_they_go_with_the_plan(app: Flask) -> None:
    amira = Somebody()
    ward = keep(amira)
    delete_plan(amira.actor, new_token(), occasion())
    query = select(func.count()).where(TeamPhoneRecord.id == ward.id)
    assert db.session.scalar(query) == 0


# --- what is a number ---


@pytest.mark.parametrize(
    ("typed", "kept", "dialled"),
    [
        ("112", "112", "112"),
        (" 020 7946 0001 ", "020 7946 0001", "02079460001"),
        ("+44 20 7946 0001", "+44 20 7946 0001", "+442079460001"),
        ("+44 (0)20 7946 0001", "+44 (0)20 7946 0001", "+442079460001"),  # the zero is only for calls at home
        ("+44 (0) 20 794600", "+44 (0) 20 794600", "+4420794600"),
        ("(+44)(0)2079460001", "(+44)(0)2079460001", "+442079460001"),
        ("0044 (0)2079460001", "0044 (0)2079460001", "00442079460001"),
        ("(0)20 7946 0001", "(0)20 7946 0001", "02079460001"),
        ("(020) 7946-0001", "(020) 7946-0001", "02079460001"),
        ("030/1234.56-78", "030/1234.56-78", "03012345678"),
        ("020\u00a07946\u202f0001", "020 7946 0001", "02079460001"),  # blanks as they are copied from a page
        ("020\u20117946\u20130001", "020-7946-0001", "02079460001"),  # and dashes
        ("\u202d+44 20 7946 0001\u202c", "+44 20 7946 0001", "+442079460001"),  # and from a phone's own list
        ("０２０ ７９４６", "020 7946", "0207946"),
    ],
)
@EITHER
def test_a_number_is_kept_as_it_was_written_and_dialled_without_its_signs(
    app: Flask, typed: str, kept: str, dialled: str
) -> None:
    phone = keep(Somebody(), "Ward", typed)
    assert (phone.number, phone.dial) == (kept, dialled)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Write the whole number"),
        ("12", "at least 3 digits"),
        ("+ (0)", "at least 3 digits"),
        ("020 7946 0001 ext 12", "An extension goes into who"),
        ("020 7946 x12", "in digits"),
        ("0800 WARD", "in digits"),
        ("020 7946+1", "a plus before it"),
        ("++44 20", "a plus before it"),
        ("*123#", "in digits"),
        ("020;phone-context=x", "in digits"),
        ("020,,12", "in digits"),
        ("٠١٢٣٤", "in digits"),
        ("0123\x074", "in digits"),
        ("0123\ud800", "in digits"),
        ("020 7946 0001 / 020 7946 0002", "Write one number"),
        ("1" * 21, "at most 20"),
    ],
)
@EITHER
def test_what_is_no_number_is_refused_with_what_to_do(app: Flask, typed: str, words: str) -> None:
    amira = Somebody()
    ward = keep(amira)
    for change in (lambda: keep(amira, "Ward", typed), lambda: put(amira, ward, "Ward", typed)):
        with pytest.raises(Faults, match=words) as refused:
            change()
        assert [one.key for one in refused.value.faults] == ["number"]
    assert numbers_of(amira) == [WARD]


@pytest.mark.parametrize("whose", ["", "  ", "x" * 81, "bell\x07", "\ud800"])
@EITHER
def test_it_is_said_whose_it_is(app: Flask, whose: str) -> None:
    amira = Somebody()
    with pytest.raises(Faults) as refused:
        keep(amira, whose, "12")
    assert [one.key for one in refused.value.faults] == ["who", "number"]
    assert "at most 80" in refused.value.faults[0].allowed
    assert keep(amira, "x" * 80).who == "x" * 80


# --- taken elsewhere ---


def saved(who: Somebody) -> dict[str, Any]:
    """The file of a plan."""
    return export_of(who.kept, guidance())


def test_they_are_saved_and_come_back_in_their_order(app: Flask) -> None:
    amira = Somebody()
    whole = [(f"Ward {number}", f"012{number}") for number in range(MOST)]
    for place, one in enumerate(whole):
        keep(amira, *one, after=place)
    exported = saved(amira)
    assert exported["phones"] == [{"who": who, "number": number} for who, number in whole]
    actor, _ = import_plan(new_token(), exported, "phone", occasion(MARCH_4))
    assert [one[1:] for one in phones_of(plan_of(actor))] == whole
    assert export_of(plan_of(actor), guidance())["phones"] == exported["phones"]


@EITHER
def test_what_was_saved_before_there_were_numbers_comes_back_without(app: Flask) -> None:
    exported = saved(Somebody())
    del exported["phones"]
    actor, _ = import_plan(new_token(), exported, "phone", occasion(MARCH_4))
    assert phones_of(plan_of(actor)) == []


@pytest.mark.parametrize(
    ("phones", "words"),
    [
        (None, "phones: .* Use a list"),
        ({}, "phones: .* Use a list"),
        (["0123"], "phones.0: .* Each has two texts"),
        ([{"who": "Ward"}], "phones.0: .* Each has two texts"),
        ([{"who": "Ward", "number": "0123", "more": 1}], "phones.0: .* Each has two texts"),
        ([{"who": "Ward", "number": "0123"}, {"who": "", "number": "0123"}], "phones.1.who: .* at most 80"),
        ([{"who": "Ward", "number": 1234}], "phones.0.number: 1234 .* at least 3 digits"),
        ([{"who": ["Ward"], "number": "ring"}], "phones.0.number: .* in digits"),
        ([{"who": "Ward", "number": f"012{number}"} for number in range(9)], "At most 8 numbers"),
    ],
)
@EITHER
def test_a_file_that_was_changed_is_refused_with_what_to_do(app: Flask, phones: Any, words: str) -> None:
    exported = saved(Somebody())
    exported["phones"] = phones
    with pytest.raises(Faults, match=words):
        import_plan(new_token(), exported, "phone", occasion(MARCH_4))
