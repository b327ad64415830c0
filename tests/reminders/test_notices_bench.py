"""What measures reminders, in a short form: that it runs and gives every figure with its bounds, whatever they are."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from bench import notices
from bench.__main__ import PARTS
from bench.notices_load import load
from planner.accounts.models import PersonRecord
from planner.db import Base, db
from planner.plans.models import PlanRecord
from planner.reminders.models import ChannelRecord, MessageRecord, NoticeRecord, WatchedPlanRecord
from planner.sender import sweep_now
from tests.databases import Database
from tests.keeping.databases import app_on

BOUNDS = {
    "notices/per-cpu-second": ("notices per CPU-second", "at-least", 100, 200),
    "notices/sweep-million-vs-thousand": ("times as long", "at-most", 1.25, 1.1),
}
MANY = 30
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_every_figure_of_reminders_is_measured_and_held_to_its_bounds(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "ROUNDS", 2)
    monkeypatch.setattr(notices, "SLICES", 1)
    found = notices.rows_on(name, 4, 30, 3000)
    assert {row.name: (row.unit, row.direction, row.must, row.aim) for row in found} == {
        f"{what}-{name}": bounds for what, bounds in BOUNDS.items()
    }
    assert [row.name for row in found if row.value <= 0 or row.spread < 1] == []
    assert PARTS["notices"] is notices.rows


def test_plans_of_which_nothing_is_due_fill_every_table_that_a_sender_asks(database: Database) -> None:
    app = app_on(database)
    with app.app_context(), time_machine.travel(NOON, tick=False) as clock:
        load(db.engine, MANY, NOON)
        each: list[type[Base]] = [PersonRecord, PlanRecord, ChannelRecord, WatchedPlanRecord, MessageRecord]
        assert [db.session.scalar(select(func.count()).select_from(one)) for one in each] == [MANY] * 5
        notices_by = select(NoticeRecord.outcome, NoticeRecord.at.is_(None), func.count())
        counted = db.session.execute(notices_by.group_by(NoticeRecord.outcome, NoticeRecord.at.is_(None))).all()
        assert sorted(tuple(one) for one in counted) == [("", False, MANY), ("sent", True, MANY)]
        # Each message is of a notice of a plan, by a way of whoever holds that plan.
        whole = (
            select(func.count())
            .select_from(MessageRecord)
            .join(NoticeRecord, NoticeRecord.id == MessageRecord.notice_id)
            .join(PlanRecord, PlanRecord.id == NoticeRecord.plan_id)
            .join(PersonRecord, PersonRecord.id == PlanRecord.person_id)
            .join(ChannelRecord, ChannelRecord.id == MessageRecord.channel_id)
            .where(ChannelRecord.person_id == PersonRecord.id)
        )
        assert db.session.scalar(whole) == MANY
        assert sweep_now() == (0, 0, 0)
        clock.shift(timedelta(days=1) - timedelta(seconds=1))
        assert sweep_now() == (0, 0, 0)
        db.session.remove()
        db.engine.dispose()
