"""What the tests of letters and lists share: somebody who was enrolled, what they said, and the boxes of a form."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from planner.accounts.access import Actor
from planner.accounts.devices import held_by
from planner.cli.plainly import occasion
from planner.plans.notes import write_note
from planner.plans.steps import take_step
from planner.tokens import new_token
from tests.clinics.people import AClinic, Staff
from tests.web.phones import Phone

# Today is 2 March 2026. First chemo 18 May 2026, confirmed, 77 days away; see P01 of the personas.
OVARIES: Mapping[str, Any] = {
    "treatment_date": "2026-05-18",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "no",
    "therapy_kind": "ahsct",
    "regimen": "cy-atg",
    "has_ovaries": "yes",
    "has_uterus": "yes",
    "has_testes": "no",
    "wants_children": "yes",
    "pregnant": "no",
    "dmt": "ocrelizumab",
    "dmt_last": "2025-12-01",
    "mobility": "aid",
    "clot_history": "yes",
}
# First chemo 13 April 2026, confirmed; sperm can be frozen up to the Friday before, 10 April.
TESTES: Mapping[str, Any] = {
    **{key: OVARIES[key] for key in ("treatment_date_kind", "treatment_date_certainty", "chemo_already_started")},
    "treatment_date": "2026-04-13",
    "has_ovaries": "no",
    "has_uterus": "no",
    "has_testes": "yes",
    "wants_children": "yes",
}
MINE = "canary-words-of-my-own"


def holder(phone: Phone) -> Actor:
    """Whoever holds the plan that is open on a phone."""
    with phone.app.app_context():
        held = held_by(phone.cookie)
    assert held
    return held.actor


def says(phone: Phone, code: str, **step: str) -> None:
    """They say how a step stands."""
    who = holder(phone)
    with phone.app.app_context():
        take_step(who, new_token(), code, step, occasion())


def writes_a_note(phone: Phone, code: str, words: str = MINE) -> None:
    """They write a private note beside a step."""
    who = holder(phone)
    with phone.app.app_context():
        write_note(who, new_token(), code, words, occasion())


def boxes(page: str) -> dict[str, str]:
    """What stands in the boxes of a form, by name."""
    found = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page)
    return {name: unescape(value) for name, value in found}


class Letters:
    """Somebody of a clinic who makes letters and notes of one plan."""

    def __init__(self, staff: Staff, enrolment: str) -> None:
        self.computer, self.base = staff.computer, f"/clinic/plans/{enrolment}"

    def boxes(self, what: str = "letter") -> dict[str, str]:
        """The boxes of a form as it is opened."""
        return boxes(self.computer.gets(f"{self.base}/{what}").text)

    def makes(self, what: str = "letter", keys: dict[str, str] | None = None, **fields: str) -> TestResponse:
        """Make it, as a text file unless said, with what stood in the boxes but for `fields`."""
        path = f"{self.base}/{what}"
        form = {**self.boxes(what), "as": "text", **fields}
        return self.computer.sends(path, keys or self.computer.keys(path), **form)


def enrolled(
    app: Flask, clinic: AClinic, told: Mapping[str, Any] = OVARIES, label: str = "Fern 3"
) -> tuple[str, Phone]:
    """Somebody who was enrolled and has opened their plan."""
    enrolment, link = clinic.enrols(label, told)
    return enrolment, Phone(app).takes(link)
