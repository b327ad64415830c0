"""Whatever somebody does with what is shared with them is a look its owner sees, also by a program that only writes."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from planner.accounts.access import READ, STEPS
from planner.db import transaction
from planner.plans.share_models import ShareLookRecord
from tests.api.programs import Program
from tests.api.sharing import shares, step_of
from tests.web.sharing import shared


def looks(app: Flask) -> int:
    """How many looks are noted."""
    with app.app_context(), transaction() as session:
        return session.scalar(select(func.count()).select_from(ShareLookRecord)) or 0


def forgets(app: Flask) -> None:
    """Let nobody have looked yet."""
    with app.app_context(), transaction() as session:
        session.execute(delete(ShareLookRecord))


@pytest.mark.parametrize(
    ("way", "does", "sent"),
    [
        ("POST", "done", {"done": "2026-03-02"}),
        ("POST", "undo", None),
        ("PUT", "words", {"words": "Friday", "tell": False}),
    ],
)
def test_what_a_program_writes_is_a_look(amira: Program, way: str, does: str, sent: Any) -> None:
    guest, _share = shares(amira, scopes=(READ, STEPS))
    path = step_of(guest, "B17")
    forgets(guest.app)
    guest.does(way, f"{path}/{does}", sent, If_Match=None)
    assert looks(guest.app) == 1


def test_their_questions_are_a_look(app: Flask) -> None:
    _owner, guest = shared(app, groups=["own-part"])
    forgets(app)
    assert guest.phone.gets("/part/questions").status_code == 200
    assert looks(app) == 1
