"""Whether anything sent in somebody's name from elsewhere is taken, at one address that changes something."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from flask import Flask

from planner.accounts.access import OF_A_PARTNER
from planner.at_the_door import API
from planner.web.guarding.words_of_errors import WORDS
from tests.accounts.access_rows import ROWS
from tests.accounts.access_world import Row, World
from tests.accounts.every_cell import path_of, phone_of, wanted
from tests.api.programs import Page
from tests.api.test_access import BODIES, VALUES
from tests.web.forging import BY_GET, FROM_ELSEWHERE, NOT_JSON, WITHOUT_TOKEN, Aim, Way, asked_for, token_of
from tests.web.living import fields_in, moved_to
from tests.web.phones import Phone

CHANGES = {"POST", "PUT", "PATCH", "DELETE"}
FORMS = tuple(row for row in ROWS if row.method in CHANGES)


def a_move(phone: Phone) -> Mapping[str, str]:
    """A move of the treatment, as its preview offers it."""
    return fields_in(phone.sends("/plan/move", **moved_to(date(2031, 4, 24))).text, "/plan/move/use")


# What the table of access sends of these changes nothing: for a control, this from this sender.
RIGHTLY: Mapping[str, tuple[str, Callable[[Phone], Mapping[str, str]]]] = {
    "start.begin": ("nobody", lambda phone: {}),
    "programs.make": ("patient", lambda phone: {"label": "Laptop", "scopes": "read"}),
    "move.use": ("patient", a_move),
}
# These change nothing, however rightly they are sent: they show what would be, look for what is not there, let no
# code or proof in that this table has, or change a cookie alone. What they do in earnest stands in tests of their own.
SHOWS_ONLY = {
    *("at_clinic.look", "clinic_protocol.preview", "move.preview", "what_if.compare"),
    *("shares.make", "shares.change", "shares.invite", "calendars.prove", "partner_calendars.prove"),
    *("history.undo_one", "programs.end", "file.bring_in", "kept_pages.pages", "outbox.send"),
    *("coming_in.take_code", "coming_in.take_link", "locks.unlock_here", "phone.say"),
    *("reminders.renew", "reminders.seen"),
    *("setting_up.choose_name", "setting_up.keep_password"),
    *(f"account.{name}" for name in ("login", "mf_recovery", "two_factor_token_validation", "verify", "end")),
    *("account.recovery_codes", "account.remove"),
    *(f"account.wan_{name}" for name in ("signin", "register", "verify")),
    *(f"account.wan_{name}_response" for name in ("signin", "register", "verify")),
}
# In whose name a form is sent: of whoever may send it, the first of these.
SENDERS = ("patient", "other", "live", "lead", "nobody")
OF_STAFF = ("lead", "nurse", "patient", "nobody")  # the same of the pages of accounts, which are first those of staff
ACCOUNTS = ("account.", "setting_up.")
# Pages that a script sends JSON to.
SCRIPTED = ("outbox.send", "account.wan_signin", "account.wan_register", "account.wan_verify")
# These begin a plan for whoever asks, and look at no cookie: there is nobody in whose name they could be sent.
OF_NOBODY = ("api_plans.begin", "api_plans.bring_in")
# How an address is answered that is not there to be asked for, or not by whoever asks, or not with words in it that it
# does not know (an address of the API).
NOT_ASKED_FOR = (400, 401, 404, 405)
# An address that is asked for may note who looked at a plan or at what is shared of it, and when, and that a device was
# used: nothing else.
NOTED_BY_READING = {"audit", "share_look", "device"}


Fine = Callable[[int, str], bool]  # whether an answer with this status and these words is a refusal


class Tried(NamedTuple):
    """One way of sending something, and what is wrong with what came of it; empty where nothing is."""

    way: str
    wrong: str


class Tables:
    """What stands in all tables."""

    def __init__(self, app: Flask) -> None:
        self.connection = sqlite3.connect(Path(app.config["INSTANCE"]) / "ahead.db")
        self.stands, self.version = self.digests(), self._version()

    def changed(self) -> set[str]:
        """The tables that hold other rows than when this was asked last."""
        if self._version() == self.version:  # nobody has written anything
            return set()
        before, self.stands, self.version = self.stands, self.digests(), self._version()
        return {name for name in before if before[name] != self.stands[name]}

    def digests(self) -> Mapping[str, str]:
        """A digest of all rows of each table."""
        found = {}
        for (name,) in self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = sorted(repr(row) for row in self.connection.execute(f'SELECT * FROM "{name}"'))
            found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return found

    def _version(self) -> int:
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])


def sender_of(row: Row) -> str:
    """Who may send a form, or, where nobody here may just now, whoever is told most."""
    senders = OF_STAFF if row.page.startswith(ACCOUNTS) else SENDERS
    taken = [who for who in senders if wanted(row, who) < 400]
    told = [who for who in senders if wanted(row, who) != 404]
    return (taken or told or ["patient"])[0]


def try_form(world: World, row: Row) -> Iterator[Tried]:
    """Send a form in every way but from its own page; then, to see that it was a good one, from there."""
    who, path, fields = sender_of(row), path_of(world, row), row.fields(world)
    phone = phone_of(world, who)
    keys = phone.keys()
    aim = Aim(phone, row.method, path, {**fields, "once": keys["once"]}, keys["csrf_token"], False)
    tables = Tables(world.app)
    yield from _tried(row.page, aim, tables, {**FROM_ELSEWHERE, **WITHOUT_TOKEN}, _is_said_kindly)
    if row.page in SCRIPTED:
        yield from _tried(row.page, aim, tables, NOT_JSON, lambda status, text: status in (400, 404, 415))
    yield _asked_for(row.page, aim, tables)
    found = aim.sends(aim.token).status_code
    yield Tried(f"{row.page}: from its own page", "" if found == wanted(row, who) else f"answered {found}")
    changed = tables.changed() - NOTED_BY_READING
    if row.page in RIGHTLY:
        who, told = RIGHTLY[row.page]
        phone = phone_of(world, who)
        phone.sends(path, {**phone.keys(), **told(phone)})
        changed |= tables.changed()
    does = "changed nothing" if not changed else "changed " + ", ".join(sorted(changed))
    yield Tried(f"{row.page}: sent rightly", "" if bool(changed) is (row.page not in SHOWS_ONLY) else does)
    tables.connection.close()
    world.back()


def try_call(world: World, endpoint: str) -> Iterator[Tried]:
    """The same of one path of the API, asked by the session of a page."""
    rule = next(world.app.url_map.iter_rules(endpoint))
    (method,) = CHANGES & (rule.methods or set())
    values = {**VALUES, "plan": Page(world.patient.tab()).plan, "share": world.share, "step": world.shown}
    path = world.app.url_map.bind("localhost").build(endpoint, {one: values[one] for one in rule.arguments}, method)
    phone = (world.live if endpoint in OF_A_PARTNER else world.patient).tab()
    aim = Aim(phone, method, path, BODIES.get(endpoint), token_of(phone), True)
    tables = Tables(world.app)
    yield from _tried(endpoint, aim, tables, FROM_ELSEWHERE, _is_a_problem)
    if endpoint not in OF_NOBODY:
        yield from _tried(endpoint, aim, tables, WITHOUT_TOKEN, _is_a_problem)
    yield from _tried(endpoint, aim, tables, NOT_JSON, lambda status, text: 400 <= status < 500)
    yield _asked_for(endpoint, aim, tables)
    tables.connection.close()
    world.back()


def calls(app: Flask) -> list[str]:
    """The paths of the API that change something; what only works something out is among them."""
    rules = [one for one in app.url_map.iter_rules() if one.endpoint.startswith(API)]
    return [one.endpoint for one in rules if CHANGES & (one.methods or set())]


def _tried(page: str, aim: Aim, tables: Tables, ways: Mapping[str, Way], fine: Fine) -> Iterator[Tried]:
    for name, way in ways.items():
        answer = way(aim)
        wrong = [] if fine(answer.status_code, answer.text) else [f"answered {answer.status_code}"]
        wrong += sorted(tables.changed())
        yield Tried(f"{page}: {name}", ", ".join(wrong))


def _asked_for(page: str, aim: Aim, tables: Tables) -> Tried:
    ((name, way),) = BY_GET.items()
    plain, found = asked_for(aim).status_code, way(aim).status_code
    fine = found == plain and (found < 400 or found in NOT_ASKED_FOR)
    wrong = [] if fine else [f"answered {found}, and {plain} where only asked for"]
    return Tried(f"{page}: {name}", ", ".join([*wrong, *sorted(tables.changed() - NOTED_BY_READING)]))


def _is_said_kindly(status: int, text: str) -> bool:
    return status == 400 and WORDS["forged"].heading in text


def _is_a_problem(status: int, text: str) -> bool:
    return status == 400 and '"forged"' in text
