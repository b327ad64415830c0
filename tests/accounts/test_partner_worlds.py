"""Two worlds that differ only in what is kept from a partner answer the partner alike; and what would tell is found."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from faults.partner_worlds import Worlds, compare, two_worlds
from faults.worlds.timing import how_long
from planner.at_the_door import shared_here
from planner.plans import shared
from planner.plans.kept import KeptPlan, plan_from
from planner.plans.sharing import Rights, SharedPlan, may_see
from planner.reminders import messages
from planner.reminders.models import NoticeRecord
from planner.tokens import hash_of

PAIRS, SEED = 25, 25
# What they come by, even in so few pairs; in the long form every page.
WHERE = {"reminders", "partner", "partner_questions", "partner_calendars", "api_shared", "devices", "kept_pages"}
PLANTED = 12  # pairs among which something planted is found


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """Both worlds, on two SQLite files."""
    with two_worlds(tmp_path_factory.mktemp("worlds")) as found:
        yield found


def test_a_partner_cannot_tell_them_apart(worlds: Worlds) -> None:
    tried = compare(worlds, PAIRS, SEED, print)
    assert tried.failed == []
    assert tried.kept == PAIRS
    assert {page.partition(".")[0] for page in tried.driven} >= WHERE
    assert tried.messages > 0


@pytest.mark.thorough
@pytest.mark.postgresql
def test_nor_on_postgresql(tmp_path: Path, postgresql_server: Any) -> None:
    with (
        postgresql_server.fresh() as one,
        postgresql_server.fresh() as other,
        two_worlds(tmp_path, (one, other)) as both,
    ):
        assert compare(both, PAIRS, SEED, print).failed == []


def told_beside(app: Flask, monkeypatch: pytest.MonkeyPatch, told: Callable[[], object]) -> None:
    """Let the partner's page say something more."""
    page = app.view_functions["partner.plan"]

    def says_more() -> str:
        return f"{page()}<!-- {told()} -->"

    monkeypatch.setitem(app.view_functions, "partner.plan", says_more)


def is_found(worlds: Worlds) -> bool:
    """Whether the worlds are told apart by it."""
    return bool(compare(worlds, PLANTED, SEED, print, most_failed=1).failed)


def test_the_version_of_the_plan_in_a_page_is_found(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    for world in worlds[:2]:
        told_beside(world.app, monkeypatch, lambda: shared_here().kept.version)
    assert is_found(worlds)


def test_how_many_steps_are_kept_back_is_found(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    def kept_back() -> int:
        here, world = shared_here(), worlds[0]
        plan = plan_from(here.kept, world.guidance, date.fromisoformat("2026-03-02"))
        return sum(not may_see(one.item, here.rights) for one in plan.items)

    for world in worlds[:2]:
        told_beside(world.app, monkeypatch, kept_back)
    assert is_found(worlds)


def test_days_counted_from_the_last_answer_are_found(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    as_it_is = shared.shared_from

    def from_the_answer(kept: KeptPlan, rights: Rights, counted_on: date, *more: Any) -> SharedPlan:
        return as_it_is(kept, rights, kept.asked_on, *more)

    monkeypatch.setattr(shared, "shared_from", from_the_answer)
    assert is_found(worlds)


def test_the_owners_word_for_a_step_is_found(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    for world in worlds[:2]:
        told_beside(world.app, monkeypatch, lambda: sorted(shared_here().kept.told.get("steps", {})))
    assert is_found(worlds)


def test_when_the_owner_changed_something_last_is_found(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    def dated(world_app: Flask) -> None:
        page = world_app.view_functions["partner_questions.listed"]

        def with_header() -> Any:
            answer = world_app.make_response(page())
            answer.last_modified = shared_here().kept.changed_at
            return answer

        monkeypatch.setitem(world_app.view_functions, "partner_questions.listed", with_header)

    for world in worlds[:2]:
        dated(world.app)
    assert is_found(worlds)


def test_the_version_of_the_plan_in_the_name_of_a_message_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_is = messages.message_id

    def with_the_version(notice: NoticeRecord, channel: str) -> str:
        return hash_of(f"{as_it_is(notice, channel)} {notice.version}")[:32]

    monkeypatch.setattr(messages, "message_id", with_the_version)
    assert is_found(worlds)


@pytest.mark.thorough
def test_a_partner_waits_as_long_in_both(worlds: Worlds) -> None:
    assert {one.what: one.apart for one in how_long(worlds, 400) if one.apart > 0.05} == {}
