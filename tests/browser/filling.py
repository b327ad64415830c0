"""Filling the form as a person does: typing a day, pressing answers by their words."""

from collections.abc import Mapping
from typing import Any

from planner.web.forms import KEYS
from tests.web.lives import DAY, fields


def fill(page: Any, address: str, answers: Mapping[str, str]) -> None:
    """Open the first page, give these answers, and ask for the plan."""
    page.goto(address)
    for name, value in fields(answers).items(multi=True):
        if name in KEYS and name != "age":
            page.locator(f'input[name="{name}"][value="{value}"]').check()
        else:
            page.locator(f'input[name="{name}"]').fill(value)
    ask(page, "Make my plan")


def ask(page: Any, button: str) -> None:
    """Press a button that sends the form, and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def type_day(page: Any, day: str) -> None:
    """Type a day into its three boxes."""
    for part, text in zip(DAY, day.split(" "), strict=True):
        page.locator(f"#treatment_date-{part}").fill(text)
