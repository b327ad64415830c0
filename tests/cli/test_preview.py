"""How `plan preview` reads a file, which day it takes for today, and how it ends (design.md, section 5)."""

import json
from datetime import date
from pathlib import Path

import pytest

from planner import clock
from tests.calendar.rfc5545 import faults
from tests.cli.conftest import Run
from tests.people import answers


def test_a_dash_is_standard_input_and_a_name_is_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "told.json"
    file.write_text(json.dumps(answers()))
    days = ("--today", "2026-03-02", "--format", "json")
    piped = run("plan", "preview", "-", *days, told=answers())
    assert piped.exit_code == 0
    assert run("plan", "preview", str(file), *days).stdout == piped.stdout


def test_today_is_the_machines_day_and_asked_on_is_today(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda *_: date(2026, 4, 1))
    plan = json.loads(run("plan", "preview", "-", "--format", "json", told=answers()).stdout)
    assert (plan["asked_on"], plan["today"]) == ("2026-04-01", "2026-04-01")
    plan = json.loads(run("plan", "preview", "-", "--today", "2026-04-07", "--format", "json", told=answers()).stdout)
    assert (plan["asked_on"], plan["today"]) == ("2026-04-07", "2026-04-07")
    days = ("--asked-on", "2026-03-02", "--today", "2026-04-07")
    plan = json.loads(run("plan", "preview", "-", *days, "--format", "json", told=answers()).stdout)
    assert (plan["asked_on"], plan["today"]) == ("2026-03-02", "2026-04-07")


def test_windows_count_from_the_day_of_asking_and_do_not_move_with_today(run: Run) -> None:
    def due_days(today: str) -> dict[str, str]:
        days = ("--asked-on", "2026-03-02", "--today", today)
        plan = json.loads(run("plan", "preview", "-", *days, "--format", "json", told=answers()).stdout)
        return {item["code"]: item["due"] for item in plan["items"]}

    assert due_days("2026-03-02") == due_days("2026-03-16")


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "02/03/2026", "2026-3-2", "1999-12-31", "2101-01-01", ""])
@pytest.mark.parametrize("option", ["--today", "--asked-on"])
def test_a_day_nobody_can_read_is_refused_with_how_to_write_one(run: Run, option: str, day: str) -> None:
    done = run("plan", "preview", "-", option, day, told=answers())
    assert (done.exit_code, done.stdout) == (2, "")
    assert "2027-03-27" in done.stderr


def test_an_answer_cannot_be_from_after_today(run: Run) -> None:
    done = run("plan", "preview", "-", "--today", "2026-03-02", "--asked-on", "2026-03-03", told=answers())
    assert (done.exit_code, done.stdout) == (2, "")
    assert "2026-03-03" in done.stderr


@pytest.mark.parametrize("args", [("--format", "pdf"), ("--lang", "tlh"), ("--what",)])
def test_an_unknown_option_ends_with_two_and_prints_nothing(run: Run, args: tuple[str, ...]) -> None:
    done = run("plan", "preview", "-", *args, told=answers())
    assert (done.exit_code, done.stdout) == (2, "")


def test_a_file_that_is_not_there_ends_with_two(run: Run, tmp_path: Path) -> None:
    done = run("plan", "preview", str(tmp_path / "nothing.json"))
    assert (done.exit_code, done.stdout) == (2, "")


def test_text_is_the_default_and_reads_as_text(run: Run) -> None:
    done = run("plan", "preview", "-", "--today", "2026-03-02", told=answers())
    assert done.exit_code == 0
    assert (
        done.stdout == run("plan", "preview", "-", "--today", "2026-03-02", "--format", "text", told=answers()).stdout
    )
    assert "Start egg-freezing" in done.stdout or "injections" in done.stdout
    assert "No clinician has signed" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120


def test_the_calendar_is_bytes_that_follow_the_standard(run: Run) -> None:
    for more in ((), ("--plain",)):
        done = run("plan", "preview", "-", "--today", "2026-03-02", "--format", "ics", *more, told=answers())
        assert done.exit_code == 0
        assert faults(done.stdout_bytes) == []
        assert done.stdout_bytes.startswith(b"BEGIN:VCALENDAR\r\n")
        assert done.stdout_bytes.endswith(b"END:VCALENDAR\r\n")


def test_the_calendar_is_discreet_unless_plain_is_asked_for(run: Run) -> None:
    ics = ("plan", "preview", "-", "--today", "2026-03-02", "--format", "ics")
    discreet, plain = run(*ics, told=answers()).stdout, run(*ics, "--plain", told=answers()).stdout
    assert "egg" not in discreet.lower()
    assert "egg" in plain.lower()
