"""What is shared, for programs of whoever it is shared with: all of that, and nothing that hints at more."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from planner.accounts.access import ACCESS, NEEDS, OF_A_PARTNER
from planner.accounts.models import ApiTokenRecord
from planner.db import transaction
from planner.plans.share_models import ShareRecord
from planner.plans.sharing import Rights
from tests.api.programs import NOBODYS, Program, is_problem
from tests.api.sharing import OWN_AND_FIRST, shares, step_of
from tests.api.test_access import asked


def codes(guest: Program) -> set[str]:
    """The codes of what they see."""
    return {one["code"] for one in guest.gets("/shared").json["steps"]}


def test_they_get_what_is_shared_with_its_days_and_words_of_their_own(amira: Program) -> None:
    guest, _share = shares(amira)
    told = guest.gets("/shared")
    assert told.status_code == 200
    steps = {one["code"]: one for one in told.json["steps"]}
    plan = {one["code"]: one for one in amira.gets("/plans/:plan/items").json["items"]}
    assert "B03" in plan
    assert "B03" not in steps
    assert {"B04", "B17"} <= set(steps) <= set(plan)
    assert all(plan[code]["phase"] == "find-out" or "partner" in plan[code]["who"] for code in steps)
    embryos = steps["B17"]
    assert (embryos["yours"], embryos["theirs"]) == (True, False)
    assert embryos["title"] == "Decide if you say yes to embryos" != plan["B17"]["title"]
    assert (steps["B04"]["yours"], steps["B04"]["theirs"]) == (True, True)
    for name in ("due", "last_safe", "estimate", "phase"):
        assert steps["B04"][name] == plan["B04"][name]
    assert all(one["sources"] for one in steps.values())


def test_one_step_is_read_by_its_id_which_is_that_of_its_page_and_tells_nothing(amira: Program) -> None:
    guest, share = shares(amira)
    path = step_of(guest, "B17")
    assert guest.gets(path).json == next(one for one in guest.gets("/shared").json["steps"] if one["code"] == "B17")
    other, _share = shares(amira)
    assert step_of(other, "B17") != path
    for wrong in ("/shared/B17", "/shared/" + "0" * 20, path + "0", step_of(other, "B17")):
        assert is_problem(guest.gets(wrong), 404, "nothing-here")
    assert share.id not in guest.gets("/shared").text


def test_words_come_in_the_language_that_is_asked_for(amira: Program) -> None:
    guest, _share = shares(amira)
    spanish = guest.gets("/shared", Accept_Language="es")
    assert (spanish.json["language"], spanish.headers["Content-Language"]) == ("es", "es")
    assert spanish.json["steps"][0]["title"] != guest.gets("/shared").json["steps"][0]["title"]


def test_a_step_that_was_given_to_them_is_done_in_the_plan_and_undone_again(amira: Program) -> None:
    guest, _share = shares(amira)
    path, today = step_of(guest, "B04"), guest.gets("/shared").json["today"]
    done = guest.does("POST", f"{path}/done", {"done": today})
    assert (done.status_code, done.json["state"], done.json["said"]) == (200, "done", {"done": today})
    assert done.headers["ETag"] == guest.gets(path).headers["ETag"]
    assert amira.gets("/plans/:plan/items/B04").json["said"] == {"done": today}
    undone = guest.does("POST", f"{path}/undo")
    assert (undone.json["said"], undone.json["done"]) == (None, None)
    assert amira.gets("/plans/:plan/items/B04").json["said"] is None


def test_their_own_half_of_a_step_is_theirs_alone(amira: Program) -> None:
    guest, _share = shares(amira)
    path, before = step_of(guest, "B17"), amira.gets("/plans/:plan").json
    today = guest.gets("/shared").json["today"]
    assert guest.does("POST", f"{path}/done", {"done": today}).json["done"] == today
    assert guest.gets(path).json["said"] is None
    assert amira.gets("/plans/:plan").json == before
    assert guest.does("POST", f"{path}/undo").json["done"] is None


def test_what_is_not_theirs_to_say_is_not_there_to_be_said(amira: Program) -> None:
    guest, _share = shares(amira, Rights(groups=("find-out",)))
    path, today = step_of(guest, "B04"), guest.gets("/shared").json["today"]
    assert is_problem(guest.does("POST", f"{path}/done", {"done": today}), 404, "nothing-here")
    assert is_problem(guest.does("POST", f"{path}/undo"), 404, "nothing-here")


def test_their_words_are_kept_and_nothing_written_meanwhile_is_lost(amira: Program) -> None:
    guest, _share = shares(amira)
    path = step_of(guest, "B17")
    etag = guest.gets(path).headers["ETag"]
    kept = guest.does("PUT", f"{path}/words", {"words": "a result", "tell": False}, If_Match=etag)
    assert (kept.json["words"], kept.json["tell"]) == ("a result", False)
    again = guest.does("PUT", f"{path}/words", {"words": "mine", "tell": True}, If_Match=etag)
    assert is_problem(again, 412, "written-meanwhile")
    newer = kept.headers["ETag"]
    told = guest.does("PUT", f"{path}/words", {"words": "mine", "tell": True}, If_Match=newer).json
    assert (told["words"], told["tell"]) == ("mine", True)
    assert guest.does("PUT", f"{path}/words", {"words": "", "tell": False}).json["words"] == ""
    assert "a result" not in amira.gets("/plans/:plan/export").text


def test_sent_again_it_is_done_once(amira: Program) -> None:
    guest, _share = shares(amira)
    path, today = step_of(guest, "B04"), guest.gets("/shared").json["today"]
    version = amira.gets("/plans/:plan").json["version"]
    for _ in range(2):
        done = guest.does("POST", f"{path}/done", {"done": today}, Idempotency_Key="the-same-key-as-long-as-that")
        assert done.status_code == 200
    assert amira.gets("/plans/:plan").json["version"] == version + 1


def test_a_token_may_do_no_more_than_it_was_made_for(amira: Program) -> None:
    reader, _share = shares(amira, scopes=("read",))
    path, today = step_of(reader, "B04"), reader.gets("/shared").json["today"]
    for how, what, told in (
        ("POST", "done", {"done": today}),
        ("POST", "undo", None),
        ("PUT", "words", {"words": "a", "tell": False}),
    ):
        assert is_problem(reader.does(how, f"{path}/{what}", told), 403, "scope-missing")
    teller, _share = shares(amira, scopes=("steps",))
    assert is_problem(teller.gets("/shared"), 403, "scope-missing")


def test_a_token_that_may_only_tell_is_not_shown_the_step(amira: Program) -> None:
    reader, share = shares(amira)
    path = step_of(reader, "B04")
    with amira.app.app_context(), transaction() as session:
        for token in session.scalars(select(ApiTokenRecord).where(ApiTokenRecord.person_id == share.person)):
            token.scopes = "steps"
    told = reader.does("POST", f"{path}/done", {"done": amira.gets("/plans/:plan").json["plan"]["today"]})
    assert told.json == {"id": path.removeprefix("/shared/")}


def test_what_is_kept_back_moves_no_etag_and_no_byte(amira: Program) -> None:
    guest, _share = shares(amira)
    path = step_of(guest, "B17")
    before = [(one.data, one.headers["ETag"]) for one in map(guest.gets, ("/shared", path))]
    amira.does("PUT", "/plans/:plan/steps/B03", {"waiting": "for a letter"})
    amira.does("PUT", "/plans/:plan/notes/B17", {"words": "mine alone"})
    amira.does("PUT", "/plans/:plan/nicknames/B17", {"words": "Aunt Rose"})
    amira.does("PATCH", "/plans/:plan/answers", {"mobility": "aid"})
    assert [(one.data, one.headers["ETag"]) for one in map(guest.gets, ("/shared", path))] == before
    assert guest.gets("/shared", If_None_Match=before[0][1]).status_code == 304
    today = guest.gets("/shared").json["today"]
    assert guest.does("POST", f"{path}/done", {"done": today}, If_Match=before[1][1]).status_code == 200
    stale = guest.does("POST", f"{path}/undo", If_Match=before[1][1])
    assert is_problem(stale, 412, "written-meanwhile")


def test_their_token_opens_nothing_of_its_owners_and_the_owners_nothing_of_theirs(app: Flask, amira: Program) -> None:
    guest, share = shares(amira)
    for page in NEEDS:
        asks = amira if page in OF_A_PARTNER else guest
        assert asked(app, asks, page, amira.plan) == (404, "nothing-here"), page
    assert {ACCESS[page] for page in OF_A_PARTNER} == {("partner",)}
    assert is_problem(guest.gets(f"/plans/{amira.plan}/shares/{share.id}"), 404, "nothing-here")


@pytest.mark.parametrize("how", ["ended", "over", "deleted"])
def test_afterwards_there_is_nothing_here_in_the_same_words_whatever_the_reason(amira: Program, how: str) -> None:
    guest, share = shares(amira)
    path, other = step_of(guest, "B04"), Program(amira.app).makes()
    nothing = other.gets(f"/plans/{NOBODYS}").data
    if how == "ended":
        assert amira.does("POST", f"/plans/:plan/shares/{share.id}/end").json == {"ended": True}
    elif how == "over":
        with amira.app.app_context(), transaction() as session:
            session.get_one(ShareRecord, share.id).until = date(2020, 1, 1)
    else:
        assert amira.does("DELETE", "/plans/:plan").status_code == 200
    all_of_it: list[tuple[str, str, Any]] = [
        ("GET", "/shared", None),
        ("GET", path, None),
        ("POST", f"{path}/done", {"done": "2026-03-02"}),
        ("POST", f"{path}/undo", None),
        ("PUT", f"{path}/words", {"words": "a", "tell": True}),
    ]
    for method, where, told in all_of_it:
        answer = guest.asks(method, where, told)
        assert is_problem(answer, 404, "nothing-here")
        assert answer.data == nothing


def test_that_their_program_looked_is_noted_for_the_owner(amira: Program) -> None:
    guest, share = shares(amira)
    place = f"/plans/:plan/shares/{share.id}"
    assert amira.gets(place).json["looks"] == []
    for _ in range(2):
        guest.gets("/shared")
    assert len(amira.gets(place).json["looks"]) == 1
    assert amira.gets(place).json["rights"] == {
        name: list(told) if isinstance(told, tuple) else told for name, told in OWN_AND_FIRST._asdict().items()
    }
