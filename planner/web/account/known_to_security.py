"""An account as Flask-Security knows it, and where it looks for one: it reads and writes by our own actions alone."""

from datetime import datetime
from typing import Any

from flask_security import RoleMixin, UserDatastore, UserMixin, WebAuthnMixin

from planner.accounts.access import Actor
from planner.accounts.credentials import NewPasskey, add_passkey
from planner.accounts.kept_accounts import (
    Account,
    Passkey,
    account_in_progress,
    account_named,
    account_with,
)
from planner.accounts.signing_in import keep_newer_hash
from planner.at_the_door import held_here, now

FIRST = "first"  # how Flask-Security calls a passkey that is enough by itself


class KnownPasskey(WebAuthnMixin):
    """A passkey, by the names Flask-Security has for its parts."""

    def __init__(self, passkey: Passkey, account: Account) -> None:
        self.row, self.name, self.account = passkey.id, passkey.name, account
        self.credential_id, self.public_key = passkey.credential, passkey.public_key
        self.sign_count, self.transports = passkey.sign_count, list(passkey.transports)
        self.usage, self.extensions = FIRST, None
        self.backup_state, self.device_type = False, ""
        self.lastuse_datetime: datetime = passkey.used_at or passkey.made_at


class KnownRole(RoleMixin):
    """Flask-Security asks for a kind of role; who may do what is decided by our own table of access."""


class KnownAccount(UserMixin):
    """An account, by the names Flask-Security has for its parts. Changing one here changes nothing that is kept."""

    fs_uniquifier: str = ""
    fs_webauthn_user_handle: str = ""

    def __init__(self, account: Account) -> None:
        self.account, self.active = account, True
        self.username, self.password = account.name, account.password
        self.fs_uniquifier, self.fs_webauthn_user_handle = account.uniquifier, account.handle
        # There is no e-mail. Flask-Security compares it to tell people apart, so it has to be one account's own.
        self.email = account.id
        self.tf_primary_method = "authenticator" if account.has_code else None
        self.tf_totp_secret, self.tf_phone_number = account.code, None
        self.mf_recovery_codes = list(account.recovery)
        self.roles: list[RoleMixin] = []
        self.webauthn = [KnownPasskey(one, account) for one in account.passkeys]

    def calc_username(self) -> str:
        """What stands in an authenticator app and in the list of passkeys of a phone. Never empty, and it says nothing
        of anybody who has chosen no name."""
        return self.username or self.fs_webauthn_user_handle[:6]

    def get_auth_token(self) -> str:
        """Nobody is given one: programs have tokens of their own."""
        return ""


class Accounts(UserDatastore):
    """Where Flask-Security looks for accounts. It asks to keep things; we keep them by actions of our own."""

    def __init__(self) -> None:
        super().__init__(KnownAccount, KnownRole, KnownPasskey)

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> KnownAccount | None:
        """An account by the name it is signed in with, or by what stands for it while a sign-in is under way."""
        (by, value), *_rest = wanted.items()
        account = {"username": account_named, "fs_uniquifier": account_in_progress}[by](str(value))
        return KnownAccount(account) if account and account.opens else None

    def find_role(self, role: str) -> None:
        """There are none of its kind."""

    def find_webauthn(self, credential_id: bytes) -> KnownPasskey | None:
        """A passkey by what a browser calls it."""
        account = account_with(credential_id)
        found = [one for one in account.passkeys if one.credential == credential_id] if account else []
        return KnownPasskey(found[0], account) if found and account else None

    def find_user_from_webauthn(self, webauthn: Any) -> KnownAccount | None:
        """Whose passkey it is."""
        return KnownAccount(webauthn.account)

    def create_webauthn(self, user: Any, *_parts: Any, **made: Any) -> None:
        """Keep a new passkey of whoever is here. Raises NothingHere and TooManyPasskeys."""
        held = held_here()
        passkey = NewPasskey(
            made["credential_id"],
            made["public_key"],
            made["sign_count"],
            tuple(str(getattr(one, "value", one)) for one in made["transports"] or ()),
            str(getattr(made["device_type"], "value", made["device_type"])),
            bool(made["backup_state"]),
        )
        device = held.actor.device if held else ""
        add_passkey(Actor(user.account.person, user.account.role, device), passkey, made["name"], now())

    def put(self, model: Any) -> Any:
        """Of what Flask-Security changes by itself only the better hash of a password is worth keeping: that a passkey
        has signed is kept where it is tried (see passkeys.py)."""
        if isinstance(model, KnownAccount) and model.password and model.password != model.account.password:
            keep_newer_hash(model.account, model.password)
        return model

    def delete(self, model: Any) -> None:
        """Nothing is taken away by Flask-Security."""
        raise NotImplementedError

    def commit(self) -> None:
        """Each of our actions is kept by itself."""
