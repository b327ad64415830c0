"""Deleting takes every row of a person out of every table, those of tables that are still to come with them."""

from flask import Flask

from planner.accounts.access import Actor
from planner.plans.actions import delete_plan
from planner.plans.let_go import let_go
from tests.keeping.clinic_kept import KeptClinic, a_clinic
from tests.keeping.people_kept import everything, key, live_with, occasion, plan_made

OF_NOBODY = {"limit_count", "tally"}  # how often an address asked for something, and how many messages were sent
OF_CLINICS = {"clinic", "membership"}  # there before anybody joins one
DECIDED = {"protocol", "change_set"}  # what a clinic decides outlives the plans that it reviews
STAYS = "audit"  # what was done, by ids: its chain outlives the plan


def somebody(name: str, clinic: KeptClinic | None = None) -> tuple[Actor, Actor]:
    """Somebody who has done one of everything, and their partner, with whom it is shared."""
    actor, _ = plan_made(name)
    return actor, live_with(actor, name, clinic)


def test_deleting_removes_every_row_of_that_person_from_every_table_and_none_of_anybody_else(app: Flask) -> None:
    clinic = a_clinic("theirs", occasion())
    staff = {clinic.nurse.person, clinic.lead.person}
    somebody("stays")
    before = everything()
    goes, partner = somebody("goes", clinic)
    with_both = everything()
    grown = {table for table, rows in with_both.items() if len(rows) > len(before[table])}
    # A new table is filled in `live_with`, or said here to hold nothing of anybody.
    assert grown - OF_NOBODY == set(with_both) - OF_NOBODY - OF_CLINICS
    delete_plan(goes, key("delete"), occasion())
    let_go(partner, key("let go"), occasion())
    after = everything()
    for table in set(after) - {"once", STAYS, "clinic"} - OF_NOBODY - DECIDED:
        assert after[table] == before[table], table
    # How many numbers were sent to an address is counted for a day, also beyond a plan, by hashes that name nobody.
    assert not {goes.person, partner.person} & {cell for row in after["limit_count"] for cell in row}
    # Their clinic has looked for something newer meanwhile, and the moment is sealed with it.
    others = [[row for row in kept["clinic"] if clinic.clinic.id not in row] for kept in (before, after)]
    assert others[0] == others[1]
    assert len(before["clinic"]) == len(after["clinic"])
    # The keys of the two deletions are kept, and of the coming in, and nobody's, so that pressing twice is no error.
    theirs = [row for row in after["once"] if row not in before["once"] and not staff & set(row)]
    assert [row for row in theirs if {goes.person, partner.person} & set(row)] == []
    assert len(theirs) == 2
    written = [row for row in after[STAYS] if row not in before[STAYS]]
    # What staff did, and what they were told of it, stands in the record of their clinic too: by ids, as here.
    assert all({goes.person, partner.person, clinic.clinic.id} & set(row) for row in written)
    assert len(written) == len(with_both[STAYS]) - len(before[STAYS]) + 2


def test_nothing_that_a_person_told_or_wrote_is_left_anywhere(app: Flask) -> None:
    goes, partner = somebody("goes")
    sealed = {
        cell
        for table, rows in everything().items()
        for row in rows
        for cell in row
        if isinstance(cell, bytes) and table not in OF_CLINICS | DECIDED
    }
    # The plan with what the clinic added, three changes, a note, a question, a number, a token, a word; a calendar with
    # a test, its two events and its bytes; a share. The partner's words, their token, and a calendar with one event and
    # its bytes. An account with a passkey. The enrolment, a note to the clinic, what it signed, a snooze, and a row of
    # the roster. Of each of the two how they are reached, a number to try it, and what they chose.
    assert len(sealed) == 3 + 3 + 1 + 1 + 1 + 1 + 1 + (3 + 2 + 1) + 1 + 1 + 1 + (2 + 1 + 1) + 2 + 5 + 2 * 3
    delete_plan(goes, key("delete"), occasion())
    let_go(partner, key("let go"), occasion())
    left = {cell for rows in everything().values() for row in rows for cell in row}
    assert not sealed & left
