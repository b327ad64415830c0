"""All that a partner can ask for, found by itself: what the table of access opens, and every link and form on the way.

Both worlds are asked the same in turn. As long as they answer the same, what one page leads to is read of one world.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from html.parser import HTMLParser
from random import Random
from typing import Any, NamedTuple

from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from faults.worlds.world import World
from planner.accounts.access import ACCESS, ANYONE, PARTNER
from planner.at_the_door import API

LEFT = {  # why these are not asked for by a partner's phone
    "static": "files, the same for everybody",
    "health.alive": "no page",
    "health.ready": "no page",
    "locks.leave": "locks the phone; what is locked shows nothing",
    "locks.idle": "locks the phone",
    "locks.unlock_here": "asks for the code of a locked phone",
    "start.begin": "begins a plan of one's own in the place of this one",
    "file.bring_in": "begins a plan of one's own in the place of this one",
    "coming_in.take_link": "is how they came in; tried before everything else",
    "coming_in.take_code": "is how they came in; tried before everything else",
    "coming_in.link": "is how they came in; tried before everything else",
    "api_plans.begin": "begins a plan of one's own",
    "api_plans.bring_in": "begins a plan of one's own",
    "devices.end": "ends this very phone",
    "leaving.delete": "deletes a plan of one's own",
    "health.metrics": "figures for whoever runs the service, and about nobody",
    "reminders.renew": "asked by a script of a phone that takes messages; this one takes none",
    **dict.fromkeys(
        (
            *("account.wan_signin", "account.wan_signin_response", "account.wan_register"),
            *("account.wan_register_response", "account.sign_out"),
            *("setting_up.set_up", "setting_up.choose_name", "setting_up.password", "setting_up.keep_password"),
        ),
        "of an account; a partner has none",
    ),
}
# What changes how this phone is answered from then on: done once, when everything was asked for.
LAST = ("phone.say", "looks.choose_language", "looks.choose_calm")
LEAVES = "partner_leaving.leave"
PATHS = re.compile(r'"(/[^"\s]*)"')
IDS = re.compile(r'"([0-9a-f]{20}|[0-9a-f]{32})"')


class Form(NamedTuple):
    """A form as a page shows it: where it goes, and each field with the values it may have."""

    action: str
    fields: tuple[tuple[str, str, tuple[str, ...]], ...]  # name, kind, values

    def filled(self, luck: Random) -> dict[str, Any]:
        """The fields, filled in by chance."""
        sent: dict[str, Any] = {}
        for name, kind, values in self.fields:
            if kind in ("hidden", "submit"):
                sent[name] = values[0] if kind == "hidden" else luck.choice(values)
            elif kind in ("radio", "select"):
                sent[name] = luck.choice(values)
            elif kind == "checkbox":
                sent[name] = [one for one in values if luck.random() < 0.6]
            elif name == "email":
                sent[name] = f"somebody-{luck.randrange(100)}@example.org"
            else:
                sent[name] = values[0] if values[0] and luck.random() < 0.5 else f"words {luck.randrange(100)}"
        return sent


class _Reader(HTMLParser):
    """Reads the links and forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.action, self.select = "", ""
        self.fields: dict[tuple[str, str], list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in ("a", "link") and "href" in told:
            self.links.append(told["href"])
        elif tag == "form":
            self.action, self.fields = told.get("action", "") if told.get("method", "").lower() == "post" else "", {}
        elif tag in ("input", "button", "textarea") and told.get("name"):
            kind = "textarea" if tag == "textarea" else told.get("type", "submit" if tag == "button" else "text")
            self.fields.setdefault((told["name"], kind), []).append(told.get("value", ""))
        elif tag == "select":
            self.select = told.get("name", "")
        elif tag == "option" and self.select:
            self.fields.setdefault((self.select, "select"), []).append(told.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.action:
            fields = tuple((name, kind, tuple(values)) for (name, kind), values in self.fields.items())
            self.forms.append(Form(self.action, fields))
            self.action = ""


class Found(NamedTuple):
    """What one page leads to."""

    links: list[str]
    forms: list[Form]


def leads_to(html: str) -> Found:
    """The links and forms of a page; of JSON its paths."""
    if html.lstrip().startswith(("{", "[")):
        return Found(PATHS.findall(html), [])
    reader = _Reader()
    reader.feed(html)
    return Found(reader.links, reader.forms)


class Routes:
    """The pages there are, and to whom they are open."""

    def __init__(self, world: World) -> None:
        self.map: MapAdapter = world.app.url_map.bind("localhost")
        self.rules = list(world.app.url_map.iter_rules())
        self.driven: set[str] = set()

    def endpoint(self, path: str, method: str = "GET") -> str:
        """The name of the page at a path, where it is one for a partner; else empty."""
        try:
            found = self.map.match(path.partition("?")[0].partition("#")[0], method=method)[0]
        except (HTTPException, RequestRedirect):
            return ""
        return found if self.is_open(found) else ""

    def is_open(self, endpoint: str) -> bool:
        """Whether a partner may ask for it, by the table."""
        return bool({PARTNER, ANYONE} & set(ACCESS.get(endpoint, ())))

    def plain(self) -> Iterator[str]:
        """The paths that need nothing put in."""
        for rule in sorted(self.rules, key=lambda rule: rule.rule):
            page = rule.endpoint
            if "GET" not in (rule.methods or ()) or rule.arguments or not self.is_open(page):
                continue
            if page not in LEFT and not page.startswith(API):
                yield rule.rule

    def of_programs(self) -> list[Any]:
        """What the API has for a partner's programs."""
        found = [rule for rule in self.rules if rule.endpoint.startswith(API) and self.is_open(rule.endpoint)]
        return sorted((one for one in found if one.endpoint not in LEFT), key=lambda rule: rule.rule)

    def not_driven(self) -> set[str]:
        """The pages for a partner that were never reached: each of them may tell anything."""
        wanted = {rule.endpoint for rule in self.rules if self.is_open(rule.endpoint)} - set(LEFT)
        return wanted - self.driven


def ids_in(text: str) -> list[str]:
    """The names that stand in an answer of the API."""
    return list(dict.fromkeys(IDS.findall(text)))


def body_for(endpoint: str, luck: Random, today: date) -> Mapping[str, Any] | None:
    """What a program sends there; None: nothing."""
    bodies: dict[str, Mapping[str, Any]] = {
        "api_shared.done": {"done": today.isoformat()},
        "api_shared.words": {"words": f"words {luck.randrange(100)}", "tell": luck.random() < 0.5},
    }
    return bodies.get(endpoint)
