"""Patients of a clinic: who was enrolled and came in, and who joined with the code."""

import re
from html import unescape
from typing import Any, NamedTuple

from flask import Flask
from werkzeug.test import TestResponse

from tests.clinics.people import AClinic
from tests.web.living import kept_by, lives_with_a_plan
from tests.web.phones import Phone

EVERYTHING = ("answers", "questions", "words")


class Patient(NamedTuple):
    """Somebody whose plan a clinic reviews: their phone, and the enrolment."""

    phone: Phone
    enrolment: str


def sends_join(phone: Phone, code: str, **fields: Any) -> TestResponse:
    """Send the form that joins the clinic with this code."""
    form = {"label": "Fern 3", "sees": list(EVERYTHING), "code": code, **fields}
    return phone.sends("/plan/team/join", phone.keys("/plan/team"), **form)


def joins(app: Flask, clinic: AClinic, phone: Phone | None = None, **fields: Any) -> Patient:
    """Somebody with a plan joins a clinic."""
    phone = phone or lives_with_a_plan(app)
    answer = sends_join(phone, clinic.clinic.join_code, **fields)
    assert answer.status_code == 303, answer.text
    return Patient(phone, kept_by(phone).enrolment or "")


def comes_in(app: Flask, clinic: AClinic) -> Patient:
    """Somebody who was enrolled opens their plan."""
    enrolment, link = clinic.enrols()
    return Patient(Phone(app).takes(link), enrolment)


def box(html: str, name: str) -> str:
    """What stands in the box with this name."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', html)
    area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>([^<]*)</textarea>', html)
    return unescape(found[1] if found else area[1] if area else "")
