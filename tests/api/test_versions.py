"""Nothing is fetched twice, nothing is done twice, and nothing is written over that was not seen."""

import secrets
from collections.abc import Callable

import pytest
from flask import Flask

from planner.api import notes
from tests.api.programs import MOVE, Program, is_problem

READS = (
    *("", "/answers", "/items", "/items/B04", "/steps", "/history", "/notes", "/notes/B04", "/questions"),
    *("/export", "/calendar.ics", "/remove.ics", "/nicknames", "/nicknames/B04", "/feeds"),
)
NEEDED = (("PATCH", "/plans/:plan/answers", {"age": 40}), ("POST", "/plans/:plan/moves", MOVE))
HEARD = (
    ("PUT", "/plans/:plan/steps/B04", {"ask": ""}),
    ("DELETE", "/plans/:plan/steps/B04", None),
    ("POST", "/plans/:plan/steps/B04/undo", None),
    ("POST", "/plans/:plan/stop", {"how": "break"}),
    ("POST", "/plans/:plan/history/3/undo", None),
    ("POST", "/plans/:plan/make", None),
    ("POST", "/plans/:plan/seen", {"number": 1}),
    ("POST", "/plans/:plan/moves/preview", MOVE),
    ("POST", "/plans/:plan/comparisons", {"dates": [MOVE]}),
    ("POST", "/plans/:plan/feeds/preview", {"label": "My phone"}),
    ("DELETE", "/plans/:plan", None),
)
PARTS = (  # what has an ETag of its own: where it is had, and what it is sent with
    ("/plans/:plan/notes/B04", "PUT", "/plans/:plan/notes/B04", {"words": "Mine"}),
    ("/plans/:plan/questions", "POST", "/plans/:plan/questions", {"words": "Why now?"}),
    ("/plans/:plan/questions/:question", "PUT", "/plans/:plan/questions/:question", {"words": "Who?", "asked": False}),
    ("/plans/:plan/questions/:question", "DELETE", "/plans/:plan/questions/:question", None),
    ("/tokens", "POST", "/tokens", {"label": "A watch", "scopes": ["read"]}),
    ("/tokens", "DELETE", "/tokens/:token", None),
    ("/plans/:plan/nicknames/B04", "PUT", "/plans/:plan/nicknames/B04", {"words": "Aunt Rose"}),
    ("/plans/:plan/feeds", "POST", "/plans/:plan/feeds", {"label": "My phone"}),
    ("/plans/:plan/feeds", "POST", "/plans/:plan/feeds/end", {"grace": 7}),
    ("/plans/:plan/feeds/:feed", "POST", "/plans/:plan/feeds/:feed/address", {"grace": 7}),
    ("/plans/:plan/feeds/:feed", "POST", "/plans/:plan/feeds/:feed/test", None),
    ("/plans/:plan/feeds/:feed", "POST", "/plans/:plan/feeds/:feed/end", {"grace": 7}),
)
GARBAGE = ('"x"', "x", '""', ",", 'W/"x"', '"0123456789ab.0123456789abcdef"')


def with_names(program: Program, *paths: str) -> list[str]:
    """These paths, with a question, a token and a calendar that are there."""
    question = program.does("POST", "/plans/:plan/questions", {"words": "Why?"}).json["id"]
    token = program.does("POST", "/tokens", {"label": "Spare", "scopes": ["read"]}).json["token"]["id"]
    names = {":question": question, ":token": token}
    if any(":feed" in path.replace(":plan/feeds", "") for path in paths):
        names[":feed"] = program.does("POST", "/plans/:plan/feeds", {"label": "Spare"}).json["feed"]["id"]
    for name, one in names.items():
        paths = tuple(path.replace(name, one) for path in paths)
    return list(paths)


@pytest.mark.parametrize("part", READS)
def test_what_a_program_has_already_is_not_sent_again(amira: Program, part: str) -> None:
    first = amira.gets(f"/plans/:plan{part}")
    again = amira.gets(f"/plans/:plan{part}", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert amira.gets(f"/plans/:plan{part}", If_None_Match='"other", W/"another"').status_code == 200


@pytest.mark.parametrize("packing", ["br", "gzip"])
def test_the_name_of_a_packed_answer_is_known_again(amira: Program, packing: str) -> None:
    first = amira.gets("/plans/:plan", Accept_Encoding=packing)
    assert first.headers["Content-Encoding"] == packing
    assert amira.gets("/plans/:plan", If_None_Match=first.headers["ETag"]).status_code == 304
    assert amira.does("PATCH", "/plans/:plan/answers", {"age": 3}, If_Match=first.headers["ETag"]).status_code == 200


@pytest.mark.parametrize(("method", "path", "told"), NEEDED)
def test_what_could_write_over_another_change_needs_the_etag(
    amira: Program, method: str, path: str, told: object
) -> None:
    answer = amira.does(method, path, told, If_Match=None)
    assert is_problem(answer, 428, "needs-if-match")
    assert "If-Match" in answer.json["what_to_do"]


@pytest.mark.parametrize(("method", "path", "told"), [*NEEDED, *HEARD])
def test_an_old_etag_changes_nothing_and_says_what_to_do_next(
    amira: Program, method: str, path: str, told: object
) -> None:
    amira.does("PUT", "/plans/:plan/steps/B04", {"waiting": "a letter"})
    old = amira.gets("/plans/:plan").headers["ETag"]
    amira.does("PATCH", "/plans/:plan/answers", {"age": 39})
    before = amira.gets("/plans/:plan").json
    answer = amira.does(method, path, told, If_Match=old)
    assert is_problem(answer, 412, "plan-moved-on")
    assert "Get it again" in answer.json["what_to_do"]
    assert amira.gets("/plans/:plan").json == before


@pytest.mark.parametrize("told", GARBAGE)
@pytest.mark.parametrize(
    ("method", "path", "sent"), [*NEEDED, *HEARD, *(one[1:] for one in PARTS), ("POST", "/plans", None)]
)
def test_every_change_hears_an_etag_that_is_of_something_else_and_says_what_to_get(
    amira: Program, method: str, path: str, sent: object, told: str
) -> None:
    (path,) = with_names(amira, path)
    before = amira.gets("/plans/:plan/export").json
    answer = amira.does(method, path, sent, If_Match=told)
    assert is_problem(answer, 412, "of-something-else")
    assert ("GET /api/v1/" in answer.json["what_to_do"]) is (path != "/plans")
    assert amira.gets("/plans/:plan/export").json == before


@pytest.mark.parametrize(("place", "method", "path", "sent"), PARTS)
def test_what_has_an_etag_of_its_own_takes_that_and_no_other_and_names_where_it_is_had(
    amira: Program, place: str, method: str, path: str, sent: object
) -> None:
    place, path = with_names(amira, place, path)
    for other in ("/plans/:plan", "/plans/:plan/notes"):
        answer = amira.does(method, path, sent, If_Match=amira.gets(other).headers["ETag"])
        assert is_problem(answer, 412, "of-something-else")
        assert f"GET /api/v1{place.replace(':plan', amira.plan)} " in answer.json["what_to_do"]
    assert amira.does(method, path, sent, If_Match=amira.gets(place).headers["ETag"]).status_code in (200, 201)


def test_what_has_an_etag_of_its_own_and_has_changed_is_left_as_it_is(amira: Program) -> None:
    note, questions = "/plans/:plan/notes/B04", "/plans/:plan/questions"
    old = {place: amira.gets(place).headers["ETag"] for place in (note, questions, "/tokens")}
    amira.does("PUT", note, {"words": "Theirs"})
    with_names(amira)
    for method, path, sent in (
        ("PUT", note, {"words": "Mine"}),
        ("POST", questions, {"words": "Why now?"}),
        ("POST", "/tokens", {"label": "A watch", "scopes": ["read"]}),
    ):
        answer = amira.does(method, path, sent, If_Match=old[path])
        assert is_problem(answer, 412, "written-meanwhile")
        assert "again" in answer.json["what_to_do"]
    assert amira.gets(note).json["words"] == "Theirs"


def test_what_was_written_since_its_writer_began_is_said_without_words_of_pages(amira: Program) -> None:
    amira.does("PUT", "/plans/:plan/notes/B04", {"words": "Theirs"})
    answer = amira.does("PUT", "/plans/:plan/notes/B04", {"words": "Mine", "before": ""})
    assert is_problem(answer, 412, "written-meanwhile")
    assert "shown" not in answer.text
    assert "page" not in answer.text
    assert "Get it again" in answer.json["what_to_do"]


@pytest.mark.parametrize(
    ("action", "method", "mine"),
    [
        ("change_question", "PUT", {"words": "Mine?", "asked": False}),
        ("change_question", "PUT", {"words": "Why?", "asked": False}),
        ("remove_question", "DELETE", None),
    ],
)
@pytest.mark.parametrize("theirs", [{"words": "Theirs?", "asked": False}, {"words": "Why?", "asked": True}])
def test_of_two_changes_of_one_question_at_once_the_later_is_told(
    amira: Program,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    method: str,
    mine: object,
    theirs: dict[str, object],
) -> None:
    (path,) = with_names(amira, "/plans/:plan/questions/:question")
    etag, act = amira.gets(path).headers["ETag"], getattr(notes, action)

    def after_theirs(*told: object, **more: object) -> object:
        monkeypatch.setattr(notes, action, act)
        monkeypatch.setattr(notes, "change_question", notes_change)
        assert amira.does("PUT", path, theirs, If_Match=etag).status_code == 200
        return act(*told, **more)

    notes_change: Callable[..., object] = notes.change_question
    monkeypatch.setattr(notes, action, after_theirs)
    assert is_problem(amira.does(method, path, mine, If_Match=etag), 412, "written-meanwhile")
    stands = amira.gets(path).json
    assert (stands["words"], stands["asked_on"] is not None) == (theirs["words"], theirs["asked"])


def test_of_two_questions_added_to_one_list_at_once_the_later_is_told(
    amira: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, act = "/plans/:plan/questions", notes.add_question
    etag = amira.gets(path).headers["ETag"]

    def after_theirs(*told: object, **more: object) -> object:
        monkeypatch.setattr(notes, "add_question", act)
        assert amira.does("POST", path, {"words": "Theirs?"}, If_Match=etag).status_code == 201
        return act(*told, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(notes, "add_question", after_theirs)
    assert is_problem(amira.does("POST", path, {"words": "Mine?"}, If_Match=etag), 412, "written-meanwhile")
    assert [one["words"] for one in amira.gets(path).json["questions"]] == ["Theirs?"]


def test_a_plan_made_again_after_a_lost_answer_is_no_conflict(app: Flask) -> None:
    someone, key = Program(app).begins(), secrets.token_hex(24)
    etag = someone.gets("/plans/:plan").headers["ETag"]
    for _ in range(2):
        made = someone.does("POST", "/plans/:plan/make", If_Match=etag, Idempotency_Key=key)
        assert made.status_code == 200


@pytest.mark.parametrize("part", READS)
def test_a_weak_name_of_what_a_program_has_is_as_good_as_a_strong_one(amira: Program, part: str) -> None:
    etag = amira.gets(f"/plans/:plan{part}").headers["ETag"]
    assert amira.gets(f"/plans/:plan{part}", If_None_Match=f"W/{etag}").status_code == 304


def test_what_is_made_says_where_it_stands_and_which_etag_it_has(app: Flask) -> None:
    someone = Program(app)
    begun = someone.asks("POST", "/plans")
    someone.token, someone.plan = begun.json["token"], begun.json["plan"]["id"]
    whole = someone.gets("/plans/:plan/export").json
    brought = Program(app).asks("POST", "/imports", whole)
    assert begun.headers["Location"] == f"/api/v1/plans/{someone.plan}"
    assert brought.headers["Location"] == f"/api/v1/plans/{brought.json['plan']['id']}"
    changed = someone.does("PATCH", "/plans/:plan/answers", {"age": 40}, If_Match=begun.headers["ETag"])
    assert changed.status_code == 200
    added = someone.does("POST", "/plans/:plan/questions", {"words": "Why?"})
    place = added.headers["Location"].removeprefix("/api/v1")
    read = someone.gets(place)
    assert (read.json, read.headers["ETag"]) == (added.json, added.headers["ETag"])


@pytest.mark.parametrize(
    "told",
    ['"9999.0123456789ab.0123456789abcdef"', '"x"', "x", '""', 'W/"1.0123456789ab.0123456789abcdef"', "\xff", ","],
)
def test_an_etag_that_is_none_of_this_plan_changes_nothing(amira: Program, told: str) -> None:
    assert is_problem(amira.does("PATCH", "/plans/:plan/answers", {"age": 40}, If_Match=told), 412)


def test_the_etag_of_another_plan_with_the_same_version_is_refused(app: Flask, amira: Program) -> None:
    theirs = Program(app).makes().gets("/plans/:plan/answers").headers["ETag"]
    assert is_problem(amira.does("PATCH", "/plans/:plan/answers", {"age": 40}, If_Match=theirs), 412)


@pytest.mark.parametrize("part", ["", "/answers", "/items", "/history"])
def test_the_etag_of_any_part_of_the_plan_is_taken(amira: Program, part: str) -> None:
    etag = amira.gets(f"/plans/:plan{part}").headers["ETag"]
    assert amira.does("PATCH", "/plans/:plan/answers", {"age": 40}, If_Match=etag).status_code == 200


def test_a_change_sent_again_after_a_lost_answer_is_made_once(amira: Program) -> None:
    key, etag = secrets.token_hex(24), amira.gets("/plans/:plan").headers["ETag"]
    sent = [
        amira.does("PATCH", "/plans/:plan/answers", {"age": 40}, If_Match=etag, Idempotency_Key=key) for _ in range(3)
    ]
    assert [answer.status_code for answer in sent] == [200, 200, 200]
    assert {answer.json["version"] for answer in sent} == {3}


def test_a_key_that_comes_again_with_other_words_is_refused(amira: Program) -> None:
    key = secrets.token_hex(24)
    amira.does("PUT", "/plans/:plan/notes/B04", {"words": "one"}, Idempotency_Key=key)
    answer = amira.does("PUT", "/plans/:plan/notes/B04", {"words": "two"}, Idempotency_Key=key)
    assert is_problem(answer, 409, "key-was-used")
    assert amira.gets("/plans/:plan/notes/B04").json["words"] == "one"


@pytest.mark.parametrize("key", [None, "", "short", "x" * 129, "with blanks in it, many", "ünïcödë-ünïcödë"])
def test_a_change_without_a_key_of_its_own_says_how_to_send_one(amira: Program, key: str | None) -> None:
    answer = amira.does("PUT", "/plans/:plan/notes/B04", {"words": "one"}, Idempotency_Key=key)
    assert is_problem(answer, 400, "no-key")
    assert "Idempotency-Key" in answer.json["what_to_do"]


def test_a_plan_begun_twice_with_one_key_is_one_plan_with_one_token(app: Flask) -> None:
    key = {"Idempotency-Key": secrets.token_hex(24)}
    one, two = (Program(app).asks("POST", "/plans", headers=key) for _ in range(2))
    assert one.json == two.json


@pytest.mark.parametrize("key", ["0123456789abcdef", "a" * 64, "ab" * 40])
def test_a_new_plan_needs_a_key_that_nobody_guesses(app: Flask, key: str) -> None:
    assert is_problem(Program(app).asks("POST", "/plans", headers={"Idempotency-Key": key}), 400, "key-too-weak")


def test_the_same_key_of_two_people_means_two_things(app: Flask, amira: Program) -> None:
    key, other = secrets.token_hex(24), Program(app).makes()
    for who, words in ((amira, "mine"), (other, "theirs")):
        assert who.does("PUT", "/plans/:plan/notes/B04", {"words": words}, Idempotency_Key=key).status_code == 200
    assert amira.gets("/plans/:plan/notes/B04").json["words"] == "mine"


@pytest.mark.parametrize("cursor", ["", "x", "c", "c00000000g", "cffffffff", "0", "c00000001%00", "c" * 5000])
def test_a_bad_cursor_says_where_a_good_one_comes_from(amira: Program, cursor: str) -> None:
    answer = amira.gets(f"/plans/:plan/history?cursor={cursor}")
    assert answer.status_code in (400, 414)
    assert is_problem(answer, answer.status_code)


@pytest.mark.parametrize(
    "query", ["count=0", "count=51", "count=-1", "count=1e1", "count=99999999999999999999", "page=2"]
)
def test_pages_have_bounds_and_no_numbers(amira: Program, query: str) -> None:
    assert is_problem(amira.gets(f"/plans/:plan/history?{query}"), 400, "faults")
