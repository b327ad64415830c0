"""Somebody's own phone, whose browser is closed and opened again; and the service it reaches or does not reach."""

import json
import shutil
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright

from faults.browsing import Browser
from faults.looking import app_at, kept_of
from faults.serving import Served
from planner.db import db
from planner.guidance.model import codes_of
from planner.plans.history import changes_of_plan
from planner.plans.notes import notes_of
from tests.browser.coming_back import made
from tests.browser.lives_kept import Cookies
from tests.browser.walking import Walk
from tests.web.lives import TODAY

NOON = datetime.combine(TODAY, time_of_day(12), UTC)
A_YEAR = 365 * 24 * 60 * 60
PATIENCE = 40  # seconds
# Wait in a page until something that is asked there comes to be.
UNTIL = """async (patience) => {
  const ends = performance.now() + patience * 1000;
  while (!(await (ASKED))) {
    if (performance.now() > ends) throw new Error("it never came to be");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}"""
# Everything that lies in the browser's stores, as bytes and words that can be searched.
LIES_HERE = """async () => {
  const asked = indexedDB.open("ahead");
  const db = await new Promise((resolve) => asked.onsuccess = () => resolve(asked.result));
  const found = {};
  for (const name of db.objectStoreNames) {
    const all = db.transaction(name).objectStore(name).getAll();
    found[name] = await new Promise((resolve) => all.onsuccess = () => resolve(all.result));
  }
  db.close();
  const shown = (name, value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? new TextDecoder("latin1").decode(value) : value;
  const cached = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) cached.push(request.url, await (await cache.match(request)).text());
  }
  return {stores: JSON.stringify(found, shown), cached: cached.join(" "), told: JSON.stringify({...localStorage})};
}"""
KEPT = "store.about().then((told) => told.seen)"


class Service(Served):
    """The service that a phone with a bad line meets (on_a_bad_line.py). It is killed and started again at once, and
    its database can go back to how it was."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, workers=1, LIMITS_URL="memory://")
        self.command[-1] = "tests.browser.on_a_bad_line:app"
        self.clock = int((NOON - datetime.now(UTC)).total_seconds() * 1000)
        self.is_on(TODAY.isoformat())
        self.is_()

    def is_on(self, day: str) -> None:
        """Move the day the service lives on."""
        (self.folder / "today").write_text(day)

    def is_(self, **line: Any) -> None:
        """How the line is from now on; nothing: well. `gateway` is what is answered instead of the service, at all
        paths that begin with `at`; `holds` a path whose answer does not come through; `scripts` what is another in a
        script, by its path; `secret` signs cookies."""
        (self.folder / "held").unlink(missing_ok=True)
        new = self.folder / "line.new"
        new.write_text(json.dumps({"clock": self.clock, **line}))
        new.replace(self.folder / "line")

    def waits_until_held(self) -> None:
        """Wait until the answer of `holds` is held back: the service has done then what it was asked for."""
        ends = time.monotonic() + PATIENCE
        while not (self.folder / "held").exists():
            assert time.monotonic() < ends, "nothing was held back"
            time.sleep(0.01)

    def remembers(self) -> None:
        """Stop, and put the database aside."""
        self.kill()
        for file in self.folder.glob("ahead.db*"):
            shutil.copy(file, self.folder / f"was-{file.name}")

    def goes_back(self) -> None:
        """Start anew with the database that was put aside, on the day of the tests, with a good line."""
        self.kill()
        for file in self.folder.glob("ahead.db*"):
            file.unlink()
        for file in self.folder.glob("was-ahead.db*"):
            shutil.copy(file, self.folder / file.name.removeprefix("was-"))
        with app_at(self.folder, self.database).app_context():
            db.engine.dispose()
        self.is_on(TODAY.isoformat())
        self.is_()
        self.start()

    def changes(self, cookie: str) -> list[tuple[str, Any]]:
        """What was said of steps since the plan was made, oldest first: the kind of change, and how the step stood."""
        with app_at(self.folder, self.database).app_context():
            found = reversed(changes_of_plan(kept_of(self.folder, self.database, cookie)))
            return [(one.action, after) for one in found for name, (_, after) in one.patch.items() if "step" in name]

    def notes(self, cookie: str) -> list[str]:
        """The notes of a plan, in the order of their steps."""
        app = app_at(self.folder, self.database)
        with app.app_context():
            codes = codes_of(app.config["GUIDANCE"]())
            return [note.words for note in notes_of(kept_of(self.folder, self.database, cookie), codes)]


class OwnPhone:
    """A browser with a profile of its own, which stays when it is closed. `start`: what the browser is started with."""

    def __init__(self, playwright: Playwright, service: Service, profile: Path, start: Mapping[str, Any]) -> None:
        self.playwright, self.service, self.profile, self.start = playwright, service, profile, start
        self.browser: BrowserContext | None = None
        self.cookies: dict[str, str] = {}

    def opens(self) -> Walk:
        """Start the browser."""
        self.browser = self.playwright.chromium.launch_persistent_context(
            self.profile, viewport={"width": 390, "height": 844}, **self.start
        )
        self.browser.set_default_timeout(PATIENCE * 1000)
        return Walk(self.browser.pages[0], self.service.address)

    def takes(self, cookies: Cookies) -> None:
        """Lay cookies into the profile, to stay there."""
        self.cookies = {one["name"]: one["value"] for one in cookies}
        lasts = time.time() + A_YEAR
        self.context.add_cookies([{**one, "url": self.service.address, "expires": lasts} for one in cookies])

    def closes(self) -> None:
        """Close the browser; the profile stays."""
        if self.browser:
            self.browser.close()
        self.browser = None

    @property
    def context(self) -> BrowserContext:
        """The browser, which is open."""
        assert self.browser
        return self.browser

    def tab(self) -> Walk:
        """Another tab."""
        return Walk(self.context.new_page(), self.service.address)

    def said(self) -> list[tuple[str, Any]]:
        """What has arrived, see `Service.changes`."""
        return self.service.changes(self.cookies["device"])

    def noted(self) -> list[str]:
        """The notes that have arrived."""
        return self.service.notes(self.cookies["device"])

    def another(self) -> Browser:
        """Another device on which the same plan is open."""
        owner, other = Browser(self.service.address), Browser(self.service.address)
        owner.cookies.update(self.cookies)
        assert other.post("/open", {**other.keys_of("/open"), "code": made(owner, "code")}).status in (200, 303)
        return other


def until(walk: Walk, asked: str) -> Walk:
    """Wait until what a script asks on this page comes to be."""
    walk.page.evaluate(UNTIL.replace("ASKED", asked), PATIENCE)
    return walk


def all_arrived(walk: Walk) -> Walk:
    """Wait until nothing waits on this phone any more."""
    return until(walk, "store.count().then((count) => count === 0)")


def in_worker(phone: OwnPhone, asked: str) -> Any:
    """What the newest worker says."""
    return phone.context.service_workers[-1].evaluate(asked)


def without_signal(phone: OwnPhone, *do: Callable[[], object]) -> None:
    """Do something while the service is stopped, and start it again."""
    phone.service.kill()
    for one in do:
        one()
    phone.service.start()
