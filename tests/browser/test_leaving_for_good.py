"""Leaving for good, and a phone that was shared: the browser is closed and every byte of its folder is looked through.

Chromium keeps for itself, where no page can reach it: the addresses that were opened, with the title 'Ahead' and with
names of steps that mean nothing; beside which part of a page somebody stopped; files that are the same for everybody;
that a worker was here. Without scripts it also keeps, to open closed tabs again, what was typed into a form that a page
answered: a mistake, a preview. `test_what_is_looked_for_would_be_found` looks at that.
"""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from playwright.sync_api import BrowserType

from tests.browser.coming_back import made
from tests.browser.own_phone import until
from tests.browser.profiles import NOTE, Profile, keeps_the_plan, profile_at
from tests.browser.traces import asked_of, found_in
from tests.browser.walking import Walk

PATIENCE = 20.0  # seconds for the browser to take its files away
TYPED = "marimba-typed-and-sent"  # typed where the answer is a page: a day that is none, a code that opens nothing
UNSENT = "bassoon-typed-and-left"  # typed into a note and not sent
WORDS = ("sclerosis", "chemo", "Your plan", "Your note")
# Addresses of ours that a browser may remember: the names in them mean nothing to anybody else.
OPAQUE = re.compile(
    r"/|/plan(/steps/[0-9a-f]{20}(/say|#note)?|/move)?(\?changed=\d+)?|/phone(\?kept=own)?|/open|/devices|/delete(/done)?"
)


@pytest.fixture
def profile(browser_type: BrowserType, options: dict[str, Any], tmp_path: Path, address: str) -> Iterator[Profile]:
    """Somebody's browser with a folder of its own."""
    with profile_at(browser_type, options, tmp_path / "profile", address) as profile:
        yield profile


def reads_and_says(walk: Walk, step: str) -> None:
    """Read the plan, tick a step, note something, mistype days where the answer is a page, and leave a note unsent."""
    walk.opens("/plan").opens(step).reads(NOTE)
    walk.presses("Done today").opens(step).presses("Undo").opens(step)
    walk.unfolds("Booked for a day")
    walk.page.locator("#booked-month").fill(TYPED)
    with walk.page.expect_navigation():
        walk.page.locator("#booked button").click()
    walk.opens("/plan/move")
    walk.page.locator("[name=treatment_date-month]").fill(TYPED)
    walk.presses("See what it changes").sees("Move the date")
    walk.opens("/open").types(TYPED, "Type your code").presses("Open my plan").sees("Type your code")
    walk.opens(step).page.locator("#note-text").fill(UNSENT)
    walk.opens("/plan")


def sealed_secret(profile: Profile) -> bytes:
    """The secret of the cookie as it lies in the closed browser's file of cookies; Linux seals it with a known key."""
    [(sealed,)] = sqlite3.connect(f"file:{cookies_of(profile)}?mode=ro", uri=True).execute(
        "SELECT encrypted_value FROM cookies WHERE name = 'device'"
    )
    key = PBKDF2HMAC(SHA1(), 16, b"saltysalt", 1).derive(b"peanuts")
    opened = Cipher(algorithms.AES(key), modes.CBC(b" " * 16)).decryptor().update(sealed[3:])
    assert profile.owner.cookies["device"].encode() in opened
    return bytes(sealed)


def cookies_of(profile: Profile) -> Path:
    [found] = [path for path in profile.folder.rglob("Cookies") if path.is_file()]
    return found


def files_with(folder: Path, kept: bytes) -> list[str]:
    """The files that hold these bytes."""
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and kept in path.read_bytes()]


def stores_of(profile: Profile) -> set[str]:
    """Where something of our address lies that a page or worker of ours has put there."""
    default, port = profile.folder / "Default", profile.address.rpartition(":")[2]
    names = {"IndexedDB": f"*{port}*", "Service Worker/CacheStorage": "*", "Service Worker/ScriptCache": "*_[01]"}
    found = {place for place, name in names.items() if any((default / place).rglob(name))}
    return found | {place for place in ("Local Storage", "Session Storage") if found_in(default / place, f":{port}")}


def deletes(walk: Walk) -> None:
    walk.opens("/delete").presses("Delete everything").sees("Everything is deleted")


def ends_here(walk: Walk) -> None:
    walk.opens("/devices").presses("End it on this computer").sees("What to do, and by when")


def nothing_is_left(profile: Profile) -> None:
    """Claim that the folder of the browser holds no word of the plan and no store of ours, once it is closed and was
    opened twice.

    Until then it has the diary of what happened in its tabs, written every few seconds. What is typed into a form that
    a page answers stands there where it was written in the moment before the script of that page ran.
    """
    for _ in range(2):
        profile.closes()
        profile.opens()
    profile.closes()
    assert found_in(profile.folder, NOTE, TYPED, UNSENT, profile.title, *WORDS) == []
    assert stores_of(profile) == set()
    history = sqlite3.connect(f"file:{profile.folder / 'Default' / 'History'}?mode=ro", uri=True)
    remembered = history.execute("SELECT url, title FROM urls").fetchall()
    assert remembered
    for url, title in remembered:
        assert OPAQUE.fullmatch(url.removeprefix(profile.address)), url
        assert title in ("Ahead", "")


@pytest.mark.parametrize("way", [deletes, pytest.param(ends_here, marks=pytest.mark.thorough)])
def test_whoever_leaves_for_good_leaves_nothing_behind(profile: Profile, way: Callable[[Walk], None]) -> None:
    made(profile.owner, "paper")
    walk = keeps_the_plan(profile.is_owners())
    reads_and_says(walk, profile.step)
    profile.closes()
    assert stores_of(profile) == {"IndexedDB", "Service Worker/CacheStorage", "Service Worker/ScriptCache"}
    secret = sealed_secret(profile)
    assert files_with(profile.folder, secret) == [str(cookies_of(profile).relative_to(profile.folder))]

    walk = profile.opens()
    way(walk)
    assert asked_of(walk.page) == {}
    nothing_is_left(profile)
    assert files_with(profile.folder, secret) == []
    assert found_in(profile.folder, profile.owner.cookies["device"]) == []


def test_a_shared_phone_keeps_nothing(profile: Profile) -> None:
    walk = profile.is_owners()
    reads_and_says(walk, profile.step)
    assert asked_of(walk.page) == {}
    nothing_is_left(profile)


def test_a_phone_that_shall_keep_nothing_any_more_lets_go_of_it(profile: Profile) -> None:
    walk = keeps_the_plan(profile.is_owners())
    walk.opens(profile.step).reads(NOTE)
    walk.opens("/phone").presses("Keep nothing here any more")
    # The worker goes last, once the service has had the browser delete the files.
    until(walk, "navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)")
    # The browser takes the files away a little after it has said that it did; closed before that, it leaves them.
    ends = time.monotonic() + PATIENCE
    while stores_of(profile) and time.monotonic() < ends:
        time.sleep(0.1)
    profile.closes()
    assert found_in(profile.folder, NOTE, profile.title) == []
    # Sealed words that are deleted by a script alone stay in the browser's files, beside their key.
    assert stores_of(profile) == set()


def test_asking_what_lies_here_leaves_nothing(profile: Profile) -> None:
    # Whoever asks once more, after the browser has taken its files away, makes no empty ones.
    walk = profile.is_owners().opens("/plan")
    assert walk.page.evaluate("async () => [await store.about(), await store.count(), await store.page('/plan')]") == [
        {},
        0,
        None,
    ]
    profile.closes()
    assert stores_of(profile) == set()


KEEP = """async (word) => {
  const long = `${word} `.repeat(3000);
  localStorage.setItem('it', word);
  sessionStorage.setItem('it', word);
  await (await caches.open('it')).put('/it', new Response(word));
  const done = (asked) => new Promise((good) => { asked.onsuccess = () => good(asked.result); });
  const opens = indexedDB.open('it');
  opens.onupgradeneeded = () => opens.result.createObjectStore('it');
  const db = await done(opens);
  const change = db.transaction('it', 'readwrite');
  for (const [at, kept] of [word, long].entries()) change.objectStore('it').put(kept, at);
  await new Promise((good) => { change.oncomplete = good; });
  db.close();
  // Letting go of another one makes the browser pack this one.
  (await done(indexedDB.open('other'))).close();
  await done(indexedDB.deleteDatabase('other'));
}"""


def test_what_is_looked_for_would_be_found(profile: Profile) -> None:
    walk = profile.is_owners()
    walk.page.add_init_script("history.replaceState = () => {}")  # as where no scripts run
    walk.opens("/open").types(TYPED, "Type your code").presses("Open my plan").sees("Type your code")
    walk.page.evaluate(KEEP, UNSENT)
    assert [place for place, kept in asked_of(walk.page).items() if UNSENT in kept] == [
        "session",
        "local",
        "cache /it",
        "database it it",
    ]
    profile.closes()
    found = " ".join(found_in(profile.folder, UNSENT, TYPED))
    assert re.search(rf"300\d times in Default/IndexedDB/\S+\.ldb: {UNSENT}", found)
    assert re.search(rf"in Default/Local Storage/\S+: {UNSENT}", found)
    assert re.search(rf"in Default/Service Worker/CacheStorage/\S+: {UNSENT}", found)
    assert re.search(rf"in Default/Sessions/Session_\d+: {TYPED}", found)
    assert stores_of(profile) >= {"IndexedDB", "Service Worker/CacheStorage", "Local Storage"}
