"""The words of every page that says something went wrong."""

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Words:
    """The heading of an error page, what happened, and what to do."""

    heading: str
    what_happened: str
    what_to_do: str


WORDS: dict[int | str, Words] = {
    400: Words(
        "We could not read that",
        "Something in what was sent did not reach us whole.",
        "Go back and try again. If it happens again, start from the first page.",
    ),
    404: Words(
        "This page is not here",
        "The address may be mistyped, or the page may have moved.",
        "Check the address, or start from the first page.",
    ),
    405: Words(
        "This page cannot do that",
        "It was asked for in a way it does not answer to. This can happen after going back or reloading.",
        "Start from the first page and try again.",
    ),
    409: Words(
        "This was sent before",
        "The same form came twice, with other answers the second time.",
        "What came first is kept. Open the page again to change it.",
    ),
    413: Words(
        "That was too much to send",
        "What was sent is larger than we can take.",
        "Go back, send less, and try again.",
    ),
    414: Words(
        "This address is too long",
        "No page of ours has an address this long. Something may have been added to it.",
        "Check the address, or start from the first page.",
    ),
    415: Words(
        "We cannot read this kind of file",
        "What was sent is not in a form we can take.",
        "Go back and use the form on the page.",
    ),
    429: Words(
        "Please wait a little",
        "A lot was sent from here in a short time. Others near you may use the same connection.",
        "Wait ten minutes, then try again. What you have sent before is kept.",
    ),
    431: Words(
        "Your browser sent too much",
        "It sends more along with each page than we can take. Old cookies are often why.",
        "Open this page in a private window, or clear the cookies for this page and open your plan with a code.",
    ),
    500: Words(
        "Something went wrong on our side",
        "It was nothing you did.",
        "Wait a minute and try again. If a day that matters is close, ring your team now; do not wait.",
    ),
    503: Words(
        "We cannot keep anything right now",
        "Nothing was changed. What was kept before is still kept.",
        "Wait a minute and send it again. If a day that matters is close, ring your team now; do not wait.",
    ),
    "forged": Words(
        "Please send that again",
        "We could not tell that this came from your own page, so nothing was changed.",
        "Go back. Copy anything long you wrote. Then load the page again, fill it in and send it. "
        "If this page comes back, let your browser keep cookies for this page.",
    ),
    "forged-again": Words(
        "Please send that again",
        "The page you sent was open for a very long time, or your browser has cleared its cookies. "
        "Nothing was changed yet.",
        "What you wrote is still here. Press the button to send it. "
        "If this page comes back, let your browser keep cookies for this page.",
    ),
}

# What is said where no page can be made, or none may tell who answers.
PLAIN: dict[int, bytes] = {
    400: b"This page is not here. Check the address.\n",
    500: b"Something went wrong on our side. It was nothing you did. Wait a minute and try again.\n",
}


def words_for(code: int) -> Words:
    """The words for a status code: its own, or those of 400 or 500, whichever family it belongs to."""
    return WORDS.get(code) or WORDS[500 if code >= 500 else 400]


def waiting(seconds: int) -> Words:
    """The words of 429 with how long to wait."""
    minutes = ceil(seconds / 60)
    how_long = "a minute" if minutes <= 1 else f"{minutes} minutes" if minutes < 60 else "an hour"
    usual = WORDS[429]
    return Words(
        usual.heading, usual.what_happened, f"Wait {how_long}, then try again. What you have sent before is kept."
    )
