"""Subscribes Thunderbird to a feed, without a window and with a profile of its own, and reads what it has stored.

Thunderbird notes in its log when it has looked at a feed and put what it got into `calendar-data/cache.sqlite`. It
looks when it starts and every minute, with If-None-Match as long as it runs. It talks to nobody but the feed.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

import icalendar

from tests.calendar.reading import Read, midnight

COMMAND = shutil.which("thunderbird")
PATIENCE = 180.0  # seconds to wait for a look; a running Thunderbird looks every minute
SETTLED = 1.0  # seconds in which what is stored must not change any more
GRACE = 20.0  # seconds to end by itself
# What its log says when a look begins, and when all that came has been handed to the store.
BEGINS, LOOKED = b"[calICSCalendar] Refreshing", b"Performing playback operation delete on"
ALL_DAY = 8  # the bit of `flags` that says an event is made of days

EVENTS = """
    SELECT id, event_start, event_end, title, flags, event_stamp, ical_status,
        (SELECT value FROM cal_properties WHERE item_id = id AND key = 'DESCRIPTION'),
        (SELECT value FROM cal_properties WHERE item_id = id AND key = 'SEQUENCE')
    FROM cal_events ORDER BY event_start, id
"""
ALARMS = "SELECT item_id, icalString FROM cal_alarms"


class Thunderbird:
    """Thunderbird, subscribed to one address. Used with `with`: it is stopped at the end, with all it started."""

    def __init__(self, address: str, folder: Path) -> None:
        self.profile, self.home, self.log = folder / "profile", folder / "home", folder / "thunderbird.log"
        for place in (self.profile, self.home):
            place.mkdir(parents=True, exist_ok=True)
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings(address).items()]
        (self.profile / "user.js").write_text("\n".join(lines) + "\n", "utf-8")
        self.running: subprocess.Popen[bytes] | None = None
        self.since: int | None = None  # where in the log a look counts that was not asked for yet

    def __enter__(self) -> "Thunderbird":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it; it looks at the feed at once. Raises LookupError when there is none on this machine."""
        if COMMAND is None:
            raise LookupError("There is no Thunderbird on this machine. `make readers` as root gets it.")
        with self.log.open("ab") as log:
            self.since = log.tell()
            self.running = subprocess.Popen(
                [COMMAND, "--headless", "--no-remote", "--profile", str(self.profile)],
                env={**os.environ, "HOME": str(self.home), "MOZ_CRASHREPORTER_DISABLE": "1", "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self) -> None:
        """Ask it to end, and its whole group without mercy after that."""
        if self.running is None:
            return
        for sent in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.running.pid, sent)
                self.running.wait(GRACE)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        self.running.wait(GRACE)
        self.running = None

    def begin_anew(self) -> None:
        """Stop it and start it with the same profile."""
        self.stop()
        self.start()

    def next_look(self) -> list[Read]:
        """Wait for a look that begins from now on, or the one at the start, and read what is stored then.

        Raises TimeoutError with the last it said about the feed.
        """
        since = self.log.stat().st_size if self.since is None else self.since
        self.since = None
        ends = time.monotonic() + PATIENCE
        while LOOKED not in (said := self.log.read_bytes()[since:]).partition(BEGINS)[2]:
            if time.monotonic() > ends or self.running is None or self.running.poll() is not None:
                told = [line for line in said.decode("utf-8", "replace").splitlines() if "[calICSCalendar]" in line]
                raise TimeoutError(f"Thunderbird ended, or did not look at the feed within {PATIENCE} s: {told[-3:]}")
            time.sleep(0.2)
        stored = self._stored()
        while time.monotonic() < ends:
            time.sleep(SETTLED)
            before, stored = stored, self._stored()
            if stored is not None and stored == before:
                return stored
        raise TimeoutError(f"What Thunderbird stores did not settle within {PATIENCE} s.")

    def _stored(self) -> list[Read] | None:
        """What it has stored, from a copy, as it lets nobody else in; None while it is writing."""
        copy = self.profile.with_name("copy")
        shutil.rmtree(copy, ignore_errors=True)
        try:
            shutil.copytree(self.profile / "calendar-data", copy)
            return stored_in(copy / "cache.sqlite")
        except (OSError, shutil.Error, sqlite3.Error):
            return None


def thunderbird_reads(address: str, folder: Path) -> list[Read]:
    """What Thunderbird stores of a feed it subscribes to. A second time in one folder, it begins with its old store."""
    with Thunderbird(address, folder) as reader:
        return reader.next_look()


def thunderbird_version() -> str:
    """Which Thunderbird this is."""
    if COMMAND is None:
        return "not here"
    said = subprocess.run([COMMAND, "--version"], capture_output=True, text=True, timeout=60, check=False).stdout
    return said.strip().removeprefix("Mozilla Thunderbird ")


def stored_in(database: Path) -> list[Read]:
    """The events in a store of Thunderbird's, in the order of their days."""
    connection = sqlite3.connect(database)
    try:
        alarms: dict[str, list[icalendar.Alarm]] = {}
        for uid, written in connection.execute(ALARMS):
            alarms.setdefault(uid, []).append(icalendar.Alarm.from_ical(written))
        events = []
        for uid, start, end, title, flags, stamp, status, description, sequence in connection.execute(EVENTS):
            if not flags & ALL_DAY:
                raise ValueError(f"Thunderbird takes {title!r} for something with an hour.")
            day = _moment(start).date()
            ringing = [alarm["TRIGGER"].dt for alarm in alarms.get(uid, []) if alarm["DESCRIPTION"] == title]
            rings = sorted(midnight(day) + away for away in ringing)
            modified, until = _moment(stamp), _moment(end).date()
            events.append(Read(uid, day, until, title, description or "", rings, modified, int(sequence), status))
        return events
    finally:
        connection.close()


def settings(address: str) -> dict[str, str | int | bool]:
    """The settings of a profile that is subscribed to an address, asks nothing and calls nobody else."""
    feed: dict[str, str | bool] = {
        "type": "ics",
        "uri": address,
        "name": "Feed",
        "readOnly": True,
        "cache.enabled": True,
        "refreshInterval": "1",  # minutes
        "suppressAlarms": True,
        "calendar-main-in-composite": True,
    }
    calendars = "calendar.registry"
    nobody = {f"network.proxy.{kind}": "127.0.0.1" for kind in ("http", "ssl")}
    nobody_at = {f"network.proxy.{kind}_port": 9 for kind in ("http", "ssl")}
    return {
        **{f"{calendars}.feed.{name}": value for name, value in feed.items()},
        "calendar.list.sortOrder": "feed",
        "calendar.alarms.show": False,
        "calendar.alarms.playsound": False,
        "calendar.loglevel": "All",
        "browser.dom.window.dump.enabled": True,
        "devtools.console.stdout.chrome": True,
        "network.proxy.type": 1,
        **nobody,
        **nobody_at,
        "network.proxy.no_proxies_on": urlsplit(address).hostname or "",
        "app.update.auto": False,
        "extensions.update.enabled": False,
        "datareporting.healthreport.uploadEnabled": False,
        "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
        "mail.provider.suppress_dialog_on_startup": True,
        "mailnews.start_page.enabled": False,
        "mailnews.start_page_override.mstone": "ignore",
    }


def _moment(microseconds: int) -> datetime:
    """A moment as Thunderbird stores it; the midnight of a day is stored as if it were in UTC."""
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)
