"""Newer guidance and newer protocols of clinics, at a terminal: found for all plans, and applied as leads decided."""

import click
from flask.cli import AppGroup

from planner.cli.plainly import occasion, occasion_in, told_plainly
from planner.errors import NothingHere
from planner.review.change_sets_applied import apply_some, sets_under_way
from planner.review.change_sets_found import find_some

BATCH = 50  # plans in one go: others wait for it only for a moment

changes_commands = AppGroup("changes", help="What newer guidance or a newer protocol changes in plans of clinics.")


@changes_commands.command("find")
@click.option("--after", default="", help="Go on after this enrolment, as the last line said.")
def find(after: str) -> None:
    """Put every plan that something newer touches into the set of those touched alike. The service may run meanwhile.

    Nothing in any plan changes: a lead decides about each set. Begun again, it comes to the same.
    """
    done, touched, left_out, last = 0, 0, 0, after
    with told_plainly():
        while True:
            batch = find_some(occasion(), occasion_in, last, BATCH)
            done, touched, last = done + batch.plans, touched + batch.touched, batch.last
            left_out += len(batch.left_out)
            for line in batch.left_out:
                click.echo(line, err=True)
            if not batch.plans:
                break
            click.echo(f"{done:,} plans so far, {touched:,} touched; go on with --after {last}")
    if left_out:
        raise click.ClickException(f"{left_out:,} of {done:,} plans could not be read; they keep what they have.")
    click.echo(f"Done: {done:,} plans, {touched:,} touched by something newer.")


@changes_commands.command("apply")
def apply() -> None:
    """Go on with what leads decided, plan by plan, until all of it is done. Each plan happens once."""
    changed = passed_over = left = 0
    with told_plainly():
        for name in sets_under_way():
            try:
                while (batch := apply_some(name, BATCH, occasion_in)) != (0, 0):
                    changed, passed_over = changed + batch.changed, passed_over + batch.passed_over
                    click.echo(f"{changed:,} plans changed so far, {passed_over:,} passed over")
            except NothingHere:  # its clinic has ended at this moment, or the protocol it lays over is gone
                click.echo(f"set {name}: what was decided is not there any more", err=True)
                left += 1
    done = f"{changed:,} plans changed, {passed_over:,} passed over."
    if left:
        raise click.ClickException(f"{left:,} of the sets could not be applied to the end. {done}")
    click.echo(f"Done: {done}")
