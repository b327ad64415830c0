"""The words of every page that says something went wrong."""

from dataclasses import dataclass
from math import ceil

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.marked import N_


@dataclass(frozen=True, slots=True)
class Words:
    """The heading of an error page, what happened, and what to do."""

    heading: str
    what_happened: str
    what_to_do: str


WORDS: dict[int | str, Words] = {
    400: Words(
        N_("We could not read that"),
        N_("Something in what was sent did not reach us whole."),
        N_("Go back and try again. If it happens again, start from the first page."),
    ),
    404: Words(
        N_("This page is not here"),
        N_("The address may be mistyped, or the page may have moved."),
        N_("Check the address, or start from the first page."),
    ),
    405: Words(
        N_("This page cannot do that"),
        N_("It was asked for in a way it does not answer to. This can happen after going back or reloading."),
        N_("Start from the first page and try again."),
    ),
    409: Words(
        N_("This was sent before"),
        N_("The same form came twice, with other answers the second time."),
        N_("What came first is kept. Open the page again to change it."),
    ),
    413: Words(
        N_("That was too much to send"),
        N_("What was sent is larger than we can take."),
        N_("Go back, send less, and try again."),
    ),
    414: Words(
        N_("This address is too long"),
        N_("No page of ours has an address this long. Something may have been added to it."),
        N_("Check the address, or start from the first page."),
    ),
    415: Words(
        N_("We cannot read this kind of file"),
        N_("What was sent is not in a form we can take."),
        N_("Go back and use the form on the page."),
    ),
    429: Words(
        N_("Please wait a little"),
        N_("A lot was sent from here in a short time. Others near you may use the same connection."),
        N_("Wait ten minutes, then try again. What you have sent before is kept."),
    ),
    431: Words(
        N_("Your browser sent too much"),
        N_("It sends more along with each page than we can take. Old cookies are often why."),
        N_("Open this page in a private window, or clear the cookies for this page and open your plan with a code."),
    ),
    500: Words(
        N_("Something went wrong on our side"),
        N_("It was nothing you did."),
        N_("Wait a minute and try again. If a day that matters is close, ring your team now; do not wait."),
    ),
    503: Words(
        N_("We cannot keep anything right now"),
        N_("Nothing was changed. What was kept before is still kept."),
        N_("Wait a minute and send it again. If a day that matters is close, ring your team now; do not wait."),
    ),
    "forged": Words(
        N_("Please send that again"),
        N_("We could not tell that this came from your own page, so nothing was changed."),
        N_(
            "Go back. Copy anything long you wrote. Then load the page again, fill it in and send it. "
            "If this page comes back, let your browser keep cookies for this page."
        ),
    ),
    "forged-again": Words(
        N_("Please send that again"),
        N_(
            "The page you sent was open for a very long time, or your browser has cleared its cookies. "
            "Nothing was changed yet."
        ),
        N_(
            "What you wrote is still here. Press the button to send it. "
            "If this page comes back, let your browser keep cookies for this page."
        ),
    ),
}

# What is said where no page can be made, or none may tell who answers.
PLAIN: dict[int, bytes] = {
    400: b"This page is not here. Check the address.\n",
    500: b"Something went wrong on our side. It was nothing you did. Wait a minute and try again.\n",
}


def words_for(code: int | str) -> Words:
    """The words for a status code: its own, or those of 400 or 500, whichever family it belongs to; or for a name."""
    found = WORDS.get(code) or WORDS[500 if isinstance(code, int) and code >= 500 else 400]
    return Words(_(found.heading), _(found.what_happened), _(found.what_to_do))


def waiting(seconds: int) -> Words:
    """The words of 429 with how long to wait."""
    minutes = ceil(seconds / 60)
    if minutes <= 1:
        what_to_do = _("Wait a minute, then try again. What you have sent before is kept.")
    elif minutes < 60:
        what_to_do = ngettext(
            "Wait %(num)s minute, then try again. What you have sent before is kept.",
            "Wait %(num)s minutes, then try again. What you have sent before is kept.",
            minutes,
        )
    else:
        what_to_do = _("Wait an hour, then try again. What you have sent before is kept.")
    usual = words_for(429)
    return Words(usual.heading, usual.what_happened, what_to_do)
