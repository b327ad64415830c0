"""What a program meets on a bad line: the same sent again, much later, or after others have changed the plan."""

from flask import Flask

from tests.api.programs import MOVE, Program, is_problem

KEY = "one-key-of-one-change"
STRONG = "0123456789abcdefghijklmnopqrstuv"


def test_a_move_for_any_version_is_made_once(amira: Program) -> None:
    first = amira.does("POST", "/plans/:plan/moves", MOVE, Idempotency_Key=KEY)
    again = amira.does("POST", "/plans/:plan/moves", MOVE, Idempotency_Key=KEY)
    assert (first.status_code, again.status_code) == (200, 200)
    assert (again.json, again.headers["ETag"]) == (first.json, first.headers["ETag"])


def test_a_change_sent_again_after_another_one_names_its_own_version_so_nothing_is_overwritten(amira: Program) -> None:
    first = amira.does("POST", "/plans/:plan/moves", MOVE, Idempotency_Key=KEY)
    amira.does("PATCH", "/plans/:plan/answers", {"age": 40})
    again = amira.does("POST", "/plans/:plan/moves", MOVE, Idempotency_Key=KEY)
    assert again.json["version"] == first.json["version"]
    late = amira.does("PATCH", "/plans/:plan/answers", {"age": 41}, If_Match=again.headers["ETag"])
    assert is_problem(late, 412, "plan-moved-on")
    assert amira.gets("/plans/:plan/answers").json["answers"]["age"] == 40


def test_deleting_is_answered_again_to_whoever_asked_and_to_nobody_else(app: Flask, amira: Program) -> None:
    other = Program(app).makes()
    path = f"/plans/{amira.plan}"
    first = amira.does("DELETE", path, Idempotency_Key=KEY)
    again = amira.does("DELETE", path, Idempotency_Key=KEY)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json == first.json
    assert is_problem(amira.does("DELETE", path, Idempotency_Key=f"{KEY}-another"), 401, "nobody-known")
    assert is_problem(Program(app).does("DELETE", path, Idempotency_Key=KEY), 401, "nobody-known")
    assert other.gets("/plans/:plan").status_code == 200


def test_the_same_key_deletes_the_plan_of_each_who_sends_it(app: Flask, amira: Program) -> None:
    other = Program(app).makes()
    for who in (amira, other):
        assert who.does("DELETE", "/plans/:plan", Idempotency_Key=KEY).status_code == 200
        assert is_problem(who.gets("/plans"), 401, "nobody-known")


def test_the_token_of_a_new_plan_is_shown_again_until_it_was_used_and_then_never(app: Flask) -> None:
    first = Program(app).asks("POST", "/plans", headers={"Idempotency-Key": STRONG})
    lost = Program(app).asks("POST", "/plans", headers={"Idempotency-Key": STRONG})
    assert lost.json == first.json
    assert Program(app, first.json["token"]).gets("/plans").status_code == 200
    late = Program(app).asks("POST", "/plans", headers={"Idempotency-Key": STRONG})
    assert is_problem(late, 409, "opened-before")
    assert first.json["token"] not in late.text


def test_the_token_of_a_program_is_shown_again_until_it_was_used_and_then_never(app: Flask, amira: Program) -> None:
    wanted = {"label": "watch", "scopes": ["read"]}
    first, lost = (amira.does("POST", "/tokens", wanted, Idempotency_Key=KEY) for _ in range(2))
    assert lost.json == first.json
    assert Program(app, first.json["secret"]).gets("/plans").status_code == 200
    assert is_problem(amira.does("POST", "/tokens", wanted, Idempotency_Key=KEY), 409, "opened-before")


def test_a_key_used_for_one_token_makes_no_other_that_reads_alike(amira: Program) -> None:
    amira.does("POST", "/tokens", {"label": "steps x", "scopes": ["read"]}, Idempotency_Key=KEY)
    other = amira.does("POST", "/tokens", {"label": "x", "scopes": ["read", "steps"]}, Idempotency_Key=KEY)
    assert is_problem(other, 409, "key-was-used")
