"""Passkeys in a real browser, with the kind that is built into phones and laptops: made, used, and ended."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, CDPSession, Page, expect
from werkzeug.serving import make_server

from faults.serving import free_port
from planner import create_app
from planner.db import db
from tests.web.staff import invited
from tests.with_axe import assert_open_to_everyone

BUILT_IN = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Place:
    """The service under the name of this machine: browsers make no passkeys for an address of numbers."""

    def __init__(self, app: Flask, address: str) -> None:
        self.app, self.address = app, address


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The service, for as long as these tests run."""
    folder: Path = tmp_path_factory.mktemp("passkeys")
    port = free_port()
    address = f"http://localhost:{port}"
    app = create_app({"INSTANCE": str(folder), "PUBLIC_URL": address, "LIMITS_URL": "memory://"})
    with app.app_context():
        db.create_all()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Place(app, address)
    server.shutdown()
    thread.join()


class Laptop:
    """A browser on a laptop that keeps passkeys itself."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wires: CDPSession = page.context.new_cdp_session(page)
        self.wires.send("WebAuthn.enable")
        made: Any = self.wires.send("WebAuthn.addVirtualAuthenticator", {"options": BUILT_IN})
        self.keeper: str = made["authenticatorId"]

    def passkeys(self) -> list[Any]:
        """The passkeys it keeps."""
        kept: Any = self.wires.send("WebAuthn.getCredentials", {"authenticatorId": self.keeper})
        return list(kept["credentials"])

    def is_its_owner(self, verified: bool) -> None:
        """Whether whoever holds it can show their face or finger."""
        told = {"authenticatorId": self.keeper, "isUserVerified": verified}
        self.wires.send("WebAuthn.setUserVerified", told)


@pytest.fixture
def laptop(browser: Browser) -> Iterator[Laptop]:
    """A laptop where nobody has been."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    yield Laptop(context.new_page())
    context.close()


def sets_up(place: Place, laptop: Laptop, name: str) -> None:
    """Somebody comes in by an invitation and makes a passkey."""
    page = laptop.page
    page.goto(place.address + invited(place.app))
    page.locator("main form button[type=submit]").first.click()
    page.get_by_label("Name to sign in with").fill(name)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="How you sign in", exact=True)).to_be_visible()


def test_a_nurse_makes_a_passkey_signs_out_and_signs_in_with_it(place: Place, laptop: Laptop) -> None:
    page = laptop.page
    sets_up(place, laptop, "Ada Quiet")
    (kept,) = laptop.passkeys()
    assert kept["isResidentCredential"]
    assert kept["rpId"] == "localhost"
    page.get_by_role("button", name="Sign out here").click()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    page.goto(place.address + "/account")
    expect(page.get_by_role("heading", name="How you sign in", exact=True)).to_have_count(0)
    page.goto(place.address + "/account/sign-in")
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/clinic")
    expect(page.get_by_role("heading", name="This page is not here")).to_have_count(0)
    page.goto(place.address + "/account")
    expect(page.get_by_role("heading", name="How you sign in", exact=True)).to_be_visible()


def test_whoever_cannot_show_their_face_or_finger_is_not_let_in_by_the_passkey(place: Place, laptop: Laptop) -> None:
    page = laptop.page
    sets_up(place, laptop, "Bo Still")
    page.get_by_role("button", name="Sign out here").click()
    laptop.is_its_owner(False)
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("No passkey signed you in.")).to_be_visible()
    page.goto(place.address + "/account")
    expect(page.get_by_role("heading", name="How you sign in", exact=True)).to_have_count(0)


def test_a_patient_keeps_a_plan_with_a_passkey_and_opens_it_where_nobody_has_been(place: Place, laptop: Laptop) -> None:
    page = laptop.page
    page.goto(place.address)
    page.get_by_role("button", name="Start my plan").click()
    page.goto(place.address + "/account/keep")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("main")).to_contain_text("Made today")
    page.context.clear_cookies()
    page.goto(place.address + "/answers")
    expect(page.get_by_role("heading", name="This page is not here")).to_be_visible()
    page.goto(place.address + "/account/sign-in")
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/answers")
    page.goto(place.address + "/answers")
    expect(page.get_by_role("heading", name="This page is not here")).to_have_count(0)


def test_another_passkey_signs_everybody_else_out_and_one_that_was_removed_opens_nothing(
    place: Place, laptop: Laptop, browser: Browser
) -> None:
    page = laptop.page
    sets_up(place, laptop, "Cy Calm")
    page.get_by_role("button", name="Remove Computer").click()
    expect(page.get_by_text("This is the only way to sign in.")).to_be_visible()
    context = browser.new_context()
    other = Laptop(context.new_page())
    (kept,) = laptop.passkeys()
    copied = {"authenticatorId": other.keeper, "credential": kept}  # as passkeys go along to a person's other devices
    other.wires.send("WebAuthn.addCredential", copied)
    other.page.goto(place.address + "/account/sign-in")
    other.page.get_by_role("button", name="Use my passkey").click()
    other.page.wait_for_url("**/clinic")
    other.page.goto(place.address + "/account")
    other.page.get_by_role("button", name="Add a passkey").wait_for()
    # Each browser keeps one of its own: the laptop has one of this account already, so it is the other one that adds.
    other.wires.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": other.keeper})
    fresh = other.wires.send("WebAuthn.addVirtualAuthenticator", {"options": BUILT_IN})
    assert fresh
    other.page.get_by_role("button", name="Add a passkey").click()
    expect(other.page.get_by_role("strong").filter(has_text="Computer 2")).to_be_visible()
    page.goto(place.address + "/account")
    expect(page.get_by_role("heading", name="This page is not here")).to_be_visible()
    page.goto(place.address + "/account/sign-in")
    other.page.get_by_role("button", name="Remove Computer", exact=True).click()
    expect(other.page.get_by_role("strong").filter(has_text="Computer 2")).to_be_visible()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("No passkey signed you in.")).to_be_visible()
    context.close()


def test_a_passkey_of_somebody_else_does_not_close_a_plan_that_is_open_here_and_nowhere_else(
    place: Place, laptop: Laptop
) -> None:
    page = laptop.page
    sets_up(place, laptop, "Di Soft")
    page.context.clear_cookies()
    page.goto(place.address)
    page.get_by_role("button", name="Start my plan").click()
    page.goto(place.address + "/account/sign-in")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("A plan of somebody else is open in this browser and nowhere else.")).to_be_visible()
    page.goto(place.address + "/answers")
    expect(page.get_by_role("heading", name="This page is not here")).to_have_count(0)


def test_the_pages_of_accounts_are_open_to_everyone_and_fit_a_narrow_phone(place: Place, laptop: Laptop) -> None:
    page = laptop.page
    page.set_viewport_size({"width": 320, "height": 700})

    def look(*addresses: str) -> None:
        for address in addresses:
            if address:
                page.goto(place.address + address)
            page.wait_for_load_state("networkidle")
            assert_open_to_everyone(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url

    page.goto(place.address + invited(place.app))
    page.locator("main form button[type=submit]").first.click()
    look("")
    page.get_by_role("button", name="Go on").click()
    look("")  # with what is wrong
    page.get_by_label("Name to sign in with").fill("Eve Narrow")
    page.get_by_role("button", name="Go on").click()
    look("")
    page.goto(place.address + "/account/password")
    page.get_by_role("button", name="Keep both").click()
    look("", "/account/password", "/account/set-up")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="How you sign in", exact=True)).to_be_visible()
    look("", "/account/again", "/account/sign-in")
    page.get_by_role("textbox", name="Password").fill("something wrong")
    page.get_by_label("Name to sign in with").fill("Nobody")
    page.get_by_role("button", name="Go on").click()
    look("")
    page.context.clear_cookies()
    page.goto(place.address)
    page.get_by_role("button", name="Start my plan").click()
    look("/account/keep")
