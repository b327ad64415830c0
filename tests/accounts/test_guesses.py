"""Whoever guesses at codes gets nowhere, and shuts out nobody."""

import secrets

import pytest
from sqlalchemy import select

from planner.accounts.access import Actor
from planner.accounts.models import AuditRecord, WayInRecord
from planner.accounts.ways_in import CODE, LINK, PAPER, count_wrong_guess, make_way_in, opened_by
from planner.db import db
from planner.tokens import CODE_GROUPS, PAPER_GROUPS, code_from, new_token
from tests.accounts.holders import NOON, done_to


def waiting(owner: Actor, kind: str) -> str:
    """A fresh code of the owner."""
    return make_way_in(owner, new_token(), kind, NOON)


def guess_near(code: str, times: int) -> None:
    """Guess wrong with the right first group, which is no secret."""
    for _ in range(times):
        made_up = code_from(secrets.token_hex(32), PAPER_GROUPS if len(code) > 20 else CODE_GROUPS)
        assert made_up[5:] != code[5:]
        assert opened_by(code[:5] + made_up[5:], NOON) is None
        count_wrong_guess(code[:5] + made_up[5:], NOON)


def test_a_short_code_ends_with_the_tenth_wrong_guess_at_it(owner: Actor) -> None:
    code = waiting(owner, CODE)
    guess_near(code, 9)
    assert opened_by(code, NOON)
    guess_near(code, 1)
    assert opened_by(code, NOON) is None
    assert done_to(owner.person) == ["code-made", "code-ended-by-guesses"]


def test_the_record_says_that_it_was_nobody_we_know(owner: Actor) -> None:
    guess_near(waiting(owner, CODE), 10)
    query = select(AuditRecord.role, AuditRecord.device).where(AuditRecord.chain == owner.person)
    assert db.session.execute(query.order_by(AuditRecord.number)).all()[-1] == ("nobody", "")


def test_a_code_on_paper_never_ends_by_guessing(owner: Actor) -> None:
    paper = waiting(owner, PAPER)
    guess_near(paper, 100)
    assert opened_by(paper, NOON)


def test_a_code_that_was_ended_by_guesses_is_followed_by_one_that_opens(owner: Actor) -> None:
    guess_near(waiting(owner, CODE), 10)
    code = waiting(owner, CODE)
    assert opened_by(code, NOON)


def test_guesses_at_other_codes_do_not_count(owner: Actor) -> None:
    code, link = waiting(owner, CODE), waiting(owner, LINK)
    other = ("0000" if code[0] != "0" else "1111") + code[4:]
    for wrong in (other, other[:4], "", link):
        for _ in range(11):
            count_wrong_guess(wrong, NOON)
    assert opened_by(code, NOON)
    assert opened_by(link, NOON)


@pytest.mark.parametrize("made_up", ["%", "____", "%' OR '1'='1"])
def test_a_guess_is_taken_as_letters_and_as_nothing_else(owner: Actor, made_up: str) -> None:
    waiting(owner, CODE)
    for _ in range(11):
        count_wrong_guess(made_up, NOON)
    query = select(WayInRecord.wrong).where(WayInRecord.person_id == owner.person)
    assert db.session.scalars(query).all() == [0]
