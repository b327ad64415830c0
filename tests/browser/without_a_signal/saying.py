"""Saying things on a phone without a signal, and the ways a signal is lost."""

from playwright.sync_api import expect

from tests.browser.outside import AWAY
from tests.browser.own_phone import OwnPhone, in_worker
from tests.browser.walking import Walk

DOSES, MRI, DAY = (
    "Tell the team all your medicines and last doses",
    "Ask for a new MRI",
    "Ask which day your first chemo is",
)


CANARY = "only for my own eyes"


A_WEEK_LATER = "2026-03-09"


SAID_TODAY = {"done": "2026-03-02"}


WAITING = "#waiting > li"


NOTHING_HERE = """Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])
  .then((found) => found.every((list) => list.length === 0))"""


def does(walk: Walk, step: str) -> Walk:
    """Say on its page that a step is done."""
    return walk.opens(step).presses("Done today")


def notes(walk: Walk, step: str, words: str) -> Walk:
    """Write a note on the page of a step."""
    walk.opens(step).page.locator("#note-text").fill(words)
    return walk.presses("Keep the note")


def waits(walk: Walk, *words: str) -> Walk:
    """Claim what waits on the page of it: one after the other."""
    expect(walk.page.locator(WAITING)).to_contain_text(list(words), use_inner_text=True)
    return walk


def leaves(walk: Walk) -> Walk:
    """Press the way out, and be outside."""
    walk.page.locator("#leave").click()
    expect(walk.page).to_have_url(AWAY)
    return walk


def cut_off(phone: OwnPhone) -> None:
    """The browser says that it is offline; its worker has to be awake to be cut off too."""
    phone.tab().opens("/plan")
    phone.context.set_offline(True)
    assert in_worker(phone, "fetch('/readyz').then(() => false, () => true)"), "the worker still has a line"


def stopped(phone: OwnPhone) -> None:
    """Nobody listens."""
    phone.service.kill()


def behind_a_gateway(phone: OwnPhone) -> None:
    """Something answers, and it is not the service."""
    phone.service.is_(gateway=502)


def behind_another_gateway(phone: OwnPhone) -> None:
    """Something else answers."""
    phone.service.is_(gateway=503)
