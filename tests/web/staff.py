"""Somebody who works in a clinic, and their browser: invited, set up, signed in, all without a window."""

import re
from typing import Any

from flask import Flask
from passlib.totp import TOTP
from werkzeug.test import TestResponse

from planner.accounts.access import NURSE, Actor
from planner.accounts.invitations import invitation_of, invite
from planner.at_the_door import now
from planner.clinics.clinics import make_clinic
from planner.clinics.members import put_member
from planner.db import transaction
from planner.tokens import new_token
from tests.web.phones import HTTP, Phone

PASSWORD = "four quiet words here"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
ONCE = re.compile(r'name="once" value="([^"]+)"')


def invited(app: Flask, role: str = NURSE) -> str:
    """The path of an invitation for somebody new in this role, at a clinic of their own."""
    with app.app_context(), transaction() as session:
        clinic, key = make_clinic(session, "Elm ward", "gb", now()), new_token()
        person = put_member(session, clinic.id, "Ada", role, now()).person_id
        invite(session, Actor(person, role, ""), person, key, now())
        return f"/open/{invitation_of(person, key).link}"


class Staff(Phone):
    """A browser of staff. `name`: what they sign in with; `key`: of their authenticator app."""

    name, key = "", ""

    def keys(self, path: str = "/account/sign-in") -> dict[str, str]:
        """The hidden keys of the first form on a page."""
        page = self.gets(path).text
        return {"csrf_token": TOKEN.findall(page)[0], "once": ONCE.findall(page)[0]}

    def sets_up(self, invitation: str, name: str) -> "Staff":
        """Come in by an invitation, and choose a name, a password and an app."""
        assert self.sends(invitation, self.keys("/open")).status_code == 303
        assert self.sends("/account/set-up", name=name).status_code == 303
        assert self.chooses_password().status_code == 303
        self.name = name
        return self

    def fills_password(self, password: str = PASSWORD, code: str = "") -> tuple[dict[str, str], dict[str, str]]:
        """Fill in the form of a password and an app: its hidden keys, and what is typed."""
        page = self.gets("/account/password").text
        secret = re.findall(r'name="secret" value="([^"]+)"', page)[0]
        self.key = re.findall(r'class="link-out__text">([^<]+)<', page)[0].replace("-", "").replace(" ", "")
        typed = {"password": password, "secret": secret, "code": code or self.code()}
        return self.keys("/account/password"), typed

    def chooses_password(self, password: str = PASSWORD, code: str = "") -> TestResponse:
        """Choose a password and an app."""
        keys, typed = self.fills_password(password, code)
        return self.sends("/account/password", keys, **typed)

    def code(self, later: int = 0) -> str:
        """What the app shows now, or so many seconds later."""
        return str(TOTP(key=self.key).generate(int(now().timestamp()) + later).token)

    def types(self, name: str = "", password: str = PASSWORD) -> TestResponse:
        """Type a name and a password."""
        return self.sends("/account/sign-in", username=name or self.name, password=password)

    def types_code(self, code: str) -> TestResponse:
        """Type a one-time code."""
        return self.sends("/account/code", self.keys("/open"), code=code)

    def signs_in(self, later: int = 30) -> "Staff":
        """Sign in by name, password and code; the code of a little later, since each works once."""
        assert self.types().headers["Location"] == "/account/code"
        answer = self.sends("/account/code", self.keys("/account/code"), code=self.code(later))
        assert answer.status_code in (302, 303), answer.text
        return self

    def elsewhere(self, address: str = "192.0.2.7") -> "Staff":
        """The same person at another computer, where they have never been."""
        other = Staff(self.app, HTTP, address)
        other.name, other.key = self.name, self.key
        return other

    def is_signed_in(self) -> bool:
        """Whether pages are shown that only staff who are signed in see."""
        return self.gets("/account").status_code == 200

    def posts_json(self, path: str, told: Any, token: str = "") -> TestResponse:
        """Send what the script of passkeys sends."""
        headers = {"X-CSRFToken": token or self.keys("/account/sign-in")["csrf_token"], "Accept": "application/json"}
        return self.client.post(
            path, json=told, headers=headers, base_url=self.url, environ_base={"REMOTE_ADDR": self.address}
        )
