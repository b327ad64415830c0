"""The rosters of all clinics, at a terminal: worked out anew for the day it is, as often as somebody wishes."""

import click
from flask.cli import AppGroup

from planner.cli.plainly import occasion_in, told_plainly
from planner.db import transaction
from planner.review.roster_rows import recount_some

BATCH = 50  # plans in one transaction: others wait for it only for a moment

roster_commands = AppGroup("roster", help="The rows by which clinics see whom to look at first.")


@roster_commands.command("recount")
def recount() -> None:
    """Work out the row of every plan that a clinic reviews, as it is today. The service may run meanwhile.

    Rosters do that by themselves for what is shown of them; once a night is good for all the rest.
    """
    done, last, left_out = 0, "", 0
    with told_plainly():
        while True:
            with transaction() as session:
                batch = recount_some(session, occasion_in, last, BATCH)
            done, last, left_out = done + batch.plans, batch.last, left_out + len(batch.left_out)
            for line in batch.left_out:
                click.echo(line, err=True)
            if not batch.plans:
                break
            click.echo(f"{done:,} plans so far")
    if left_out:
        raise click.ClickException(f"{left_out:,} of {done:,} plans could not be read; they keep the row they had.")
    click.echo(f"Done: {done:,} plans.")
