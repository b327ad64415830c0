"""The feed, the page, the printed sheets, the API and the file hold the same steps and days."""

import json

import pytest
from markupsafe import escape

from planner.calendar.downloads import remove_file, snapshot_file
from planner.calendar.events import published_days, uid_of
from planner.db import NotKept
from planner.guidance.loader import guidance
from planner.languages import spoken
from planner.plans.kept import plan_from
from planner.plans.plan_json import plan_json
from tests.feeds.calendars import TODAY, Calendars, Seen, live, seen_in
from tests.plans.living import first_chemo
from tests.web.phones import Phone


def test_every_way_to_look_at_a_plan_shows_the_same_set(amira: Calendars) -> None:
    _feed, token = amira.makes(words="plain")
    amira.moves(first_chemo("2026-06-01"))
    amira.says("B04", done="2026-03-02")
    plan = plan_from(amira.kept, guidance(), TODAY)
    days = {
        uid_of(amira.kept.secret, one.item.key, name): (one.item, day)
        for one in plan.items
        for name, day, _last in published_days(one, plan.resting)
    }
    feed = live(amira.reads(token))
    assert {uid: one.day for uid, one in feed.items()} == {uid: day for uid, (_item, day) in days.items()}
    told = {item["code"]: json.dumps(item) for item in plan_json(plan)["items"]}
    phone = Phone(amira.app)
    phone.client.set_cookie("device", amira.cookie, domain="localhost")
    page, print_all = phone.gets("/plan").text, phone.gets("/plan/print?all=yes").text
    assert len({item.code for item, _day in days.values()}) > 15
    for item, day in days.values():
        title = str(escape(spoken(item.words).title))
        assert title in page
        assert title in print_all
        assert day.isoformat() in told[item.code]


def test_a_file_is_a_snapshot_that_says_of_which_day_and_has_no_name(amira: Calendars) -> None:
    plan = plan_from(amira.kept, guidance(), TODAY)
    first = snapshot_file(amira.kept, plan, plain=False, now=amira.occasion.now)
    again = snapshot_file(amira.kept, plan, plain=False, now=amira.occasion.now)
    assert first == again
    events = seen_in(first)
    says = "Snapshot of 2 March 2026. It does not change when the plan does."
    assert all(one.text.endswith(says) for one in events.values())
    for left_out in (b"NAME:Ahead", b"REFRESH", b"X-PUBLISHED", b"METHOD"):
        assert left_out not in first


def test_a_later_file_counts_on_and_cancels_what_is_no_more(amira: Calendars) -> None:
    plan = plan_from(amira.kept, guidance(), TODAY)
    before = seen_in(snapshot_file(amira.kept, plan, plain=False, now=amira.occasion.now))
    amira.goes_to(TODAY.replace(day=3))
    amira.moves(first_chemo("2026-06-01"), amira.today)
    amira.says("B04", amira.today, done="2026-03-03")
    plan = plan_from(amira.kept, guidance(), amira.today)
    after = seen_in(snapshot_file(amira.kept, plan, plain=False, now=amira.occasion.now))
    assert {after[uid].sequence for uid in before} == {1}
    cancelled = [uid for uid, one in after.items() if one.status == "CANCELLED"]
    assert cancelled
    assert all(after[uid].day == before[uid].day for uid in cancelled)
    assert {(after[uid].title, after[uid].text) for uid in cancelled} == {("Taken out", "")}
    assert all("Snapshot of 3 March 2026" in one.text for one in live(after).values())


def test_the_file_that_takes_back_names_every_day_that_any_file_put_in_and_tells_nothing(amira: Calendars) -> None:
    def downloads(plain: bool) -> set[str]:
        plan = plan_from(amira.kept, guidance(), amira.today)
        return set(seen_in(snapshot_file(amira.kept, plan, plain=plain, now=amira.occasion.now)))

    ever = downloads(plain=True)
    amira.goes_to(TODAY.replace(day=3))
    amira.says("B04", amira.today, done="2026-03-03")
    ever |= downloads(plain=False)
    taken_back = seen_in(
        remove_file(amira.kept, plan_from(amira.kept, guidance(), amira.today), now=amira.occasion.now)
    )
    assert set(taken_back) == ever
    assert {(one.title, one.text, one.status, one.alarms) for one in taken_back.values()} == {
        ("Taken out", "", "CANCELLED", 0)
    }
    later = downloads(plain=False)
    plan = plan_from(amira.kept, guidance(), amira.today)
    again = seen_in(snapshot_file(amira.kept, plan, plain=False, now=amira.occasion.now))
    assert all(again[uid].sequence > taken_back[uid].sequence for uid in later if again[uid].status != "CANCELLED")


def test_what_was_downloaded_before_files_were_counted_is_taken_back_too(amira: Calendars) -> None:
    plan = plan_from(amira.kept, guidance(), amira.today)
    taken_back = seen_in(remove_file(amira.kept, plan, now=amira.occasion.now))
    days = {uid_of(amira.kept.secret, one.item.key, name) for one in plan.items for name, *_ in published_days(one)}
    assert set(taken_back) == days
    assert {one.status for one in taken_back.values()} == {"CANCELLED"}


def test_the_entry_of_a_file_without_days_is_taken_back_too(amira: Calendars) -> None:
    amira.stops("postponed")
    plan = plan_from(amira.kept, guidance(), amira.today)
    (uid,) = seen_in(snapshot_file(amira.kept, plan, plain=False, now=amira.occasion.now))
    taken_back = seen_in(remove_file(amira.kept, plan, now=amira.occasion.now))
    assert taken_back[uid].status == "CANCELLED"


def test_without_room_on_the_disk_a_file_still_counts_from_where_it_stood(
    amira: Calendars, monkeypatch: pytest.MonkeyPatch
) -> None:
    def file() -> dict[str, Seen]:
        plan = plan_from(amira.kept, guidance(), amira.today)
        return seen_in(snapshot_file(amira.kept, plan, plain=False, now=amira.occasion.now))

    file()
    amira.moves(first_chemo("2026-06-01"))
    before = file()

    def full() -> None:
        raise NotKept

    monkeypatch.setattr("planner.calendar.downloads.transaction", full)
    assert file() == before
