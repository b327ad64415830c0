"""What a program gets at an address: a right calendar that tells no more than was chosen, the same bytes each time."""

from datetime import timedelta

import pytest
from flask import Flask

from planner.calendar.downloads import snapshot_file
from planner.calendar.events import FURTHER_DAYS
from planner.calendar.ical import title_text
from planner.calendar.shown import shown
from planner.guidance.loader import guidance
from planner.plans.kept import plan_from
from planner.plans.sharing import ONE_BY_ONE
from planner.web.guarding.headers import for_https
from tests.calendar.telling_words import telling
from tests.feeds.calendars import TODAY, Calendars, live, seen_in

APPLE = "macOS/15.1 (24B83) dataaccessd/1.0"


def lines_of(content: bytes) -> list[str]:
    """The lines of a file, unfolded."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_the_head_says_what_programs_ask_for_and_nothing_else(amira: Calendars) -> None:
    _feed, token = amira.makes()
    head = lines_of(amira.fetches(token).data)
    assert head[: head.index("BEGIN:VEVENT")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Ahead//Calendar//EN",
        "NAME:Ahead",
        "X-WR-CALNAME:Ahead",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]


def test_it_holds_whole_days_only_and_leaves_the_person_free(amira: Calendars) -> None:
    _feed, token = amira.makes()
    content = amira.fetches(token).data
    lines = lines_of(content)
    many = lines.count("BEGIN:VEVENT")
    assert many > 20
    for line in ("TRANSP:TRANSPARENT", "CLASS:PRIVATE", "STATUS:CONFIRMED", "SEQUENCE:0"):
        assert lines.count(line) == many
    assert sum(line.startswith("DTSTART;VALUE=DATE:") for line in lines) == many
    assert not {line.partition(":")[0].partition(";")[0] for line in lines} & {"METHOD", "ORGANIZER", "ATTENDEE", "URL"}
    assert {line for line in lines if line.startswith("BEGIN:")} == {
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "BEGIN:VALARM",
    }
    assert {line for line in lines if line.startswith("DTSTAMP")} == {"DTSTAMP:20260302T120000Z"}


def test_its_days_have_the_names_they_have_in_the_file(amira: Calendars) -> None:
    _feed, token = amira.makes()
    plan = plan_from(amira.kept, guidance(), TODAY)
    file = seen_in(snapshot_file(amira.kept, plan, plain=False, now=amira.occasion.now))
    feed = amira.reads(token)
    assert {uid: one.day for uid, one in feed.items()} == {uid: one.day for uid, one in file.items()}


def test_neutral_words_tell_nothing_and_plain_words_tell_what_it_is(amira: Calendars) -> None:
    _feed, neutral = amira.makes()
    _feed, numbers = amira.makes(words="numbers")
    _feed, plain = amira.makes(words="plain")
    for token in (neutral, numbers):
        for one in amira.reads(token).values():
            assert telling(f"{one.title} {one.text}") == []
    assert sum(bool(telling(one.title)) for one in amira.reads(plain).values()) > 10


def test_numbers_tell_steps_apart_and_nothing_else(amira: Calendars) -> None:
    _feed, token = amira.makes(words="numbers")
    _feed, plain = amira.makes(words="plain")
    titles = {uid: one.title.removeprefix("Last day: ") for uid, one in amira.reads(token).items()}
    assert all(
        title.startswith("Ahead ") and 1 <= int(title.removeprefix("Ahead ")) <= 320 for title in titles.values()
    )
    keys = {one.item.key for one in plan_from(amira.kept, guidance(), TODAY).items}
    assert len(set(titles.values())) <= len(keys)
    assert set(titles) == set(amira.reads(plain))


def test_quiet_calendars_ring_nothing(amira: Calendars) -> None:
    _feed, loud = amira.makes()
    _feed, quiet = amira.makes(alarms=False)
    assert sum(one.alarms for one in amira.reads(loud).values()) > 20
    assert sum(one.alarms for one in amira.reads(quiet).values()) == 0
    assert set(amira.reads(loud)) == set(amira.reads(quiet))


def test_a_partner_gets_what_the_guidance_gives_a_partner_to_do_in_words_to_them(amira: Calendars) -> None:
    _feed, mine = amira.makes(words="plain")
    _feed, theirs = amira.makes(words="plain", audience="partner")
    items = {one.item for one in plan_from(amira.kept, guidance(), TODAY).items}
    given = [one for one in items if one.for_partner and one.code not in ONE_BY_ONE]
    to_them = {title_text(one.for_partner["en"].title) for one in given}
    to_me = {title_text(one.words["en"].title) for one in items} - to_them
    titles = {
        one.title.removeprefix("Last safe day: ").removeprefix("Latest day: ") for one in amira.reads(theirs).values()
    }
    assert titles & to_them
    assert titles - to_them - set(FURTHER_DAYS.values()) == set()
    assert not titles & to_me
    assert set(amira.reads(theirs)) < set(amira.reads(mine))
    texts = " ".join(one.text for one in amira.reads(theirs).values())
    assert all(one.words["en"].why not in texts for one in items)


def test_only_the_chosen_parts_are_in_it(amira: Calendars) -> None:
    _feed, token = amira.makes(words="plain", phases=("freeze",))
    plan = plan_from(amira.kept, guidance(), TODAY)
    others = {one.item.words["en"].title for one in plan.items if one.item.phase != "freeze"}
    titles = {one.title for one in amira.reads(token).values()}
    assert titles
    assert not titles & others


def test_it_speaks_the_language_that_was_chosen_whoever_asks(amira: Calendars) -> None:
    _feed, token = amira.makes(language="es")
    english = amira.fetches(token, Accept_Language="en")
    assert english.data == amira.fetches(token, Accept_Language="es").data
    assert {one.text.partition(" ")[0] for one in amira.reads(token).values()} == {"Abra"}


def test_what_was_looked_at_before_is_what_is_served(amira: Calendars) -> None:
    for chosen in ({}, {"words": "plain", "language": "es"}, {"audience": "partner", "alarms": False}):
        feed, token = amira.makes(**chosen)
        looked_at = shown(amira.kept, plan_from(amira.kept, guidance(), TODAY), feed.choices)
        served = amira.reads(token)
        assert {one.uid: (one.day, len(set(one.alarms))) for one in looked_at} == {
            uid: (one.day, one.alarms) for uid, one in served.items()
        }


def test_nothing_to_do_is_said_and_no_calendar_is_ever_empty(amira: Calendars) -> None:
    _feed, token = amira.makes(phases=("fallback",))
    assert [one.title for one in amira.reads(token).values()] == ["No days in this calendar now"]


def test_the_same_bytes_come_on_another_day_when_nothing_changed(amira: Calendars) -> None:
    _feed, token = amira.makes()
    first = amira.fetches(token)
    for days in (0, 1, 2):
        amira.goes_to(TODAY + timedelta(days=days))
        again = amira.fetches(token)
        assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
        assert again.headers["Last-Modified"] == first.headers["Last-Modified"] == "Mon, 02 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"If_None_Match": "{etag}"}, 304),
        ({"If_None_Match": "{strong}"}, 304),
        ({"If_None_Match": '"other", {etag}'}, 304),
        ({"If_None_Match": "*"}, 304),
        ({"If_None_Match": '"other"'}, 200),
        ({"If_None_Match": '"other"', "If_Modified_Since": "{modified}"}, 200),  # the name counts more
        ({"If_Modified_Since": "{modified}"}, 304),
        ({"If_Modified_Since": "Mon, 02 Mar 2026 11:59:59 GMT"}, 200),
        ({"If_Modified_Since": "Tue, 03 Mar 2026 12:00:00 GMT"}, 304),
        ({"If_Modified_Since": "yesterday"}, 200),
        ({"If_Modified_Since": "Mon, 42 Mar 2026 12:00:00 GMT"}, 200),
        ({}, 200),
    ],
)
def test_who_has_it_already_is_told_so(amira: Calendars, told: dict[str, str], status: int) -> None:
    _feed, token = amira.makes()
    first = amira.fetches(token).headers
    known = {
        "etag": first["ETag"],
        "strong": first["ETag"].removeprefix("W/"),
        "modified": first["Last-Modified"],
    }
    answer = amira.fetches(token, **{name: value.format(**known) for name, value in told.items()})
    assert answer.status_code == status
    assert answer.headers["ETag"] == first["ETag"]
    assert answer.headers["Last-Modified"] == first["Last-Modified"]
    assert bool(answer.data) == (status == 200)


def test_head_says_the_same_without_the_calendar(amira: Calendars) -> None:
    _feed, token = amira.makes()
    get, head = amira.fetches(token), amira.fetches(token, "HEAD")
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(get.headers)
    assert int(head.headers["Content-Length"]) == len(get.data)


def test_the_headers_are_those_calendar_programs_need(amira: Calendars) -> None:
    _feed, token = amira.makes()
    answer = amira.fetches(token, Cookie="device=x; language=es", Accept="text/html", Accept_Encoding="gzip, br")
    told = answer.headers
    assert told["Content-Type"] == "text/calendar; charset=utf-8"
    assert told["Content-Disposition"] == 'inline; filename="calendar.ics"'
    assert told["Cache-Control"] == "private, no-cache"
    assert told["ETag"].startswith('W/"')
    assert told["X-Robots-Tag"] == "noindex, nofollow"
    assert told["Referrer-Policy"] == "no-referrer"
    assert told["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in told["Content-Security-Policy"]
    assert not set(told.keys()) & {"Set-Cookie", "Vary", "Content-Encoding", "Clear-Site-Data", "Location"}
    assert "/f/" not in amira.app.test_client().get("/robots.txt").text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "OPTIONS"])
def test_it_can_only_be_read(amira: Calendars, method: str) -> None:
    _feed, token = amira.makes()
    answer = amira.fetches(token, method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert live(amira.reads(token))


def test_it_is_answered_before_flask_looks_for_a_page(amira: Calendars) -> None:
    _feed, token = amira.makes()
    met: list[str] = []
    amira.app.before_request_funcs.setdefault(None, []).append(lambda: met.append("flask"))
    try:
        amira.fetches(token)
        amira.fetches("x")
    finally:
        amira.app.before_request_funcs[None].pop()
    assert met == []


def test_on_https_programs_are_told_to_stay_there(app: Flask) -> None:
    assert dict(app.wsgi_app.headers).get("Strict-Transport-Security") is None  # type: ignore[attr-defined]
    app.config["PUBLIC_URL"], kept = "https://plan.example.org", app.config["PUBLIC_URL"]
    try:
        assert for_https(app) == [("Strict-Transport-Security", "max-age=31536000; includeSubDomains")]
    finally:
        app.config["PUBLIC_URL"] = kept
