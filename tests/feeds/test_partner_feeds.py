"""Calendars of somebody with whom a plan is shared: what is shared, and no trace of anything else."""

from collections.abc import Callable
from datetime import date

import pytest

from planner.accounts.access import Actor
from planner.calendar.feeds import (
    MOST,
    TooManyFeeds,
    change_feed,
    end_all_feeds,
    end_feed,
    feed_named,
    feeds_of,
    move_feed,
)
from planner.calendar.ical import title_text
from planner.calendar.rehearsals import put_test_in
from planner.errors import NothingHere
from planner.guidance.loader import guidance
from planner.plans.kept import plan_from
from planner.plans.notes import write_note
from planner.plans.sharing import Rights
from planner.plans.stopping import stop
from planner.tokens import new_token
from tests.feeds.calendars import TODAY, Calendars, Seen
from tests.feeds.partners import EVERYTHING, Partner
from tests.plans.living import first_chemo

BEFORE_IT_IS_LATE, LATE = date(2026, 4, 20), date(2026, 4, 21)  # from here on ovarian tissue takes the place of eggs


def title(owner: Calendars, code: str, *, to_them: bool = False) -> str:
    """What a step is called in plain words."""
    (item,) = {one.item for one in plan_from(owner.kept, guidance(), TODAY).items if one.item.code == code}
    return title_text(item.for_partner["en"].title if to_them else item.words["en"].title)


def looks(partner: Partner, token: str) -> tuple[bytes, str | None, str | None]:
    """All that a program gets at an address."""
    answer = partner.owner.fetches(token)
    return answer.data, answer.headers["ETag"], answer.headers["Last-Modified"]


def counts(events: dict[str, Seen]) -> list[tuple[str, date, int, str]]:
    """What is told of each day beside its name: when, how often it changed, and the moment it did."""
    return sorted((one.title, one.day, one.sequence, one.modified.isoformat()) for one in events.values())


def test_it_holds_what_is_shared_each_in_the_words_that_are_for_them(amira: Calendars) -> None:
    with_part = Partner(amira, Rights(own_part=True, groups=("freeze",), shown=("B11",), hidden=("B12",)))
    without = Partner(amira, Rights(groups=("freeze",), shown=("B11",), hidden=("B12",)))
    found, others = with_part.titles(with_part.makes()[1]), without.titles(without.makes()[1])
    for code in ("B11", "B17"):
        assert title(amira, code, to_them=True) in found - others
        assert title(amira, code) in others - found
    assert title(amira, "B18") in found & others
    assert title(amira, "B12") not in found | others


def test_a_step_that_is_given_to_them_speaks_to_them_where_it_can(amira: Calendars) -> None:
    partner = Partner(amira, Rights(theirs=("B17", "B04")))
    _feed, token = partner.makes()
    assert partner.titles(token) == {title(amira, "B17", to_them=True), title(amira, "B04")}


def test_what_is_hidden_goes_at_once_and_looks_as_if_it_had_never_been_there(amira: Calendars) -> None:
    partner = Partner(amira, Rights(groups=("find-out",)))
    feed, token = partner.makes()
    before = partner.reads(token)
    amira.goes_to(TODAY, 15)
    partner.may_see(Rights(groups=("find-out",), hidden=("B04",)), proven=False)
    after = partner.reads(token)
    assert set(after) < set(before)
    assert title(amira, "B04") not in partner.titles(token)
    assert all(after[uid] == before[uid] for uid in after)
    assert partner.feed(feed).version == 2


def test_a_step_that_was_hidden_and_one_that_simply_went_leave_the_same(
    amira_again: Callable[[], Calendars],
) -> None:
    left = []
    for hides in (True, False):
        owner = amira_again()
        partner = Partner(owner, Rights(groups=("find-out",)))
        _feed, token = partner.makes()
        owner.goes_to(TODAY, 15)
        if hides:
            partner.may_see(Rights(groups=("find-out",), hidden=("B04",)))
        else:
            owner.says("B04", declined="not for me")
        left.append(counts(partner.reads(token)))
        owner.goes_to(TODAY)
    assert left[0] == left[1]


def test_a_step_that_is_shown_again_counts_on(amira: Calendars) -> None:
    partner = Partner(amira, Rights(groups=("find-out",)))
    _feed, token = partner.makes()
    first = partner.reads(token)
    partner.may_see(Rights(groups=("find-out",), hidden=("B04",)))
    amira.goes_to(TODAY, 15)
    partner.may_see(Rights(groups=("find-out",)))
    again = partner.reads(token)
    (uid,) = {uid for uid, one in first.items() if one.title == title(amira, "B04")}
    assert again[uid].sequence > first[uid].sequence
    assert again[uid].modified > first[uid].modified


def test_nothing_that_is_kept_back_moves_a_byte_a_count_or_a_moment(amira: Calendars) -> None:
    partner = Partner(amira, Rights(groups=("find-out",), hidden=("B03",)))
    feed, token = partner.makes()
    before = looks(partner, token)
    for hour in range(13, 19):
        amira.goes_to(TODAY, hour)
        amira.says("B03", waiting="for a letter")
        amira.calls("B04", "Aunt Rose")
        write_note(amira.actor, new_token(), "B04", f"note {hour}", amira.occasion)
        amira.answers(mobility="aid" if hour % 2 else "walks", age=28 + hour % 2)
        amira.makes(f"Mine at {hour}")
        partner.may_see(Rights(groups=("find-out",), hidden=("B03", f"A{hour - 12:02}")))
        assert looks(partner, token) == before
    assert partner.feed(feed).version == 1


def test_what_days_passing_change_is_found_when_its_own_program_asks_and_not_when_its_owner_is_there(
    amira_again: Callable[[], Calendars],
) -> None:
    found = []
    for is_there in (True, False):
        owner = amira_again()
        partner = Partner(owner, Rights(groups=("freeze", "fallback")))
        _feed, token = partner.makes()
        _mine, own = owner.makes()
        owner.goes_to(BEFORE_IT_IS_LATE)
        partner.reads(token)
        if is_there:
            owner.goes_to(LATE, 8)
            owner.answers(LATE, mobility="aid")
            owner.says("B03", LATE, waiting="for a letter")
            owner.calls("B18", "Aunt Rose")
            owner.fetches(own)
            partner.may_see(Rights(groups=("freeze", "fallback"), hidden=("A01",)))
        owner.goes_to(LATE, 15)
        events = partner.reads(token)
        assert "Ask if a piece of ovary can be frozen" in {one.title for one in events.values()}
        found.append((counts(events), owner.fetches(token).headers["Last-Modified"]))
        owner.goes_to(TODAY)
    assert found[0] == found[1]
    assert found[0][1] == "Tue, 21 Apr 2026 15:00:00 GMT"


def test_what_can_be_seen_moves_at_once(amira: Calendars) -> None:
    partner = Partner(amira)
    _feed, token = partner.makes()
    amira.goes_to(date(2026, 3, 9), 9)
    amira.moves(first_chemo("2026-06-01"), amira.today)
    moved = partner.reads(token)
    assert max(one.sequence for one in moved.values()) == 1
    assert amira.fetches(token).headers["Last-Modified"] == "Mon, 09 Mar 2026 09:00:00 GMT"
    amira.goes_to(date(2026, 3, 9), 10)
    amira.says("B04", amira.today, done="2026-03-09")
    assert title(amira, "B04") not in partner.titles(token)


@pytest.mark.parametrize("how", ["postponed", "cancelled", "break", "nothing"])
def test_why_there_is_nothing_to_show_is_not_told(amira: Calendars, how: str) -> None:
    partner = Partner(amira, Rights(groups=("find-out",)))
    _feed, token = partner.makes()
    amira.goes_to(TODAY, 15)
    if how == "nothing":
        partner.may_see(Rights(groups=("fallback",), hidden=("B04",)))
    else:
        stop(amira.actor, new_token(), how, amira.occasion)
    (one,) = partner.reads(token).values()
    assert (one.title, one.text, one.day) == ("No days in this calendar now", "", TODAY)
    assert (one.sequence, one.modified.hour) == (0, 15)


def test_each_has_calendars_of_their_own_and_nobody_reaches_those_of_another(amira: Calendars) -> None:
    partner, other = Partner(amira), Partner(amira)
    mine, _token = amira.makes()
    feed, token = partner.makes()
    assert [one.id for one in feeds_of(amira.kept)] == [mine.id]
    assert [one.id for one in feeds_of(amira.kept, partner.share)] == [feed.id]
    assert feeds_of(amira.kept, other.share) == []
    wrong: list[tuple[Actor, str]] = [(amira.actor, feed.id), (other.actor, feed.id), (partner.actor, mine.id)]
    for actor, name in wrong:
        for act in (
            lambda: end_feed(actor, new_token(), name, 0, amira.occasion),  # noqa: B023
            lambda: move_feed(actor, new_token(), name, 0, amira.occasion),  # noqa: B023
            lambda: put_test_in(actor, new_token(), name, amira.occasion),  # noqa: B023
            lambda: change_feed(actor, new_token(), name, feed.choices, True, amira.occasion),  # noqa: B023
        ):
            with pytest.raises(NothingHere):
                act()
    with pytest.raises(NothingHere):
        feed_named(amira.kept, feed.id)
    amira.ends_all()
    end_all_feeds(other.actor, new_token(), 0, amira.occasion)
    assert amira.fetches(token).status_code == 200


def test_how_many_there_may_be_is_counted_for_each(amira: Calendars) -> None:
    partner, other = Partner(amira), Partner(amira)
    for number in range(MOST):
        partner.makes(f"Number {number}", phases=("fallback",))
    with pytest.raises(TooManyFeeds):
        partner.makes()
    other.makes()
    amira.makes()


def test_their_own_choices_leave_out_what_they_do_not_want_and_add_nothing(amira: Calendars) -> None:
    partner = Partner(amira, Rights(groups=("find-out", "freeze")))
    _feed, everything = partner.makes()
    _feed, some = partner.makes(phases=("freeze", "during"), words="numbers", alarms=False, language="es")
    assert set(partner.reads(some)) < set(partner.reads(everything))
    assert all(one.alarms == 0 and "Ahead " in one.title for one in partner.reads(some).values())
    partner.may_see(EVERYTHING)
    assert len(partner.reads(some)) > 0
