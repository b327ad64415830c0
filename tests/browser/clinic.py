"""Every page of a clinic as it is found in a browser: by those who work there, by its patients, and by who signs in."""

import secrets
from collections.abc import Callable
from urllib.parse import quote

from tests.browser.walking import Walk
from tests.web.staff import PASSWORD

Act = Callable[[Walk], object]


def at(who: str, to: str = "/clinic", *presses: str) -> Act:
    """Whoever it is on a page of a new clinic, once these buttons were pressed."""

    def act(walk: Walk) -> None:
        walk.opens(f"/trial/clinic/{who}?to={quote(to)}")
        for words in presses:
            walk.presses(words)

    return act


def looks_at_an_item(walk: Walk) -> None:
    """A nurse with one item of a plan open."""
    at("nurse", "PLAN")(walk)
    walk.page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    with walk.page.expect_navigation():
        walk.page.locator("a.row__head").first.click()


def changes_without_a_reason(walk: Walk) -> None:
    """A nurse who adds something and gives no reason for it."""
    at("nurse", "PLAN")(walk)
    walk.unfolds("Add something of your own")
    form = walk.page.locator("form:has(input[name=kind][value=own])")
    with walk.page.expect_navigation():
        form.locator("button[type=submit]").click()


def writes_a_telling_note(walk: Walk) -> None:
    """A nurse whose note says too much."""
    at("nurse", "PLAN/appointment")(walk)
    walk.page.locator("textarea").first.fill("Transplant")
    walk.presses("Make the note")


def enrols(walk: Walk) -> None:
    """A nurse who has just enrolled somebody."""
    at("nurse", "/clinic/enrol")(walk)
    walk.types("Fern 9", "Label").presses("Enrol, and show the link")


def invites(walk: Walk) -> None:
    """A lead who has just invited somebody."""
    at("lead", "/clinic/staff")(walk)
    walk.page.locator("input[name=name]").fill("Nell")
    with walk.page.expect_navigation():
        walk.page.locator("main form[action='/clinic/staff'] button[type=submit]").click()


def ends(walk: Walk) -> None:
    """A lead who has just ended the clinic."""
    at("lead", "/clinic/about")(walk)
    form = walk.page.locator("form[action='/clinic/about/end']")
    if form.is_hidden():
        walk.page.locator("details:has(form[action='/clinic/about/end']) > summary").click()
    form.locator("input[type=checkbox]").check()
    with walk.page.expect_navigation():
        form.locator("button").click()


def previews(walk: Walk) -> None:
    """A lead who looks at another protocol before it is signed."""
    at("lead", "/clinic/protocol")(walk)
    walk.page.locator("[name=usual-1-likely]").fill("43")
    with walk.page.expect_navigation():
        walk.page.locator("main form button[value=preview], main form button[type=submit]").first.click()


def opens_a_plan_begun_for_them(walk: Walk) -> None:
    """A patient whose plan a nurse began."""
    button = walk.opens("/trial/clinic/begun").page.locator("main form button").first
    with walk.page.expect_navigation():
        button.click()
    walk.opens("/plan")


def chooses_what_is_seen(walk: Walk) -> None:
    """Somebody with a plan who has typed the code of a clinic."""
    at("alone", "/plan/team?code=CODE")(walk)
    with walk.page.expect_navigation():
        walk.page.locator("main form[action='/plan/team'] button").first.click()


def is_invited(walk: Walk) -> None:
    """A nurse who has come in by an invitation."""
    button = walk.opens("/trial/clinic/invited").page.locator("main form button").first
    with walk.page.expect_navigation():
        button.click()


def chooses_a_password(walk: Walk) -> None:
    """The same, with a name, before a password."""
    is_invited(walk)
    walk.types(f"Nora {secrets.token_hex(4)}", "Name to sign in with").presses("Go on").opens("/account/password")


def types_a_password(walk: Walk) -> None:
    """A nurse who has typed name and password, before the code."""
    name = f"nora-{secrets.token_hex(4)}"
    walk.opens(f"/trial/clinic/account/{name}")
    walk.page.locator("[name=username]").fill(name)
    walk.page.locator("[name=password]").fill(PASSWORD)
    walk.presses("Go on")


def has_no_app(walk: Walk) -> None:
    """The same, without their app."""
    types_a_password(walk)
    walk.opens("/account/recovery-code")


def types_a_wrong_password(walk: Walk) -> None:
    """Somebody whose name and password do not belong together."""
    walk.opens("/account/sign-in").page.locator("[name=username]").fill("nobody here")
    walk.page.locator("[name=password]").fill(PASSWORD)
    walk.presses("Go on")
