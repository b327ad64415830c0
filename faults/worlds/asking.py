"""What a partner asks of both worlds in turn, and what they send: every answer has to be the same, byte by byte."""

import hmac
import json
import re
from datetime import date
from random import Random
from typing import Any

from faults.worlds.pages import LAST, LEAVES, LEFT, Form, Routes, body_for, ids_in, leads_to
from faults.worlds.world import Answer, World
from planner.accounts.access import NEEDS
from planner.web.plans.made import step_id
from tests.web.phones import Phone

NOBODYS = "0" * 20
MANY, FEW = 12, 4  # how many pages are fetched at a time; what is kept on a phone holds all of them

SILENCES = "reminders.end"  # no message comes that way any more
# Nobody types the right number by chance, nor what a browser says of itself.
REFUSES = ("partner_calendars.prove", "reminders.prove", "reminders.push")


class Seen(Exception):
    """A partner could tell the two worlds apart."""


class Asking:
    """A partner in two worlds. `today`: the day it is in both."""

    def __init__(self, one: World, other: World, word: str) -> None:
        self.worlds, self.word = (one, other), word
        self.luck, self.routes = Random(f"pair {word}"), Routes(one)
        self.asked = 0
        self.today = date.min
        self.forms: dict[str, Form] = {}
        self.linked: set[str] = set()
        self.ids: list[str] = []

    def ask(self, method: str, path: str, who: str = "", **sent: Any) -> Answer:
        """Ask the same in both worlds. Raises Seen where they answer otherwise."""
        self.asked += 1
        answers = []
        for world in self.worlds:
            phone = Phone(world.app) if who == "nobody" else None
            answers.append(world.asks(self.asked, method, path, phone, **sent))
        if wrong := answers[0].differs(answers[1]):
            raise Seen(f"{method} {path}: {wrong}")
        if answers[0].status.startswith("5"):
            raise Seen(f"{method} {path}: {answers[0].status}")
        endpoint = self.routes.endpoint(path, "GET" if method == "HEAD" else method)
        if endpoint and (answers[0].status[0] in "23" or (endpoint in REFUSES and answers[0].status.startswith("400"))):
            self.routes.driven.add(endpoint)
        return answers[0]

    def fetch(self, most: int) -> None:
        """So many pages, what lies on the phone, what programs and calendars fetch, and what is not there."""
        self.forms, self.linked = {}, set()
        plain = list(self.routes.plain())
        ours = [path for path in plain if path.startswith(("/part", "/reminders"))]
        others = [path for path in plain if path not in ours]
        some = self.luck.sample(others, min(len(others), 3 if most == MANY else 1))
        wait, known = ["/part", *ours, *some], set()
        while wait and len(known) < most:
            path = wait.pop(0)
            endpoint = self.routes.endpoint(path)
            if path in known or not endpoint or endpoint in LEFT or endpoint in LAST:
                continue
            known.add(path)
            found = leads_to(self.ask("GET", path).body.decode(errors="replace"))
            links = [link.partition("#")[0] for link in found.links if link.startswith("/")]
            for link in links:
                if self.routes.endpoint(link) in LAST and self.luck.random() < 0.02:
                    self.ask("GET", link)
            wait += [link for link in links if link.startswith("/part") or most == MANY]
            self.luck.shuffle(wait)
            self.linked |= set(links)
            for form in found.forms:
                self.forms.setdefault(form.action.partition("#")[0], form)
            if len(known) % 7 == 0:
                self.ask("HEAD", path)
        if self.luck.random() < 0.3:
            self._fetch_offline()
        self._fetch_by_programs()
        self._fetch_calendars()
        if self.luck.random() < 0.5:
            self._fetch_what_is_not_there()

    def _fetch_offline(self) -> None:
        word = word_in(self.ask("GET", "/offline/state?forget=1", headers={"Sec-Fetch-Site": "same-origin"}))
        have: dict[str, str] = {}
        for _ in range(8):
            answer = self.ask("POST", "/offline/pages", json={"have": have}, headers={"X-CSRFToken": word})
            told = answer_json(answer)
            have |= {path: page["mark"] for path, page in told.get("pages", {}).items()}
            if not told.get("more"):
                break

    def _fetch_by_programs(self) -> None:
        """What the API has for their programs; what they may not ask for is asked for now and then."""
        ids: list[str] = []
        for rule in self.routes.of_programs():
            if "GET" not in (rule.methods or ()):
                continue
            if rule.endpoint not in NEEDS:
                if self.luck.random() < 0.05:
                    self.ask("GET", rule.rule)
                continue
            named = self.luck.sample(ids, min(len(ids), 2)) or [NOBODYS]
            for name in named if rule.arguments else [""]:
                answer = self._program("GET", _put_in(rule.rule, name), "read")
                if answer.status.startswith("2"):
                    ids += [one for one in ids_in(answer.body.decode()) if one not in ids]
                    self._program("GET", _put_in(rule.rule, name), "read", dict(answer.headers).get("ETag", ""))
                if self.luck.random() < 0.1:
                    self._program("GET", _put_in(rule.rule, name), self.luck.choice(["steps", "write"]))
        self.ids = ids

    def _program(self, method: str, path: str, scope: str, tag: str = "", **sent: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self.worlds[0].tokens[scope]}"}
        if method == "GET":
            headers |= {"If-None-Match": tag} if tag else {}
        else:
            headers |= {"Idempotency-Key": f"{self.word}-{self.asked}-programs".rjust(32, "k"), "If-Match": "*"}
        return self.ask(method, path, headers=headers, **sent)

    def _fetch_calendars(self) -> None:
        for token in self.worlds[0].feeds:
            path = f"/f/{token}.ics"
            answer = self.ask("GET", path, "nobody", headers={"User-Agent": "iOS/17 dataaccessd"})
            told = dict(answer.headers)
            self.ask("HEAD", path, "nobody")
            if "ETag" in told:
                self.ask("GET", path, "nobody", headers={"If-None-Match": told["ETag"]})
                self.ask("GET", path, "nobody", headers={"If-Modified-Since": told["Last-Modified"]})

    def _fetch_what_is_not_there(self) -> None:
        """What is hidden is answered as what never was, byte by byte, but for the address that was asked for."""
        world = self.worlds[0]
        keys = sorted(item.key for item in world.guidance.editions["elsewhere"])
        with world.app.app_context():
            kept = world.kept
        for key in self.luck.sample(keys, 1):
            name = hmac.digest(world.secret, f"share/{world.share}/{key}".encode(), "sha256").hex()[:20]
            for place, one in (("/part/steps/", name), ("/plan/steps/", step_id(kept, key))):
                if place + one in self.linked:
                    continue
                nothing = self.ask("GET", place + NOBODYS)
                self.asked -= 1  # chance goes as with the one before
                answer = self.ask("GET", place + one)
                answer = answer._replace(body=answer.body.replace(one.encode(), NOBODYS.encode()))
                if wrong := nothing.differs(answer):
                    raise Seen(f"{place}{one} is told from a step that never was: {wrong}")
        owners = ("/plan", "/share", f"/share/{world.share}", "/calendar", "/plan/history", "/answers")
        path = self.luck.choice(owners)
        if not self.ask("GET", path).status.startswith("404"):
            raise Seen(f"{path} is open to a partner")

    def send_everything(self) -> None:
        """Every form that stood on a page of theirs, filled in by chance; what programs send."""
        forms = list(self.forms.values())
        self.luck.shuffle(forms)
        for form in forms:
            endpoint = self.routes.endpoint(form.action, "POST")
            if not endpoint or endpoint in LEFT or endpoint in LAST or endpoint == LEAVES:
                continue
            if endpoint == SILENCES and self.luck.random() < 0.9:
                continue
            self.ask("POST", form.action, data=form.filled(self.luck))
        for rule in self.routes.of_programs():
            for method in sorted(set(rule.methods or ()) - {"GET", "HEAD", "OPTIONS"}):
                for name in self.luck.sample(self.ids, min(2, len(self.ids))) if rule.arguments else [""]:
                    needed = NEEDS.get(rule.endpoint, "write")
                    scope = needed if self.luck.random() < 0.8 else self.luck.choice(list(self.worlds[0].tokens))
                    body = body_for(rule.endpoint, self.luck, self.today)
                    self._program(method, _put_in(rule.rule, name), scope, json=body)


def word_in(answer: Answer) -> str:
    """The word against forged forms in what a phone is told of itself."""
    return str(answer_json(answer).get("csrf", ""))


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as JSON; empty where it is none."""
    try:
        told = json.loads(answer.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _put_in(rule: str, name: str) -> str:
    return re.sub(r"<[^>]+>", name or NOBODYS, rule)
