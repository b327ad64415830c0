"""Words that must stay inside, told through the whole journey, and then looked for everywhere else, byte by byte."""

import base64
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from faults.browsing import Browser
from faults.guessing import shown_code, shown_link
from faults.rows import Row
from faults.serving import ROOT, Served

# What a person tells: page of the questions and its fields. Each word is one that stands in no table by itself.
TOLD: tuple[tuple[int, dict[str, str]], ...] = (
    (1, {"place": "gb"}),
    (
        3,
        {
            "treatment_date_kind": "collection",
            "treatment_date-day": "19",
            "treatment_date-month": "7",
            "treatment_date-year": "2031",
            "treatment_date_certainty": "approximate",
        },
    ),
    (13, {"contraception": "partner-sterilised"}),
    (14, {"hormones": "oestrogen-or-blocker"}),
    (17, {"dmt": "teriflunomide"}),
    (18, {"regimen": "beam-atg"}),
    (21, {"mobility": "wheelchair-or-bed"}),
)
INSIDE = (
    "2031-07-19",
    "treatment_date",
    "partner-sterilised",
    "oestrogen-or-blocker",
    "teriflunomide",
    "beam-atg",
    "wheelchair-or-bed",
)
# What a person says while living with the plan: of a step, beside it, to the team; and the day the date moves to.
SAID = ("canary-reason-4410", "canary-note-8213", "canary-question-5097")
MOVED = "2031-08-23"
SEEN = re.compile(r'name="seen" value="(\d+)"')
STEP = re.compile(r"/plan/steps/[0-9a-f]{20}")
REFUSED = "canary-refused-7391"  # typed where it cannot be an answer, and in places that are none


def canaries(folder: Path, name: str, database: str, kept_in: Path, tell: Callable[[str], None]) -> Row:
    """Tell the words, then look for them and for every secret in the files of `kept_in`, the log and a backup."""
    with Served(folder, database) as served:
        browser = Browser(served.address)
        browser.post("/start", browser.keys_of("/"))
        for number, fields in TOLD:
            path = f"/questions/{number}"
            answer = browser.post(path, {**browser.keys_of(path), **fields})
            if answer.status != 303:
                raise RuntimeError(f"{path} was answered with {answer.status}.")
        browser.post("/answers", browser.keys_of("/answers"))
        _live(browser)
        secrets = _come_and_go(browser, served.address)
        _be_refused(browser)
        backup = folder / "backup.file"
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "backup", str(backup)]
        subprocess.run(command, cwd=ROOT, env=served.environment, check=True, stdout=served.log, stderr=served.log)
        # Looked at while the service runs, so that what is not written back yet is there to be found.
        files = [*_files(kept_in), *_files(folder)]
        words = [*INSIDE, *SAID, MOVED, *secrets]
        found = [*_found(words, files), *_found([REFUSED], files)]
    for line in found:
        tell(line)
    weight = sum(len(content) for _, content in _files(folder)) // 1000
    note = "; ".join(found[:3]) or f"not in {len(files)} files, {weight} kB of them in the folder itself"
    return Row("canaries", name, len(words) + 1, len(found), note)


def _live(browser: Browser) -> None:
    """Say a reason, write a note, add a question, move the date, take a break and end it, and read all of it again."""
    step = STEP.findall(browser.get("/plan").page)[0]
    reason, note, question = SAID
    year, month, day = MOVED.split("-")
    date = {"treatment_date-day": day, "treatment_date-month": month, "treatment_date-year": year}
    date |= {"treatment_date_kind": "collection", "treatment_date_certainty": "confirmed"}
    for path, fields in (
        (f"{step}/say", {"state": "ask", "words": reason}),
        (f"{step}/note", {"note": note, "before": ""}),
        ("/plan/questions", {"words": question}),
        ("/plan/stop", {"how": "break"}),
        ("/plan/stop", {"how": "go-on"}),
        ("/plan/move", date),
    ):
        page = step if path.startswith(step) else "/plan/questions" if path == "/plan/questions" else "/plan/stop"
        answer = browser.post(path, {**browser.keys_of(page), **fields})
        if answer.status not in (200, 303):
            raise RuntimeError(f"{path} was answered with {answer.status}.")
    seen = SEEN.findall(answer.page)[0]
    browser.post("/plan/move/use", {**browser.keys_of("/plan/stop"), **date, "seen": seen})
    for path in (step, "/plan", "/plan/history", "/plan/questions", "/plan/file.json", "/plan/print"):
        if browser.get(path).status != 200:
            raise RuntimeError(f"{path} was not shown.")


def _come_and_go(browser: Browser, address: str) -> list[str]:
    """A second device by a link, a third by a code, a paper code; all the secrets that were shown on the way."""
    shown = {}
    for kind in ("link", "code", "paper"):
        page = browser.post("/devices/way-in", {**browser.keys_of("/devices"), "kind": kind}).page
        shown[kind] = shown_link(page) if kind == "link" else shown_code(page)
    second, third = Browser(address), Browser(address)
    path = f"/open/{shown['link']}"
    second.post(path, second.keys_of(path))
    third.post("/open", {**third.keys_of("/open"), "code": shown["code"]})
    for one in (browser, second, third):
        if one.get("/plan").status != 200:
            raise RuntimeError("A device did not come in.")
    cookies = [value for one in (browser, second, third) for value in one.cookies.values()]
    return [*shown.values(), *(code.replace("-", "") for code in (shown["code"], shown["paper"])), *cookies]


def _be_refused(browser: Browser) -> None:
    """The word in every place that is not for it."""
    for path, field in (("/questions/6", "age"), ("/questions/4", "chemo_started_on-day"), ("/open", "code")):
        browser.post(path, {**browser.keys_of(path), field: REFUSED})
    for path in (f"/{REFUSED}", f"/plan/steps/{REFUSED}", f"/open/{REFUSED}", f"/?{quote(REFUSED)}={REFUSED}"):
        browser.get(path)
    browser.get("/", {"Referer": f"http://localhost/{REFUSED}", "User-Agent": REFUSED, "X-Forwarded-For": REFUSED})


def _files(folder: Path) -> list[tuple[Path, bytes]]:
    return [(path, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file() and _may_hold(path)]


def _may_hold(path: Path) -> bool:
    """All but what PostgreSQL ships with itself: its own lists of words are not ours."""
    return path.suffix not in (".sample", ".sql")


def _found(words: list[str], files: list[tuple[Path, bytes]]) -> Iterator[str]:
    for word in words:
        shapes = (word.encode(), word.encode("utf-16-le"), base64.b64encode(word.encode()).rstrip(b"="))
        for path, content in files:
            if any(shape in content for shape in shapes):
                yield f"{word!r} stands in {path.name}"
