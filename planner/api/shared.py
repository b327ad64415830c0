"""What is shared with somebody, for programs of their own: the steps, saying that one is done, and their own words.

An ETag here is of what is shown and of nothing else: what is not shared moves none. Once nothing is shared any more,
whatever the reason, there is nothing here, in the same words as where there never was.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from flask import current_app, g, url_for

from planner.api import sent as bodies
from planner.api import share_shapes as shapes
from planner.api.etags import has_seen
from planner.api.rooms import Json, Room, Shown
from planner.api.status import may_read
from planner.at_the_door import actor, now, occasion, shared_here
from planner.db import NotKept
from planner.errors import NothingHere
from planner.plans.partner_steps import PartnersOwn, all_of, keep_done, keep_words, own_of, say_done
from planner.plans.shared import SharedHere, looked_lately, note_look, seen_of
from planner.plans.shared_json import shared_json, shared_step_json
from planner.plans.shared_names import step_named
from planner.plans.sharing import SharedPlan, SharedStep

shared = Room("shared", "What somebody else has shared with whoever asks, and their own words beside it.")


@shared.reads("/shared", shapes.SHARED)
def listed() -> Shown:
    """All that is shared with whoever asks, as it is today. Its owner sees that it was looked at, by the hour."""
    here = _here()
    return Shown(shared_json(here, _seen(here), all_of(actor().person)))


@shared.reads("/shared/<step>", shapes.SHARED_STEP)
def read(step: str) -> Shown:
    """One step that is shared, by its id in the list."""
    here = _here()
    return Shown(_shown(here, step_named(here, _seen(here), step)))


@shared.writes("POST", "/shared/<step>/done", shapes.SAID, sends=bodies.SharedDone(), etag_of=read)
def done(step: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Say on which day a step of one's own part was done. One that was given to them is done in the plan then; of all
    others it is kept for themselves."""
    return _say(step, key, date.fromisoformat(sent["done"]))


@shared.writes("POST", "/shared/<step>/undo", shapes.SAID, etag_of=read)
def undo(step: str, key: str) -> Shown:
    """Take that back, as long as nothing else was said of the step in the plan since."""
    return _say(step, key, None)


@shared.writes("PUT", "/shared/<step>/words", shapes.SAID, sends=bodies.SharedWords(), if_match="heard", etag_of=read)
def words(step: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Keep one's own words beside a step; empty words take them away. `tell` says whether the owner of the plan may
    read them. With If-Match nothing that was written meanwhile is lost."""
    here = _here()
    one = step_named(here, _seen(here), step)
    stands = own_of(actor().person, one.item.code)
    place = url_for(".read", step=step)
    known = has_seen(_shown(here, one), place, key, actor().person)
    own = PartnersOwn(one.item.code, None, sent["words"], sent["tell"])
    before = stands._replace(tell=not own.tell) if known else None  # the choice that is sent holds in any case
    keep_words(actor(), key, own, occasion(here.kept), before)
    return _said(step)


def _say(step: str, key: str, day: date | None) -> Shown:
    here = _here()
    one, when = step_named(here, _seen(here), step), occasion(here.kept)
    if not one.yours:
        raise NothingHere
    say = say_done if one.theirs else keep_done
    say(actor(), key, one.item.code, day, when)
    return _said(step)


def _said(step: str) -> Shown:
    """What came of it, as it is read at the step; of a token that may not read, only which step it was."""
    if not may_read():
        return Shown({"id": step}, stands=url_for(".read", step=step))
    g.pop("shared", None)  # as it is after that
    here = shared_here()
    return Shown(_shown(here, step_named(here, _seen(here), step)), stands=url_for(".read", step=step))


def _here() -> SharedHere:
    """What is shared with whoever asks, and that they looked. Raises NothingHere."""
    here = shared_here()
    if not looked_lately(here.share, now()):
        with suppress(NotKept):
            note_look(actor(), now())
    return here


def _seen(here: SharedHere) -> SharedPlan:
    return seen_of(here, current_app.config["GUIDANCE"](), occasion(here.kept).today)


def _shown(here: SharedHere, one: SharedStep) -> Json:
    return shared_step_json(here, one, own_of(actor().person, one.item.code))
