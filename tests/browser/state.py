"""One state in which a page is found, and how it is reached."""

from collections.abc import Callable
from typing import NamedTuple

from tests.browser.walking import Walk


def nothing(walk: Walk) -> object:
    """The page is as it was opened."""


class State(NamedTuple):
    """One page as somebody of `LIVES` finds it (none: somebody new), after something was done there.

    `spanish`: its heading in Spanish, where a name or a number stands in it that no catalogue has.
    """

    name: str
    who: str
    path: str
    heading: str
    act: Callable[[Walk], object] = nothing
    spanish: str = ""

    def shown(self, walk: Walk) -> Walk:
        """Open the page, do what makes the state, and claim that this is the page that was meant."""
        self.act(walk.opens(self.path))
        return walk.sees(self.heading, self.spanish) if self.heading else walk
