"""Draws the pictures of the documents from the service itself and its demo people, so that they never lie."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from faults.serving import ROOT, Served
from tests.browser.walking import Walk

FOLDER = ROOT / "docs" / "pictures"
TALLEST = {390: 2000, 1280: 1250}
LARGEST = 300_000  # bytes
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
]


def _to_the_date(walk: Walk) -> None:
    walk.presses("Start my plan").chooses("United Kingdom").presses("Continue")
    walk.chooses("A transplant of my own cells, with chemo").presses("Continue")


def _to_a_step(walk: Walk) -> None:
    walk.presses("What to do, and who says so")


def _to_the_answers(walk: Walk) -> None:
    walk.opens("/answers")


def _to_the_devices(walk: Walk) -> None:
    walk.opens("/devices")


def _to_what_is_booked(walk: Walk) -> None:
    link = walk.page.locator("a.row__head", has_text="Start your egg-freezing injections").first
    walk.page.goto(walk.address + str(link.get_attribute("href")))


def _to_an_earlier_date(walk: Walk) -> None:
    """One month earlier than the date that was told."""
    walk.opens("/plan/move")
    boxes = {part: walk.page.locator(f"[name=treatment_date-{part}]") for part in ("day", "month", "year")}
    day = date(*(int(boxes[part].input_value()) for part in ("year", "month", "day"))) - timedelta(days=30)
    for part, text in (("day", day.day), ("month", day.month), ("year", day.year)):
        boxes[part].fill(str(text))
    walk.presses("See what it changes")


def _to_three_dates(walk: Walk) -> None:
    """The date that was told, seven weeks earlier, and four weeks later."""
    walk.opens("/plan/what-if")
    told = {part: walk.page.locator(f"#first-{part}").input_value() for part in ("day", "month", "year")}
    first = date(*(int(told[part]) for part in ("year", "month", "day")))
    for slot, days in (("second", -49), ("third", 28)):
        day = first + timedelta(days=days)
        for part, text in (("day", day.day), ("month", day.month), ("year", day.year)):
            walk.page.locator(f"#{slot}-{part}").fill(str(text))
    walk.presses("Put them side by side")


def _to_this_phone(walk: Walk) -> None:
    walk.opens("/phone")


def _in_spanish(walk: Walk) -> None:
    walk.opens("/language/es?back=/plan")


def _one_at_a_time(walk: Walk) -> None:
    walk.opens("/calm/yes?back=/plan")


def _to_the_questions(walk: Walk) -> None:
    walk.opens("/plan/questions")
    for words in ("Can my sister come to the talk about freezing?", "Who do I ring at night?"):
        if not walk.page.get_by_text(words).count():
            walk.types(words, "A new question").presses("Add it")


def _to_stopping(walk: Walk) -> None:
    walk.opens("/plan/stop")


def _stay(walk: Walk) -> None:
    """The page is drawn as it opens."""


class Picture(NamedTuple):
    """One picture: its name, whose plan is open (empty: somebody new), how wide, by day or night, and where to go."""

    name: str
    who: str
    width: int = 390
    scheme: str = "light"
    go: Callable[[Walk], None] = _stay


PICTURES = (
    Picture("start-390", ""),
    Picture("start-1280", "", 1280),
    Picture("question-390", "", go=_to_the_date),
    Picture("answers-390", "Nadia", go=_to_the_answers),
    Picture("plan-390", "Nadia"),
    Picture("plan-390-dark", "Nadia", scheme="dark"),
    Picture("plan-1280", "Nadia", 1280),
    Picture("plan-1280-dark", "Nadia", 1280, "dark"),
    Picture("unsure-390", "Tom"),
    Picture("short-390", "Ines"),
    Picture("after-390", "Ruth"),
    Picture("step-390", "Nadia", go=_to_a_step),
    Picture("step-1280", "Nadia", 1280, go=_to_a_step),
    Picture("devices-390", "Nadia", go=_to_the_devices),
    Picture("said-390", "Nadia", go=_to_what_is_booked),
    Picture("move-390", "Nadia", go=_to_an_earlier_date),
    Picture("what-if-1280", "Nadia", 1280, go=_to_three_dates),
    Picture("questions-390", "Nadia", go=_to_the_questions),
    Picture("stop-390", "Nadia", go=_to_stopping),
    Picture("phone-390", "Nadia", go=_to_this_phone),
    Picture("spanish-390", "Nadia", go=_in_spanish),
    Picture("spanish-1280", "Nadia", 1280, go=_in_spanish),
    Picture("calm-390", "Nadia", go=_one_at_a_time),
)


def draw() -> None:
    """Draw every picture into docs/pictures/; stop when one is too large to keep."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="ahead-pictures-") as place,
        Served(Path(place), workers=1) as served,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        cookies = {who: _cookies(browser, served.address, link) for who, link in _links(served).items()}
        for picture in PICTURES:
            page = browser.new_page(
                viewport={"width": picture.width, "height": 844},
                color_scheme="dark" if picture.scheme == "dark" else "light",
                storage_state=cookies.get(picture.who),
            )
            picture.go(Walk(page, served.address).opens("/plan" if picture.who else "/"))
            _keep(page, FOLDER / f"{picture.name}.png", picture.width)
            page.close()
        browser.close()


def _links(served: Served) -> dict[str, str]:
    """By the first name of each demo person, the link that opens their plan once."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "--json"]
    made = subprocess.run(command, cwd=ROOT, env=served.environment, check=True, capture_output=True)
    return {plan["story"].partition(",")[0]: plan["open"] for plan in json.loads(made.stdout)["plans"]}


def _cookies(browser: Browser, address: str, link: str) -> StorageState:
    """What a browser holds once a link was opened in it."""
    page = browser.new_page()
    Walk(page, address).opens(link).presses("Open the plan").sees("Your plan")
    held = page.context.storage_state()
    page.close()
    return held


def _keep(page: Page, file: Path, width: int) -> None:
    page.evaluate("document.activeElement.blur()")
    height = min(TALLEST[width], page.evaluate("document.documentElement.scrollHeight"))
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    size = file.stat().st_size
    print(f"{file.name}: {width} x {height}, {size // 1000} kB")
    if size > LARGEST:
        sys.exit(f"{file.name} is larger than {LARGEST // 1000} kB. Make it less tall.")


if __name__ == "__main__":
    draw()
