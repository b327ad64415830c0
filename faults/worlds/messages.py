"""Messages in a world: whoever holds the plan and the partner are reached by e-mail; what reaches the partner is read.

The sender looks whenever there is something to look at, as it would each minute.
"""

from datetime import datetime
from pathlib import Path

import time_machine
from sqlalchemy import delete, func, select

from faults.worlds.world import World
from planner.accounts.access import Actor
from planner.db import db, transaction
from planner.limits_in_sql import LimitRecord
from planner.reminders.choices import Choices
from planner.reminders.models import ChannelRecord, NoticeRecord, WatchedPlanRecord
from planner.reminders.reachable import add_channel
from planner.reminders.rehearsals import prove_channel
from planner.reminders.told import choose
from planner.sender import sweep_now

OWNERS, PARTNERS = "owner@example.org", "partner@example.net"
MOST_LOOKS = 2_000


class Messages:
    """Those of one world. `lived`: until when its sender has looked."""

    def __init__(self, world: World, clock: time_machine.Traveller) -> None:
        self.world, self.clock = world, clock
        self.lived: datetime | None = None
        self.looks = 0

    def begin(self, choices: Choices) -> None:
        """Both are reached. The owner lets last safe days rise to the partner; the partner chooses this."""
        self._reach(self.world.owner, OWNERS, Choices(rises=(self.world.share,)))
        self._reach(self.world.partner, PARTNERS, choices)
        self.lived = self.now
        self.arrived()

    @property
    def now(self) -> datetime:
        """This moment."""
        with self.world.app.app_context():
            return self.world.when.now

    def _reach(self, actor: Actor, email: str, choices: Choices) -> None:
        world = self.world
        world.again("reached", email)
        with world.app.app_context():
            key, when = f"{world.word} {email}".rjust(24), world.when
            with transaction() as session:  # each pair of worlds begins as if nobody had been sent a number before
                session.execute(delete(LimitRecord))
            channel = add_channel(actor, f"{key} added", "email", {"email": email}, [], when).id
            number = db.session.get_one(ChannelRecord, channel).opened("test")["number"]
            prove_channel(actor, f"{key} proved", channel, number, when)
            choose(actor, f"{key} chosen", choices, when)

    def live_until(self, moment: datetime) -> None:
        """Let the sender look whenever there is anything to look at until then."""
        if self.lived is None:
            return
        with self.world.app.app_context():
            for _look in range(MOST_LOOKS):
                at = self._next()
                if at is None or at > moment:
                    break
                self.lived = max(at, self.lived)
                self.clock.move_to(self.lived)
                self.world.again("the sender looks", self.lived)
                sweep_now("sender")
                self.looks += 1
            else:
                raise RuntimeError("The sender has always something to look at.")
            db.session.remove()
        self.lived = max(moment, self.lived)
        self.clock.move_to(moment)

    def _next(self) -> datetime | None:
        db.session.rollback()
        found = [db.session.scalar(select(func.min(column))) for column in (NoticeRecord.at, WatchedPlanRecord.look_at)]
        return min((one for one in found if one), default=None)

    def arrived(self) -> dict[str, bytes]:
        """What the partner got since this was asked last, by its name: every byte of it."""
        folder = Path(str(self.world.app.config["MAIL_URL"]).removeprefix("file:"))
        found = {one.name: one.read_bytes() for one in sorted(folder.glob("*.eml"))}
        for name in found:
            (folder / name).unlink()
        return {name: told for name, told in found.items() if f"To: {PARTNERS}".encode() in told}
