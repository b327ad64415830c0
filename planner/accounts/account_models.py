"""The rows of accounts: what somebody who has one signs in with. No address, and nothing that opens anything by itself.

A password and recovery codes are kept as hashes, the secret of one-time codes and all names sealed.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from planner.db import Base, Moment
from planner.sealed import Where, seal, unseal


class AccountRecord(Base):
    """The account of one person.

    `name_hash` is the keyed hash of the name they sign in with, None where a passkey is enough. `uniquifier` stands for
    the account in a sign-in under way and is new with every change of what opens it; `handle` stands for it in passkeys
    and never changes. `told`, sealed, is JSON: `name`, and `code`, the secret of one-time codes, or null.
    `code_counter` is the last one-time code that was taken, so that each works once. `recovery` are the keyed hashes of
    recovery codes that were not used yet, with blanks between.
    """

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    name_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    uniquifier: Mapped[str] = mapped_column(String(32), unique=True)
    handle: Mapped[str] = mapped_column(String(32), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    told: Mapped[bytes] = mapped_column(LargeBinary)
    code_counter: Mapped[int | None] = mapped_column(BigInteger)
    recovery: Mapped[str] = mapped_column(String(1000), default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)

    def lock(self, told: dict[str, Any]) -> None:
        """Seal what stands in `told`."""
        self.told = seal(json.dumps(told), Where(self.__tablename__, self.id, "told"))

    def opened(self) -> dict[str, Any]:
        """What stands in `told`."""
        found: dict[str, Any] = json.loads(unseal(self.told, Where(self.__tablename__, self.id, "told")))
        return found


class PasskeyRecord(Base):
    """One passkey of an account: its public half, in hexadecimal, which opens nothing.

    `credential_hash` finds it by what a browser names it. `sign_count` is the highest number it has signed with;
    `backed_up`, whether its owner's other devices have it too. `name`, sealed, is what its owner calls it.
    """

    __tablename__ = "passkey"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    credential_hash: Mapped[str] = mapped_column(String(64), unique=True)
    credential_id: Mapped[str] = mapped_column(Text)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(32))
    backed_up: Mapped[bool]
    name: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
