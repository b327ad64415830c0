"""Plans that were drawn a moment ago, kept in this worker's memory for as long as nothing they show has changed.

A plan is a pure function of what is known, so it is drawn once for each version of the facts, each day and each state
of the guidance, and somebody who goes from step to step and back does not wait for it again.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from flask import Flask, current_app
from markupsafe import Markup

MOST = 128  # plans, of some 50 kB each; the one that was not asked for longest goes first


class Drawn:
    """What was drawn, by all that it was drawn from."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Markup] = OrderedDict()
        self._turn = Lock()

    def get(self, key: Hashable, draw: Callable[[], str]) -> Markup:
        """What was drawn for this key, or what `draw` draws now. `key` has to hold all that could change it."""
        with self._turn:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        fresh = Markup(draw())  # our own template, where all words were escaped
        with self._turn:
            self._kept[key] = fresh
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return fresh


def keep_what_is_drawn(app: Flask) -> None:
    """Give the app a place for what was drawn. It goes with the process, and nothing of it reaches a disk."""
    app.extensions["drawn"] = Drawn()


def drawn(key: Hashable, draw: Callable[[], str]) -> Markup:
    """What was drawn for this key in this app, or what `draw` draws now."""
    kept: Drawn = current_app.extensions["drawn"]
    return kept.get(key, draw)
