"""Signing in by a name, a password and a code: guesses are counted, and nothing tells whether there is such an account.

A wrong one counts against the address it came from, and against the name. Once a name was guessed at too often, only a
browser that knows the account may try; a passkey opens always.
"""

import time
from collections.abc import Callable
from typing import Any

from flask import current_app, session
from flask_security import LoginForm, MfRecoveryForm, TwoFactorVerifyCodeForm, VerifyForm, hash_password
from werkzeug.exceptions import TooManyRequests
from wtforms import HiddenField, StringField

from planner.accounts.kept_accounts import account_named, folded
from planner.web.account.here import is_known_here, would_lose_what_is_here
from planner.web.account.known_to_security import KnownAccount
from planner.web.guarding.limits import count_a_try, may_guess, note_guess_at, note_wrong_guess

WAIT = 600  # seconds after too many wrong ones
LONGEST = 200  # characters of a name or password that are looked at
CODE_GUESSES = "10 per hour"  # of a million codes three are right at a time
BEGUN_AT = "begun_at"  # when a right password was typed in this browser
WRONG = "wrong"  # what it is called is said by the page


class SignInForm(LoginForm):
    """A name and a password."""

    email = None
    remember = HiddenField(default="")
    username = StringField()
    elsewhere = False  # what is open here would be lost
    too_often = False  # this name was guessed at too often for a browser that does not know it

    def validate(self, **told: Any) -> bool:
        """Whether both are right. Whatever is wrong with them takes as long and reads the same."""
        self.remember.data = ""
        name = self.username.data if isinstance(self.username.data, str) else ""
        password = self.password.data if isinstance(self.password.data, str) else ""
        self.username.data, self.password.data = name[:LONGEST], password[:LONGEST]
        if not name.strip() or not password:
            self.username.errors = [WRONG]
            return False
        account = account_named(name)
        known = account is not None and is_known_here(account)
        whose = f"known {account.id}" if account and known else f"name {folded(name)}"
        if not known:
            count_a_try()
        if not may_guess(whose):
            self.too_often = True
            self.username.errors = [WRONG]
            return False
        if account is None or not account.has_code:
            hash_password(self.password.data)  # takes as long as looking at one that is kept
            return self._wrong(whose)
        self.user = KnownAccount(account)
        if not self.user.verify_and_update_password(normal(self.password.data)):
            return self._wrong(whose)
        if would_lose_what_is_here(account.person):
            self.elsewhere = True
            self.username.errors = [WRONG]
            return False
        session[BEGUN_AT] = time.time()
        return True

    def _wrong(self, whose: str) -> bool:
        self.user = None
        self.username.errors = [WRONG]
        note_guess_at(whose)
        if note_wrong_guess():
            raise TooManyRequests(retry_after=WAIT)
        return False


class CodeForm(TwoFactorVerifyCodeForm):
    """The code of an authenticator app, after a right password."""

    def validate(self, **told: Any) -> bool:
        """Whether it is right now, and was not taken before."""
        return _guarded(self.user, super().validate)


class RecoveryForm(MfRecoveryForm):
    """A recovery code, after a right password."""

    def validate(self, **told: Any) -> bool:
        """Whether it is one that was not used yet."""
        return _guarded(self.user, super().validate)


class PasswordAgainForm(VerifyForm):
    """The password once more, from whoever is signed in already."""

    def validate(self, **told: Any) -> bool:
        """Whether it is right."""
        return bool(self.user.password) and _guarded(self.user, super().validate)


def _guarded(user: Any, validate: Callable[[], bool]) -> bool:
    """A guess at the second thing an account asks for, of which there are few: counted by account, whoever tries."""
    known = "known" if is_known_here(user.account) else "strange"
    whose = f"code {known} {user.account.id}"
    if not may_guess(whose, CODE_GUESSES):
        raise TooManyRequests(retry_after=WAIT)
    if validate():
        return True
    note_guess_at(whose, CODE_GUESSES)
    return False


def normal(password: str) -> str:
    """A password as it is hashed: ways to write the same letter make no other password."""
    return str(current_app.extensions["security"].password_util.normalize(password))
