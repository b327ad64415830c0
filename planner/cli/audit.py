"""Whether the record of what was done is as it was written, at a terminal."""

import sys

import click
from flask.cli import AppGroup

from planner.accounts import audit
from planner.cli.plainly import told_plainly
from planner.db import db

audit_commands = AppGroup("audit", help="The record of what was done.")


@audit_commands.command("verify")
@click.option("--head", default="", help="A head that an earlier run printed: shows also what was cut off since.")
def verify(head: str) -> None:
    """Look through every entry: counts and the head when all is well, else one line per fault and exit 1."""
    with told_plainly():
        try:
            found = audit.verify(db.session(), head)
        except ValueError as error:
            raise click.UsageError(f"{error} The head cannot be used.") from error
    for fault in found.faults:
        click.echo(fault)
    if found.faults:
        sys.exit(1)
    click.echo(f"{found.entries:,} entries in {found.chains:,} chains, all as they were written. Head {found.head}")
