"""Four people and a clinic to look at, at a terminal."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from planner.cli.plainly import occasion, told_plainly
from planner.demo import make_demo
from planner.migrated import bring_up


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def demo(as_json: bool) -> None:
    """Fill a database of its own with four plans, a partner and a clinic, each with a fresh link that opens once."""
    with told_plainly():
        bring_up()
        made = make_demo(occasion())
    if as_json:
        rows = [
            {"story": one.story, "open": one.open, "feeds": [feed._asdict() for feed in one.feeds]}
            for one in made.plans
        ]
        partners = [one._asdict() for one in made.partners]
        nurses, clinic = [one._asdict() for one in made.clinic.nurses], {"join_code": made.clinic.join_code}
        told = {"plans": rows, "partners": partners, "nurses": nurses, "clinic": clinic}
        click.echo(json.dumps(told, indent=1, ensure_ascii=False))
        return
    people = [(one.story, one.open) for one in made.plans]
    people += [(one.story, one.open) for one in made.partners]
    people += [(one.story, one.open) for one in made.clinic.nurses]
    for story, path in people:
        click.echo(f"{story}\n  {current_app.config['PUBLIC_URL']}{path}")
    click.echo(f"Patients join the clinic with {made.clinic.join_code}")
