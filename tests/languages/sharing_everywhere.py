"""The part of the walk through the whole service of whoever shares a plan: choosing, proving, inviting, ending."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from faults.guessing import shown_code
from planner.guidance.model import PHASES
from planner.plans.share_list import MOST
from tests.web.lives import TODAY
from tests.web.living import day_fields
from tests.web.phones import Phone

SHARE = re.compile(r'<a href="(/share/[0-9a-f]{32})">')
LINK = re.compile(r"/open/[\w-]{43}")
EVERYTHING: dict[str, Any] = {"groups": ["own-part", *PHASES], "step-B17": "theirs", "step-B04": "hidden"}
SOON = day_fields("until", TODAY + timedelta(days=2))


class Sharing:
    """Somebody who shares a plan from one phone. `typed` is what they type."""

    def __init__(self, phone: Phone, typed: str) -> None:
        self.phone, self.typed, self.paper = phone, typed, ""
        self.many = 0

    def sends(self, to: str, choices: dict[str, Any], **more: Any) -> TestResponse:
        """Send the form of a share."""
        data = {**self.phone.keys(), "label": self.typed, "proof": self.paper, **choices, **more}
        return self.phone.client.post(to, data=data, base_url=self.phone.url)

    def invites(self, **choices: Any) -> tuple[str, str]:
        """Share the plan: the path of the link, and the page of the share."""
        self.many += 1
        page = self.sends("/share/new", {"label": f"{self.typed} {self.many}", **choices}, do="share").text
        return LINK.findall(page)[0], SHARE.findall(self.phone.gets("/share").text)[-1]


def before_any(mine: Sharing) -> None:
    """Nobody sees the plan yet: choose, look, make a code on the way, type what cannot be."""
    phone = mine.phone
    for path in ("/share", "/share/new"):
        phone.gets(path)
    for faults in ({"label": ""}, {"until-day": "31"}, day_fields("until", TODAY - timedelta(days=1))):
        mine.sends("/share/new", faults, do="look")
    for choices in ({}, EVERYTHING, {**EVERYTHING, **SOON}):
        mine.sends("/share/new", choices, do="look")
        mine.sends("/share/new", choices, do="change")
    mine.sends("/share/new", EVERYTHING, do="share")  # there is nothing to prove it with
    mine.paper = shown_code(mine.sends("/share/new", EVERYTHING, do="paper").text)
    mine.sends("/share/new", EVERYTHING, do="look")
    mine.sends("/share/new", EVERYTHING, do="share", proof="0000")


def of_somebody(mine: Sharing, guest: Phone, other: Phone, steps: Sequence[str]) -> str:
    """One person is invited and comes in, sees, tells, and is shown more and less; the page of the share."""
    phone = mine.phone
    link, share = mine.invites(**EVERYTHING, **SOON)
    for visitor in (phone, guest, other):
        visitor.gets(link)
    other.sends(link)
    phone.sends(link)
    phone.gets(share)
    for proof in ("0000", mine.paper):
        phone.sends(f"{share}/invite", proof=proof)
    link, share = mine.invites(**{"step-B17": "shown"})
    guest.sends(link)
    guest.gets(link)
    guest.gets("/")
    guest.gets("/part")
    phone.sends(f"{share}/invite", proof=mine.paper)
    for path in (f"{share}/choices", "/plan", "/share", *steps):
        phone.gets(path)
    keys = phone.keys("/devices")
    for label in (mine.typed, mine.typed * 2):
        mine.sends(f"{share}/choices", {**EVERYTHING, "label": label}, do="share", once=keys["once"])
    mine.sends(f"{share}/choices", EVERYTHING, do="look")
    mine.sends(f"{share}/choices", {**EVERYTHING, "groups": list(PHASES)}, do="look")
    path = re.findall(r'href="(/part/steps/[0-9a-f]{20})"', guest.gets("/part").text)[0]
    guest.sends(f"{path}/words", words=mine.typed, tell="yes")
    guest.sends(f"{path}/done", done="yes")
    for page in (share, "/plan/history", *steps):
        phone.gets(page)
    return share


def of_too_many(mine: Sharing) -> None:
    """As many people as there can be, and one more; then one less."""
    held = SHARE.findall(mine.phone.gets("/share").text)
    for _number in range(MOST - len(held)):
        mine.invites(**EVERYTHING)
    for path in ("/share", "/share/new"):
        mine.phone.gets(path)
    mine.sends("/share/new", EVERYTHING, do="share")
    mine.phone.gets(mine.phone.sends(f"{held[0]}/end").location)
    mine.phone.gets(held[0])
    mine.sends("/share/new", {**EVERYTHING, "label": f"{mine.typed} {mine.many}"}, do="look")


def while_it_rests(mine: Sharing, share: str) -> None:
    """The plan rests, then it is closed: sharing can still be ended."""
    mine.phone.sends("/plan/stop", how="break")
    mine.phone.gets(share)
    mine.phone.sends("/plan/stop", how="died")
    for path in ("/plan", "/share", share):
        mine.phone.gets(path)


def of_somebody_young(mine: Sharing) -> None:
    """Under 18 the page says whose plan it is."""
    mine.phone.gets("/share/new")


def locked(mine: Sharing) -> None:
    """The phone locks by itself while the form stands open."""
    mine.phone.sends("/phone", what="idle", idle="2")
    mine.phone.gets("/idle")
    mine.sends("/share/new", EVERYTHING, do="look")
