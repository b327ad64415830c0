"""Draws the pictures of the documents from the service itself and its demo people, so that they never lie."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, StorageState, sync_playwright
from sqlalchemy import select, update

from faults.serving import ROOT, Served
from planner import create_app
from planner.accounts.access import PATIENT, STAFF, Actor
from planner.accounts.models import DeviceRecord, PersonRecord
from planner.db import db, transaction
from planner.reminders.channels import EMAIL
from planner.reminders.models import ChannelRecord
from planner.reminders.reachable import add_channel
from planner.reminders.rehearsals import prove_channel
from planner.sender import occasion_in
from planner.tokens import new_token
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


def _to_the_calendars(walk: Walk) -> None:
    walk.opens("/calendar")


def _to_a_look_at_a_calendar(walk: Walk) -> None:
    walk.opens("/calendar/new?program=apple").types("My phone", "A name for it").presses("See what others would see")


def _to_a_calendar(walk: Walk) -> None:
    walk.opens("/calendar")
    walk.page.locator("a.row__head", has_text="My phone").first.click()
    if not walk.page.get_by_text("Which number do you see?").count():
        walk.presses("Put in a test entry")


def _to_the_share(walk: Walk) -> None:
    walk.opens("/share").page.locator(".devices a").first.click()


def _to_choosing(walk: Walk) -> None:
    walk.opens("/share/new").types("Mum", "Who is it?").chooses("Find out and decide")


def _to_their_step(walk: Walk) -> None:
    with walk.page.expect_navigation():
        walk.page.locator("a.row__head", has_text="egg collection").first.click()


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


def _to_one_plan(walk: Walk) -> None:
    walk.page.get_by_role("link", name="Fern 3").first.click()


def _to_one_item(walk: Walk) -> None:
    _to_one_plan(walk)
    with walk.page.expect_navigation():
        walk.page.locator("a.row__head", has_text="Ask to see a fertility clinic").first.click()


def _to_the_clinic(walk: Walk) -> None:
    walk.opens("/plan/team")


def _to_the_reminders(walk: Walk) -> None:
    walk.opens("/reminders")


def _stay(walk: Walk) -> None:
    """The page is drawn as it opens."""


PARTNER = "Ravi"  # with whom Nadia's plan is shared
NURSE = "Nora"  # who reviews it
CONTACT = "mailto:operator@example.org"
HOMES = {"": "/", PARTNER: "/part", NURSE: "/clinic"}


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
    Picture("share-390", "Nadia", go=_to_the_share),
    Picture("share-1280", "Nadia", 1280, go=_to_the_share),
    Picture("share-new-390", "Nadia", go=_to_choosing),
    Picture("part-390", "Ravi"),
    Picture("part-1280", "Ravi", 1280),
    Picture("part-step-390", "Ravi", go=_to_their_step),
    Picture("calendars-390", "Nadia", go=_to_the_calendars),
    Picture("calendar-look-390", "Nadia", go=_to_a_look_at_a_calendar),
    Picture("calendar-390", "Nadia", go=_to_a_calendar),
    Picture("calendar-1280", "Nadia", 1280, go=_to_a_calendar),
    Picture("reminders-390", "Nadia", go=_to_the_reminders),
    Picture("reminders-1280", "Nadia", 1280, go=_to_the_reminders),
    Picture("clinic-390", "Nadia", go=_to_the_clinic),
    Picture("roster-390", NURSE),
    Picture("roster-1280", NURSE, 1280),
    Picture("one-plan-390", NURSE, go=_to_one_plan),
    Picture("one-plan-1280", NURSE, 1280, go=_to_one_plan),
    Picture("one-item-1280", NURSE, 1280, go=_to_one_item),
)


def draw() -> None:
    """Draw every picture into docs/pictures/; stop when one is too large to keep."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="ahead-pictures-") as place,
        Served(Path(place), workers=1, MAIL_URL=f"file:{place}/mail", PUSH_CONTACT=CONTACT) as served,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        cookies = {who: _cookies(browser, served.address, link) for who, link in _links(served).items()}
        _sign_in_staff(served)
        _reach_patients(served)
        for picture in PICTURES:
            page = browser.new_page(
                viewport={"width": picture.width, "height": 844},
                color_scheme="dark" if picture.scheme == "dark" else "light",
                storage_state=cookies.get(picture.who),
            )
            picture.go(Walk(page, served.address).opens(_home_of(picture.who)))
            _keep(page, FOLDER / f"{picture.name}.png", picture.width)
            page.close()
        browser.close()


def _links(served: Served) -> dict[str, str]:
    """By the first name of each demo person, the link that opens their plan once."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "--json"]
    made = subprocess.run(command, cwd=ROOT, env=served.environment, check=True, capture_output=True)
    told = json.loads(made.stdout)
    people = (*told["plans"], *told["partners"], *told["nurses"])
    return {one["story"].partition(",")[0]: one["open"] for one in people}


def _sign_in_staff(served: Served) -> None:
    """As if those who work at the clinic had signed in, on the devices on which they came in."""
    app, now = create_app({"INSTANCE": served.environment["INSTANCE"], "LIMITS_URL": "memory://"}), datetime.now(UTC)
    staff = select(PersonRecord.id).where(PersonRecord.role.in_(STAFF))
    signed_in = {"proved": "passkey", "used_at": now, "until": now + timedelta(hours=12)}
    with app.app_context(), transaction() as session:
        session.execute(update(DeviceRecord).where(DeviceRecord.person_id.in_(staff)).values(**signed_in))


def _reach_patients(served: Served) -> None:
    """As if each patient had added an e-mail address, and typed the number that arrived there."""
    app = create_app({"INSTANCE": served.environment["INSTANCE"], "MAIL_URL": "none"})
    patients = select(DeviceRecord.person_id, DeviceRecord.id).join(PersonRecord).where(PersonRecord.role == PATIENT)
    with app.app_context():
        for number, (person, device) in enumerate(db.session.execute(patients).all()):
            actor, now = Actor(person, PATIENT, device), occasion_in(None)
            channel = add_channel(actor, new_token(), EMAIL, {"email": f"m{number}e@example.org"}, [], now)
            typed = db.session.get_one(ChannelRecord, channel.id).opened("test")["number"]
            prove_channel(actor, new_token(), channel.id, typed, now)


def _home_of(who: str) -> str:
    """Where somebody begins."""
    return HOMES.get(who, "/plan")


def _cookies(browser: Browser, address: str, link: str) -> StorageState:
    """What a browser holds once a link was opened in it."""
    page = browser.new_page()
    page.goto(address + link)
    with page.expect_navigation():
        page.locator("main form button").first.click()
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
