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
from planner.plans.kept import KeptPlan


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


def today_of(kept: KeptPlan | None = None) -> date:
    """The day it is where the person of a plan lives; without one, where the service is."""
    zone = (kept.told.get("time_zone") if kept else None) or current_app.config["TIME_ZONE"]
    day: date = current_app.config["CLOCK"](zone)
    return day


def occasion() -> Occasion:
    """This moment, and the guidance in use."""
    return Occasion(clock.now("UTC"), today_of(), current_app.config["GUIDANCE"](), after_change)
