"""How long a plan is still seen after somebody wants it gone: from the press of the way out to an empty page.

Taken on a phone four times as slow as this machine, whose browser throttles itself. The time is the browser's own
(Event Timing): from the moment at which the finger lifts, or Shift goes down for the third time, to the moment at
which the first frame after it is shown. It comes in steps of 8 ms, and none under 16 ms is told: those count as 16.
The answer to `/leave`, which comes from the service, is held back until then, as any network does.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from statistics import median

from playwright.sync_api import Browser, Page, Route, sync_playwright

from bench.pages import opened_by
from bench.rows import Row, in_rounds
from faults.serving import Served

ROUNDS, PRESSES = 15, 3  # presses of each way in each round
SLOWER = 4  # times as slow as this machine
DOWN = 80  # milliseconds in which a finger stays down, and up again between two presses
PATIENCE = 20.0  # seconds to wait for a frame
ALONE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
]

# Tells how long it took from the last press to the frame after it, if the page is empty by then.
WATCHED = """
let pressed, waiting;
const shown = (milliseconds) => {
  if (!document.documentElement.hasChildNodes()) blankAfter(milliseconds);
};
const heard = (event) => {
  pressed = event.timeStamp;
  clearTimeout(waiting);
  waiting = setTimeout(shown, 3000, 16);
};
for (const kind of ["click", "keydown"]) addEventListener(kind, heard, { capture: true });
new PerformanceObserver((list) => {
  for (const one of list.getEntries())
    if (one.startTime === pressed && ["click", "keydown"].includes(one.name)) shown(one.duration);
}).observe({ type: "event", durationThreshold: 16 });
"""


def rows() -> list[Row]:
    """The slower one of the two ways; nothing without a browser."""
    if not which("chromium"):
        print("NO CHROMIUM: how long the way out takes was not measured.")
        return []
    with (
        tempfile.TemporaryDirectory(prefix="ahead-bench-") as place,
        Served(Path(place), workers=1) as served,
        sync_playwright() as playwright,
    ):
        devices = iter(opened_by(served, 2 * PRESSES * (ROUNDS + 3)))
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=ALONE)
        found = [in_rounds(lambda way=way: middle(browser, served, way, devices), ROUNDS) for way in (tap, shift)]
        browser.close()
    for way, (milliseconds, _) in zip(("a press", "Shift three times"), found, strict=True):
        print(f"  {way:<42}{milliseconds:>8.1f} ms until the page is blank")
    milliseconds, spread = max(found)
    return [Row("exit/ms-to-blank", milliseconds, "ms", "at-most", 100, 50, ROUNDS, spread)]


def tap(page: Page) -> None:
    """Press 'Leave now' with a finger."""
    box = page.locator("#leave").bounding_box()
    assert box
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    page.wait_for_timeout(DOWN)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def shift(page: Page) -> None:
    """Press Shift three times."""
    for _ in range(3):
        page.keyboard.press("Shift", delay=DOWN)
        page.wait_for_timeout(DOWN)


def middle(browser: Browser, served: Served, way: Callable[[Page], None], devices: Iterator[str]) -> float:
    """The milliseconds of a few presses, each on another phone, in the middle."""
    return median(blank_after(browser, served, way, next(devices)) for _ in range(PRESSES))


def blank_after(browser: Browser, served: Served, way: Callable[[Page], None], device: str) -> float:
    """The milliseconds until the plan of a phone is gone. Raises TimeoutError when it stays, or is not left."""
    took: list[float] = []
    held: list[Route] = []
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as context:
        context.add_cookies([{"name": "device", "value": device, "url": served.address}])
        context.expose_binding("blankAfter", lambda _, milliseconds: took.append(milliseconds))
        context.add_init_script(WATCHED)
        context.route("**/leave", lambda route: held.append(route))
        page = context.new_page()
        page.goto(f"{served.address}/plan")
        page.locator(".row").first.wait_for()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        way(page)
        ends = time.monotonic() + PATIENCE
        while not (took and held):
            if time.monotonic() > ends:
                raise TimeoutError(f"The plan was not left within {PATIENCE} s.")
            page.wait_for_timeout(20)
        # The service locks the phone and says where to go; nothing is loaded from there.
        answer = held[0].fetch(max_redirects=0)
        if answer.status != 303 or answer.headers["location"].startswith(served.address):
            raise RuntimeError(f"The way out did not lead outside: {answer.status}.")
        held[0].fulfill(body="Outside")
    return took[0]
