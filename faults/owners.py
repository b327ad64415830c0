"""Somebody with a plan just made, who keeps calendars at the running service by its own pages."""

import re
import secrets

from faults.browsing import Answer, Browser, Field
from faults.looking import app_at
from faults.serving import Served
from planner.accounts.access import PATIENT, Actor
from planner.accounts.devices import open_device
from planner.cli.plainly import occasion
from planner.db import transaction
from planner.demo_stories import STORIES, told_by
from planner.plans.actions import make_now, new_plan
from planner.tokens import new_token

ADDRESS = re.compile(r"/f/([\w-]{43})\.ics", re.ASCII)
NAMED = re.compile(r"/calendar/([0-9a-f]{32})", re.ASCII)
CHOSEN = {"audience": "patient", "alarms": "yes", "words": "discreet", "language": "en", "program": "other"}


class Owner:
    """Their browser. Every method raises RuntimeError when the service does something else than was asked."""

    def __init__(self, served: Served) -> None:
        self.browser = Browser(served.address)
        self.browser.cookies["device"] = new_token()
        with app_at(served.folder, served.database).app_context():
            when = occasion()
            with transaction() as session:
                record = new_plan(session, told_by(STORIES[0], when.today), when)
                make_now(session, record, Actor(record.person_id, PATIENT, ""), when)
                open_device(session, record.person_id, self.browser.cookies["device"], "phone", when.now, when.today)
        self.csrf = self.browser.keys_of("/devices")["csrf_token"]

    def sends(self, path: str, **fields: Field) -> Answer:
        """Send a form, whatever comes of it."""
        keys: dict[str, Field] = {"csrf_token": self.csrf, "once": secrets.token_urlsafe(24)}
        return self.browser.post(path, keys | fields)

    def makes(self, *phases: str, label: str | bytes = "My phone") -> tuple[str, str]:
        """Make a calendar of these parts of the plan: its name, and the token of its address."""
        page = _well(self.sends("/calendar/new", do="make", label=label, phases=phases, **CHOSEN), 200)
        return NAMED.findall(page)[0], ADDRESS.findall(page)[0]

    def moves(self, feed: str, grace: int) -> str:
        """Give a calendar another address; the token of that."""
        page = _well(self.sends(f"/calendar/{feed}/address", grace=str(grace)), 200)
        token: str = ADDRESS.findall(page)[0]
        return token

    def ends(self, feed: str, grace: int) -> None:
        """End a calendar."""
        _well(self.sends(f"/calendar/{feed}/end", grace=str(grace)), 303)

    def ends_share(self, share: str) -> None:
        """End a share."""
        _well(self.sends(f"/share/{share}/end"), 303)


def _well(answer: Answer, wanted: int) -> str:
    if answer.status != wanted:
        raise RuntimeError(f"The service answered {answer.status} where it should have done as it was asked.")
    return answer.page
