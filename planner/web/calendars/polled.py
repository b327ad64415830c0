"""Puts the answering of calendar programs before everything else of the service, and gives it what it needs."""

from collections.abc import Callable

from flask import Flask

from planner.at_the_door import occasion_in
from planner.calendar.looking import look_again, may_still_stand, note_fetch, note_use
from planner.calendar.polls import Polls
from planner.db import NotKept, QuickReads, db
from planner.errors import AheadError
from planner.logs import failed
from planner.web.guarding.headers import ALWAYS, for_https

# A calendar loads nothing and is shown in nothing.
POLICY = ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")


def answer_polls(app: Flask) -> None:
    """Answer what begins with `/f/` before Flask looks for a page. Call it last."""

    def reads() -> QuickReads:
        with app.app_context():
            return QuickReads(db.engine)

    headers = [*ALWAYS.items(), POLICY, *for_https(app)]
    app.wsgi_app = Polls(app.wsgi_app, reads, _Behind(app), headers)  # type: ignore[assignment, method-assign]


class _Behind:
    """The service behind the answers. Whatever fails there, a program still gets what stood there before, unless that
    was shared for so long only."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def look(self, token_hash: str) -> bool:
        """Bring a calendar up to date, since days have passed; where that fails, whether what stood there still may."""
        if self._try(lambda: look_again(token_hash, occasion_in)):
            return True
        with self.app.app_context():
            try:
                return may_still_stand(token_hash, occasion_in)
            except AheadError as error:
                failed(error)
                return False
            finally:
                db.session.remove()

    def note(self, token_hash: str, family: str, hour: int, version: int) -> None:
        """Note a fetch."""
        self._try(lambda: note_fetch(token_hash, family, hour, version))

    def use(self, token_hash: str, at: int) -> None:
        """Note that an address was fetched for the first time."""
        self._try(lambda: note_use(token_hash, at))

    def failed(self, error: Exception) -> None:
        """Write down that a program could not be answered: the kind of the error and its place, no address."""
        failed(error)

    def _try(self, what: Callable[[], None]) -> bool:
        """Do it, whatever comes of it; whether it was done."""
        with self.app.app_context():
            try:
                what()
            except NotKept:  # a full disk shall not keep anybody from reading their plan
                return False
            except Exception as error:
                failed(error)
                return False
            finally:
                db.session.remove()
        return True
