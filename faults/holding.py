"""Somebody's program, with a plan that is made, and with whatever else its paths name: made when it is asked for."""

import re
import secrets
from typing import Any

from flask import Flask

from faults.one_share import GIVEN, share_with_somebody
from planner.plans.sharing import Rights

MOVE = {"treatment_date": "2031-05-26", "treatment_date_kind": "first-chemo"}
TOLD = {
    "place": "gb",
    "has_ovaries": "yes",
    "treatment_date": "2031-03-27",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
}
TEST_ENTRY = re.compile(r"SUMMARY:\D*(\d{4})\r")


class Holder:
    """Somebody's program, with a plan that is made. What its paths name is made when it is asked for, and made anew
    once it is gone."""

    def __init__(self, app: Flask) -> None:
        self.app, self.client = app, app.test_client()
        begun = self.sends("POST", "/plans").get_json()
        self.token, self.plan = begun["token"], begun["plan"]["id"]
        self.sends("PATCH", f"/plans/{self.plan}/answers", TOLD)
        self.sends("POST", f"/plans/{self.plan}/make")
        self.names: dict[str, Any] = {}

    def sends(self, method: str, path: str, told: Any = None) -> Any:
        """Do one thing, whatever the plan's version."""
        headers = {"Idempotency-Key": secrets.token_hex(24), "If-Match": "*"}
        if getattr(self, "token", ""):
            headers["Authorization"] = f"Bearer {self.token_for(path)}"
        return self.client.open(f"/api/v1{path}", method=method, json=told, headers=headers)

    def token_for(self, path: str) -> str:
        """Their token; for what is shared, that of somebody they share their plan with."""
        if not path.startswith("/shared"):
            return self.token
        if "share" not in self.names:
            self.names["share"] = self._made("share")
        return self.partner

    def gets(self, part: str) -> Any:
        """A part of the plan."""
        return self.sends("GET", f"/plans/{self.plan}{part}").get_json()

    def is_in(self) -> bool:
        """Whether the plan is still there."""
        return bool(self.sends("GET", f"/plans/{self.plan}/steps").status_code == 200)

    def named(self, what: str) -> Any:
        """The plan, or a question, a token, a calendar, a share, a step that is shared by it, or the number of a change
        that can be undone."""
        if what == "plan":
            return self.plan
        if what not in self.names:
            self.names[what] = self._made(what)
        return self.names[what]

    def number_that_arrives(self) -> str:
        """Put a test entry into the calendar, and read its number where the calendar is fetched."""
        self.sends("POST", f"/plans/{self.plan}/feeds/{self.named('feed')}/test")
        events = self.client.get(f"/f/{self.address.rpartition('/f/')[2]}").text.split("BEGIN:VEVENT")
        (number,) = (found[1] for one in events if "STATUS:CANCELLED" not in one and (found := TEST_ENTRY.search(one)))
        return number

    def _made(self, what: str) -> Any:
        if what == "question":
            return self.sends("POST", f"/plans/{self.plan}/questions", {"words": secrets.token_hex(8)}).get_json()["id"]
        if what == "share":
            share = share_with_somebody(self.app, self.token, Rights(theirs=(GIVEN,)))
            self.partner = share.token
            return share.id
        if what == "step":
            step = self.sends("GET", "/shared").get_json()["steps"][0]["id"]
            self.sends("POST", f"/shared/{step}/done", {"done": self.gets("")["made_on"]})  # so that it can be undone
            return step
        if what == "token":
            told = {"label": "A watch", "scopes": ["read"]}
            return self.sends("POST", "/tokens", told).get_json()["token"]["id"]
        if what == "feed":
            made = self.sends("POST", f"/plans/{self.plan}/feeds", {"label": "A watch"}).get_json()
            self.address = made["https"]
            return made["feed"]["id"]
        age = {"age": 1 + (self.gets("/answers")["answers"].get("age") or 0) % 100}
        return self.sends("PATCH", f"/plans/{self.plan}/answers", age).get_json()["version"]
