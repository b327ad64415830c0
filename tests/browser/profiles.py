"""A browser with a folder of its own: it can be closed and opened again, and its folder be looked into."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from faults.browsing import Browser
from tests.browser.coming_back import owner_at
from tests.browser.outside import AWAY
from tests.browser.own_phone import until
from tests.browser.walking import Walk

NOTE = "xylophone-kept-secretly"  # a word that stands nowhere but in the note of somebody's step
AGAIN = "--restore-last-session"  # opens what was open when the browser was closed
LATER = 300 * 24 * 60 * 60
# Pages are kept for going back, as by every browser that is not driven by a test.
WITHOUT = ["--disable-back-forward-cache"]

Someone = tuple[Browser, str, str]  # somebody without a window; the page of a step of theirs with the note; its title


class Profile:
    """A browser of somebody with a plan. `owner` has it without a window; `step` is the page with the note."""

    def __init__(self, kind: BrowserType, options: Mapping[str, Any], folder: Path, address: str) -> None:
        self.kind, self.options, self.folder, self.address = kind, options, folder, address
        self.owner, self.step, self.title = plan_with_a_note(address)
        self.context: BrowserContext | None = None

    def opens(self, *flags: str, **more: Any) -> Walk:
        """Open the browser."""
        phone = {"viewport": {"width": 390, "height": 844}, "ignore_default_args": WITHOUT, **more}
        options = {**self.options, "args": [*self.options["args"], *flags]}
        self.context = self.kind.launch_persistent_context(str(self.folder), **options, **phone)
        self.context.set_default_timeout(10_000)
        return Walk(self.context.pages[0], self.address)

    def is_owners(self) -> Walk:
        """Open the browser for the first time, with the plan open in it for good."""
        walk = self.opens()
        for name, value in self.owner.cookies.items():
            one = {"name": name, "value": value, "url": self.address, "expires": time.time() + LATER}
            walk.page.context.add_cookies([one])  # type: ignore[list-item]
        return walk

    def closes(self) -> None:
        """Close the browser, as its owner does."""
        if self.context:
            self.context.close()
        self.context = None


@contextmanager
def profile_at(kind: BrowserType, options: Mapping[str, Any], folder: Path, address: str) -> Iterator[Profile]:
    """A browser with this folder, closed in the end."""
    profile = Profile(kind, options, folder, address)
    try:
        yield profile
    finally:
        profile.closes()


def plan_with_a_note(address: str) -> Someone:
    """Somebody new with a plan, and a note on its first step."""
    owner = owner_at(address)
    page = owner.get("/plan").page
    step = page.partition('class="row__head" href="')[2].partition('"')[0]
    title = owner.get(step).page.partition("<h1")[2].partition(">")[2].partition("<")[0]
    assert owner.post(f"{step}/note", {**owner.keys_of(step), "before": "", "note": NOTE}).status == 303
    assert NOTE in owner.get(step).page
    return owner, step, title


def leaves(walk: Walk) -> Walk:
    """Press 'Leave now', and wait for the page outside."""
    walk.page.locator("#leave").click()
    return is_outside(walk)


def is_outside(walk: Walk) -> Walk:
    """Claim that this is the page outside."""
    expect(walk.page).to_have_url(AWAY)
    expect(walk.page).to_have_title("Weather")
    return walk


def keeps_the_plan(walk: Walk) -> Walk:
    """Say that this is one's own, and wait until the whole plan is kept on it."""
    walk.opens("/phone").presses("This is my own, keep my plan here")
    return until(walk, "store.page('/plan')")


def history_of(page: Page) -> list[tuple[str, str]]:
    """The addresses and titles that Back and Forward of this tab know."""
    told = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    return [(one["url"], one["title"]) for one in told["entries"]]
