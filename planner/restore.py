"""What a backup holds, put back whole or not at all, into whichever database the service has."""

import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from planner.accounts import audit
from planner.accounts.access import Actor
from planner.accounts.models import ApiTokenRecord, AuditRecord, DeviceRecord, PersonRecord, WayInRecord
from planner.accounts.restored import AccountsStood, accounts_go_on, how_accounts_stand
from planner.accounts.ways_in import PAPER
from planner.backup import copy_rows, tables_of, write_backup
from planner.calendar.models import FeedRecord
from planner.calendar.restored import Stood, go_on_after, how_they_stand
from planner.clinics.models import ClinicRecord, EnrolmentRecord, MembershipRecord
from planner.clinics.restored import ClinicsStood, go_on_as_they_stood, how_clinics_stand
from planner.copies import Damaged, look_through
from planner.db import Base, db, open_file, transaction
from planner.errors import AheadError
from planner.migrated import bring_up, is_known, revision_of
from planner.plans.models import PlanRecord
from planner.plans.partner_steps import Telling, how_telling_stands, tell_no_more
from planner.plans.share_models import ShareRecord
from planner.plans.shares import forget_invited
from planner.reminders.kept_ways import let_go_of_ended
from planner.reminders.models import ChannelRecord
from planner.reminders.restored import RemindersStood, how_reminders_stand, reminders_go_on
from planner.review.models import RosterRecord
from planner.under_seal import try_samples

# How the record says that somebody is here no more.
GONE = ("plan-deleted", "let-go", "uninvited")
WHO_IS_GONE = select(AuditRecord.chain, AuditRecord.action).where(AuditRecord.action.in_(GONE))
PART = 500  # ids named in one statement
SHARES = select(ShareRecord.id, ShareRecord.choices, ShareRecord.until)
MAY_END = (
    DeviceRecord,
    WayInRecord,
    ApiTokenRecord,
    ShareRecord,
    FeedRecord,
    ClinicRecord,
    MembershipRecord,
    EnrolmentRecord,
    ChannelRecord,
)  # what lets somebody in, until it is ended


class FromLater(AheadError):
    """The backup was made by a version of the service that this one knows nothing of."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The backup has tables of the version {revision[:40]!r}, which this service does not know.",
            "Install the version of the service that made it, or a later one, and restore it there.",
        )


class HoldsPlans(AheadError):
    """Restoring would take away plans that are here, or the record of what was done to plans that were."""

    def __init__(self, plans: int, entries: int) -> None:
        super().__init__(
            f"This database holds plans: {plans}, and entries in the record of what was done: {entries}. "
            "Nothing was changed.",
            "To put the backup in place of everything here, say --replace: what is here is kept in a file first.",
        )


class Restored(NamedTuple):
    """What was put back: rows of each table, how many keys were tried, and the file that keeps what was here before."""

    rows: dict[str, int]
    keys_tried: int
    before: Path | None


def restore(file: Path, folder: Path, replace: bool) -> Restored:
    """Put back what the backup in `file` holds. `folder` is where the service keeps things.

    Raises Damaged, FromLater, HoldsPlans, CannotOpen when the keys here are not those it was sealed with, and NotKept.
    Nothing is changed then. The service may go on running: who comes meanwhile waits, and finds all of it or nothing.
    """
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as own:
        copy = Path(own) / "copy.db"
        shutil.copyfile(file, copy)
        journal = file.with_name(f"{file.name}-wal")  # beside a file that was copied by hand
        if journal.exists():
            shutil.copyfile(journal, copy.with_name("copy.db-wal"))
        look_through(copy)
        engine = open_file(copy)
        try:
            with engine.connect() as source:
                _bring_up_copy(source)
                tried = try_samples(source)
                source.rollback()
                return _put_back(source, folder, replace, tried)
        finally:
            engine.dispose()


def _bring_up_copy(source: Connection) -> None:
    """Give the copy of a backup the tables of this version."""
    try:
        revision = revision_of(source)
    except Exception as error:
        raise Damaged("it does not say its version") from error
    if revision is None:
        raise Damaged("it holds no tables of ours")
    if not is_known(revision):
        raise FromLater(revision)
    not_whole = Damaged("its tables are not those of its version")
    try:
        bring_up(source)
    except SQLAlchemyError as error:
        raise not_whole from error
    found = tables_of(source).tables
    for name, table in Base.metadata.tables.items():
        if name not in found or set(found[name].columns.keys()) != set(table.columns.keys()):
            raise not_whole


def _put_back(source: Connection, folder: Path, replace: bool, tried: int) -> Restored:
    bring_up()
    before = None
    with transaction() as session:
        _keep_others_out(session)
        plans = session.scalar(select(func.count()).select_from(PlanRecord)) or 0
        entries = session.scalar(select(func.count()).select_from(AuditRecord)) or 0
        if (plans or entries) and not replace:
            raise HoldsPlans(plans, entries)
        if plans or entries:
            before = folder / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}Z.db"
            write_backup(db.engine, before)
        gone = _shut_out(session)
        target = session.connection()
        for table in reversed(tables_of(target).sorted_tables):
            target.execute(delete(table))
        rows = copy_rows(source, target)
        _count_on(session)
        _keep_out(session, gone)
    return Restored(rows, tried, before)


class _ShutOut(NamedTuple):
    """Who may come in no more, as it stands before a restore: people who are gone, and how; what was ended, by id;
    calendars; clinics; accounts; and reminders.

    `shares`: what each share lets somebody see, sealed, and until when, by its id.
    """

    people: list[tuple[str, str]]
    ended: dict[type[Base], list[str]]
    shares: dict[str, tuple[bytes, date | None]]
    telling: Telling
    calendars: Stood
    clinics: ClinicsStood
    accounts: AccountsStood
    reminders: RemindersStood


def _shut_out(session: Session) -> _ShutOut:
    return _ShutOut(
        list(session.execute(WHO_IS_GONE).tuples()),
        {each: list(session.scalars(select(each.id).where(each.ended_at.is_not(None)))) for each in MAY_END},
        {name: (choices, until) for name, choices, until in session.execute(SHARES)},
        how_telling_stands(session),
        how_they_stand(session),
        how_clinics_stand(session),
        how_accounts_stand(session),
        how_reminders_stand(session, datetime.now(UTC).date()),
    )


def _keep_out(session: Session, gone: _ShutOut) -> None:
    """What was deleted or ended since the backup stays so. Links and short codes of then are over in any case."""
    now = datetime.now(UTC)
    how = dict(gone.people)
    for some in _parts(list(how)):
        for person in session.scalars(select(PersonRecord.id).where(PersonRecord.id.in_(some))).all():
            for plan in session.scalars(select(PlanRecord.id).where(PlanRecord.person_id == person)).all():
                forget_invited(session, plan)
            session.execute(delete(PersonRecord).where(PersonRecord.id == person))
            audit.note(session, Actor("", "nobody", ""), how[person], now, chain=person)
    for each in MAY_END:
        for some in _parts(gone.ended[each]):
            session.execute(update(each).where(each.id.in_(some), each.ended_at.is_(None)).values(ended_at=now))
    for name in session.scalars(select(ShareRecord.id)).all():
        if name in gone.shares:  # what was kept back since stays so
            choices, until = gone.shares[name]
            session.execute(update(ShareRecord).where(ShareRecord.id == name).values(choices=choices, until=until))
    tell_no_more(session, gone.telling)
    go_on_after(session, gone.calendars, now)
    go_on_as_they_stood(session, gone.clinics)
    accounts_go_on(session, gone.accounts)
    reminders_go_on(session, gone.reminders, now.date())
    let_go_of_ended(session)
    left = select(EnrolmentRecord.id).where(EnrolmentRecord.ended_at.is_not(None))
    session.execute(delete(RosterRecord).where(RosterRecord.id.in_(left)))
    session.execute(
        update(WayInRecord).where(WayInRecord.kind != PAPER, WayInRecord.ended_at.is_(None)).values(ended_at=now)
    )


def _parts(ids: list[str]) -> list[list[str]]:
    return [ids[at : at + PART] for at in range(0, len(ids), PART)]


def _keep_others_out(session: Session) -> None:
    """From here on nobody else writes until we are done; reading goes on. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        for table in tables_of(session.connection()).sorted_tables:
            session.execute(text(f'LOCK TABLE "{table.name}" IN EXCLUSIVE MODE'))


def _count_on(session: Session) -> None:
    """Let PostgreSQL number new rows after the ones that were put back. SQLite does so by itself."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return
    for table in tables_of(connection).sorted_tables:
        for column in table.primary_key.columns:
            sequence = connection.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
            )
            if sequence:
                last = connection.scalar(select(func.max(column))) or 0
                connection.execute(
                    text("SELECT setval(CAST(:sequence AS regclass), :next, false)"),
                    {"sequence": sequence, "next": last + 1},
                )
