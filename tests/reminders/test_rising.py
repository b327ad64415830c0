"""A last safe day rises after its first reader was told, to those alone for whom it was allowed, and to staff once."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from planner.accounts.access import Actor
from planner.clinics.enrolments import Sees
from planner.clinics.joining import join_clinic, leave_clinic
from planner.plans.sharing import Rights
from planner.plans.stopping import stop
from planner.reminders import sending
from planner.reminders.messages import Letter
from planner.reminders.policy import LAST_SAFE, RISEN
from planner.reminders.told import to_be_seen
from planner.tokens import new_id, new_token
from tests.keeping.clinic_kept import KeptClinic, a_clinic
from tests.keeping.people_kept import occasion, shared_with
from tests.reminders.reminded import Reminded, body_of
from tests.reminders.test_last_safe_days import LAST_DAY

SAM = "sam@example.org"
NURSES, LEAD = "nurse@example.org", "lead@example.org"


def shares_with_sam(owner: Reminded, **chosen: object) -> tuple[str, Actor]:
    """Their steps of freezing are shared with Sam, who is reached, and may be told: the share, and Sam."""
    share, sam, _cookie = shared_with(owner.actor, new_id(), Rights(groups=("freeze",)))
    owner.is_reached(SAM, sam)
    owner.chooses(rises=(share,), **chosen)
    return share, sam


def is_at(owner: Reminded, clinic: KeptClinic) -> str:
    """They join a clinic, and allow it to be told: the enrolment."""
    join_clinic(owner.actor, new_token(), clinic.clinic.join_code, "Fern 3", Sees(), owner.now)
    enrolment = str(owner.kept.enrolment)
    owner.chooses(rises=(enrolment,))
    return enrolment


def told(owner: Reminded, address: str) -> int:
    """How many messages have come to an address since this was asked last."""
    return sum(one["To"] == address for one in owner.letters())


@pytest.mark.parametrize("hour", [8, 9, 15, 20])
@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kolkata", "America/Los_Angeles"])
def test_nobody_is_told_before_its_first_reader(amira: Reminded, hour: int, zone: str) -> None:
    _share, sam = shares_with_sam(amira, hour=hour)
    amira.chooses(sam, zone=zone)
    amira.lives_until(date(2026, 5, 2))
    sent = [(one.done_at, one.kind, one.day) for one in amira.notices(outcome="sent") if one.kind in (LAST_SAFE, RISEN)]
    first = {day: at for at, kind, day in sent if kind == LAST_SAFE}
    risen = [(at, day) for at, kind, day in sent if kind == RISEN]
    assert risen
    assert [day for at, day in risen if (at - first[day]).total_seconds() < 3 * 60 * 60] == []


def test_whom_nothing_reaches_has_it_on_their_plan_and_it_rises(somebody: Callable[..., Reminded]) -> None:
    owner = somebody()
    shares_with_sam(owner)
    owner.lives_until(date(2026, 4, 24), 9)
    assert [one.day for one in to_be_seen(owner.kept, owner.now.now)] == [date(2026, 4, 24)]
    assert [one.outcome for one in owner.notices(kind=LAST_SAFE, day=date(2026, 4, 24))] == ["no-channel"]
    owner.lives_until(date(2026, 4, 25), 9)
    assert told(owner, SAM) == 1


def test_staff_are_told_two_days_later_each_when_their_quiet_hours_are_over(amira: Reminded) -> None:
    clinic = a_clinic(new_id()[:8], occasion())
    amira.is_reached(NURSES, clinic.nurse)
    amira.is_reached(LEAD, clinic.lead)
    amira.chooses(clinic.lead, quiet_from=8, quiet_to=12)
    is_at(amira, clinic)
    amira.lives_until(date(2026, 4, 26), 7)
    amira.letters()
    amira.lives_until(date(2026, 4, 26), 9)  # two days after 9:00 in London, which is 8:00 in UTC
    (letter,) = [one for one in amira.letters() if one["To"] in (NURSES, LEAD)]
    assert letter["To"] == NURSES
    assert "A day comes close and nobody has answered for it." in body_of(letter)
    amira.lives_until(date(2026, 4, 26), 12)
    assert [one["To"] for one in amira.letters() if one["To"] in (NURSES, LEAD)] == [LEAD]
    risen = next(one for one in amira.notices(kind=RISEN, day=date(2026, 4, 24)))
    assert (risen.outcome, risen.at) == ("sent", None)


def test_staff_are_told_once_of_two_plans(amira: Reminded, somebody: Callable[..., Reminded]) -> None:
    clinic = a_clinic(new_id()[:8], occasion())
    amira.is_reached(NURSES, clinic.nurse)
    is_at(amira, clinic)
    other = somebody().is_reached()
    is_at(other, clinic)
    amira.lives_until(date(2026, 4, 26), 9)
    assert told(amira, NURSES) == 1
    risen = [one.outcome for who in (amira, other) for one in who.notices(kind=RISEN, day=date(2026, 4, 24))]
    assert sorted(risen) == ["sent", "told-lately"]


def test_staff_who_were_told_of_one_plan_are_told_of_what_comes_later_too_three_hours_on(
    amira: Reminded, somebody: Callable[..., Reminded]
) -> None:
    clinic = a_clinic(new_id()[:8], occasion())
    amira.is_reached(NURSES, clinic.nurse)
    is_at(amira, clinic)
    # 9:00 in the Azores is 9:00 UTC in summer, an hour after 9:00 in London.
    other = somebody(time_zone="Atlantic/Azores").is_reached()
    is_at(other, clinic)
    amira.lives_until(date(2026, 4, 26), 8)
    assert told(amira, NURSES) == 1
    amira.lives_until(date(2026, 4, 26), 10)
    assert told(amira, NURSES) == 0
    amira.lives_until(date(2026, 4, 26), 11)
    assert told(amira, NURSES) == 1
    for who in (amira, other):
        assert [one.outcome for one in who.notices(kind=RISEN, day=date(2026, 4, 24))] == ["sent"]


def test_what_was_allowed_for_one_clinic_is_not_for_another(amira: Reminded) -> None:
    here, there = a_clinic(new_id()[:8], occasion()), a_clinic(new_id()[:8], occasion())
    amira.is_reached(NURSES, there.nurse)
    is_at(amira, here)
    leave_clinic(amira.actor, new_token(), amira.now)
    join_clinic(amira.actor, new_token(), there.clinic.join_code, "Fern 3", Sees(), amira.now)
    amira.lives_until(date(2026, 5, 2))
    assert told(amira, NURSES) == 0
    assert amira.notices(kind=RISEN) == []


def test_a_plan_that_stops_while_one_way_takes_long_goes_out_by_no_other(
    amira: Reminded, monkeypatch: pytest.MonkeyPatch
) -> None:
    amira.is_reached()
    names: list[str] = []

    def stops_meanwhile(letter: Letter, _hosts: Counter[str]) -> tuple[str, str, float | None]:
        names.append(letter.channel)
        stop(amira.actor, new_token(), "cancelled", amira.now)
        return sending.SENT, "", None

    amira.lives_until(date(2026, 4, 24), 7)
    monkeypatch.setattr(sending, "hand_over", stops_meanwhile)
    amira.lives_until(LAST_DAY)
    assert len(names) == 1
    assert amira.waiting() == []


def test_it_may_arrive_until_quiet_hours_begin_and_no_later(amira: Reminded, monkeypatch: pytest.MonkeyPatch) -> None:
    lasts: list[int] = []

    def notes(letter: Letter, _hosts: Counter[str]) -> tuple[str, str, float | None]:
        lasts.append(letter.message.lasts)
        return sending.SENT, "", None

    amira.lives_until(date(2026, 4, 24), 7)
    monkeypatch.setattr(sending, "hand_over", notes)
    amira.lives_until(date(2026, 4, 24), 8)
    assert amira.now.now == datetime(2026, 4, 24, 8, tzinfo=UTC)
    assert lasts == [12 * 60 * 60]  # from 9:00 to 21:00
