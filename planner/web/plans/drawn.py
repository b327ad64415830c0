"""Plans that were drawn a moment ago, kept in this worker's memory for as long as nothing they show has changed.

A plan is a pure function of what is known, so it is drawn once for each version of the facts, each day and each state
of the guidance, and somebody who goes from step to step and back does not wait for it again.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from flask import Flask, current_app
from markupsafe import Markup

Key = tuple[Hashable, ...]
MOST = 128  # plans, of some 50 kB each; the one that was not asked for longest goes first
LONGEST = 3600.0  # seconds after which what was drawn goes, asked for or not


class Drawn:
    """What was drawn, by all that it was drawn from. The first part of each key names the plan."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._kept: OrderedDict[Key, tuple[float, Markup]] = OrderedDict()
        self._turn = Lock()
        self._seconds = seconds

    def get(self, key: Key, draw: Callable[[], str]) -> Markup:
        """What was drawn for this key, or what `draw` draws now. `key` has to hold all that could change it."""
        now = self._seconds()
        with self._turn:
            self._let_go(lambda _, made_at: now - made_at > LONGEST)
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][1]
        fresh = Markup(draw())  # our own template, where all words were escaped
        with self._turn:
            self._kept[key] = now, fresh
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return fresh

    def forget(self, plan: Hashable) -> None:
        """Let go of whatever was drawn of one plan."""
        with self._turn:
            self._let_go(lambda key, _: key[0] == plan)

    def _let_go(self, goes: Callable[[Key, float], bool]) -> None:
        for key in [key for key, (made_at, _) in self._kept.items() if goes(key, made_at)]:
            del self._kept[key]


def keep_what_is_drawn(app: Flask) -> None:
    """Give the app a place for what was drawn. It goes with the process, and nothing of it reaches a disk."""
    app.extensions["drawn"] = Drawn()


def forget(plan: Hashable) -> None:
    """Let go of whatever this worker has drawn of one plan."""
    kept: Drawn = current_app.extensions["drawn"]
    kept.forget(plan)


def drawn(key: Key, draw: Callable[[], str]) -> Markup:
    """What was drawn for this key in this app, or what `draw` draws now."""
    kept: Drawn = current_app.extensions["drawn"]
    return kept.get(key, draw)
