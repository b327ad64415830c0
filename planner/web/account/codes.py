"""One-time codes of an authenticator app, each taken once, and the recovery codes for when that is lost."""

from typing import Any

from flask_security import MfRecoveryCodesUtil, Totp
from passlib.totp import TokenError, TotpMatch

from planner.accounts.credentials import hash_of_recovery
from planner.accounts.signing_in import take_code, take_recovery_code
from planner.at_the_door import now

WINDOW = 30  # seconds: the code before and the code after are taken too


class Codes(Totp):
    """One-time codes. RFC 6238, 5.2: a code that was taken is not taken again."""

    def get_last_counter(self, user: Any) -> int | None:
        """The last code that was taken of this account."""
        last: int | None = user.account.code_counter
        return last

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        """Remember which one it was; it is kept as taken by `verify_totp`."""
        user.taken = int(tmatch.counter)

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Whether a code is right and was not taken before, by whoever is quicker."""
        digits = "".join(str(token).split())
        if not (digits.isascii() and digits.isdigit()):
            return False
        return super().verify_totp(digits, totp_secret, user, window) and take_code(user.account.id, user.taken)

    def counter_of(self, typed: str, secret: str) -> int | None:
        """Which code of a secret that was just made this is; None when it is none."""
        digits = "".join(typed.split())
        try:
            return int(self._totp.verify(digits, secret, window=WINDOW).counter)
        except TokenError:
            return None


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes, of which only hashes are kept. Each works once."""

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Whether it is one, and was not used yet. It is used up at once: of two who send it one comes in."""
        return take_recovery_code(user.account.id, hash_of_recovery(user.account.id, code), now())

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """It is used up already."""
        return True

    def get_recovery_codes(self, user: Any) -> list[str]:
        """Nobody can be shown them again."""
        return []
