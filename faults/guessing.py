"""Ten thousand guesses at a code, then the owner: nothing opens for the guesser, and the owner is not shut out."""

import re
import secrets
from collections.abc import Callable
from pathlib import Path

from faults.browsing import Browser
from faults.rows import Row
from faults.serving import Served
from planner.tokens import CODE_GROUPS, code_from

CODE = "code"


def guess(folder: Path, name: str, database: str, guesses: int, tell: Callable[[str], None]) -> Row:
    """Guess `guesses` times from the owner's own address, half of them at the owner's code by its name."""
    faults = []
    with Served(folder, database) as served:
        owner = _owner(served.address)
        code = _code(owner)
        owner.rest()
        guesser = Browser(served.address)
        keys = guesser.keys_of("/open")
        pages = set()
        for number in range(guesses):
            guessed = code_from(secrets.token_hex(32), CODE_GROUPS)
            if number % 2:
                guessed = code[:5] + guessed[5:]
            answer = guesser.post("/open", {**keys, "once": secrets.token_urlsafe(24), CODE: guessed})
            pages.add(answer.status)
            if answer.status < 400 or "device" in guesser.cookies:
                faults.append(f"guess {number} was met with {answer.status}")
            if number % 1000 == 999:
                tell(f"{number + 1} guesses, met with {sorted(pages)}")
        if owner.get("/answers").status != 200:
            faults.append("the owner's own device was shut out")
        second = Browser(served.address)
        answer = second.post("/open", {**second.keys_of("/open"), CODE: _code(owner)})
        if answer.status != 303 or "device" not in second.cookies:
            faults.append(f"the owner's new code, typed from the same address, was met with {answer.status}")
    note = "; ".join(faults[:3]) or f"met with {', '.join(str(page) for page in sorted(pages))}; the owner comes in"
    return Row("token-guesses", name, guesses, len(faults), note)


def _owner(address: str) -> Browser:
    browser = Browser(address)
    browser.post("/start", browser.keys_of("/"))
    return browser


def _code(owner: Browser) -> str:
    """A fresh code to type, as the page shows it."""
    return shown_code(owner.post("/devices/way-in", {**owner.keys_of("/devices"), "kind": "code"}).page)


def shown_code(page: str) -> str:
    """The code, short or long, that a page shows."""
    return re.findall(r"\b(?:[0-9A-Z]{4}-){2,5}[0-9A-Z]{4}\b", page)[0]


def shown_link(page: str) -> str:
    """The secret part of the link that a page shows."""
    return re.findall(r"/open/([\w-]{40,})", page)[0]
