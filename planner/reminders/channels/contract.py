"""What every way of sending is given, and the three things that can go wrong with it."""

from typing import NamedTuple


class Message(NamedTuple):
    """One message as it leaves. `id` is the same each time it is sent. `url` opens the service, and tells nothing.

    `lasts`: for how many seconds it is worth arriving. `urgent`: it should not wait until somebody picks the phone up.
    `topic`: of messages of one topic that wait for a phone only the newest is kept.
    """

    id: str
    title: str
    body: str
    url: str
    language: str
    lasts: int
    urgent: bool
    topic: str


class TryLater(Exception):
    """The other side did not take it now. `why` in a word; `after`: in how many seconds to try again, if it said so."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.why, self.after = why, after


class NotFromHere(Exception):
    """As the service is set now, nothing is handed to this address, which is no fault of its own. `why` in a word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Dead(Exception):
    """The other side takes nothing for this address any more. `why` in a word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
