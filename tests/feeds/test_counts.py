"""The count of each event: it moves on with every change that can be seen, never goes back, and outlives the event."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.calendar.feeds import Feed
from planner.calendar.ledger import CANCELLED_FOR, Line, next_line
from planner.plans.steps import take_step
from planner.tokens import new_token
from tests.feeds.calendars import TODAY, Calendars, Seen, live
from tests.how_long import THOROUGH
from tests.plans.living import first_chemo

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)


def test_what_is_new_begins_at_nothing() -> None:
    assert next_line(None, "a", NOON, TODAY) == Line("a", 0, NOON)
    assert next_line(None, None, NOON, TODAY) is None


def test_what_stays_as_it_is_keeps_its_count_and_its_moment() -> None:
    line = Line("a", 4, NOON)
    assert next_line(line, "a", NOON + A_DAY, TODAY) is line


def test_a_change_counts_one_further_and_is_later_even_within_the_same_second() -> None:
    line = Line("a", 4, NOON)
    assert next_line(line, "b", NOON + A_DAY, TODAY) == Line("b", 5, NOON + A_DAY)
    assert next_line(line, "b", NOON, TODAY) == Line("b", 5, NOON + timedelta(seconds=1))
    assert next_line(line, "b", NOON - A_DAY, TODAY) == Line("b", 5, NOON + timedelta(seconds=1))  # a clock set back


def test_what_is_withdrawn_is_cancelled_for_thirty_days_and_then_dropped_and_goes_on_when_it_comes_back() -> None:
    line = next_line(Line("a", 4, NOON), None, NOON + A_DAY, TODAY)
    assert line == Line("a", 5, NOON + A_DAY, TODAY)
    assert next_line(line, None, NOON + 2 * A_DAY, TODAY + CANCELLED_FOR - A_DAY) == line
    dropped = next_line(line, None, NOON + 2 * A_DAY, TODAY + CANCELLED_FOR)
    assert dropped == line._replace(dropped=True)
    assert next_line(dropped, None, NOON + 9 * A_DAY, TODAY + 2 * CANCELLED_FOR) == dropped
    back = NOON + 60 * A_DAY
    assert next_line(dropped, "a", back, TODAY + 2 * CANCELLED_FOR) == Line("a", 6, back)


def test_a_move_moves_every_day_under_its_own_name_and_counts_on(amira: Calendars) -> None:
    _feed, token = amira.makes()
    before = amira.reads(token)
    amira.goes_to(date(2026, 3, 3))
    amira.moves(first_chemo("2026-06-01"), amira.today)
    after = amira.reads(token)
    same = before.keys() & live(after).keys()
    moved = [uid for uid in same if after[uid].day != before[uid].day]
    assert len(moved) > 20
    for uid in moved:
        assert (before[uid].sequence, after[uid].sequence) == (0, 1)
        assert after[uid].modified == datetime(2026, 3, 3, 12, tzinfo=UTC) > before[uid].modified


def test_a_tick_changes_only_the_days_of_its_step(amira: Calendars) -> None:
    _feed, token = amira.makes()
    before = amira.reads(token)
    amira.goes_to(date(2026, 3, 3))
    take_step(amira.actor, new_token(), "B04", {"done": "2026-03-03"}, amira.occasion)
    after = amira.reads(token)
    changed = {uid for uid in after if uid not in before or after[uid] != before[uid]}
    gone = {uid for uid in changed if after[uid].status == "CANCELLED"}
    assert gone
    assert {(after[uid].title, after[uid].text, after[uid].alarms) for uid in gone} == {("Taken out", "", 0)}
    assert all((after[uid].day, after[uid].ends) == (before[uid].day, before[uid].ends) for uid in gone)
    assert len(changed) < len(before) / 3


def test_withdrawn_days_are_dropped_by_themselves_after_thirty_days_and_only_then(amira: Calendars) -> None:
    feed, token = amira.makes()
    amira.stops("postponed", TODAY)
    cancelled = amira.reads(token)
    assert live(cancelled).keys() == {
        uid for uid, one in cancelled.items() if one.title == "No days in this calendar now"
    }
    named = amira.fetches(token).headers["ETag"], amira.feed(feed).version
    amira.goes_to(TODAY + timedelta(days=29), 23)
    assert (amira.fetches(token).headers["ETag"], amira.feed(feed).version) == named
    amira.goes_to(TODAY + timedelta(days=30), 1)
    assert amira.reads(token) == live(cancelled)
    assert amira.fetches(token).headers["ETag"] != named[0]
    assert amira.feed(feed).version == named[1] + 1


def test_whoever_goes_on_gets_every_day_back_with_a_higher_count(amira: Calendars) -> None:
    _feed, token = amira.makes()
    before = amira.reads(token)
    amira.stops("break", TODAY)
    amira.goes_to(TODAY + A_DAY)
    amira.stops("go-on", amira.today)
    after = live(amira.reads(token))
    assert before.keys() == after.keys()
    assert {one.sequence for one in after.values()} == {2}
    assert [one.visible for one in after.values()] == [before[uid].visible for uid in after]


def test_another_language_and_other_words_keep_every_name(amira: Calendars) -> None:
    feed, token = amira.makes()
    before = amira.reads(token)
    for number, chosen in enumerate(({"language": "es"}, {"words": "plain"}, {"language": "en"}, {"alarms": False}), 1):
        feed = amira.chooses(feed, **chosen)
        after = amira.reads(token)
        assert after.keys() == before.keys()
        assert max(one.sequence for one in after.values()) == number
    assert amira.chooses(feed).version == 5
    assert amira.chooses(feed, label="Another name").version == 5  # nobody but its owner sees it


def test_a_step_that_is_called_otherwise_is_the_same_day_and_only_that(amira: Calendars) -> None:
    _feed, token = amira.makes()
    _feed, plain = amira.makes(words="plain")
    before, told = amira.reads(token), amira.fetches(plain).data
    amira.calls("B04", "Aunt Rose, maybe")
    after = amira.reads(token)
    changed = [uid for uid in after if after[uid] != before[uid]]
    assert changed
    assert {after[uid].title for uid in changed} <= {"Aunt Rose - maybe", "Last day: Aunt Rose - maybe"}
    assert amira.fetches(plain).data == told
    amira.calls("B04", "")
    assert [after[uid].sequence for uid in changed] == [1] * len(changed)
    assert {uid: one.visible for uid, one in amira.reads(token).items()} == {u: o.visible for u, o in before.items()}


# What somebody can do that changes what is seen; the number chooses which day, step or word.
DOINGS = st.lists(
    st.tuples(st.sampled_from(["moves", "ticks", "unticks", "calls", "speaks", "stops", "waits"]), st.integers(0, 30)),
    min_size=2,
    max_size=10,
)
CODES = ("B04", "B02", "B18", "A09", "B10", "A02")


@settings(max_examples=60 if THOROUGH else 8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings=DOINGS)
def test_whatever_happens_names_stay_and_counts_never_go_back(
    amira_again: Callable[[], Calendars], doings: list[tuple[str, int]]
) -> None:
    amira = amira_again()
    amira.goes_to(TODAY)
    feed, token = amira.makes()
    seen: dict[str, Seen] = {}
    last: tuple[str, bytes, str] = ("", b"", "")
    for doing, number in (("waits", 0), *doings):
        feed = does(amira, feed, doing, number)
        events, answer = amira.reads(token), amira.fetches(token)
        told = (answer.headers["ETag"], answer.data, answer.headers["Last-Modified"])
        assert (told[0] == last[0]) == (told[1] == last[1])
        last = told
        for uid, one in events.items():
            if (before := seen.get(uid)) is None:
                continue
            assert one.sequence >= before.sequence
            assert one.modified >= before.modified
            if one.visible != before.visible:
                assert one.sequence > before.sequence
                assert one.modified > before.modified
            if one.sequence == before.sequence:
                assert one.modified == before.modified
        seen |= events


def does(amira: Calendars, feed: Feed, doing: str, number: int) -> Feed:
    """Do one thing; the calendar as it stands then."""
    today, code = amira.today, CODES[number % len(CODES)]
    if doing == "moves":
        amira.moves(first_chemo((today + timedelta(days=40 + number * 5)).isoformat()), today)
    elif doing == "ticks":
        amira.says(code, today, done=today.isoformat())
    elif doing == "unticks":
        amira.says(code, today)
    elif doing == "calls":
        amira.calls(code, f"word {number}" if number % 3 else "")
    elif doing == "speaks":
        return amira.chooses(
            feed, language=("en", "es")[number % 2], words=("discreet", "plain", "numbers")[number % 3]
        )
    elif doing == "stops":
        amira.stops(("break", "go-on", "postponed", "go-on")[number % 4], today)
    else:
        amira.goes_to(today + timedelta(days=number))
    return feed
