"""The own phone of somebody with whom a plan is shared: it reads without a signal, and lets go once that has ended."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Playwright, expect

from faults.browsing import Browser
from tests.browser.coming_back import made, owner_at
from tests.browser.own_phone import OwnPhone, Service, until
from tests.browser.traces import asked_of
from tests.browser.walking import Walk
from tests.browser.without_a_signal.saying import NOTHING_HERE
from tests.web.lives import TODAY
from tests.web.living import day_fields

FORMS = "Read each form before you sign it"
ENDED = "Nothing is shared with you here now"
UNSENT = "There is no signal now. This was not sent. What you typed is still here."
WORDS = "xylophone-kept-by-them"
LAST = TODAY + timedelta(days=3)


class Pair(NamedTuple):
    """Somebody who shares a plan, without a window; and the phone of whoever they share it with."""

    owner: Browser
    phone: OwnPhone
    walk: Walk
    step: str


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service of these tests: each may stop it."""
    with Service(tmp_path_factory.mktemp("line")) as service:
        yield service


@pytest.fixture
def pair(playwright: Playwright, service: Service, options: Mapping[str, Any], tmp_path: Path) -> Iterator[Pair]:
    """They have come in, written something of their own, and called the phone theirs; their pages lie on it."""
    owner, guest = owner_at(service.address), Browser(service.address)
    fields = {**owner.keys_of("/devices"), "label": "Sam", "groups": "own-part", **day_fields("until", LAST)}
    shared = owner.post("/share/new", {**fields, "do": "share", "proof": made(owner, "paper")}).page
    (link,) = set(re.findall(r"/open/[\w-]{43}", shared))
    assert guest.post(link, guest.keys_of(link)).status == 303
    phone = OwnPhone(playwright, service, tmp_path / "profile", options)
    try:
        walk = phone.opens()
        phone.takes([{"name": name, "value": value} for name, value in guest.cookies.items()])
        walk.opens("/part").page.get_by_role("link", name=re.compile(FORMS)).click()
        walk.types(f"{WORDS} one", "A result, a day, a thought. It is in no calendar and on no printed page.")
        step = walk.presses("Keep this").path.partition("#")[0]
        keeps_it(walk)
        yield Pair(owner, phone, walk, step)
    finally:
        phone.closes()
        service.is_on(TODAY.isoformat())
        service.kill()
        service.start()


def keeps_it(walk: Walk) -> Walk:
    walk.opens("/phone").presses("This is my own, keep it here").reads("Kept here as it was on")
    return until(walk, "store.page('/part')")


def test_their_pages_are_read_without_a_signal(service: Service, pair: Pair) -> None:
    service.kill()
    walk = pair.walk.opens("/").sees("What is shared with you").reads("As last seen on")
    assert walk.path == "/part"
    walk.page.get_by_role("link", name=re.compile(FORMS)).click()
    walk.sees(FORMS).reads("Ask the clinic if there is a form for you.")
    expect(walk.page.locator("#words-text")).to_have_value(f"{WORDS} one")
    walk.opens("/devices").sees("There is no signal now").presses("What was kept").sees("What is shared with you")


@pytest.mark.parametrize("kept", [True, False], ids=["a page that was kept", "a page from before"])
def test_what_is_said_without_a_signal_is_not_sent_and_stays_as_it_was_typed(
    service: Service, pair: Pair, kept: bool
) -> None:
    walk = pair.walk.opens(pair.step)
    service.kill()
    if kept:
        walk.opens(pair.step)
    walk.page.locator("#words-text").fill(f"{WORDS} two")
    expect(walk.page.locator("#unsent")).to_be_hidden()
    walk.page.get_by_role("button", name="Keep this").last.click()
    walk.reads(UNSENT)
    expect(walk.page.locator("#words-text")).to_have_value(f"{WORDS} two")
    walk.page.get_by_role("button", name="Done today").click()
    walk.reads(UNSENT).sees(FORMS)
    assert walk.page.evaluate("store.count()") == 0
    service.start()
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="Keep this").last.click()
    expect(walk.page.locator("#words-text")).to_have_value(f"{WORDS} two")


def test_a_phone_that_was_left_opens_on_their_pages_again(service: Service, pair: Pair) -> None:
    service.kill()
    pair.walk.opens("/part").page.evaluate("fetch('/leave').catch(() => 0)")
    walk = pair.phone.tab().opens("/part")
    walk.page.evaluate("store.tell({locked: 'left'})")
    walk.opens("/part").sees("This is locked").presses("Open").sees("What is shared with you")


def by_its_owner(pair: Pair) -> None:
    (share,) = set(re.findall(r'href="(/share/[0-9a-f]{32})"', pair.owner.get("/share").page))
    assert pair.owner.post(f"{share}/end", pair.owner.keys_of(share)).status == 303


def by_its_day(pair: Pair) -> None:
    pair.phone.service.is_on((LAST + timedelta(days=1)).isoformat())


def with_the_plan(pair: Pair) -> None:
    assert pair.owner.post("/delete", pair.owner.keys_of("/delete")).status == 303


@pytest.mark.parametrize(
    ("ends", "contact"),
    [
        (by_its_owner, "/part"),
        (by_its_day, "/devices"),
        pytest.param(by_its_owner, "/devices", marks=pytest.mark.thorough),
        pytest.param(with_the_plan, "/devices", marks=pytest.mark.thorough),
        pytest.param(with_the_plan, "/part", marks=pytest.mark.thorough),
        pytest.param(by_its_day, "/part", marks=pytest.mark.thorough),
    ],
)
def test_once_it_has_ended_the_next_contact_wipes_everything(
    service: Service, pair: Pair, ends: Callable[[Pair], None], contact: str
) -> None:
    walk = pair.walk.opens("/part").sees("What is shared with you")
    assert not walk.page.evaluate(NOTHING_HERE)
    ends(pair)
    walk.opens(contact)
    if contact == "/part":
        walk.sees(ENDED)
    until(walk, NOTHING_HERE)
    until(walk, "navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)")
    assert asked_of(walk.page) == {}
    assert WORDS in walk.opens("/part").page.locator("textarea").input_value()


def test_letting_go_of_it_leaves_nothing_on_the_phone(pair: Pair) -> None:
    walk = pair.walk.opens("/part/leave").presses("Delete what is mine").sees("What was yours here is deleted")
    until(walk, NOTHING_HERE)
    assert asked_of(walk.page) == {}
    walk.opens("/part").sees("This page is not here")
