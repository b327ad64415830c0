"""Tokens for programs, looked after by their owner, or by a token that may: each shown once and ended at will."""

from collections.abc import Mapping
from typing import Any

from planner.accounts.api_tokens import ApiToken, end_token, make_token, tokens_of
from planner.api import sent as bodies
from planner.api import shown
from planner.api.rooms import Json, Room, Shown
from planner.at_the_door import actor, now, whoever

tokens = Room("tokens", "What programs open a plan with.")


@tokens.reads("/tokens", shown.TOKENS)
def listed() -> Shown:
    """The tokens that open the plan, without their secrets."""
    return Shown({"tokens": [_shown(one) for one in tokens_of(actor())]})


@tokens.writes("POST", "/tokens", shown.TOKEN_MADE, sends=bodies.TokenToMake(), status=201, etag_of=listed)
def make(key: str, sent: Mapping[str, Any]) -> Shown:
    """Make a token. Its secret is shown now and never again. A token makes none that may do more than itself."""
    known = whoever()
    own = known.scopes if known else ()
    token, secret = make_token(actor(), key, sent["label"], tuple(sent["scopes"]), now(), own)
    return Shown({"token": _shown(token), "secret": secret})


@tokens.writes("DELETE", "/tokens/<token>", shown.REMOVED, etag_of=listed)
def end(token: str, key: str) -> Shown:
    """Let a token open nothing any more, at once; this one too."""
    end_token(actor(), key, token, now())
    return Shown({"removed": True})


def _shown(token: ApiToken) -> Json:
    return {
        "id": token.id,
        "label": token.label,
        "scopes": list(token.scopes),
        "made_at": token.made_at.isoformat(),
        "used_on": token.used_on.isoformat() if token.used_on else None,
    }
