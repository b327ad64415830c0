"""One page that a phone keeps for when there is no signal, and the marks that tell when it has changed."""

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple


class KeptPage(NamedTuple):
    """One page that is kept: a mark of what it shows, and how it is drawn; of a step also its title, and what its forms
    say was `shown` of it."""

    mark: str
    draw: Callable[[], Any]
    title: str = ""
    shown: str = ""


def mark_of(*shown: Any) -> str:
    """A mark of what is shown: another as soon as any of it changes."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:20]
