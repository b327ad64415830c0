"""Locks what people tell us, so that the database alone tells none of it.

AES-256-GCM. Each sealed value names its key and is bound to its table, row and column: moved to another place, it
does not open. The keys lie in one file beside the database, made on first run, never in the repository.
"""

import fcntl
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app

from planner.errors import AheadError

KEY_BYTES, NAME_BYTES, NONCE_BYTES = 32, 4, 12
FORM = b"\x01"  # the first byte of every sealed value: how the rest is laid out
FILE = "keys.json"


class Where(NamedTuple):
    """The place of one sealed value."""

    table: str
    row: str
    column: str

    def bound(self, name: bytes) -> bytes:
        """The place and the key's name as bytes; no two places give the same."""
        return json.dumps([name.hex(), *self]).encode()


class CannotOpen(AheadError):
    """A sealed value does not open: its key is gone, or it was changed or moved."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Something that was kept cannot be opened: {why}.", "Restore the key file that belongs here.")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one installation. `current` names the one that seals; `lasting` never changes and never seals."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    lasting: bytes = field(repr=False)

    def for_purpose(self, purpose: str) -> bytes:
        """A key for one purpose other than sealing, the same for ever."""
        return hmac.digest(self.lasting, purpose.encode(), "sha256")

    def key(self, name: str) -> bytes:
        """A key by its name. Raises CannotOpen."""
        if name not in self.keys:
            raise CannotOpen(f"the key {name} is not in {FILE}")
        return self.keys[name]


def start_sealing(app: Flask, is_needed: Callable[[], bool]) -> None:
    """Give the app its keys: made on the first run, read on every other.

    Where they are missing although they are needed to open what is kept, none are made: raises CannotOpen.
    """
    folder = Path(app.config["INSTANCE"])
    # Looked for twice: another worker may have made it meanwhile, and somebody may have begun a plan with it.
    if not (folder / FILE).exists() and is_needed() and not (folder / FILE).exists():
        raise CannotOpen(f"{FILE} is missing, and plans are kept that need it")
    make_keys(folder)
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or keys_in(folder).for_purpose("sessions").hex()


def keys() -> Keys:
    """The keys of the app at work. Read again when their file has changed."""
    return keys_in(current_app.config["INSTANCE"])


def keys_in(folder: Path | str) -> Keys:
    """The keys kept in a folder. Raises CannotOpen when there are none."""
    path = f"{folder}/{FILE}"  # asked for with every value that is opened, so without detour
    try:
        stamp = os.stat(path)
    except OSError as error:
        raise CannotOpen(f"{FILE} is missing") from error
    return _read(path, stamp.st_mtime_ns, stamp.st_ino)


def make_keys(folder: Path) -> None:
    """Make the key file, unless there is one. Of several workers that start at once, one makes it and all read it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / FILE).exists():
        first = secrets.token_hex(NAME_BYTES)
        _write(folder, Keys(first, {first: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(32)), over=False)


def add_key(folder: Path) -> Keys:
    """Make a new key and let it seal from now on. The others stay, to open what they sealed."""
    turn = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(
            turn, fcntl.LOCK_EX
        )  # two at once would each write over the other's key, and what it sealed is lost
        old, name = keys_in(folder), secrets.token_hex(NAME_BYTES)
        _write(folder, Keys(name, {**old.keys, name: secrets.token_bytes(KEY_BYTES)}, old.lasting), over=True)
        return keys_in(folder)
    finally:
        os.close(turn)


def seal(text: str, where: Where) -> bytes:
    """The text, sealed for its place with the current key."""
    held = keys()
    name, nonce = bytes.fromhex(held.current), os.urandom(NONCE_BYTES)
    return FORM + name + nonce + _cipher(held.key(held.current)).encrypt(nonce, text.encode(), where.bound(name))


def unseal(sealed: bytes, where: Where) -> str:
    """The text that was sealed for this place. Raises CannotOpen."""
    name, nonce, rest = sealed[1:5], sealed[5:17], sealed[17:]
    if sealed[:1] != FORM or len(nonce) < NONCE_BYTES:
        raise CannotOpen("it is not laid out as we lay things out")
    try:
        return _cipher(keys().key(name.hex())).decrypt(nonce, rest, where.bound(name)).decode()
    except InvalidTag as error:
        raise CannotOpen(f"{where.table}.{where.column} was changed or moved") from error


def key_name_of(sealed: bytes) -> str:
    """The name of the key that sealed a value."""
    return sealed[1:5].hex()


def keyed_hash(text: str, purpose: str) -> str:
    """A hash that only this installation can make: for codes short enough to be tried out by whoever has the tables."""
    return hmac.digest(keys().for_purpose(purpose), text.encode("utf-8", "surrogatepass"), "sha256").hex()


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


@lru_cache(maxsize=4)
def _read(path: str, _changed: int, _inode: int) -> Keys:
    try:
        told = json.loads(Path(path).read_text())
        held = {name: b64decode(key) for name, key in told["keys"].items()}
        return Keys(told["current"], held, b64decode(told["lasting"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotOpen(f"{FILE} cannot be read") from error


def _write(folder: Path, held: Keys, over: bool) -> None:
    """Write the key file whole or not at all; `over` an older one, or only where there is none."""
    told = {
        "current": held.current,
        "keys": {name: b64encode(key).decode() for name, key in held.keys.items()},
        "lasting": b64encode(held.lasting).decode(),
    }
    fresh = folder / f".{FILE}.{secrets.token_hex(8)}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(told, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    try:
        if over:
            os.replace(fresh, folder / FILE)
        else:
            os.link(fresh, folder / FILE)
    except FileExistsError:
        pass  # another worker was first, and its keys are the keys
    finally:
        fresh.unlink(missing_ok=True)
    known = os.open(folder, os.O_RDONLY)
    os.fsync(known)
    os.close(known)
