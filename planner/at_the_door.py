"""Who is at the door: a phone by its cookie or a program by its token, and what the table of access lets it ask for."""

from contextlib import suppress
from datetime import date, datetime
from typing import NamedTuple

from flask import Flask, current_app, g, request, session
from itsdangerous import BadData, URLSafeTimedSerializer

from planner import clock
from planner.accounts.access import ACCESS, ANYONE, NEEDS, PARTNER, STAFF, Actor, may, needed
from planner.accounts.api_tokens import holder_of, used
from planner.accounts.devices import Held, held_by, seen
from planner.accounts.locks import IDLE, lock
from planner.accounts.signing_in import note_use
from planner.accounts.staff_sessions import is_over, limits_in
from planner.after import after_change
from planner.db import NotKept, db
from planner.errors import AheadError, NothingHere
from planner.misplaced import refuse_tokens_elsewhere
from planner.once import was_used
from planner.plans.actions import DELETE
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, plan_of
from planner.plans.shared import SharedHere, here_in
from planner.tokens import hash_of

BEARER = "bearer "
# Forms that hold what a person has typed.
WITH_WORDS = (
    *("steps.say", "steps.note", "steps.called"),
    "calendars.make",
    "calendars.change",
    "questions.answer",
    "team_questions.add",
    "team_questions.change",
    "phones.add",
    "phones.change",
    "shares.make",
    "shares.change",
    "partner.words",
    "partner_calendars.make",
    "partner_calendars.change",
    *("partner_questions.keep", "reminders.email"),
    *("at_clinic.look", "at_clinic.join", "at_clinic.choose", "at_clinic.write"),
    *("letters.make_letter", "letters.make_appointment"),
    "roster.do",
    *("clinic_protocol.preview", "clinic_protocol.sign", "clinic_notes.write", "one_plan.change"),
    *("clinic_enrol.make", "clinic_about.change", "clinic_staff.invite"),
)
# What a phone asks by itself, so that nobody has touched it.
BY_ITSELF = ("kept_pages.state", "kept_pages.pages", "outbox.send", "reminders.renew")
API = "api_"  # how the names of all endpoints of the JSON API begin
DELETES = "api_plans.delete"


class Known(NamedTuple):
    """Somebody we know. `scopes` are those of the token a program came with; None: a person's own pages."""

    actor: Actor
    scopes: tuple[str, ...] | None


class NobodyKnown(AheadError):
    """A program came without a token, or with one that opens nothing (any more)."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody we know is asking.",
            "Send a token in the header 'Authorization: Bearer TOKEN'. One that was ended opens nothing: make another.",
        )


class ScopeMissing(AheadError):
    """A program's token is good, but not for this. `scope` is what it would need."""

    def __init__(self, scope: str) -> None:
        super().__init__("This token may not do that.", f"Use a token with the scope '{scope}'.")
        self.scope = scope


def ask_the_table(app: Flask) -> None:
    """Ask the table of access before everything that is served."""
    app.before_request(check)


def check() -> None:
    """Raises NothingHere when whoever asks may not ask for this; of a program, NobodyKnown, ScopeMissing,
    TokenInTheWrongPlace or AddressInTheWrongPlace.

    What is not in the table is served to nobody.
    """
    page = request.endpoint
    if page is None:  # there is no such page, and the answer will say so
        return
    if page.startswith(API):
        refuse_tokens_elsewhere()
    known = None if ANYONE in ACCESS.get(page, ()) else whoever()
    if may(known.actor.role if known else None, page, known.scopes if known else None):
        return
    if page not in NEEDS:
        raise NothingHere
    if known is None and page == DELETES and deleted_before():
        return
    if known is None:
        raise NobodyKnown
    if known.actor.role not in ACCESS[page]:  # of what others may ask for, nobody is told that it is there
        raise NothingHere
    raise ScopeMissing(next(one for one in needed(page) if one not in (known.scopes or ())))


def key_of_deleting(key: str) -> str:
    """The key of deleting a plan, made the asker's own by what opens it: when that opens nothing any more, only
    whoever holds it can ask again, and nobody else's key stands in the way."""
    return hash_of(f"{key} {request.headers.get('Authorization', '')} {secret_here()}")


def deleted_before() -> bool:
    """Whether this is the same request that has deleted a plan, sent again because its answer was lost."""
    return was_used(key_of_deleting(request.headers.get("Idempotency-Key", "")), by=None, action=DELETE)


def whoever() -> Known | None:
    """Who is asking: for a page whoever holds its cookie; for the API whoever holds the token that was sent, if any.

    None when the cookie or token opens nothing.
    """
    if "known" not in g:
        by_token = request.endpoint in NEEDS and "Authorization" in request.headers
        g.known = _by_token() if by_token else _by_cookie()
    known: Known | None = g.known
    return known


def visitor() -> Actor | None:
    """Who is asking, however they are known; None when nobody we know is."""
    known = whoever()
    return known.actor if known else None


def secret_here() -> str:
    """What this browser's cookie holds: a secret of ours, or anything at all. Empty without a cookie."""
    return request.cookies.get(current_app.config["DEVICE_COOKIE"], "")


def actor() -> Actor:
    """Who is asking. Raises NothingHere when nobody we know is."""
    known = visitor()
    if known is None:
        raise NothingHere
    return known


def forget_who() -> None:
    """Know nobody at the door any more, for the rest of this answer: they were let go of."""
    for name in ("known", "held", "own", "shared"):
        g.pop(name, None)


def kept_plan() -> KeptPlan:
    """The plan of whoever is asking. Raises NothingHere."""
    return plan_of(actor())


def shared_here() -> SharedHere:
    """What is shared with whoever is asking, as long as it holds. Raises NothingHere: who ends it gives no reason."""
    if "shared" not in g:
        g.shared = shared_with(actor())
    shared: SharedHere = g.shared
    return shared


def is_own_here() -> bool:
    """Whether this device is somebody's own, locked or open, and may keep pages for when there is no signal: where they
    have nothing but what is shared with them, as long as that holds."""
    if "own" not in g:
        held = held_here()
        g.own = held is not None and held.own and (held.actor.role != PARTNER or is_shared_still(held.actor))
    own: bool = g.own
    return own


def occasion(kept: KeptPlan | None = None) -> Occasion:
    """This moment, and the day it is where the person lives; without a plan, the day where the service is."""
    return occasion_in(kept.told.get("time_zone") if kept else None)


def occasion_in(zone: str | None) -> Occasion:
    """This moment, and the day it is in a time zone; where none is named, in that of the service."""
    zone = zone or current_app.config["TIME_ZONE"]
    return Occasion(now(), _today(zone), current_app.config["GUIDANCE"](), after_change)


def now() -> datetime:
    """This moment."""
    return clock.now("UTC")


def device_kind() -> str:
    """Which kind of device is asking, as far as it says."""
    told = request.user_agent.string
    if "iPad" in told or "Tablet" in told or ("Android" in told and "Mobile" not in told):
        return "tablet"
    return "phone" if "Mobi" in told else "computer"


def held_here() -> Held | None:
    """The device that is asking, open or locked; None when it is not known."""
    if "held" not in g:
        token = secret_here()
        g.held = held_by(token) if token else None
    held: Held | None = g.held
    return held


def is_locked(held: Held) -> bool:
    """Whether a device shows nothing now: it was left, or nobody touched it for as long as its owner chose.

    A form with words in it, from a page that was opened before that and stood open too long, is still taken, since the
    words would be lost; what follows it is not shown. No page that is opened since gives such a form.
    """
    if held.locked is None and held.idle_minutes and _untouched() > held.idle_minutes:
        lock(held, IDLE)
        g.held = held = held._replace(locked=IDLE)
    if held.locked != IDLE or request.endpoint not in WITH_WORDS:
        return held.locked is not None
    made = _form_made_at()
    return made is None or made > (int(session.get("touched", 0)) + 1) * 60


def touch() -> None:
    """Note that this device was used now, where it locks after a while."""
    session["touched"] = int(now().timestamp()) // 60


def is_over_here(held: Held) -> bool:
    """Whether somebody who works in a clinic has to sign in on this device before it shows anything."""
    return held.actor.role in STAFF and is_over(held, now(), limits_in(current_app.config))


def shared_with(person: Actor) -> SharedHere:
    """What is shared with somebody, as long as it holds where its owner lives. Raises NothingHere."""
    here = here_in(db.session(), person)
    if here.until and occasion(here.kept).today > here.until:
        raise NothingHere
    return here


def is_shared_still(person: Actor) -> bool:
    """Whether something is shared with somebody, and holds."""
    try:
        shared_with(person)
    except NothingHere:
        return False
    return True


def _untouched() -> int:
    """For how many minutes this device was not touched; a great many when nothing tells."""
    return int(now().timestamp()) // 60 - int(session.get("touched", 0))


def _by_cookie() -> Known | None:
    held, today = held_here(), _today(current_app.config["TIME_ZONE"])
    if held is None or is_locked(held) or is_over_here(held):
        return None
    if held.used_at and request.endpoint not in BY_ITSELF:
        note_use(held, now())
    if held.idle_minutes and g.held.locked is None and request.endpoint not in BY_ITSELF:
        touch()
    if held.seen_on < today:
        with suppress(NotKept):  # a full disk shall not keep anybody from reading their plan
            seen(held.actor, today)
        g.renew = secret_here()
    return Known(held.actor, None)


def _by_token() -> Known | None:
    told, today = request.headers["Authorization"], _today(current_app.config["TIME_ZONE"])
    found = holder_of(told[len(BEARER) :].strip()) if told.lower().startswith(BEARER) else None
    if found and (found.used_on is None or found.used_on < today):
        with suppress(NotKept):
            used(found.actor, today)
    return Known(found.actor, found.scopes) if found else None


def _today(zone: str) -> date:
    day: date = current_app.config["CLOCK"](zone)
    return day


def _form_made_at() -> int | None:
    """When the page of the form that was sent was made, in seconds since 1970; None without a good token in it."""
    signed = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    told = request.form.get("csrf_token", "")
    try:
        _word, made = signed.loads(told, return_timestamp=True)
    except BadData:
        return None
    return int(made.timestamp())
