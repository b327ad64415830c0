"""Bad input at a terminal: exit 2, one line per fault on standard error, and nothing on standard output."""

import json
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.people import answers

DAYS = ("--today", "2026-03-02")


@pytest.mark.parametrize("form", ["json", "text", "ics"])
def test_each_fault_is_one_line_with_its_key_its_value_and_what_is_allowed(run: Run, form: str) -> None:
    told = answers(age=-3, periods="sometimes", treatment_date="2026-02-30", shoe_size=42)
    done = run("plan", "preview", "-", *DAYS, "--format", form, told=told)
    assert (done.exit_code, done.stdout) == (2, "")
    lines = {line.split(":")[0]: line for line in done.stderr.splitlines()}
    assert lines.keys() == {"age", "periods", "treatment_date", "shoe_size"}
    assert "-3" in lines["age"]
    assert "0 to 120" in lines["age"]
    assert '"sometimes"' in lines["periods"]
    assert "regular, irregular, none, masked-by-hormones, not-said" in lines["periods"]
    assert '"2026-02-30"' in lines["treatment_date"]
    assert "2027-03-27" in lines["treatment_date"]
    assert "42" in lines["shoe_size"]


@pytest.mark.parametrize("value", ["x" * 1000, ["x"] * 1000, {"x": ["y" * 1000]}, "\x1b[31m" * 100, "é漢" * 100])
def test_a_value_is_shown_as_json_and_cut_at_sixty_characters(run: Run, value: Any) -> None:
    done = run("plan", "preview", "-", *DAYS, told=answers(periods=value))
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    shown = line.removeprefix("periods: ").split(" cannot be used. ")[0]
    assert len(shown) <= 60
    assert shown.startswith(json.dumps(value)[:50])
    assert line.isprintable()


def test_a_control_character_in_a_key_cannot_reach_the_terminal(run: Run) -> None:
    done = run("plan", "preview", "-", *DAYS, told=answers(**{"age\x1b[2J\n": 3, "\x07": 1}))
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 2
    assert all(line.isprintable() for line in done.stderr.splitlines())


@pytest.mark.parametrize(
    "told",
    ["", " ", "[]", "null", "true", "7", '"told"', "{", '{"age": }', "[" * 100_000, '{"a":' * 100_000, "{'age': 3}"],
    ids=lambda told: told[:12] or "empty",
)
def test_what_is_no_json_object_is_one_fault_about_the_file(run: Run, told: str) -> None:
    done = run("plan", "preview", "-", *DAYS, told=told)
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("file: ")


def test_bytes_that_are_no_text_are_one_fault_about_the_file(run: Run) -> None:
    done = run("plan", "preview", "-", *DAYS, told=b'{"age": "\xff\xfe"}')
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("file: ")
    assert "UTF-8" in line


def test_fifty_megabytes_are_refused_in_one_line(run: Run) -> None:
    done = run("plan", "preview", "-", *DAYS, told=b'{"age": "' + b"9" * 50_000_000 + b'"}')
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "1 MiB" in line


def test_a_mebibyte_exactly_is_still_read(run: Run) -> None:
    told = json.dumps(answers())
    exactly = told + " " * (1024 * 1024 - len(told))
    assert run("plan", "preview", "-", *DAYS, told=exactly).exit_code == 0
    assert run("plan", "preview", "-", *DAYS, told=exactly + " ").exit_code == 2


def test_a_key_told_twice_is_named(run: Run) -> None:
    done = run("plan", "preview", "-", *DAYS, told='{"age": 29, "place": "gb", "age": 30}')
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("age: ")
