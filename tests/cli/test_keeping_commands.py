"""Looking after what is kept, at a terminal: what each command says, and that it says in one line what it cannot do."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete

from planner.accounts.models import AuditRecord
from planner.after import after_change
from planner.db import transaction
from planner.guidance.loader import guidance
from planner.plans.actions import keep_answers, make_plan, start_plan
from planner.plans.changing import Occasion
from planner.sealed import FILE, KEY_BYTES
from tests.databases import Database, away
from tests.people import answers

ROOT = Path(__file__).parents[2]
NOW = Occasion(datetime(2026, 3, 2, 12, tzinfo=UTC), date(2026, 3, 2), guidance(), after_change)
ON_A_DATABASE = [("summary", "rebuild"), ("audit", "verify"), ("keys", "rotate"), ("backup", "{folder}/new.db")]
ASKS_THE_DATABASE = (
    r"Error: The database did not answer as it should \(\w+\)\. Look whether it runs and is up to date: "
    r"flask --app wsgi db check\n"
)

# What stands in each table when two plans have begun and nothing else has.
COPIED = (
    "0 of account, 0 of api_token, 6 of audit, 2 of change, 0 of change_set, 0 of channel, 0 of clinic, "
    "0 of clinic_note, 2 of device, 0 of enrolment, 0 of feed, 0 of feed_address, 0 of feed_event, "
    "0 of limit_count, 0 of membership, 0 of message, 0 of nickname, 0 of note, 0 of notice, 6 of once, "
    "0 of partner_step, 0 of passkey, 2 of person, 2 of plan, 0 of protocol, 0 of reminded, 0 of roster, "
    "0 of share, 0 of share_look, 0 of sign_off, 0 of snooze, 2 of summary, 0 of tally, 0 of team_phone, "
    "0 of team_question, 0 of touched, 0 of watched_plan, 0 of way_in"
)


def make_plans(app: Flask, *names: str) -> None:
    """A plan for each of them: three entries in the record of what was done."""
    with app.app_context():
        for name in names:
            actor, _ = start_plan(f"start-{name}".ljust(20, "."), "phone", NOW)
            keep_answers(actor, f"answers-{name}".ljust(20, "."), answers(), NOW)
            make_plan(actor, f"make-{name}".ljust(20, "."), NOW)


def say(app: Flask, *command: str) -> Result:
    """Say a command; it never ends in an error that nobody thought of."""
    done = app.test_cli_runner().invoke(args=list(command))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def refused(done: Result) -> str:
    """The one line on standard error of a command that could not do what was asked, and nothing else."""
    assert (done.exit_code, done.stdout) == (1, "")
    assert re.fullmatch(r"Error: [^\n]+\n", done.stderr)
    return done.stderr


@pytest.fixture
def app(database: Database) -> Flask:
    """The service with two plans."""
    app = database.app()
    make_plans(app, "one", "two")
    return app


def test_backup_says_what_it_copied_and_which_keys_belong_to_it(app: Flask, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "it.db"
    done = say(app, "backup", str(file))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        f"{file}: {COPIED}.\n"
        f"It opens only with {database.folder / FILE}. Keep a copy of that too, in another place than this file.\n"
    )
    assert refused(say(app, "backup", str(file))) == (
        f"Error: {file} is there already. Choose another name; nothing was written.\n"
    )
    assert refused(say(app, "backup", str(tmp_path / "none" / "it.db"))) == (
        f"Error: There is no folder {tmp_path / 'none'}. Make it first, or choose another; nothing was written.\n"
    )


def test_restore_asks_before_it_replaces_and_says_where_the_replaced_is_kept(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    file = str(tmp_path / "it.db")
    say(app, "backup", file)
    make_plans(app, "three")
    assert refused(say(app, "restore", file)) == (
        "Error: This database holds plans: 3, and entries in the record of what was done: 9. Nothing was changed. "
        "To put the backup in place of everything here, say --replace: what is here is kept in a file first.\n"
    )
    done = say(app, "restore", file, "--replace")
    assert (done.exit_code, done.stderr) == (0, "")
    (before,) = database.folder.glob("before-restore-*.db")
    assert done.stdout.splitlines() == [
        f"What was here before is kept in {before}.",
        f"Put back: {COPIED}. Keys that were tried and open what they sealed: 1.",
    ]
    assert say(app, "audit", "verify").stdout.startswith("6 entries in 2 chains, all as they were written. Head ")


def test_restore_says_which_file_it_cannot_take_and_what_to_do(tmp_path: Path) -> None:
    app, stranger = (Database("sqlite", "", tmp_path / name).app() for name in ("ours", "theirs"))
    for one in (app, stranger):
        say(one, "db", "upgrade")
        make_plans(one, "one")
    say(stranger, "backup", str(tmp_path / "theirs.db"))
    said = refused(say(app, "restore", str(tmp_path / "theirs.db"), "--replace"))
    assert re.fullmatch(
        r"Error: Something that was kept cannot be opened: the key [0-9a-f]{8} is not in keys\.json\. "
        r"Restore the key file that belongs here\.\n",
        said,
    )
    (tmp_path / "notes.txt").write_text("notes")
    assert refused(say(app, "restore", str(tmp_path / "notes.txt"), "--replace")) == (
        "Error: The file is damaged or is no database of ours: file is not a database. Use another backup.\n"
    )


def test_keys_rotate_counts_and_says_what_to_copy(app: Flask, database: Database) -> None:
    before = json.loads((database.folder / FILE).read_text())
    done = say(app, "keys", "rotate")
    after = json.loads((database.folder / FILE).read_text())
    assert (done.exit_code, done.stderr) == (0, "")
    assert after["current"] not in before["keys"]
    assert done.stdout.splitlines() == [
        f"2 rows sealed with {after['current']}, 2 to do",
        f"4 rows sealed with {after['current']}, 0 to do",
        f"Done. Copy {database.folder / FILE} to where you keep it now. The older keys in it open older backups.",
    ]
    for key in (*after["keys"].values(), after["lasting"]):
        assert len(key) > KEY_BYTES
        assert key not in done.stdout


def test_audit_verify_prints_a_head_that_later_shows_what_was_cut_off(app: Flask) -> None:
    first = say(app, "audit", "verify")
    assert (first.exit_code, first.stderr) == (0, "")
    said = re.fullmatch(r"6 entries in 2 chains, all as they were written\. Head ([0-9a-f]{80})\n", first.stdout)
    assert said
    make_plans(app, "three")
    later = say(app, "audit", "verify", "--head", said[1])
    assert (later.exit_code, later.stderr) == (0, "")
    assert later.stdout.startswith("9 entries in 3 chains, all as they were written. Head ")
    with app.app_context(), transaction() as session:
        last = session.query(AuditRecord).filter_by(number=3).order_by(AuditRecord.id).first()
        assert last is not None
        session.execute(delete(AuditRecord).where(AuditRecord.id == last.id))
    assert say(app, "audit", "verify").exit_code == 0  # the end of a chain is not missed without a head
    cut = say(app, "audit", "verify", "--head", said[1])
    assert (cut.exit_code, cut.stderr) == (1, "")
    assert cut.stdout == "entries that were there when this head was written down are missing or changed\n"


@pytest.mark.parametrize("head", ["7", "x" * 80, "f" * 81, "é" * 80, "\ud800"])
def test_a_head_that_is_none_ends_with_two(tmp_path: Path, head: str) -> None:
    app = Database("sqlite", "", tmp_path / "instance").app()
    say(app, "db", "upgrade")
    done = say(app, "audit", "verify", "--head", head)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "A head has 80 figures and letters, as `audit verify` printed it." in done.stderr


@pytest.mark.parametrize("command", ON_A_DATABASE, ids=lambda command: command[0])
def test_without_tables_every_command_says_so_in_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    app = Database("sqlite", "", tmp_path / "instance").app()
    said = refused(say(app, *(word.format(folder=tmp_path) for word in command)))
    if command[0] == "backup":
        assert said == (
            "Error: The database holds nothing of ours yet. Make its tables first: flask --app wsgi db upgrade\n"
        )
    else:
        assert re.fullmatch(ASKS_THE_DATABASE, said)


@pytest.mark.parametrize("command", [*ON_A_DATABASE, ("demo",)], ids=lambda command: command[0])
def test_when_the_database_is_away_every_command_says_so_in_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    app = away(tmp_path / "instance").app()
    said = refused(say(app, *(word.format(folder=tmp_path) for word in command)))
    assert re.fullmatch(ASKS_THE_DATABASE, said)
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("backup",),
        ("backup", "one", "two"),
        ("backup", "."),
        ("restore",),
        ("restore", "no-such-file"),
        ("restore", "."),
        ("keys",),
        ("keys", "lose"),
        ("summary", "rebuild", "now"),
        ("audit", "verify", "--tail", "x"),
    ],
    ids=" ".join,
)
def test_a_command_that_is_said_wrongly_ends_with_two(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = say(Database("sqlite", "", tmp_path / "instance").app(), *command)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr


def test_a_shell_sees_the_same_line_and_the_same_end(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "keys", "rotate"]
    environment = {**os.environ, "INSTANCE": str(tmp_path / "new"), "DATABASE_URL": "", "PYTHONTZPATH": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(ASKS_THE_DATABASE, done.stderr)
