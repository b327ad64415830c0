"""Clinics, at a terminal: made here, with the link by which the first lead comes in."""

import json
from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from planner.accounts.access import LEAD, Actor
from planner.accounts.ways_in import LINK, keep_way_in
from planner.cli.plainly import occasion, told_plainly
from planner.clinics.clinics import make_clinic
from planner.clinics.members import put_member
from planner.db import transaction
from planner.tokens import new_token

LASTS = timedelta(days=7)

clinic_commands = AppGroup("clinic", help="Clinics that review plans.")


@clinic_commands.command("create")
@click.argument("name")
@click.option("--place", required=True, help="Whose guidance its patients follow: gb, us or elsewhere.")
@click.option("--lead", default="Lead nurse", show_default=True, help="What the first lead is called.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def create(name: str, place: str, lead: str, as_json: bool) -> None:
    """Make a clinic: prints the code by which patients join it, and a link that lets its first lead in once."""
    with told_plainly():
        when = occasion()
        with transaction() as session:
            clinic = make_clinic(session, name, place, when.now)
            member = put_member(session, clinic.id, lead, LEAD, when.now)
            token = new_token()
            keep_way_in(session, Actor(member.person_id, LEAD, ""), LINK, token, when.now, LASTS)
    path = f"/open/{token}"
    if as_json:
        told = {"clinic": clinic.id, "name": clinic.name, "join_code": clinic.join_code, "open": path}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(
        f"{clinic.name}\n  patients join with {clinic.join_code}\n  {lead}: {current_app.config['PUBLIC_URL']}{path}"
    )
