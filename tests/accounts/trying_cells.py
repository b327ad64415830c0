"""Tries the cells of the table of access: how many there are, and which are answered otherwise than declared."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from tests.accounts.access_rows import ROWS
from tests.accounts.access_world import World
from tests.accounts.api_cells import Places, answered_by_api, of_api
from tests.accounts.every_cell import EVERYBODY, Cell, answered, ask, other_methods, wanted

LOCKS = ("/leave", "/idle")  # asked for, they lock what asks
Wrong = list[tuple[Cell, int]]


def try_pages(world: World) -> tuple[Wrong, int]:
    """Each page by its own methods, for everybody. Everything is put back after each that may change something."""
    wrong: Wrong = []
    with quietly():
        for row in ROWS:
            for who in EVERYBODY:
                found, right = ask(world, row, who).status_code, wanted(row, who)
                if found != right:
                    wrong.append((Cell(row.page, row.method, who, right), found))
                if row.method == "POST" or row.spends:
                    world.back()
    return wrong, len(ROWS) * len(EVERYBODY)


def try_other_methods(app: Flask, world: World) -> tuple[Wrong, int]:
    """Each page by the methods that no row names."""
    wrong, tried = [], 0
    with quietly():
        for cell in other_methods(app, world):
            tried += 1
            found = answered(world, cell)
            if found != cell.wanted:
                wrong.append((cell, found))
            if cell.path in LOCKS:
                world.back()
    world.back()
    return wrong, tried


def try_api(app: Flask, world: World) -> tuple[Wrong, int]:
    """Each path of the API by every method, asked by the session of a page."""
    wrong, tried = [], 0
    with quietly():
        places = Places(world)
        kept = world.kept
        world.keep()
        for endpoint, cell in of_api(app, places):
            tried += 1
            found = answered_by_api(places, endpoint, cell)
            if found != cell.wanted:
                wrong.append((cell, found))
            if endpoint and found < 400 and cell.method not in ("GET", "HEAD"):
                world.back()
        world.kept = kept
    world.back()
    return wrong, tried


@contextmanager
def quietly() -> Iterator[None]:
    """Without a line in the log for each."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
