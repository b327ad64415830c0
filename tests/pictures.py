"""Draws the pictures of the documents from the service itself, on one fixed day, so that they never lie."""

import logging
import shutil
import sys
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from planner import create_app
from tests.browser.filling import fill
from tests.web.lives import AMIRA, TODAY

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
TALLEST = {390: 2000, 1280: 1400}
LARGEST = 300_000  # bytes
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
]
# Name, width, colour scheme, and whether the form is filled in to reach the plan.
PICTURES = (
    ("start-390", 390, "light", False),
    ("plan-390", 390, "light", True),
    ("plan-390-dark", 390, "dark", True),
    ("plan-1280", 1280, "light", True),
    ("plan-1280-dark", 1280, "dark", True),
)


def draw() -> None:
    """Draw every picture into docs/pictures/; stop when one is too large to keep."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app({"CLOCK": lambda zone: TODAY}), threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        for name, width, scheme, filled in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
            address = f"http://127.0.0.1:{server.server_port}"
            if filled:
                fill(page, address, AMIRA)
            else:
                page.goto(address)
            _keep(page, FOLDER / f"{name}.png", width)
            page.close()
        browser.close()
    server.shutdown()


def _keep(page: Page, file: Path, width: int) -> None:
    height = min(TALLEST[width], page.evaluate("document.documentElement.scrollHeight"))
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    size = file.stat().st_size
    print(f"{file.name}: {width} x {height}, {size // 1000} kB")
    if size > LARGEST:
        sys.exit(f"{file.name} is larger than {LARGEST // 1000} kB. Make it less tall.")


if __name__ == "__main__":
    draw()
