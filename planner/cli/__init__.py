"""What can be asked for at a terminal. Every command is listed here; one that is not does not exist."""

import click
from flask import Flask

from planner.cli.audit import audit_commands
from planner.cli.changes import changes_commands
from planner.cli.clinic import clinic_commands
from planner.cli.demo import demo
from planner.cli.guidance import guidance_commands
from planner.cli.keeping import backup_to, feeds_commands, keys_commands, restore_from, summary_commands
from planner.cli.plan import plan_commands
from planner.cli.roster import roster_commands
from planner.cli.sender import reminder_commands

COMMANDS: tuple[click.Command, ...] = (
    plan_commands,
    guidance_commands,
    demo,
    backup_to,
    restore_from,
    summary_commands,
    feeds_commands,
    keys_commands,
    audit_commands,
    clinic_commands,
    roster_commands,
    changes_commands,
    reminder_commands,
)


def add_commands(app: Flask) -> None:
    """Make the commands part of the service."""
    for command in COMMANDS:
        app.cli.add_command(command)
