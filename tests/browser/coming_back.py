"""Ways in for the tests that come back: made by an owner without a window, and handed to somebody who has one."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from faults.browsing import Browser
from faults.guessing import shown_code, shown_link
from tests.browser.walking import Walk


def owner_at(address: str) -> Browser:
    """Somebody new, who has a plan that nothing was told of."""
    browser = Browser(address)
    browser.post("/start", browser.keys_of("/"))
    assert browser.post("/answers", browser.keys_of("/answers")).status == 303
    return browser


def made(owner: Browser, kind: str) -> str:
    """A way in that the owner makes: the path of a link, or a code."""
    page = owner.post("/devices/way-in", {**owner.keys_of("/devices"), "kind": kind}).page
    return f"/open/{shown_link(page)}" if kind == "link" else shown_code(page)


def is_owners(walk: Walk, owner: Browser) -> Walk:
    """This window is the owner's: it gets the owner's cookies."""
    walk.page.context.add_cookies(
        [{"name": name, "value": value, "url": walk.address} for name, value in owner.cookies.items()]
    )
    return walk


def types_code(walk: Walk, code: str) -> Walk:
    """Type a code into the box and send it."""
    return walk.opens("/open").types(code, "Type your code").presses("Open my plan")


def read_link(walk: Walk) -> str:
    """The path of the link that the page shows."""
    text = walk.page.locator(".link-out__text")
    expect(text).to_be_visible()
    return urlsplit(text.inner_text().strip()).path


def read_code(walk: Walk) -> str:
    """The code that the page shows."""
    code = walk.page.locator("p.code")
    expect(code).to_be_visible()
    return code.inner_text().strip()
