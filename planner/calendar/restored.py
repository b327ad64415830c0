"""What calendars need when an older backup is put back: no address comes back, and no count goes back."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from planner.calendar.answered import FEED
from planner.calendar.models import FeedAddressRecord, FeedEventRecord, FeedRecord

# Where nothing is known of what happened since the backup. No plan changes as often as this.
FURTHER = 1000


class Stood(NamedTuple):
    """How calendars stand before a restore: the addresses that have ended, and how far any count has come.

    `of_shares`: how far those of somebody with whom a plan is shared have come, each by itself, since a jump of its
    count shall tell them nothing of other calendars.
    """

    ended: tuple[str, ...]
    furthest: int
    of_shares: dict[str, int]


def how_they_stand(session: Session) -> Stood:
    """What a restore must not undo."""
    ended = select(FeedAddressRecord.token_hash).where(FeedAddressRecord.gone_at.is_not(None))
    counts = (select(func.max(FeedEventRecord.sequence)), select(func.max(FeedRecord.floor)))
    of_shares = (
        select(FeedRecord.id, func.max(FeedEventRecord.sequence), FeedRecord.floor)
        .join(FeedEventRecord, FeedEventRecord.feed_id == FeedRecord.id, isouter=True)
        .where(FeedRecord.share_id.is_not(None))
        .group_by(FeedRecord.id, FeedRecord.floor)
    )
    return Stood(
        tuple(session.scalars(ended)),
        max(session.scalar(count) or 0 for count in counts),
        {feed: max(reached or 0, floor) for feed, reached, floor in session.execute(of_shares)},
    )


def go_on_after(session: Session, stood: Stood, now: datetime) -> None:
    """In the caller's transaction: what had ended stays so, every count goes on further up, and each calendar is
    written anew before it answers again."""
    for name in stood.ended:
        session.execute(update(FeedAddressRecord).where(FeedAddressRecord.token_hash == name).values(gone_at=0))
    # Whoever had given a calendar another address since then has lost that one: nothing leads to it any more.
    reached = select(FeedAddressRecord.feed_id).where(FeedAddressRecord.gone_at.is_(None))
    unreached = (FeedRecord.kind == FEED, FeedRecord.ended_at.is_(None), FeedRecord.id.not_in(reached))
    session.execute(update(FeedRecord).where(*unreached).values(ended_at=now))
    _count_on(session, FeedRecord.share_id.is_(None), stood.furthest + FURTHER, now)
    for feed in session.scalars(select(FeedRecord.id).where(FeedRecord.share_id.is_not(None))).all():
        _count_on(session, FeedRecord.id == feed, stood.of_shares.get(feed, 0) + FURTHER, now)
    live = update(FeedAddressRecord).where(FeedAddressRecord.gone_at.is_(None))
    session.execute(live.values(look_at=0, content=b""))


def _count_on(session: Session, those: ColumnElement[bool], further: int, now: datetime) -> None:
    """Let some calendars go on counting so much further up, and every event of theirs be written anew."""
    session.execute(update(FeedRecord).where(those).values(floor=FeedRecord.floor + further))
    counts = {"sequence": FeedEventRecord.sequence + further, "modified": now, "digest": ""}
    of_them = FeedEventRecord.feed_id.in_(select(FeedRecord.id).where(those))
    session.execute(update(FeedEventRecord).where(of_them).values(counts))
