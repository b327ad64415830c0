"""Somebody who shares a plan in a browser, somebody who comes in to it, and every page of theirs as it is found."""

import re

from tests.browser.coming_back import is_owners, made, owner_at, read_link
from tests.browser.walking import Walk

GIVEN = (
    "Give it to them and to nobody else. It works once, within 7 days. Once you leave this page it is not shown again."
)
BUT_THE_LANGUAGE = re.compile("^(?!language$)")


def forgets(walk: Walk) -> None:
    """From here on this browser is somebody else's, who speaks the same language."""
    walk.page.context.clear_cookies(name=BUT_THE_LANGUAGE)


class Shares:
    """An owner in a browser, who shares a plan of which nothing is told but that it is one."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        owner = owner_at(walk.address)
        self.paper = made(owner, "paper")
        is_owners(walk, owner)

    def looks(self, name: str = "Sam") -> Walk:
        """Choose that somebody sees what a partner does, and look at it as they would."""
        self.walk.opens("/share/new").types(name, "Who is it?").chooses("What a partner does")
        self.walk.presses("See it as they see it")
        return self.walk.reads("This and nothing else.")

    def invites(self, name: str = "Sam") -> Walk:
        """Prove that it is the owner, and make the invitation."""
        self.looks(name).types(self.paper, "Show that it is you").presses("Make the invitation")
        return self.walk.reads(GIVEN)

    def chooses_for(self, title: str, choice: str) -> Walk:
        """On the form of what they see: choose this for one step."""
        around = self.walk.page.locator("details", has=self.walk.page.locator("legend", has_text=title))
        inside = around.last
        for folded in (around.first, inside):
            if folded.get_attribute("open") is None:
                folded.locator(":scope > summary").click()
        inside.get_by_label(choice, exact=True).check()
        return self.walk


def comes_in(guest: Walk, link: str) -> Walk:
    """Open the link, look, and press the one button."""
    guest.opens(link)
    guest.page.locator("main form button").first.click()
    return guest.sees("What is shared with you")


def reads_step(walk: Walk, title: str) -> Walk:
    """Open the page of one step."""
    with walk.page.expect_navigation():
        walk.page.locator("a.row__head", has_text=title).click()
    return walk


def nobody_yet(walk: Walk) -> None:
    """With nobody."""
    Shares(walk).walk.opens("/share")


def chooses(walk: Walk) -> None:
    """The form for somebody new, with one part unfolded."""
    Shares(walk).walk.opens("/share/new").unfolds("Find out and decide")


def nameless(walk: Walk) -> None:
    """The same form without a name."""
    Shares(walk).walk.opens("/share/new").presses("See it as they see it")


def looks(walk: Walk) -> None:
    """As they would see it."""
    Shares(walk).looks()


def proves_it_wrongly(walk: Walk) -> None:
    """With a wrong code."""
    Shares(walk).looks().types("0000", "Show that it is you").presses("Make the invitation")


def has_no_code(walk: Walk) -> None:
    """Without any code to prove it with."""
    owner = Shares.__new__(Shares)
    owner.walk = is_owners(walk, owner_at(walk.address))
    owner.looks()


def invites(walk: Walk) -> None:
    """The invitation."""
    Shares(walk).invites()


def with_somebody(walk: Walk) -> None:
    """With somebody who has not come in."""
    Shares(walk).invites()
    walk.opens("/share")


def one_share(walk: Walk) -> None:
    """One of them."""
    with_somebody(walk)
    walk.page.locator(".devices a").first.click()


def is_invited(walk: Walk) -> None:
    """The link, opened by whom it is for."""
    Shares(walk).invites()
    link = read_link(walk)
    forgets(walk)
    walk.opens(link)


def opens_their_own(walk: Walk) -> None:
    """The link, opened by whoever made it."""
    Shares(walk).invites()
    walk.opens(read_link(walk))


def is_in(walk: Walk) -> None:
    """What is shared, seen by whom it is shared with."""
    Shares(walk).invites()
    link = read_link(walk)
    forgets(walk)
    comes_in(walk, link)


def reads_a_step(walk: Walk) -> None:
    """One step of it."""
    is_in(walk)
    walk.page.locator("a.row__head").last.click()


def asks(walk: Walk) -> None:
    """Their questions."""
    is_in(walk)
    walk.opens("/part/questions")


def keeps_calendars(walk: Walk) -> None:
    """Their calendars."""
    is_in(walk)
    walk.opens("/part/calendar")


def would_leave(walk: Walk) -> None:
    """Before they leave."""
    is_in(walk)
    walk.opens("/part/leave")


def has_left(walk: Walk) -> None:
    """After it."""
    would_leave(walk)
    walk.page.locator("main form button").first.click()


def may_see_no_more(walk: Walk) -> None:
    """After it was ended."""
    owner = Shares(walk)
    owner.invites()
    link, cookies = read_link(walk), walk.page.context.cookies()
    forgets(walk)
    comes_in(walk, link)
    theirs = walk.page.context.cookies()
    walk.page.context.add_cookies(cookies)  # type: ignore[arg-type]
    walk.opens("/share").page.locator("main form button").first.click()
    walk.sees("Share your plan")
    walk.page.context.add_cookies(theirs)  # type: ignore[arg-type]
    walk.opens("/part")
