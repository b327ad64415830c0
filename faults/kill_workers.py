"""kill -9 of every worker while eight people write: what was acknowledged stays, and nothing happens twice."""

import http.client
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from faults.browsing import Browser
from faults.looking import audit_faults, kept_of, summary_faults
from faults.rows import Row
from faults.serving import Served

WRITERS = 8
AGE_PAGE = 6
LONGEST_RUN = 0.4  # seconds of writing before a kill


@dataclass(slots=True)
class Writer:
    """One person who sends one age after the other. `sent` is what may or may not have arrived when all went dark."""

    browser: Browser
    token: str
    acknowledged: int = 0
    writes: int = 0
    sent: dict[str, str] | None = None
    faults: list[str] = field(default_factory=list)

    def write_until(self, dark: Event) -> None:
        """Send until the connection breaks."""
        while not dark.is_set():
            age = self.acknowledged % 120 + 1
            self.sent = {"csrf_token": self.token, "once": secrets.token_urlsafe(24), "age": str(age)}
            try:
                answer = self.browser.post(f"/questions/{AGE_PAGE}", self.sent)
            except (OSError, http.client.HTTPException):
                return
            if answer.status != 303:
                self.faults.append(f"a good answer was met with {answer.status}")
                return
            self.acknowledge()

    def acknowledge(self) -> None:
        """Note that what was sent last is kept now."""
        assert self.sent
        self.acknowledged = int(self.sent["age"])
        self.writes += 1
        self.sent = None

    def look_after(self, folder: Path, database: str) -> None:
        """With the service back: what is kept was acknowledged or under way, and sent again it changes nothing more."""
        kept = kept_of(folder, database, self.browser.cookies["device"])
        ages = {self.acknowledged} | ({int(self.sent["age"])} if self.sent else set())
        if kept.told.get("age", 0) not in ages:
            self.faults.append(f"acknowledged {self.acknowledged}, kept {kept.told.get('age')}")
        if not self.writes <= kept.version <= self.writes + bool(self.sent):
            self.faults.append(f"{self.writes} acknowledged, {kept.version} kept")
        if self.sent:
            for _ in range(2):  # once because the answer was lost, once more because people press twice
                if self.browser.post(f"/questions/{AGE_PAGE}", self.sent).status != 303:
                    self.faults.append("what was sent again was refused")
            self.acknowledge()
            kept = kept_of(folder, database, self.browser.cookies["device"])
            if (kept.version, kept.told.get("age")) != (self.writes, self.acknowledged):
                self.faults.append("what was sent again had a second effect, or none")


def kill_workers(folder: Path, name: str, database: str, rounds: int, seed: int, tell: Callable[[str], None]) -> Row:
    """Kill everything `rounds` times under eight writers, and look each time at what is kept."""
    luck = random.Random(seed)
    with Served(folder, database) as served:
        writers = [start_writer(served.address) for _ in range(WRITERS)]
        for number in range(rounds):
            dark = Event()
            threads = [Thread(target=writer.write_until, args=(dark,)) for writer in writers]
            for thread in threads:
                thread.start()
            time.sleep(luck.uniform(0.05, LONGEST_RUN))
            served.kill()
            dark.set()
            for thread in threads:
                thread.join()
            served.start()
            for writer in writers:
                writer.look_after(folder, database)
            writers[0].faults += [*audit_faults(folder, database), *summary_faults(folder, database)]
            tell(f"kill {number + 1} of {rounds}: {sum(writer.writes for writer in writers)} writes")
    faults = [fault for writer in writers for fault in writer.faults]
    note = f"{sum(writer.writes for writer in writers)} acknowledged writes"
    return Row("kill-workers", name, rounds, len(faults), "; ".join([note, *faults[:3]]))


def start_writer(address: str) -> Writer:
    """Someone who has just started a plan."""
    browser = Browser(address)
    keys = browser.keys_of("/")
    answer = browser.post("/start", keys)
    if answer.status != 303 or "device" not in browser.cookies:
        raise RuntimeError(f"No plan could be started: {answer.status}.")
    return Writer(browser, keys["csrf_token"])
