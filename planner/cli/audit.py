"""Whether the record of what was done is as it was written, at a terminal."""

import sys

import click
from flask.cli import AppGroup

from planner.accounts import audit
from planner.accounts.chains import verify_chain
from planner.cli.plainly import told_plainly
from planner.db import db

audit_commands = AppGroup("audit", help="The record of what was done.")


@audit_commands.command("verify")
@click.option("--head", default="", help="A head that an earlier run printed: shows also what was cut off since.")
@click.option("--chain", default="", help="One chain alone, by the id of a person or a clinic; its head is another.")
def verify(head: str, chain: str) -> None:
    """Look through every entry: counts and the head when all is well, else one line per fault and exit 1."""
    with told_plainly():
        try:
            found = audit.verify(db.session(), head) if not chain else None
            alone = verify_chain(db.session(), chain, head) if chain else None
        except ValueError as error:
            raise click.UsageError(f"{error} The head cannot be used.") from error
    faults = [str(one) for one in found.faults] if found else []
    faults += [f"{chain}: entry {one.number} is {one.how}" for one in alone.faults] if alone else []
    for fault in faults:
        click.echo(fault)
    if faults:
        sys.exit(1)
    if alone:
        click.echo(f"{alone.entries:,} entries, all as they were written. Head {alone.head}")
    if found is None:
        return
    click.echo(f"{found.entries:,} entries in {found.chains:,} chains, all as they were written. Head {found.head}")
