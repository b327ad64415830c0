"""A plan from a file of answers, at a terminal."""

import json
import sys
from datetime import date
from typing import Any, BinaryIO, NoReturn

import click
from flask import current_app
from flask.cli import AppGroup
from marshmallow import ValidationError

from planner import clock
from planner.calendar.events import PREVIEW_SECRET, events_of
from planner.calendar.ical import calendar_file, placeholder, prodid_of
from planner.engine.compare import compare, moved_to
from planner.engine.plan import Plan, plan_for
from planner.errors import Faults
from planner.guidance.loader import guidance
from planner.guidance.model import codes_of
from planner.languages import ENGLISH, FOLDER, read_languages, speaking
from planner.plans.answer_fields import read_day
from planner.plans.as_text import comparison_text, plan_text
from planner.plans.closed_days import closed_days_of
from planner.plans.json_text import LIMIT
from planner.plans.plan_json import comparison_json, plan_json
from planner.plans.schemas import read_told, refuse_impossible
from planner.questions.catalogue import QUESTION
from planner.questions.told import Told

BAD_INPUT = 2

plan_commands = AppGroup("plan", help="A plan from a file of answers.")


class Day(click.ParamType):
    """A calendar day given on the command line."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or say how to write one."""
        if isinstance(value, date):
            return value
        try:
            return read_day(value)
        except ValidationError as error:
            self.fail(f"{value!r} cannot be used. {' '.join(error.normalized_messages()['_schema'])}", param, ctx)


class KindAndDay(click.ParamType):
    """A kind of treatment date and its day: `day-zero=2027-03-27`."""

    name = "kind=day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, date]:
        """Read both, or say how to write them."""
        kind, _, day = str(value).partition("=")
        kinds = tuple(QUESTION["treatment_date_kind"].answers)
        if kind not in kinds:
            self.fail(f"{kind!r} is no kind of date. Use one of: {', '.join(kinds)}, as in 'day-zero=2027-03-27'.")
        return kind, Day().convert(day, param, ctx)


@plan_commands.command("preview")
@click.argument("file", type=click.File("rb"))
@click.option("--today", type=Day(), help="The day to look from. This machine's day if left out.")
@click.option("--asked-on", type=Day(), help="The day the answers were confirmed. The same as --today if left out.")
@click.option("--format", "form", type=click.Choice(["json", "text", "ics"]), default="text", show_default=True)
@click.option("--plain", is_flag=True, help="Say in the calendar what each day is. Discreet if left out.")
@click.option("--lang", type=click.Choice(sorted(read_languages(str(FOLDER)))), default=ENGLISH, show_default=True)
def preview(file: BinaryIO, today: date | None, asked_on: date | None, form: str, plain: bool, lang: str) -> None:
    """Make a plan from FILE, one JSON object of answers ('-' is standard input). Nothing is kept."""
    with speaking(lang):
        plan = _plan_from(file, today, asked_on)
        if form == "json":
            click.echo(json.dumps(plan_json(plan), indent=1, ensure_ascii=False))
        elif form == "text":
            click.echo(plan_text(plan), nl=False)
        else:
            events = events_of(plan, secret=PREVIEW_SECRET, plain=plain)
            prodid = prodid_of(current_app.config["SERVICE_NAME"])
            whole = calendar_file(events, prodid=prodid, if_empty=placeholder(plan.situation.asked_on))
            click.echo(whole, nl=False)


@plan_commands.command("compare")
@click.argument("file", type=click.File("rb"))
@click.option("--date", "dates", type=KindAndDay(), multiple=True, required=True, help="KIND=DAY; may be repeated.")
@click.option("--today", type=Day(), help="The day to look from. This machine's day if left out.")
@click.option("--asked-on", type=Day(), help="The day the answers were confirmed. The same as --today if left out.")
@click.option("--format", "form", type=click.Choice(["json", "text"]), default="text", show_default=True)
def compare_dates(
    file: BinaryIO, dates: tuple[tuple[str, date], ...], today: date | None, asked_on: date | None, form: str
) -> None:
    """What if: the answers in FILE with other treatment dates, side by side. Nothing is kept."""
    today, asked_on = _days(today, asked_on)
    try:
        told = _told_in(file, asked_on)
        for kind, day in dates:
            refuse_impossible(moved_to(told, kind, day), asked_on)
    except Faults as faults:
        _refuse(faults)
    closed = closed_days_of(told.place)
    comparison = compare(told, guidance(), list(dates), asked_on=asked_on, today=today, closed_days=closed)
    if form == "json":
        click.echo(json.dumps(comparison_json(comparison, asked_on, today), indent=1, ensure_ascii=False))
    else:
        click.echo(comparison_text(comparison), nl=False)


def _plan_from(file: BinaryIO, today: date | None, asked_on: date | None) -> Plan:
    """The plan of the answers in a file; on faults, one line for each on standard error and exit 2."""
    today, asked_on = _days(today, asked_on)
    try:
        told = _told_in(file, asked_on)
    except Faults as faults:
        _refuse(faults)
    closed = closed_days_of(told.place)
    return plan_for(told, guidance(), asked_on=asked_on, today=today, closed_days=closed)


def _days(today: date | None, asked_on: date | None) -> tuple[date, date]:
    today = today or clock.today(current_app.config["TIME_ZONE"])
    asked_on = asked_on or today
    if asked_on > today:
        raise click.UsageError(f"--asked-on {asked_on} is after --today {today}. Use the same day or an earlier one.")
    return today, asked_on


def _told_in(file: BinaryIO, asked_on: date) -> Told:
    return read_told(file.read(LIMIT + 1), codes_of(guidance()), asked_on)


def _refuse(faults: Faults) -> NoReturn:
    click.echo(str(faults), err=True)
    sys.exit(BAD_INPUT)
