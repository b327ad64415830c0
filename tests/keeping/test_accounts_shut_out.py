"""A backup that is put back opens no account by what was taken away since it was made."""

from pathlib import Path

from planner.accounts.access import NURSE
from planner.accounts.beginning import begin_account
from planner.accounts.credentials import NewPasskey, add_passkey, remove_passkey, set_password_and_code
from planner.accounts.kept_accounts import account_named, account_of, account_with
from planner.backup import write_backup
from planner.db import db
from planner.migrated import bring_up
from planner.plans.actions import start_plan
from planner.restore import restore
from tests.accounts.opening import named
from tests.databases import Database
from tests.keeping.databases import app_on, let_go
from tests.keeping.people_kept import key, occasion


def passkey(name: str) -> NewPasskey:
    """A passkey that browsers know by this name."""
    return NewPasskey(name.encode(), b"public", 0, (), "", False)


def test_a_passkey_that_was_removed_since_the_backup_opens_nothing_and_one_that_was_added_still_does(
    database: Database, tmp_path: Path
) -> None:
    app, now = app_on(database), occasion().now
    with app.app_context():
        bring_up()
        owner, _token = start_plan(key("somebody"), "phone", occasion())
        begin_account(owner, key("account"), "", now)
        add_passkey(owner, passkey("lost"), "Phone", now)
        write_backup(db.engine, tmp_path / "before-the-loss.db")
        add_passkey(owner, passkey("new"), "New phone", now)
        account = account_of(owner.person)
        assert account
        lost = next(one for one in account.passkeys if one.credential == b"lost")
        remove_passkey(owner, key("remove"), lost.id, now)

        restore(tmp_path / "before-the-loss.db", database.folder, replace=True)
        db.session.remove()
        assert account_with(b"lost") is None
        found = account_with(b"new")
        assert found
        assert [one.name for one in found.passkeys] == ["New phone"]
    let_go(app)


def test_an_account_that_was_begun_since_the_backup_still_opens_the_plan_that_the_backup_holds(
    database: Database, tmp_path: Path
) -> None:
    app, now = app_on(database), occasion().now
    with app.app_context():
        bring_up()
        owner, _token = start_plan(key("somebody"), "phone", occasion())
        write_backup(db.engine, tmp_path / "before-the-account.db")
        begin_account(owner, key("account"), "", now)
        add_passkey(owner, passkey("new"), "New phone", now)
        before = account_of(owner.person)
        assert before
        later, _token = start_plan(key("somebody later"), "phone", occasion())  # whom the backup knows nothing of
        begin_account(later, key("account later"), "", now)
        add_passkey(later, passkey("of nobody here"), "Phone", now)

        restore(tmp_path / "before-the-account.db", database.folder, replace=True)
        db.session.remove()
        assert account_of(owner.person) == before
        assert account_with(b"new") == before
        assert account_with(b"of nobody here") is None
    let_go(app)


def test_the_password_a_nurse_chose_since_the_backup_still_signs_them_in_and_no_older_one_does(
    database: Database, tmp_path: Path
) -> None:
    app, now = app_on(database), occasion().now
    with app.app_context():
        bring_up()
        nurse = named(NURSE, "Ada Quiet")
        set_password_and_code(nurse, key("first"), "typed", "hash of the first", "JBSWY3DP", 1, now)
        write_backup(db.engine, tmp_path / "before-the-change.db")
        set_password_and_code(nurse, key("second"), "other", "hash of the second", "KRSXG5DS", 2, now)
        chosen = account_of(nurse.person)

        restore(tmp_path / "before-the-change.db", database.folder, replace=True)
        db.session.remove()
        found = account_named("Ada Quiet")
        assert found
        assert found == chosen
        assert (found.password, found.code) == ("hash of the second", "KRSXG5DS")
    let_go(app)
