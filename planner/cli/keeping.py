"""Looking after what is kept, at a terminal: a backup and its way back, new keys, and the rows lists are sorted by."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from planner.backup import write_backup
from planner.calendar.looking import write_some_anew
from planner.cli.plainly import occasion_in, today_in, told_plainly
from planner.db import db, transaction
from planner.plans.summary import rebuild_some
from planner.restore import restore
from planner.sealed import FILE
from planner.under_seal import seal_again

BATCH = 200  # plans in one transaction: others wait for it only for a moment
FEW = 10  # the same, of plans whose calendars are written afresh

summary_commands = AppGroup("summary", help="The one row of each plan that lists are sorted by.")
feeds_commands = AppGroup("feeds", help="What the calendars answer that programs fetch.")
keys_commands = AppGroup("keys", help="The keys that seal what people told us.")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup_to(file: Path) -> None:
    """Copy everything that is kept into the new FILE, while the service runs. The keys are not in it."""
    with told_plainly():
        rows = write_backup(db.engine, file)
    click.echo(f"{file}: {_counted(rows)}.")
    click.echo(f"It opens only with {_folder() / FILE}. Keep a copy of that too, in another place than this file.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Put it in place of what is here, which is kept in a file first.")
@with_appcontext
def restore_from(file: Path, replace: bool) -> None:
    """Put back what the backup in FILE holds, whole or not at all."""
    with told_plainly():
        done = restore(file, _folder(), replace)
    if done.before:
        click.echo(f"What was here before is kept in {done.before}.")
    click.echo(f"Put back: {_counted(done.rows)}. Keys that were tried and open what they sealed: {done.keys_tried}.")


@summary_commands.command("rebuild")
def rebuild() -> None:
    """Work out that row anew for every plan, from what is kept. The service may run meanwhile."""
    done, last, left_out = 0, "", 0
    with told_plainly():
        while True:
            with transaction() as session:
                batch = rebuild_some(session, current_app.config["GUIDANCE"](), today_in, last, BATCH)
            done, last, left_out = done + batch.plans, batch.last, left_out + len(batch.left_out)
            for line in batch.left_out:
                click.echo(line, err=True)
            if not batch.plans:
                break
            click.echo(f"{done:,} plans so far")
    if left_out:
        raise click.ClickException(f"{left_out:,} of {done:,} plans could not be read; they keep the row they had.")
    click.echo(f"Done: {done:,} plans.")


@feeds_commands.command("rebuild")
def rebuild_feeds() -> None:
    """Write every calendar afresh from what is kept. Only what reads otherwise then counts as changed."""
    done, last = 0, ""
    with told_plainly():
        while True:
            count, last = write_some_anew(last, FEW, occasion_in)
            if not count:
                break
            done += count
            click.echo(f"{done:,} plans so far")
    click.echo(f"The calendars of {done:,} plans are written afresh.")


@keys_commands.command("rotate")
def rotate() -> None:
    """Make a new key and seal everything with it. Stopped half-way, say it again: it goes on where it was."""
    with told_plainly():
        for step in seal_again(_folder()):
            click.echo(f"{step.done:,} rows sealed with {step.key}, {step.left:,} to do")
    click.echo(f"Done. Copy {_folder() / FILE} to where you keep it now. The older keys in it open older backups.")


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"])


def _counted(rows: dict[str, int]) -> str:
    return ", ".join(f"{count:,} of {name}" for name, count in sorted(rows.items()))
