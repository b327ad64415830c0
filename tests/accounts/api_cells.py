"""How each path of the API is answered to everybody in the table of access, who asks by the session of a page.

What tokens of each scope open stands in tests/api/test_access.py.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask import Flask
from werkzeug.routing import Rule

from planner.at_the_door import API
from tests.accounts.access_world import World
from tests.accounts.every_cell import EVERYBODY, METHODS, WORKS, Cell, phone_of, whose
from tests.api.programs import Page
from tests.api.test_access import BODIES, CHOSEN, VALUES
from tests.web.forging import Aim, token_of

KNOWN_TO_NOBODY = ("nobody", "ended", "feed", "left", "spent", "idle")
OF_A_STEP = ("api_shared.read", "api_shared.done", "api_shared.undo", "api_shared.words")
# To be sent to; whoever asks for them means a calendar of that name, and nobody has one.
NAMES_OF_NO_FEED = ("/feeds/preview", "/feeds/end")
# These know nobody: what comes of them is whoever's who asks.
OF_ANYONE = {
    ("GET", "api_about.described"): 200,
    ("POST", "api_plans.begin"): 201,
    ("POST", "api_plans.bring_in"): 415,
}


BESIDE = {"HEAD", "OPTIONS"}  # answered as the method that an endpoint is there for


class Cells(NamedTuple):
    """What is answered of the patient's plan to the patient, to somebody else with a plan, and to a partner."""

    patient: int
    other: int = 404
    live: int = 404


def each(method: str, cells: Cells, *endpoints: str) -> Mapping[tuple[str, str], Cells]:
    """The same for each of these, by this method."""
    return {(method, endpoint): cells for endpoint in endpoints}


API_CELLS: Mapping[tuple[str, str], Cells] = {
    **each(
        "GET",
        Cells(200),
        *(
            "api_answers.read",
            "api_feeds.listed",
            "api_feeds.one",
            "api_guidance.read",
            "api_history.listed",
            "api_items.listed",
            "api_items.read",
            "api_nicknames.listed",
            "api_nicknames.read",
            "api_notes.listed",
            "api_notes.read",
            "api_plans.calendar",
            "api_plans.export",
            "api_plans.read",
            "api_plans.remove",
            "api_questions.one",
            "api_questions.to_ask",
            "api_shares.listed",
            "api_shares.read",
            "api_steps.said",
        ),
    ),
    **each(
        "POST",
        Cells(200),
        *(
            "api_feeds.end",
            "api_feeds.end_all",
            "api_feeds.preview",
            "api_feeds.test",
            "api_guidance.decide",
            "api_moves.compare",
            "api_moves.move",
            "api_moves.preview",
            "api_plans.make",
            "api_plans.seen",
            "api_plans.stop",
            "api_shares.end",
            "api_steps.undo",
        ),
    ),
    **each(
        "PUT",
        Cells(200),
        *("api_feeds.change", "api_nicknames.write", "api_notes.write", "api_questions.change", "api_steps.say"),
    ),
    **each("PATCH", Cells(200), "api_answers.change"),
    **each("DELETE", Cells(200), "api_plans.delete", "api_questions.remove", "api_steps.take_back", "api_tokens.end"),
    ("POST", "api_history.undo"): Cells(404),  # the first change cannot be undone
    ("POST", "api_questions.add"): Cells(201),
    ("POST", "api_feeds.make"): Cells(201),
    ("POST", "api_feeds.address"): Cells(201),
    ("POST", "api_feeds.prove"): Cells(422),  # the number is a wrong one
    # These name no plan: everybody is told of what is their own.
    ("GET", "api_plans.listed"): Cells(200, 200),
    ("GET", "api_tokens.listed"): Cells(200, 200),
    ("POST", "api_tokens.make"): Cells(201, 201),
    # What is shared is nothing of anybody who has a plan.
    ("POST", "api_shared.done"): Cells(404, 404, 200),
    ("GET", "api_shared.listed"): Cells(404, 404, 200),
    ("GET", "api_shared.read"): Cells(404, 404, 200),
    ("POST", "api_shared.undo"): Cells(404, 404, 422),  # they have said nothing of it
    ("PUT", "api_shared.words"): Cells(404, 404, 200),
}


def wanted_of_api(method: str, endpoint: str, who: str) -> int:
    """What the table says of a method of an endpoint."""
    if (method, endpoint) in OF_ANYONE:
        return OF_ANYONE[method, endpoint]
    if who in KNOWN_TO_NOBODY:
        return 401
    if who in WORKS or who in ("over", "past") or (who == "hidden" and endpoint in OF_A_STEP):
        return 404
    if who == "afar":  # something of another plan is shared with them, and no step of this one
        return 200 if endpoint == "api_shared.listed" else 404
    return int(getattr(API_CELLS[method, endpoint], "live" if who == "hidden" else who))


class Places:
    """What the paths of the API name: the plan and what belongs to it."""

    def __init__(self, world: World) -> None:
        self.world, page = world, Page(world.patient.tab())
        question = page.does("POST", "/plans/:plan/questions", {"words": "Why?"}).json["id"]
        feed = page.does("POST", "/plans/:plan/feeds", {**CHOSEN, "label": "For them"}).json["feed"]["id"]
        page.does("POST", "/tokens", {"label": "Mine", "scopes": ["read"]})
        token = page.gets("/tokens").json["tokens"][0]["id"]
        self.values = {**VALUES, "plan": page.plan, "share": world.share, "feed": feed, "token": token}
        self.values["question"] = question
        self.tokens = {who: token_of(whose(world, who)) for who in EVERYBODY}
        self.adapter = world.app.url_map.bind("localhost")

    def path(self, rule: Rule, who: str, method: str) -> str:
        """The path of a rule; from whoever a step is hidden, of that step."""
        step = self.world.hidden if who == "hidden" else self.world.shown
        values = {**self.values, **({"step": step} if "api_shared" in rule.endpoint else {})}
        return self.adapter.build(rule.endpoint, {one: values[one] for one in rule.arguments}, method)


def of_api(app: Flask, places: Places) -> Iterator[tuple[str, Cell]]:
    """Every cell of the API: the endpoint, or nothing where the path has no such method, and the cell."""
    found: dict[str, list[Rule]] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(API):
            found.setdefault(rule.rule, []).append(rule)
    for rules in found.values():
        by_method = {method: rule for rule in rules for method in rule.methods or set()}
        for method in METHODS:
            for who in EVERYBODY:
                rule = by_method.get(method, rules[0])
                path = places.path(rule, who, next(iter((rule.methods or set()) - {"HEAD"})))
                if path.endswith(NAMES_OF_NO_FEED) and method in ("GET", "HEAD", "PUT"):
                    yield "api_feeds.change", Cell(path, method, who, 401 if who in KNOWN_TO_NOBODY else 404)
                elif method in by_method:
                    own = next(iter((rule.methods or set()) - BESIDE)) if method in BESIDE else method
                    yield rule.endpoint, Cell(path, method, who, wanted_of_api(own, rule.endpoint, who))
                else:
                    yield "", Cell(path, method, who, 405)


def answered_by_api(places: Places, endpoint: str, cell: Cell) -> int:
    """What a cell is answered, asked as a page of theirs would."""
    reads = cell.method in ("GET", "HEAD", "OPTIONS")
    phone, told = phone_of(places.world, cell.who), None if reads else BODIES.get(endpoint)
    aim = Aim(phone, cell.method, cell.path, told, "", True)
    return aim.sends(None if reads else places.tokens[cell.who]).status_code
