"""Secrets that open things: made at random, shown once, kept only as a hash."""

import base64
import hashlib
import hmac
import os
import re
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# Without the letters I, L, O and U: they are mistaken for others, or spell words.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
GROUP = 4
CODE_GROUPS = 3  # a code to type: 60 bits, of which the first 20 only name it
NONCE_BYTES = 12
PAPER_GROUPS = 6  # a code kept on paper: 120 bits, of which the first 20 only name it


def new_id() -> str:
    """A name for one row: 128 random bits, so that no row can be guessed from another."""
    return secrets.token_hex(16)


def is_id(told: str) -> bool:
    """Whether this could be the name of a row."""
    return re.fullmatch(r"[0-9a-f]{32}", told, re.ASCII) is not None


def new_token() -> str:
    """A secret of 256 random bits, for an address or a cookie."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of a secret. Ours are long and random, so one round is enough; it cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def key_from(token: str) -> bytes:
    """The key that locks what one address answers. It follows from the token, and the token not from it."""
    return hmac.digest(token.encode(), b"what this address answers", "sha256")


def lock_with(key: bytes, content: bytes) -> bytes:
    """Content, locked with such a key (AES-256-GCM, a nonce of its own before it)."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, None)


def open_with(key: bytes, locked: bytes) -> bytes:
    """What was locked with this key. Raises InvalidTag."""
    return AESGCM(key).decrypt(locked[:NONCE_BYTES], locked[NONCE_BYTES:], None)


def tag_of(key: bytes, content: bytes) -> str:
    """A name for these very bytes, the same wherever they are, which nobody can guess them from."""
    return hmac.digest(key, content, "sha256").hex()[:32]


def token_from(seed: str) -> str:
    """A secret for an address or a cookie, from 256 random bits in hexadecimal that nobody else can make."""
    return base64url(bytes.fromhex(seed))


def base64url(octets: bytes) -> str:
    """Octets in the letters of an address, without padding."""
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def code_from(seed: str, groups: int) -> str:
    """A code to type or to write down, such as `7KQ2-M9XD-40PV`: `groups` of four letters, five bits a letter.

    `seed` is 256 random bits in hexadecimal that nobody else can make.
    """
    bits = int(seed, 16)
    letters = [LETTERS[bits >> 5 * at & 31] for at in range(groups * GROUP)]
    return "-".join("".join(letters[at : at + GROUP]) for at in range(0, len(letters), GROUP))


def read_code(typed: str) -> str:
    """A code as it was made, however it was typed: small letters, blanks, O for 0. Empty when it is none."""
    plain = re.sub(r"[\s\-–—.]", "", typed[:200]).upper().translate(MISREAD)
    if len(plain) not in (CODE_GROUPS * GROUP, PAPER_GROUPS * GROUP) or set(plain) - set(LETTERS):
        return ""
    return "-".join(plain[at : at + GROUP] for at in range(0, len(plain), GROUP))


def name_in(code: str) -> str:
    """The first group of a code: it names the code and is no secret."""
    return code[:GROUP]
