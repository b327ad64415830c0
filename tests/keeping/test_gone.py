"""Deleting takes every row of a person out of every table, those of tables that are still to come with them."""

from flask import Flask

from planner.accounts.access import Actor
from planner.plans.actions import delete_plan
from tests.keeping.people_kept import everything, key, live_with, occasion, plan_made

OF_NOBODY = {"limit_count"}  # how often an address asked for something
STAYS = "audit"  # what was done, by ids: its chain outlives the plan


def somebody(name: str) -> Actor:
    """Somebody who has done one of everything."""
    actor, _ = plan_made(name)
    live_with(actor, name)
    return actor


def test_deleting_removes_every_row_of_that_person_from_every_table_and_none_of_anybody_else(app: Flask) -> None:
    somebody("stays")
    before = everything()
    goes = somebody("goes")
    with_both = everything()
    grown = {table for table, rows in with_both.items() if len(rows) > len(before[table])}
    # A new table is filled in `live_with`, or said here to hold nothing of anybody.
    assert grown == set(with_both) - OF_NOBODY
    delete_plan(goes, key("delete"), occasion())
    after = everything()
    for table in set(after) - {"once", STAYS}:
        assert after[table] == before[table], table
    # The key of the deletion itself is kept, and nobody's, so that pressing twice is no error.
    theirs = [row for row in after["once"] if row not in before["once"]]
    assert [row for row in theirs if goes.person in row] == []
    assert len(theirs) == 1
    written = [row for row in after[STAYS] if row not in before[STAYS]]
    assert all(goes.person in row for row in written)
    assert len(written) == len(with_both[STAYS]) - len(before[STAYS]) + 1


def test_nothing_that_a_person_told_or_wrote_is_left_anywhere(app: Flask) -> None:
    goes = somebody("goes")
    sealed = {cell for rows in everything().values() for row in rows for cell in row if isinstance(cell, bytes)}
    assert len(sealed) == 2 + 2 + 1 + 1 + 1 + 1  # the plan, two changes, a note, a question, a number, a token
    delete_plan(goes, key("delete"), occasion())
    left = {cell for rows in everything().values() for row in rows for cell in row}
    assert not sealed & left
