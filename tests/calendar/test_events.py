"""Which days of a plan reach a calendar, under which names, and what a stranger could read there."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from planner.calendar.events import PREVIEW_SECRET, events_of, published_days
from planner.calendar.ical import Event, calendar_file, placeholder
from planner.engine.dates import ALWAYS_OPEN
from planner.engine.plan import Plan, plan_for
from planner.guidance.loader import CONTENT, guidance, read_guidance
from planner.guidance.model import COURSE
from tests.calendar.rfc5545 import faults
from tests.calendar.telling_words import telling
from tests.calendar.test_readers import Read, meant, with_ical, with_vobject
from tests.people import TODAY, answers, by_code, planned, someone, told
from tests.scenarios.stories import Story, stories

PRODID = "-//Ahead//Calendar//EN"
STORIES = pytest.mark.parametrize("story", stories(), ids=lambda story: story.file)
# Every story discreetly, and the personas in plain words too: reading a file takes its time.
FILES = pytest.mark.parametrize(
    ("story", "plain"),
    [(story, plain) for story in stories() for plain in (False, True) if not plain or story.file.startswith("p0")],
    ids=lambda part: part.file if isinstance(part, Story) else "plain" if part else "discreet",
)
WAYS = pytest.mark.parametrize("plain", [False, True], ids=["discreet", "plain"])
UID = re.compile(rb"^UID:(.+)\r$", re.MULTILINE)


def plan_of(story: Story) -> Plan:
    """A story's plan."""
    return planned(told(story.asked_on, **story.told), story.asked_on, story.today)


def written(plan: Plan, plain: bool = False, secret: bytes = PREVIEW_SECRET) -> bytes:
    """The calendar file of a plan."""
    events = events_of(plan, secret=secret, plain=plain)
    return calendar_file(events, prodid=PRODID, if_empty=placeholder(plan.situation.asked_on))


def unfolded(written: bytes) -> str:
    """The text of a file as a program reads it: lines joined, escapes undone."""
    return re.sub(r"\\(.)", lambda found: found[1], written.decode().replace("\r\n ", ""))


def uids(plan: Plan, secret: bytes = PREVIEW_SECRET, plain: bool = False) -> set[str]:
    """The names of a plan's events."""
    return {event.uid for event in events_of(plan, secret=secret, plain=plain)}


def days_of(plan: Plan, code: str) -> dict[date, str]:
    """The events of one item: the name of each day."""
    own = {day for _, day, _ in published_days(by_code(plan)[code])}
    without = plan._replace(items=tuple(one for one in plan.items if one.item.code == code))
    return {event.day: event.uid for event in events_of(without, secret=PREVIEW_SECRET) if event.day in own}


@FILES
def test_every_file_follows_the_standard_and_two_programs_read_what_we_meant(story: Story, plain: bool) -> None:
    plan = plan_of(story)
    file = written(plan, plain)
    events: list[Event] = events_of(plan, secret=PREVIEW_SECRET, plain=plain) or [placeholder(plan.situation.asked_on)]
    wanted = sorted((meant(event) for event in events), key=lambda read: read.uid)
    assert faults(file) == []
    readers: tuple[Callable[[bytes], list[Read]], ...] = (with_vobject, with_ical)
    for read in readers:
        assert sorted(read(file), key=lambda one: one.uid) == wanted


def test_discreet_files_hold_no_telling_word_in_any_of_their_bytes() -> None:
    # Each line once, as it stands and unfolded: names, titles, texts, days and header of every story's file.
    files = [written(plan_of(story)).decode() for story in stories()]
    lines = {line for file in files for text in (file, file.replace("\r\n ", "")) for line in text.split("\r\n")}
    assert len(lines) > 500
    assert telling("\r\n".join(sorted(lines))) == []


@STORIES
def test_a_plain_file_says_who_says_so_and_that_no_clinician_has_signed(story: Story) -> None:
    plan = plan_of(story)
    for event in events_of(plan, secret=PREVIEW_SECRET, plain=True):
        assert "Who says so: " in event.description
        assert "Last checked 20 November 2026" in event.description
        assert "No clinician has signed" in event.description
        assert "your team decides" in event.description.lower()


@FILES
def test_the_same_facts_give_the_same_bytes(story: Story, plain: bool) -> None:
    assert written(plan_of(story), plain) == written(plan_of(story), plain)


def test_the_bytes_do_not_depend_on_the_time_zone_or_the_hashes_of_the_process() -> None:
    command = ["plan", "preview", "-", "--today", "2026-03-02", "--format", "ics"]
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        input=json.dumps(answers()).encode(),
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"},
    )
    assert done.stdout == written(planned(someone()))


@STORIES
def test_no_two_events_share_a_name(story: Story) -> None:
    names = [event.uid for event in events_of(plan_of(story), secret=PREVIEW_SECRET)]
    assert len(names) == len(set(names))


def test_a_name_stays_when_the_treatment_moves() -> None:
    sooner, later = planned(someone()), planned(someone(treatment_date="2026-06-22"))
    assert uids(sooner) == uids(later)
    assert written(sooner) != written(later)


def test_a_name_stays_in_plain_words_and_in_discreet_ones() -> None:
    plan = planned(someone())
    assert uids(plan) == uids(plan, plain=True)


def test_a_name_stays_when_a_title_changes(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    for file in folder.glob("items/*/*.toml"):
        english = re.sub(
            r"^\[(edition\.)?(words|for_partner)\.(?!en\]).*\n([^\[\n].*\n|\n)*",
            "",
            file.read_text(),
            flags=re.MULTILINE,
        )
        file.write_text(re.sub(r'^title = ".*"$', 'title = "Another title"', english, flags=re.MULTILINE))
    days = {"asked_on": TODAY, "today": TODAY, "closed_days": ALWAYS_OPEN}
    before = plan_for(someone(), guidance(), **days)
    after = plan_for(someone(), read_guidance(folder), **days)
    assert uids(before) == uids(after)
    assert b"Another title" in written(after, plain=True)


@pytest.mark.parametrize("code", ["A01", "A02", "A09", "A15", "D04", "A03"])
def test_a_day_keeps_its_name_when_an_earlier_day_of_the_same_item_has_passed(code: str) -> None:
    # Day zero Monday 29 September 2025, confirmed: three months on is 29 December.
    facts = {"treatment_date": "2025-09-29", "treatment_date_kind": "day-zero", "treatment_happened": "yes"}
    facts |= {"chemo_already_started": "yes"}
    early = days_of(planned(someone("2025-10-06", **facts), "2025-10-06"), code)
    late = days_of(planned(someone("2026-03-02", **facts), "2026-03-02"), code)
    both = early.keys() & late.keys()
    assert both != set()
    assert {day: early[day] for day in both} == {day: late[day] for day in both}


def test_a_name_tells_nothing_and_another_plan_has_other_names() -> None:
    plan = planned(someone())
    here, there = uids(plan), uids(plan, secret=b"the secret of another plan")
    assert here.isdisjoint(there)
    assert len(here) == len(there)
    assert all(re.fullmatch(r"[0-9a-f]{32,}", uid) for uid in here)


@STORIES
@WAYS
def test_nothing_rings_before_the_day_the_facts_were_told(story: Story, plain: bool) -> None:
    asked_on = date.fromisoformat(story.asked_on)
    events = events_of(plan_of(story), secret=PREVIEW_SECRET, plain=plain)
    assert [event.day for event in events if any(day < asked_on for day in event.alarms)] == []


@STORIES
def test_every_alarm_of_the_plan_rings_in_the_calendar_and_no_other(story: Story) -> None:
    plan = plan_of(story)
    for one in plan.items:
        alone = plan._replace(items=(one,))
        rung = sorted(day for event in events_of(alone, secret=PREVIEW_SECRET) for day in event.alarms)
        assert rung == (sorted(one.alarms) if published_days(one) else []), one.item.code


@STORIES
def test_what_is_paused_or_has_no_day_is_not_published(story: Story) -> None:
    plan = plan_of(story)
    for one in plan.items:
        window = one.window
        undated = not any((window.opens, one.due, window.last_safe, window.repeats, window.then))
        guess = one.item.timing.anchor in (*COURSE, "step:freeze-sperm") and not plan.situation.course
        if one.state == "paused" or undated or guess:
            assert published_days(one) == [], one.item.code
        elif one.due and one.state != "done":
            assert one.due in {day for first, day, last in published_days(one) for day in (day, last)}, one.item.code


def test_what_was_left_out_or_declined_is_not_published() -> None:
    whole = planned(someone())
    without = planned(someone(steps={"B18": {"declined": "not for me"}, "B19": {"declined": "not for me"}}))
    gone = events_of(whole._replace(items=(by_code(whole)["B18"],)), secret=PREVIEW_SECRET)
    assert gone != []
    assert {event.uid for event in gone}.isdisjoint(uids(without))


def test_what_is_done_is_not_published_any_more() -> None:
    plan = planned(someone(steps={"B03": {"done": "2026-03-02"}}))
    assert published_days(by_code(plan)["B03"]) == []


@pytest.mark.parametrize("file", ["no-date-at-all", "everything-skipped"])
def test_nothing_is_published_that_counts_from_a_day_nobody_knows(file: str) -> None:
    # guidance-facts 3.1, 3: no event for an anchor that is pure guess (date unknown).
    story = next(story for story in stories() if story.file == file)
    plan = plan_of(story)
    known = {"asked-on", "stored-on", "event", "found", "last-dmt-dose"}
    published = {one.item.code: one.item.timing.anchor for one in plan.items if published_days(one)}
    assert {code for code, anchor in published.items() if anchor not in known} == set()
    assert "B01" in published


@WAYS
def test_no_words_of_a_person_reach_the_calendar(plain: bool) -> None:
    states = {"B04": {"waiting": "zebra one"}, "B05": {"ask": "zebra two"}, "B06": {"declined": "zebra three"}}
    assert "zebra" not in unfolded(written(planned(someone(steps=states)), plain)).lower()


@pytest.mark.parametrize("file", ["postponed", "cancelled", "died", "no-chemo-cells"])
def test_a_plan_that_has_stopped_rings_nothing(file: str) -> None:
    story = next(story for story in stories() if story.file == file)
    assert b"BEGIN:VALARM" not in written(plan_of(story))


def test_a_pregnant_person_has_only_what_still_runs_in_the_calendar() -> None:
    plan = planned(someone(pregnant="yes"))
    assert {one.item.code for one in plan.items if published_days(one)} == {"F05", "B12"}


def test_a_title_says_what_only_when_it_was_asked_for() -> None:
    plan = planned(someone())
    titles = {event.title for event in events_of(plan, secret=PREVIEW_SECRET, plain=True)}
    assert by_code(plan)["B18"].item.words["en"].title in titles
    discreet = {event.title for event in events_of(plan, secret=PREVIEW_SECRET)}
    assert titles.isdisjoint(discreet)


def test_the_last_safe_day_is_an_event_of_its_own() -> None:
    # Due 2 April, last safe day 15 May (see the story of Amira).
    events = {event.day: event for event in events_of(planned(someone()), secret=PREVIEW_SECRET, plain=True)}
    assert events[date(2026, 5, 15)].title.startswith("Last safe day: ")


def test_every_day_of_a_stretch_is_covered_and_a_day_is_one_day() -> None:
    # The hospital stay: likely admission 22 June and 21 days = 13 July.
    plan = planned(someone())
    (stay,) = events_of(plan._replace(items=(by_code(plan)["D02"],)), secret=PREVIEW_SECRET)
    assert (stay.day, stay.last_day) == (date(2026, 6, 22), date(2026, 7, 13))
    assert b"DTEND;VALUE=DATE:20260714" in written(plan)


def test_the_names_of_events_are_hidden_from_whoever_reads_the_bytes() -> None:
    plan = planned(someone())
    for uid in UID.findall(written(plan)):
        assert not any(part in uid.decode() for one in plan.items for part in one.item.key.split("-") if len(part) > 4)
