"""The feed of somebody's real plan, served as it is served to people, and what happens in that person's life."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from faults.looking import app_at
from faults.serving import Served
from planner.accounts.access import PATIENT, Actor
from planner.calendar.choices import PLAIN, Choices
from planner.calendar.feeds import make_feed
from planner.cli.plainly import occasion
from planner.db import db, transaction
from planner.demo_stories import STORIES, told_by
from planner.plans.actions import keep_answers, make_now, new_plan
from planner.plans.nicknames import write_nickname
from planner.plans.stopping import stop
from planner.tokens import new_token
from tests.calendar.reading import Read, with_icalendar
from tests.readers.elsewhere import fetched


class OurFeed:
    """One calendar of a person whose plan lives: the date moves, a step gets another word, a break, and going on."""

    def __init__(self, served: Served, words: str) -> None:
        self.served = served
        with self._at_work():
            now = occasion()
            with transaction() as session:
                record = new_plan(session, told_by(STORIES[0], now.today), now)
                self.actor = Actor(record.person_id, PATIENT, "")
                make_now(session, record, self.actor, now)
            _feed, token = make_feed(self.actor, new_token(), Choices("Readers", words=words), now)
        self.address = f"{served.address}/f/{token}.ics"
        self.changes: list[tuple[str, Callable[[], None]]] = [
            ("the date moved", self.move),
            ("a step has another word", self.call),
            ("a break", lambda: self.say("break")),
            ("going on", lambda: self.say("go-on")),
        ]

    def meant(self) -> list[Read]:
        """What a reader should read now."""
        return with_icalendar(fetched(self.address))

    def move(self) -> None:
        """The first chemo is three weeks later."""
        with self._at_work():
            now = occasion()
            day = now.today + timedelta(days=STORIES[0].days["treatment_date"] + 21)
            keep_answers(self.actor, new_token(), {"treatment_date": day.isoformat()}, now)

    def call(self) -> None:
        """A step is called something in many scripts, with all that has to be escaped."""
        with self._at_work():
            write_nickname(self.actor, new_token(), "B04", 'Tía Rosa, 電話; "sí" \\n שיחה', occasion())

    def say(self, how: str) -> None:
        """A break begins or ends."""
        with self._at_work():
            stop(self.actor, new_token(), how, occasion())

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Another process than those that serve, on the same database."""
        with app_at(self.served.folder, self.served.database).app_context():
            yield
            db.session.remove()


@contextmanager
def our_feed(folder: Path, words: str = PLAIN) -> Iterator[OurFeed]:
    """Serve somebody's plan with two workers until the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    with Served(folder) as served:
        yield OurFeed(served, words)
