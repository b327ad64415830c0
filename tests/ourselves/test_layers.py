"""Who may import whom: the contracts in pyproject.toml hold, and each of them can fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("importlinter", reason="import-linter is in requirements-dev.txt")

ROOT = Path(__file__).parents[2]
ROOMS = [
    *("questions", "guidance", "engine", "accounts", "plans", "clinics", "calendar", "review", "interop"),
    *("web", "api"),
]
MODULES = [
    *("errors", "config", "clock", "db", "sealed", "tokens", "once", "after", "at_the_door", "cli"),
    *("guidance.model", "guidance.loader", "guidance.sentences"),
]

# Importer, imported: one line for every promise of the table that import-linter is asked to keep.
FORBIDDEN = [
    ("errors", "planner.config"),
    ("errors", "planner.clock"),
    ("questions", "planner.guidance.model"),
    ("questions", "flask"),
    ("questions", "planner.config"),
    ("guidance", "planner.engine"),
    ("guidance", "sqlalchemy"),
    ("guidance", "planner.clock"),
    ("engine", "planner.guidance.loader"),
    ("engine", "planner.guidance.sentences"),
    ("engine", "planner.guidance"),
    ("engine", "planner.clock"),
    ("engine", "flask_sqlalchemy"),
    ("engine", "planner.plans"),
    ("tokens", "planner.db"),
    ("sealed", "planner.db"),
    ("db", "planner.once"),
    ("once", "planner.accounts"),
    ("accounts", "planner.plans"),
    ("accounts", "planner.engine"),
    ("accounts", "planner.clock"),
    ("accounts", "flask"),
    ("plans", "planner.calendar"),
    ("plans", "planner.after"),
    ("plans", "planner.clock"),
    ("plans", "flask"),
    ("plans", "planner.clinics"),
    ("clinics", "planner.calendar"),
    ("clinics", "planner.review"),
    ("clinics", "planner.clock"),
    ("clinics", "flask"),
    ("calendar", "planner.review"),
    ("review", "planner.interop"),
    ("review", "planner.web"),
    ("review", "planner.clock"),
    ("review", "flask"),
    ("interop", "planner.web"),
    ("interop", "planner.api"),
    ("calendar", "planner.web"),
    ("web", "planner.cli"),
    ("web", "sqlalchemy"),
    ("web", "planner.api"),
    ("api", "planner.web"),
    ("api", "sqlalchemy"),
    ("api", "flask_sqlalchemy"),
    ("api", "planner.cli"),
    ("at_the_door", "planner.web"),
    ("at_the_door", "sqlalchemy"),
    ("calendar", "planner.at_the_door"),
]
ALLOWED = [
    ("config", "planner.clock"),
    ("guidance.model", "planner.questions"),
    ("guidance.loader", "planner.guidance.model"),
    ("engine", "planner.guidance.model"),
    ("engine", "planner.questions"),
    ("engine", "planner.errors"),
    ("plans", "planner.engine"),
    ("plans", "planner.guidance.loader"),
    ("plans", "flask_sqlalchemy"),
    ("once", "planner.db"),
    ("accounts", "planner.once"),
    ("accounts", "planner.sealed"),
    ("plans", "planner.accounts"),
    ("clinics", "planner.plans"),
    ("review", "planner.clinics"),
    ("review", "planner.calendar"),
    ("interop", "planner.review"),
    ("web", "planner.interop"),
    ("after", "planner.review"),
    ("after", "planner.plans"),
    ("web", "planner.after"),
    ("calendar", "planner.plans"),
    ("web", "planner.calendar"),
    ("web", "planner.clock"),
    ("web", "flask"),
    ("cli", "planner.web"),
    ("api", "planner.at_the_door"),
    ("api", "planner.calendar"),
    ("api", "planner.clock"),
    ("api", "flask"),
    ("web", "planner.at_the_door"),
    ("at_the_door", "planner.clock"),
    ("at_the_door", "planner.after"),
]


def module_of(importer: str, imported: str) -> str:
    """Where an import is put: in a room, a module of its own, so that none can stand in for another."""
    return f"{importer}.takes_{imported.replace('.', '_')}" if importer in ROOMS else importer


def lint_a_house_with(folder: Path, imports: list[tuple[str, str]]) -> subprocess.CompletedProcess[str]:
    """Build an empty house of the same rooms, add these imports and hold it to our contracts."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    files = {f"planner/{name}/__init__.py": "" for name in ROOMS}
    files |= {f"planner/{name.replace('.', '/')}.py": "" for name in MODULES}
    files["planner/__init__.py"] = ""
    for importer, imported in imports:
        path = f"planner/{module_of(importer, imported).replace('.', '/')}.py"
        files[path] = files.get(path, "") + f"import {imported}\n"
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    run = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", run, "--no-cache", "--no-logo"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_the_table_allows_is_allowed(tmp_path: Path) -> None:
    outcome = lint_a_house_with(tmp_path, ALLOWED)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_every_import_the_table_forbids_is_refused_by_name(tmp_path: Path) -> None:
    outcome = lint_a_house_with(tmp_path, FORBIDDEN)
    assert outcome.returncode == 1, outcome.stderr
    named = [f"planner.{module_of(importer, imported)} -> {imported} " for importer, imported in FORBIDDEN]
    assert [line for line in named if line not in outcome.stdout] == [], outcome.stdout


def test_a_room_without_a_place_in_the_table_is_refused(tmp_path: Path) -> None:
    outcome = lint_a_house_with(tmp_path, [("attic", "json")])
    assert outcome.returncode == 1, outcome.stderr
    assert "attic" in outcome.stdout
