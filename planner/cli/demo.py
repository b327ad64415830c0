"""Four people to look at, at a terminal."""

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
    """Fill a database of its own with four people and their plans, each with a fresh link that opens once."""
    with told_plainly():
        bring_up()
        plans = make_demo(occasion())
    if as_json:
        rows = [{"story": one.story, "open": one.open, "feeds": []} for one in plans]
        click.echo(json.dumps({"plans": rows}, indent=1, ensure_ascii=False))
        return
    for one in plans:
        click.echo(f"{one.story}\n  {current_app.config['PUBLIC_URL']}{one.open}")
