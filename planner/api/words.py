"""What a program is told when something goes wrong: a code that never changes, what happened, and what to do next."""

from typing import NamedTuple

from planner.accounts.api_tokens import MoreThanItsMaker, OpenedBefore, TooManyTokens
from planner.api.asked import KeyTooShort, NeedsMatch, TakesNothing, Unread
from planner.api.etags import OfSomethingElse, SeenOtherwise
from planner.at_the_door import NobodyKnown, ScopeMissing
from planner.calendar.feeds import AddressUsed, TooManyFeeds
from planner.calendar.rehearsals import NotTheNumber
from planner.db import NotKept
from planner.errors import AheadError, CannotBe, Faults, NothingHere
from planner.misplaced import AddressInTheWrongPlace, TokenInTheWrongPlace
from planner.once import NoKey, UsedForAnother
from planner.plans.changing import PlanMovedOn
from planner.plans.facts import ChangedSince
from planner.plans.notes import WrittenMeanwhile
from planner.plans.stopping import Closed


class Said(NamedTuple):
    """One kind of problem: its status and code, and words for it. Empty words: the error's own are said."""

    status: int
    code: str
    what_happened: str = ""
    what_to_do: str = ""


# What our own errors become, the first that holds.
EXPLAINED: tuple[tuple[type[AheadError], Said], ...] = (
    (
        NothingHere,
        Said(
            404,
            "nothing-here",
            "There is nothing here that this token or page may open.",
            "Check the address. It may have been deleted, or belong to another token.",
        ),
    ),
    (NobodyKnown, Said(401, "nobody-known")),
    (ScopeMissing, Said(403, "scope-missing")),
    (MoreThanItsMaker, Said(403, "more-than-its-maker")),
    (TokenInTheWrongPlace, Said(400, "token-in-the-wrong-place")),
    (AddressInTheWrongPlace, Said(400, "address-in-the-wrong-place")),
    (
        CannotBe,
        Said(
            422,
            "cannot-be",
            "What was sent can be read, but it cannot be so.",
            "Nothing was kept. Mend what `faults` names and send it again.",
        ),
    ),
    (
        Faults,
        Said(
            400,
            "faults",
            "Something in what was sent cannot be used.",
            "Nothing was kept. Mend what `faults` names and send it again.",
        ),
    ),
    (TakesNothing, Said(400, "takes-nothing")),
    (Unread, Said(415, "not-json")),
    (KeyTooShort, Said(400, "key-too-weak")),
    (
        NoKey,
        Said(
            400,
            "no-key",
            "This changes something, and has no key of its own.",
            "Send the header Idempotency-Key with 16 to 128 random ASCII characters, a new one for each change. Sent "
            "again with the same key it is done once.",
        ),
    ),
    (
        UsedForAnother,
        Said(
            409,
            "key-was-used",
            "This Idempotency-Key came before, with something else.",
            "What came first is kept. Send this with a new key.",
        ),
    ),
    (NeedsMatch, Said(428, "needs-if-match")),
    (
        PlanMovedOn,
        Said(
            412,
            "plan-moved-on",
            "The plan has changed since the ETag in If-Match was read.",
            "Nothing was changed now. Get it again, look at it, and send this with the new ETag and a new key.",
        ),
    ),
    (OfSomethingElse, Said(412, "of-something-else")),
    (SeenOtherwise, Said(412, "written-meanwhile")),
    (
        WrittenMeanwhile,
        Said(
            412,
            "written-meanwhile",
            "What stands there was written since this was begun.",
            "Nothing was changed now. Get it again, put both together, and send that with a new key and what you got: "
            "its ETag in If-Match, or its words in `before`.",
        ),
    ),
    (
        ChangedSince,
        Said(
            409,
            "changed-since",
            "This cannot be undone any more: the same thing was changed again later.",
            "Get the history, and undo the later change first.",
        ),
    ),
    (Closed, Said(409, "closed")),
    (OpenedBefore, Said(409, "opened-before")),
    (TooManyTokens, Said(409, "too-many-tokens")),
    (TooManyFeeds, Said(409, "too-many-feeds")),
    (
        AddressUsed,
        Said(
            409,
            "address-used",
            "This was done before, and its address was shown then.",
            "Use that address. If it is lost, POST …/address gives the calendar another one, and the old one ends.",
        ),
    ),
    (
        NotTheNumber,
        Said(
            422,
            "not-the-number",
            "That is not the number in the test entry.",
            "Look for it where the calendar is fetched, and send the number that stands there. It may take a while.",
        ),
    ),
    (NotKept, Said(503, "not-kept")),
)

# What HTTP itself refuses.
PLAIN: dict[int, Said] = {
    one.status: one
    for one in (
        Said(
            400,
            "not-read",
            "Something in what was sent did not reach us whole.",
            "Compare it with the description at /api/v1/openapi.json and send it again.",
        ),
        Said(404, "nothing-here", "There is nothing here.", "The description at /api/v1/openapi.json names all paths."),
        Said(405, "not-that-way", "This path does not answer to that method.", "Use one the header Allow names."),
        Said(411, "length-needed", "What was sent does not say how long it is.", "Send the header Content-Length."),
        Said(413, "too-much", "What was sent is larger than we can take.", "Send less at once."),
        Said(414, "address-too-long", "This address is too long.", "Check it: something may have been added to it."),
        Said(415, "not-json", "This is not in a form we can read.", "Send JSON as application/json."),
        Said(429, "too-often", "A lot was sent in a short time.", "Wait for as long as the header Retry-After says."),
        Said(431, "too-many-headers", "The headers are too many or too long.", "Send fewer, and no cookies."),
        Said(
            500, "our-fault", "Something went wrong on our side.", "Wait a minute and send it again with the same key."
        ),
        Said(
            503, "not-kept", "Nothing can be kept just now.", "Wait a minute and send it again. It is never kept twice."
        ),
    )
}
FORGED = Said(
    400,
    "forged",
    "We could not tell that this came from a page of ours, so nothing was changed.",
    "A program sends a token in the header Authorization. A page sends its csrf_token in the header X-CSRFToken.",
)
STRANGER = Said(400, "nothing-here", "There is nothing here.", "Check the address.")
CODES = sorted({one.code for one in (*(said for _, said in EXPLAINED), *PLAIN.values(), FORGED, STRANGER)})


def said_of(error: AheadError) -> Said | None:
    """What an error of ours becomes; None for one nobody can explain."""
    return next((said for kind, said in EXPLAINED if isinstance(error, kind)), None)


def said_for(status: int) -> Said:
    """The words for a status: its own, or those of 400 or 500, whichever family it belongs to."""
    return PLAIN.get(status) or PLAIN[500 if status >= 500 else 400]._replace(status=status)
