"""What commands that work on the database have in common: the day, and how they say that something cannot be done."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from planner import clock
from planner.after import after_change
from planner.db import NotKept
from planner.errors import AheadError
from planner.plans.changing import Occasion


@contextmanager
def told_plainly() -> Iterator[None]:
    """Say on standard error what cannot be done and what to do, in one line, and end with 1."""
    try:
        yield
    except (SQLAlchemyError, NotKept) as error:  # the words of the first may hold what is kept
        kind = type(error.__cause__ or error).__name__
        raise click.ClickException(
            f"The database did not answer as it should ({kind}). Look whether it runs and is up to date: "
            "flask --app wsgi db check"
        ) from error
    except AheadError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.strerror or error}: {error.filename or ''}") from error


def today_in(zone: str | None = None) -> date:
    """The day it is in a time zone; without one, where the service is."""
    day: date = current_app.config["CLOCK"](zone or current_app.config["TIME_ZONE"])
    return day


def occasion() -> Occasion:
    """This moment, and the guidance in use."""
    return occasion_in(None)


def occasion_in(zone: str | None) -> Occasion:
    """The same, on the day it is in a time zone; without one, where the service is."""
    return Occasion(clock.now("UTC"), today_in(zone), current_app.config["GUIDANCE"](), after_change)
