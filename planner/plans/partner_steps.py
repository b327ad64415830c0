"""What somebody with whom a plan is shared says of its steps: done, for themselves or for the plan, and their words.

A step its owner has given them is one of the plan: they may say that it is done, and take that back. Of what is theirs
beside it (a blood test, a signature, a lift home) they keep their own word and note, and choose whether to tell it.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.accounts.api_tokens import still_in
from planner.accounts.devices import hold
from planner.db import db
from planner.errors import CannotBe, Fault, NothingHere
from planner.marked import N_
from planner.plans.changing import Occasion, changing
from planner.plans.facts import STEP
from planner.plans.notes import WrittenMeanwhile, checked
from planner.plans.share_models import PartnerStepRecord, ShareRecord
from planner.plans.shared import SharedHere, here_in, seen_of
from planner.plans.sharing import SharedStep
from planner.plans.steps import (
    DONE_BY_PARTNER,
    UNDONE_BY_PARTNER,
    check_step,
    last_said_by,
    said_before,
    set_step,
)
from planner.questions.told import StepTaken
from planner.sealed import keyed_hash

PURPOSE = "partner steps"
QUESTIONS = ""  # in the place of a code: what they want to ask, about no step in particular
SAID_ANEW = N_("Something else was said of this step meanwhile. Nothing was taken back.")
TO_COME = N_("That day is still to come. Choose a day up to today.")


class PartnersOwn(NamedTuple):
    """What somebody keeps about one step, by its code: the day it was done, their words, and if they `tell` both.

    `given`: they said it of a step that was given to them, so whether it still is done is for the plan to say.
    """

    code: str
    done: date | None = None
    words: str = ""
    tell: bool = False
    given: bool = False

    @property
    def half(self) -> date | None:
        """The day on which they did their own half of it."""
        return None if self.given else self.done


def done_of(own: PartnersOwn, step: StepTaken | None, *, theirs: bool) -> date | None:
    """The day on which a step is done, for whoever keeps this about it: of one that was given to them (`theirs`) what
    is said of it in the plan (`step`), else what they said of their own half."""
    if theirs:
        return step.day if step and step.state == "done" else None
    return own.half


def say_done(actor: Actor, key: str, code: str, done: date | None, occasion: Occasion) -> None:
    """Say that a step of the plan, which its owner has given them, is done; None takes back what they said.

    Raises Faults where it cannot be, or where something else was said since; and NothingHere where it is not shared and
    given to them (any more).
    """
    taken = {"done": done.isoformat()} if done else None
    owner = here_in(db.session(), actor).kept.person
    action = DONE_BY_PARTNER if done else UNDONE_BY_PARTNER
    acting = actor._replace(holder=owner)
    with changing(acting, key, action, [code, taken], occasion) as change:
        here = here_in(change.session, actor, for_update=True)
        step = step_in(here, code, occasion)
        if change.repeated:
            return
        if not step.theirs:
            raise NothingHere
        hold(change.session, actor.person)  # they may write words beside it at this moment
        still_in(change.session, actor)
        own, stands = own_of(actor.person, code), change.facts.get(f"{STEP}{code}", {})
        said = own.done is not None and stands == {"done": own.done.isoformat()}
        is_theirs = said and last_said_by(change, code) == here.share
        if (taken is None or "done" in stands) and not is_theirs:
            raise CannotBe([Fault("done", None, SAID_ANEW)])
        if done and done > occasion.today:
            raise CannotBe([Fault("done", done.isoformat(), TO_COME)])
        check_step(code, taken, occasion)
        change.share = here.share
        set_step(change, code, taken or said_before(change, code))
        _put(change.session, actor.person, own._replace(done=done, given=done is not None))


def keep_own(actor: Actor, key: str, own: PartnersOwn, occasion: Occasion) -> PartnersOwn:
    """Keep what somebody says about a step for themselves, whole. Raises Faults, and NothingHere where the step is not
    shared with them (any more)."""
    own = own._replace(words=checked(own.words, "words"))
    return _keep(actor, key, own.code, repr(own), occasion, lambda stands: own)


def keep_done(actor: Actor, key: str, code: str, done: date | None, occasion: Occasion) -> PartnersOwn:
    """Keep the day on which somebody did their own half of a step, or None; their words stay. Raises as `keep_own`."""
    return _keep(actor, key, code, f"{code} {done}", occasion, lambda stands: stands._replace(done=done, given=False))


def keep_words(
    actor: Actor, key: str, own: PartnersOwn, occasion: Occasion, before: PartnersOwn | None = None
) -> PartnersOwn:
    """Keep somebody's words about a step, and whether they tell them; the day it was done stays.

    `before` is how both stood when their writer began, where that is known: a choice they did not touch stays as it is
    now. Raises as `keep_own`, and WrittenMeanwhile where other words stand there now; nothing is kept then.
    """
    words = checked(own.words, "words")

    def written(stands: PartnersOwn) -> PartnersOwn:
        if before and stands.words not in (before.words.replace("\r\n", "\n").strip(), words):
            raise WrittenMeanwhile(stands.words)
        tell = stands.tell if before and own.tell == before.tell else own.tell
        return stands._replace(words=words, tell=tell)

    return _keep(actor, key, own.code, f"{own.code} {own.tell} {words}", occasion, written)


def add_question(actor: Actor, key: str, words: str, occasion: Occasion) -> PartnersOwn:
    """Put one more question under those they want to ask, in a line of its own. What stands there already does so once.
    Raises Faults where there is no room for it."""

    def added(stands: PartnersOwn) -> PartnersOwn:
        lines = stands.words.split("\n") if stands.words else []
        return stands._replace(words=checked("\n".join(dict.fromkeys((*lines, words))), "words"))

    return _keep(actor, key, QUESTIONS, f"add {words}", occasion, added)


def own_of(person: str, code: str) -> PartnersOwn:
    """What this person keeps about one step."""
    record = db.session.get(PartnerStepRecord, _name_of(person, code), populate_existing=True)
    return _read(record) if record else PartnersOwn(code)


def all_of(person: str) -> dict[str, PartnersOwn]:
    """All that this person keeps, by the code of its step."""
    query = select(PartnerStepRecord).where(PartnerStepRecord.person_id == person)
    return {own.code: own for one in db.session.scalars(query) for own in (_read(one),)}


def told_by(person: str) -> dict[str, PartnersOwn]:
    """What this person chose to tell the owner of the plan, by the code of its step."""
    return {code: own for code, own in all_of(person).items() if own.tell}


class Telling(NamedTuple):
    """Whom of this service keeps words of their own, and which of these, by id, they tell the owner of a plan."""

    people: frozenset[str]
    told: frozenset[str]


def how_telling_stands(session: Session) -> Telling:
    """Who tells what, before an older state is put back. Raises CannotOpen."""
    records = list(session.scalars(select(PartnerStepRecord)))
    people = session.scalars(select(ShareRecord.person_id))
    return Telling(frozenset(people), frozenset(one.id for one in records if one.opened()["tell"]))


def tell_no_more(session: Session, stood: Telling) -> None:
    """After it was put back, in the caller's transaction: what had been kept back or taken away since is not told."""
    for record in session.scalars(select(PartnerStepRecord)):
        own = record.opened()
        if own["tell"] and record.person_id in stood.people and record.id not in stood.told:
            record.lock({**own, "tell": False})


def holds(here: SharedHere, occasion: Occasion) -> None:
    """Raises NothingHere where what is shared was shared up to a day that has gone by."""
    if here.until and occasion.today > here.until:
        raise NothingHere


def step_in(here: SharedHere, code: str, occasion: Occasion) -> SharedStep:
    """One step as it is shared, by its code. Raises NothingHere where it is not."""
    holds(here, occasion)
    for one in seen_of(here, occasion.guidance, occasion.today).steps:
        if one.item.code == code:
            return one
    raise NothingHere


def _keep(
    actor: Actor, key: str, code: str, sent: str, occasion: Occasion, change_it: Callable[[PartnersOwn], PartnersOwn]
) -> PartnersOwn:
    """One change of what somebody keeps about one step: of how it stands now, whatever a page showed."""
    with once.change(key, by=actor.person, action="partner-step", sent=sent, now=occasion.now) as change:
        if change.repeated:
            return own_of(actor.person, code)
        here = here_in(change.session, actor, for_update=True)
        hold(change.session, actor.person)
        still_in(change.session, actor)
        stands = own_of(actor.person, code)
        if code == QUESTIONS:
            holds(here, occasion)
        else:
            step_in(here, code, occasion)
        own = change_it(stands)
        if own.done and own.done > occasion.today:
            raise CannotBe([Fault("done", own.done.isoformat(), TO_COME)])
        _put(change.session, actor.person, own)
        audit.note(change.session, actor, "partner-step-kept", occasion.now)
    return own


def _put(session: Session, person: str, own: PartnersOwn) -> None:
    name = _name_of(person, own.code)
    record = session.get(PartnerStepRecord, name) or PartnerStepRecord(id=name, person_id=person)
    if own == PartnersOwn(own.code):
        if record in session:
            session.delete(record)
        return
    record.lock({**own._asdict(), "done": own.done.isoformat() if own.done else None})
    session.add(record)


def _read(record: PartnerStepRecord) -> PartnersOwn:
    told = record.opened()
    done = date.fromisoformat(told["done"]) if told["done"] else None
    return PartnersOwn(told["code"], done, told["words"], told["tell"], told.get("given", False))


def _name_of(person: str, code: str) -> str:
    return keyed_hash(f"{person} {code}", PURPOSE)[:32]
