"""`guidance check` and `guidance list`: what the guidance says, and whether it can be used."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from planner.guidance.loader import CONTENT
from tests.cli.conftest import Run
from tests.people import codes

KEYS = ["key", "code", "place", "from", "until", "severity", "own_reading"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the guidance that can be broken."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def test_good_guidance_is_counted_and_ends_with_nought(run: Run) -> None:
    done = run("guidance", "check")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "60 items" in done.stdout
    # Two examples, each tried on 8736 courses and 1248 plans.
    assert "5 disagreements of sources. 2 protocols of centres, proved on 17472 courses and 2496 plans." in done.stdout


def test_a_bad_protocol_of_a_centre_is_named_by_file_and_line(run: Run, folder: Path) -> None:
    file = folder / "protocols" / "centres" / "example-without-chemo.toml"
    file.write_text(file.read_text().replace('earliest = "P9D"', 'earliest = "-P9D"', 1))
    done = run("guidance", "check", "--folder", str(folder))
    assert done.exit_code == 1
    [said] = done.stdout.splitlines()
    at = file.read_text().splitlines().index('earliest = "-P9D"') + 1
    assert said.startswith(
        f"protocols/centres/example-without-chemo.toml:{at}: earliest: 'collection' would come before"
    )


def test_a_protocol_that_does_not_hold_for_somebody_is_named_with_whom(run: Run, folder: Path) -> None:
    usual = folder / "protocols" / "cy-atg.toml"
    usual.write_text(usual.read_text().replace("-P2D", "-P6D"))  # the last chemo before conditioning starts
    done = run("guidance", "check", "--folder", str(folder))
    assert done.exit_code == 1
    said = done.stdout.splitlines()
    assert len(said) == 2
    assert said[0].startswith(
        "protocols/centres/example-frozen-cells.toml:1: example-frozen-cells: 'conditioning' would"
    )
    assert "Seen with regimen cy-atg" in said[0]


def test_broken_guidance_is_named_by_file_and_line_and_ends_with_one(run: Run, folder: Path) -> None:
    broken = folder / "items" / "freeze" / "b18-start-egg-injections.toml"
    lines = broken.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("severity"))
    lines[at] = 'severity = "quite"'
    broken.write_text("\n".join(lines) + "\n")
    done = run("guidance", "check", "--folder", str(folder))
    assert done.exit_code == 1
    said = (done.stdout + done.stderr).splitlines()
    assert len(said) == 1
    assert re.search(rf"b18-start-egg-injections\.toml:{at + 1}: severity: \S", said[0])


def test_each_fault_of_the_guidance_has_a_line_of_its_own(run: Run, folder: Path) -> None:
    for name in ("b18-start-egg-injections", "b22-freeze-sperm"):
        file = folder / "items" / "freeze" / f"{name}.toml"
        file.write_text(file.read_text().replace('severity = "critical"', 'severity = "quite"', 1))
    done = run("guidance", "check", "--folder", str(folder))
    assert done.exit_code == 1
    assert len((done.stdout + done.stderr).splitlines()) == 2


def test_every_edition_is_listed_with_the_promised_keys(run: Run) -> None:
    done = run("guidance", "list", "--json")
    rows = json.loads(done.stdout)
    assert done.exit_code == 0
    assert all(list(row) == KEYS for row in rows)
    for place in ("gb", "us", "elsewhere"):
        assert {row["code"] for row in rows if row["place"] == place} == codes()
    assert {row["place"] for row in rows} == {"gb", "us", "elsewhere"}
    assert {row["severity"] for row in rows} <= {"critical", "high", "medium", "info"}
    assert {type(row["own_reading"]) for row in rows} == {bool}
    assert all(date.fromisoformat(row["from"]) <= date(2026, 1, 1) for row in rows)
    assert {row["until"] for row in rows} == {None}


def test_the_list_can_be_read_by_a_person_too(run: Run) -> None:
    done = run("guidance", "list")
    assert done.exit_code == 0
    assert {line.split()[0] for line in done.stdout.splitlines()} >= codes()
