"""With whom a plan is shared, for programs of its owner: seen and ended; nothing is shared or widened by a token."""

from planner.plans.sharing import Rights
from tests.api.programs import NOBODYS, Program, is_problem
from tests.api.sharing import OWN_AND_FIRST, shares


def test_the_owner_sees_with_whom_and_what_and_nothing_that_lets_anybody_in(amira: Program) -> None:
    assert amira.gets("/plans/:plan/shares").json == {"shares": []}
    guest, share = shares(amira)
    shares(amira, Rights(groups=("freeze",)))
    first, second = amira.gets("/plans/:plan/shares").json["shares"]
    assert first == amira.gets(f"/plans/:plan/shares/{share.id}").json
    assert (first["label"], first["until"], first["looks"]) == ("Sam", None, [])
    assert first["rights"]["hidden"] == list(OWN_AND_FIRST.hidden)
    assert second["rights"] == {"own_part": False, "groups": ["freeze"], "shown": [], "hidden": [], "theirs": []}
    told = amira.gets("/plans/:plan/shares").text
    assert share.person not in told
    assert guest.token not in told


def test_what_they_keep_for_themselves_is_not_in_it(amira: Program) -> None:
    guest, share = shares(amira)
    step = guest.gets("/shared").json["steps"][0]["id"]
    guest.does("PUT", f"/shared/{step}/words", {"words": "a result of mine", "tell": False})
    assert "a result of mine" not in amira.gets(f"/plans/:plan/shares/{share.id}").text
    assert "a result of mine" not in amira.gets("/plans/:plan/export").text


def test_it_is_ended_at_once_and_once(amira: Program) -> None:
    guest, share = shares(amira)
    other, _share = shares(amira)
    place = f"/plans/:plan/shares/{share.id}"
    etag = amira.gets(place).headers["ETag"]
    assert guest.gets("/shared").status_code == 200
    assert is_problem(amira.does("POST", f"{place}/end", If_Match=etag), 412, "written-meanwhile")  # they looked
    for _ in range(2):
        ended = amira.does("POST", f"{place}/end", Idempotency_Key="the-same-key-as-long-as-that")
        assert (ended.status_code, ended.json) == (200, {"ended": True})
    assert is_problem(guest.gets("/shared"), 404, "nothing-here")
    assert other.gets("/shared").status_code == 200
    assert is_problem(amira.gets(place), 404, "nothing-here")
    assert is_problem(amira.does("POST", f"{place}/end"), 404, "nothing-here")
    assert len(amira.gets("/plans/:plan/shares").json["shares"]) == 1


def test_nothing_is_shared_or_widened_by_a_token(amira: Program) -> None:
    _guest, share = shares(amira)
    told = {"label": "Sam", "rights": {"own_part": True}, "until": None}
    for method, path in (
        ("POST", "/plans/:plan/shares"),
        ("PUT", f"/plans/:plan/shares/{share.id}"),
        ("PATCH", f"/plans/:plan/shares/{share.id}"),
        ("DELETE", f"/plans/:plan/shares/{share.id}"),
    ):
        answer = amira.does(method, path, told)
        assert is_problem(answer, 405, "not-that-way")
    assert is_problem(amira.does("POST", f"/plans/:plan/shares/{share.id}/invite"), 404, "nothing-here")


def test_the_shares_of_another_plan_are_not_there(amira: Program) -> None:
    other = Program(amira.app).makes()
    _guest, share = shares(other)
    for place in (f"/plans/:plan/shares/{share.id}", f"/plans/{other.plan}/shares/{share.id}"):
        assert is_problem(amira.gets(place), 404, "nothing-here")
        assert is_problem(amira.does("POST", f"{place}/end"), 404, "nothing-here")
    assert is_problem(amira.gets(f"/plans/:plan/shares/{NOBODYS}"), 404, "nothing-here")
    assert other.gets(f"/plans/:plan/shares/{share.id}").status_code == 200
