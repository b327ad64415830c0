"""A plan that is shared with somebody who holds a token: made below the pages, since no token shares anything."""

import secrets
from typing import NamedTuple

from flask import Flask

from planner.accounts.access import PARTNER, READ, STEPS, Actor
from planner.accounts.api_tokens import holder_of, keep_token, secret_from
from planner.at_the_door import occasion_in
from planner.db import transaction
from planner.plans.kept import kept_from, record_of
from planner.plans.shares import put_share
from planner.plans.sharing import Rights

GIVEN = "B04"  # a step that is in every plan of the faults


class OneShare(NamedTuple):
    """A share by its id, who it is shared with, and the secret of a token of theirs."""

    id: str
    person: str
    token: str


def share_with_somebody(app: Flask, token: str, rights: Rights, scopes: tuple[str, ...] = (READ, STEPS)) -> OneShare:
    """Share the plan that a token opens with somebody new, who has come in with a token of their own."""
    with app.app_context():
        owner, now = holder_of(token), occasion_in(None)
        assert owner is not None
        secret = secret_from(secrets.token_hex(16))
        with transaction() as session:
            kept = kept_from(record_of(session, owner.actor, for_update=True))
            share = put_share(session, kept, "Sam", rights, None, now)
            share.accepted_at = now.now
            keep_token(session, Actor(share.person_id, PARTNER, ""), secret, "A watch", scopes, now.now)
            return OneShare(share.id, share.person_id, secret)
