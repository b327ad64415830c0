"""Fetches a feed with vdirsyncer and shows it with khal, the calendar of people who like a terminal.

vdirsyncer knows an event by what is written in it and not by its UID, so two events that differ in nothing but UID and
stamp are one to it, and one that changed is another.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.calendar.reading import Read

BIN = Path(sys.executable).parent
IS_HERE = all((BIN / name).exists() for name in ("vdirsyncer", "khal"))
PATIENCE = 120.0  # seconds for each command
FIRST, LAST = date(2025, 1, 1), date(2044, 12, 31)  # khal looks at each day between, so not at all the days there are

VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair feed]
a = "kept"
b = "address"
collections = null
conflict_resolution = "b wins"
[storage kept]
type = "filesystem"
path = "{folder}/kept"
fileext = ".ics"
[storage address]
type = "http"
url = "{address}"
"""
KHAL = """
[calendars]
[[feed]]
path = {folder}/kept
readonly = True
[locale]
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
timeformat = %H:%M
local_timezone = UTC
default_timezone = UTC
[sqlite]
path = {folder}/khal.db
"""


def khal_reads(address: str, folder: Path) -> list[tuple[date, str]]:
    """The first day and title of every event khal shows, in order. A second time in one folder is a refresh.

    Raises ChildProcessError with what a program said, or TimeoutExpired.
    """
    for name in ("kept", "home"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "vdirsyncer.ini").write_text(VDIRSYNCER.format(folder=folder, address=address), "utf-8")
    (folder / "khal.ini").write_text(KHAL.format(folder=folder), "utf-8")
    if not (folder / "status").exists():
        _run(folder, "vdirsyncer", "--config", "vdirsyncer.ini", "discover", "feed")
    # An empty feed is a real answer, and not the slip that vdirsyncer asks about by itself.
    _run(folder, "vdirsyncer", "--config", "vdirsyncer.ini", "sync", "--force-delete")
    fields = [word for field in ("uid", "start-date", "title") for word in ("--json", field)]
    shown = _run(folder, "khal", "--config", "khal.ini", "list", *fields, FIRST.isoformat(), LAST.isoformat())
    # One line for each day; an event of several days stands in each of them.
    events = {event["uid"]: event for line in shown.splitlines() for event in json.loads(line)}
    return sorted((date.fromisoformat(event["start-date"]), event["title"]) for event in events.values())


def khal_should_read(reads: Sequence[Read]) -> list[tuple[date, str]]:
    """What khal should show of these events, where those that look quite alike are one."""
    unlike = {(*one[1:5], tuple(one.rings), one.sequence, one.status) for one in reads}
    return sorted((day, title) for day, _after, title, *_others in unlike)


def khal_version() -> str:
    """Which programs these are."""
    return f"{version('khal')} (vdirsyncer {version('vdirsyncer')})"


def _run(folder: Path, name: str, *words: str) -> str:
    home = str(folder / "home")
    places = {f"XDG_{kind}_HOME": f"{home}/{kind.lower()}" for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
    done = subprocess.run(
        [BIN / name, *words],
        cwd=folder,
        env={**os.environ, **places, "HOME": home, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        raise ChildProcessError(f"{name} {' '.join(words)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout
