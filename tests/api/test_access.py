"""Who may ask for what: every path, for nobody, each scope, a page, an ended token, and somebody else."""

import pytest
from flask import Flask

from planner import clock
from planner.accounts.access import ACCESS, ANYONE, GIVES_OUT, NEEDS, OF_A_PARTNER, SCOPES, may, needed
from planner.at_the_door import API
from tests.api.programs import MOVE, NOBODYS, Page, Program, is_problem
from tests.web.phones import Phone

CHOSEN = {
    **{"label": "My phone", "audience": "partner", "alarms": False, "words": "numbers", "language": "es"},
    **{"phases": ["freeze", "after"], "program": "thunderbird"},
}
BODIES: dict[str, object] = {
    "api_answers.change": {"age": 30},
    "api_plans.stop": {"how": "go-on"},
    "api_plans.seen": {"number": 1},
    "api_steps.say": {"ask": ""},
    "api_guidance.decide": {"choice": "keep", "as_of": clock.today("Europe/London").isoformat()},
    "api_moves.preview": MOVE,
    "api_moves.move": MOVE,
    "api_moves.compare": {"dates": [MOVE]},
    "api_notes.write": {"words": "x"},
    "api_questions.add": {"words": "x"},
    "api_questions.change": {"words": "x", "asked": False},
    "api_tokens.make": {"label": "x", "scopes": ["write"]},
    "api_nicknames.write": {"words": "x"},
    "api_feeds.preview": CHOSEN,
    "api_feeds.make": CHOSEN,
    "api_feeds.change": {**CHOSEN, "health": True},
    "api_feeds.address": {"grace": 7},
    "api_feeds.prove": {"number": "1234"},
    "api_feeds.end": {"grace": 0},
    "api_feeds.end_all": {"grace": 30},
    "api_shared.done": {"done": "2026-03-02"},
    "api_shared.words": {"words": "x", "tell": False},
}
VALUES = {"code": "B04", "number": 1, "step": "0" * 20}
VALUES |= dict.fromkeys(("question", "token", "feed", "share"), NOBODYS)
OF_ITS_OWNER = [one for one in NEEDS if one not in OF_A_PARTNER]


def asked(app: Flask, who: Program, endpoint: str, plan: str = "") -> tuple[int, str]:
    """Ask for one endpoint; the status and code of the answer. `plan`: of which plan, else of their own."""
    rule = next(app.url_map.iter_rules(endpoint))
    method = next(iter((rule.methods or set()) - {"HEAD"}))
    values = {name: VALUES.get(name, plan or who.plan) for name in rule.arguments}
    path = app.url_map.bind("localhost").build(endpoint, values, method).removeprefix("/api/v1")
    answer = who.does(method, path, BODIES.get(endpoint))
    return answer.status_code, (answer.json or {}).get("code", "") if answer.is_json else ""


@pytest.fixture
def left(amira: Program) -> Program:
    """A program whose token was ended."""
    program = amira.lends(*SCOPES)
    token = amira.gets("/tokens").json["tokens"][0]["id"]
    assert amira.does("DELETE", f"/tokens/{token}").status_code == 200
    return program


def test_every_path_of_the_api_is_in_both_tables(app: Flask) -> None:
    served = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert served == {page for page in ACCESS if page.startswith(API)}
    assert served - set(NEEDS) == {page for page in served if ANYONE in ACCESS[page]}
    assert set(NEEDS.values()) <= set(SCOPES)


@pytest.mark.parametrize("endpoint", NEEDS)
def test_nobody_we_know_may_ask_for_nothing(app: Flask, amira: Program, left: Program, endpoint: str) -> None:
    for token in ("", left.token, "ahead_" + "x" * 43, "x", "ü"):
        assert asked(app, Program(app, token, amira.plan), endpoint) == (401, "nobody-known")


@pytest.mark.parametrize("endpoint", [one for one in OF_ITS_OWNER if one != "api_plans.delete"])
def test_a_token_may_do_what_it_was_made_for_and_nothing_else(app: Flask, amira: Program, endpoint: str) -> None:
    for scope in SCOPES:
        status, code = asked(app, amira.lends(scope), endpoint)
        allowed = needed(endpoint) == (scope,)
        assert (code == "scope-missing") is not allowed
        assert (status == 403) is not allowed
        assert not allowed or status in (200, 201, 404, 412), (scope, status)


@pytest.mark.parametrize("endpoint", GIVES_OUT)
def test_an_address_that_shows_the_plan_is_given_only_to_who_may_see_it(
    app: Flask, amira: Program, endpoint: str
) -> None:
    assert asked(app, amira.lends("read", "steps"), endpoint) == (403, "scope-missing")
    answer = amira.lends("write").does("POST", "/plans/:plan/feeds", CHOSEN)
    assert is_problem(answer, 403, "scope-missing")
    assert "'read'" in answer.json["what_to_do"]
    assert asked(app, amira.lends("read", "write"), endpoint)[0] in (201, 404)


@pytest.mark.parametrize("endpoint", [one for one in NEEDS if "token" not in one and one != "api_plans.listed"])
def test_somebody_elses_plan_looks_like_one_that_never_was(app: Flask, amira: Program, endpoint: str) -> None:
    other = Program(app).makes()
    gone = Program(app).makes()
    gone.does("DELETE", "/plans/:plan")
    for plan in (other.plan, gone.plan, NOBODYS):
        assert asked(app, amira, endpoint, plan) == (404, "nothing-here")


def test_the_words_for_what_may_not_be_seen_are_the_same(app: Flask, amira: Program) -> None:
    other = Program(app).makes()
    answers = [amira.gets(f"/plans/{plan}/answers") for plan in (other.plan, NOBODYS, "x", "%00", "é")]
    assert len({answer.text for answer in answers}) == 1


def test_a_page_asks_by_its_own_session(app: Flask) -> None:
    page = Page(Phone(app).starts())
    assert page.gets("/plans/:plan").status_code == 200
    assert page.does("PUT", "/plans/:plan/notes/B04", {"words": "x"}).status_code == 200


def test_a_page_without_its_own_word_changes_nothing(app: Flask) -> None:
    page = Page(Phone(app).starts())
    for word in (None, "", "x"):
        answer = page.does("PUT", "/plans/:plan/notes/B04", {"words": "x"}, X_CSRFToken=word)
        assert is_problem(answer, 400, "forged")
    assert page.gets("/plans/:plan/notes").json == {"notes": []}


@pytest.mark.parametrize("endpoint", OF_ITS_OWNER)
def test_a_form_on_another_site_reaches_nothing(app: Flask, endpoint: str) -> None:
    page = Page(Phone(app).starts())
    rule = next(app.url_map.iter_rules(endpoint))
    method = next(iter((rule.methods or set()) - {"HEAD"}))
    if method == "GET":
        return
    values = {name: VALUES.get(name, page.plan) for name in rule.arguments}
    path = app.url_map.bind("localhost").build(endpoint, values, method).removeprefix("/api/v1")
    answer = page.does(method, path, BODIES.get(endpoint), Sec_Fetch_Site="cross-site", Origin="https://example.org")
    assert is_problem(answer, 400, "forged")
    assert is_problem(page.does(method, path, BODIES.get(endpoint), X_CSRFToken=None), 400, "forged")


def test_a_token_beside_a_cookie_is_what_counts(app: Flask, amira: Program) -> None:
    page = Page(Phone(app).starts())
    page.token = amira.token
    assert page.gets("/plans").json["plans"][0]["id"] == amira.plan
    page.token = "ahead_" + "x" * 43
    assert is_problem(page.gets("/plans"), 401)


def test_a_token_opens_no_page(app: Flask, amira: Program) -> None:
    for path in ("/plan", "/answers", "/devices", "/delete", "/plan/calendar.ics"):
        answer = amira.client.get(
            path, headers={"Authorization": f"Bearer {amira.token}"}, base_url="http://localhost:8000"
        )
        assert answer.status_code == 404
    assert not may("patient", "plan.plan", SCOPES)


def test_a_token_makes_none_that_may_do_more_than_itself(amira: Program) -> None:
    writer = amira.lends("write")
    for scopes in (["read"], ["read", "write"], ["steps"]):
        answer = writer.does("POST", "/tokens", {"label": "More", "scopes": scopes})
        assert is_problem(answer, 403, "more-than-its-maker")
    assert writer.does("POST", "/tokens", {"label": "As much", "scopes": ["write"]}).status_code == 201


def test_a_token_is_shown_once_and_listed_without_its_secret(amira: Program) -> None:
    made = amira.does("POST", "/tokens", {"label": "Watch", "scopes": ["steps", "read"]}).json
    listed = amira.gets("/tokens")
    assert made["secret"] not in listed.text
    newest = listed.json["tokens"][0]
    assert (newest["label"], newest["scopes"], newest["used_on"]) == ("Watch", ["read", "steps"], None)


def test_a_token_ends_itself(amira: Program) -> None:
    mine = amira.gets("/tokens").json["tokens"][-1]["id"]
    assert amira.does("DELETE", f"/tokens/{mine}").status_code == 200
    assert is_problem(amira.gets("/plans/:plan"), 401)


def test_nobody_ends_the_token_of_another(app: Flask, amira: Program) -> None:
    other = Program(app).makes()
    token = amira.gets("/tokens").json["tokens"][0]["id"]
    assert is_problem(other.does("DELETE", f"/tokens/{token}"), 404)
    assert amira.gets("/plans").status_code == 200


def test_there_are_only_so_many_tokens(amira: Program) -> None:
    for number in range(19):
        assert amira.does("POST", "/tokens", {"label": str(number), "scopes": ["read"]}).status_code == 201
    assert is_problem(amira.does("POST", "/tokens", {"label": "More", "scopes": ["read"]}), 409, "too-many-tokens")
