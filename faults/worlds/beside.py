"""What an owner does beside the facts of a plan, which nobody else ever sees: words, calendars, others, ways in."""

from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from datetime import date, timedelta
from pathlib import Path
from random import Random

from faults.worlds.hidden import Chosen, Facts, seen_of
from faults.worlds.world import World
from planner.accounts.api_tokens import end_token, make_token, tokens_of
from planner.accounts.proofs import NotProven, prove
from planner.accounts.ways_in import CODE, LINK, make_way_in
from planner.backup import write_backup
from planner.calendar.choices import Choices
from planner.calendar.feeds import end_feed, feeds_of, make_feed, move_feed
from planner.calendar.rehearsals import put_test_in
from planner.db import db
from planner.errors import AheadError
from planner.guidance.model import PHASES
from planner.plans.nicknames import write_nickname
from planner.plans.notes import write_note
from planner.plans.phones import add_phone
from planner.plans.share_list import shares_of
from planner.plans.shares import change_share, end_share, share_plan
from planner.plans.sharing import Rights
from planner.plans.team_questions import add_question, change_question, questions_of, remove_question
from tests.web.phones import Phone

READ = (
    *("/plan", "/plan/history", "/share", "/calendar", "/plan/changes", "/answers"),
    *("/plan/print", "/devices", "/plan/move"),
)
TRIES = 8  # draws of one change until a hidden one is found


def apart(ask: Callable[[str], object], path: str) -> None:
    """Ask as a request of its own, which knows nothing of whatever is under way here."""
    Context().run(ask, path)


class Beside:
    """Such acts in one world, by chance. Each says whether it was done."""

    def __init__(self, world: World, chosen: Chosen, luck: Random) -> None:
        self.world, self.chosen, self.luck = world, chosen, luck
        self.others: list[tuple[str, Phone]] = []
        self.own: list[str] = []  # tokens of the owner's own calendars
        self.shared = False

    def note(self, days: list[date]) -> bool:
        """Write a note beside any step, also a shared one."""
        write_note(self.world.owner, self._key(), self._code(), self._words(), self.world.when)
        return True

    def called(self, days: list[date]) -> bool:
        """Call any step otherwise in calendars."""
        write_nickname(self.world.owner, self._key(), self._code(), self._words(), self.world.when)
        return True

    def question(self, days: list[date]) -> bool:
        """Add a question, change one, or take it away."""
        asked = questions_of(self.world.kept)
        if not asked or self.luck.random() < 0.5:
            code = self.luck.choice(["", self._code()])
            add_question(self.world.owner, self._key(), self._words(), self.world.when, code)
        elif self.luck.random() < 0.5:
            remove_question(self.world.owner, self._key(), asked[0].id, self.world.when)
        else:
            change_question(self.world.owner, self._key(), asked[0].id, self._words(), True, self.world.when)
        return True

    def number(self, days: list[date]) -> bool:
        """Keep a phone number."""
        add_phone(self.world.owner, self._key(), self._words()[:20], "0123 456", self.world.when)
        return True

    def read(self, days: list[date]) -> bool:
        """Read pages, in another language or one step at a time."""
        phone = self.world.phone
        if self.luck.random() < 0.5:
            apart(phone.gets, self.luck.choice(["/language/es", "/language/en", "/calm/yes", "/calm/no"]))
        for path in self.luck.sample(READ, 3):
            apart(phone.gets, path)
        if self.shared:
            apart(phone.gets, f"/share/{self.world.share}")
        return True

    def other_share(self, days: list[date]) -> bool:
        """Share with somebody else, or end that; they come in, and look."""
        when = self.world.when
        if self.others and self.luck.random() < 0.4:
            share, _phone = self.others.pop()
            with suppress(AheadError):
                end_share(self.world.owner, self._key(), share, when)
            return True
        rights = Rights(self.luck.random() < 0.5, tuple(self.luck.sample(PHASES, 2)), (), (), ("B11", "B18"))
        share, invited = share_plan(self.world.owner, self._key(), self._words()[:20], rights, None, when)
        phone = Phone(self.world.app)
        if self.luck.random() < 0.7:
            apart(phone.comes_in, f"/open/{invited.link}")
            apart(phone.gets, "/part")
        self.others.append((share.id, phone))
        return True

    def this_share(self, days: list[date]) -> bool:
        """Call this partner otherwise, let it hold until another day to come, or say the same rights otherwise."""
        when, last = self.world.when, days[-1] + timedelta(self.luck.randrange(1, 60))
        (now,) = [one for one in shares_of(self.world.kept, when.today) if one.id == self.world.share]
        rights, facts = now.rights, self.world.facts
        codes = sorted(item.code for item in self.world.guidance.editions["elsewhere"])
        for _ in range(TRIES):
            hidden = (*rights.hidden, *self.luck.sample(codes, 2))
            other = self.chosen._replace(hidden=tuple(dict.fromkeys(hidden)))
            if self._is_same(facts, other, days):
                rights = rights._replace(hidden=other.hidden)
                break
        until = self.luck.choice([None, last])
        share, proven = self.world.share, True
        change_share(self.world.owner, self._key(), share, self._words()[:20], rights, until, when, proven)
        self.chosen = self.chosen._replace(hidden=rights.hidden)
        return True

    def calendar(self, days: list[date]) -> bool:
        """Make a calendar of one's own, give it another address, end it, or let a program fetch it."""
        owner, when, kept = self.world.owner, self.world.when, self.world.kept
        made = feeds_of(kept)
        how = self.luck.random()
        if how < 0.4 or not made:
            audience = self.luck.choice(["patient", "partner"])
            token = make_feed(owner, self._key(), Choices(self._words()[:20], audience), when)[1]
            self.own.append(token)
        elif how < 0.5:
            end_feed(owner, self._key(), made[0].id, self.luck.choice([0, 7]), when)
        elif how < 0.6:
            self.own.append(move_feed(owner, self._key(), made[0].id, 7, when)[1])
        elif how < 0.7:
            put_test_in(owner, self._key(), made[0].id, when)
        for token in self.own[-2:]:
            apart(Phone(self.world.app).gets, f"/f/{token}.ics")
        return True

    def ways(self, days: list[date]) -> bool:
        """A link or code for another phone, which comes in; and a token for a program."""
        owner, when = self.world.owner, self.world.when
        kind = self.luck.choice([LINK, CODE])
        way = make_way_in(owner, self._key(), kind, when.now)
        phone = Phone(self.world.app)
        apart(phone.comes_in, f"/open/{way}" if kind == LINK else way)
        apart(phone.gets, "/plan")
        kept = tokens_of(owner)
        if kept and self.luck.random() < 0.5:
            end_token(owner, self._key(), kept[0].id, when.now)
        else:
            make_token(owner, self._key(), "mine", ("read",), when.now)
        return True

    def wrong_proof(self, days: list[date]) -> bool:
        """Fail to prove who one is."""
        with suppress(NotProven):
            prove(self.world.owner, "0000", self.world.when.now)
        return True

    def backup(self, days: list[date]) -> bool:
        """Whoever runs the service makes a backup."""
        file = Path(self.world.app.config["INSTANCE"]) / "backup.db"
        write_backup(db.engine, file)
        file.unlink()
        return True

    def _is_same(self, facts: Facts, other: Chosen, days: list[date]) -> bool:
        guidance = self.world.guidance
        return all(
            seen_of(facts, self.chosen, guidance, days[0], day) == seen_of(facts, other, guidance, days[0], day)
            for day in days
        )

    def _code(self) -> str:
        return self.luck.choice(sorted(item.code for item in self.world.guidance.editions["elsewhere"]))

    def _words(self) -> str:
        return f"canary {self.world.name} {self.luck.randrange(10**9)}"

    def _key(self) -> str:
        return f"{self.world.key()}-{self.luck.randrange(10**12)}"
