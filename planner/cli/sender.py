"""The sender of reminders: `make run` starts it beside the service; it can run by itself on a machine of its own."""

import click
from flask import current_app
from flask.cli import AppGroup

from planner.cli.plainly import occasion, told_plainly
from planner.reminders.tallies import tallies
from planner.sender import run_sender, sweep_now

reminder_commands = AppGroup("reminders", help="What is sent to people: the sender itself, and what became of it.")


@reminder_commands.command("send")
def send() -> None:
    """Send what is due, until somebody stops it (Ctrl+C). Several may run at once, on several machines."""
    with told_plainly():
        run_sender(current_app._get_current_object())  # type: ignore[attr-defined]


@reminder_commands.command("sweep")
def sweep() -> None:
    """Send what is due now, and end."""
    with told_plainly():
        swept = sweep_now()
    click.echo(f"Looked at {swept.looked_at:,} plans. Sent {swept.sent:,} messages of {swept.taken:,} notices.")


@reminder_commands.command("status")
def status() -> None:
    """How many messages were sent, late, failed and not sent, each with why; and how many notices are due now."""
    with told_plainly():
        for what, why, count in tallies(occasion().now):
            click.echo(f"{what} {why} {count:,}".replace("  ", " "))
