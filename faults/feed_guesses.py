"""Guesses at the addresses of calendars: none is met, and nobody can tell a wrong one from one that has ended."""

import http.client
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import update

from faults.looking import app_at
from faults.owners import Owner
from faults.rows import Row
from faults.serving import Served
from planner.calendar.models import FeedAddressRecord
from planner.db import transaction
from planner.tokens import hash_of, new_token

GUESSERS = 4
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
MALFORMED = (
    "/f/",
    "/f/.ics",
    "/f/x",
    "/f/{token}",
    "/f/{token}.ICS",
    "/f/{token}.ics/",
    "/f/{token}.ics.ics",
    "/f/{token}.ics%00",
    "/f/{token}.ics%0A",
    "/f/%20{token}.ics",
    "/f/{token}%20.ics",
    "/f/{token}=.ics",
    "/f/{token}{token}.ics",
    "/f//{token}.ics",
    "/f/./{token}.ics",
    "/f/x/../{token}.ics",
    "/f/%2e%2e/{token}.ics",
    "/f/%ED%A0%80{token}.ics",
    "/f/%FF%FE.ics",
    "/f/%E2%80%AE{token}.ics",
    "/f/%25.ics",
    "/f/*.ics",
    "/f/' OR 1=1 --.ics",
    "/f/{short}.ics",
    "/f/{token}x.ics",
)


class Answer(NamedTuple):
    """All of an answer that a guesser sees, but for the moment it was made."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def guess_feeds(folder: Path, name: str, database: str, guesses: int, seed: int, tell: Callable[[str], None]) -> Row:
    """Guess so often at the running service, by several programs at once, with a calendar there to be met."""
    with Served(folder, database) as served:
        owner = Owner(served)
        _, token = owner.makes("find-out")
        ended = [ended_at_once(owner), past_its_grace(owner, served)]
        asked = guessed(token, ended, random.Random(seed))
        each = guesses // GUESSERS
        portions = [list(islice(asked, each)) for _ in range(GUESSERS)]
        answers: Counter[Answer] = Counter()
        with ThreadPoolExecutor(GUESSERS) as pool:
            for found in pool.map(lambda paths: answers_to(served.address, paths), portions):
                answers += found
                tell(f"{answers.total()} guesses, {len(answers)} different answers")
        [real] = answers_to(served.address, [f"/f/{token}.ics"])
    faults = faults_in(answers)
    if real.status != 200:
        faults.append(f"the calendar itself was met with {real.status}")
    note = "; ".join(faults[:3]) or "one and the same answer, 410, for all of them; the calendar is still there"
    return Row("feed-token-guesses", name, answers.total(), len(faults), note)


def faults_in(answers: Counter[Answer]) -> list[str]:
    """What is wrong with the answers to guesses: any but one, and any that is no 410."""
    first = answers.most_common(1)[0][0]
    return [
        f"{count} were met with {answer.status}, {answer.headers}, {answer.body[:40]!r}"
        for answer, count in answers.items()
        if answer != first or answer.status != 410
    ]


def guessed(token: str, ended: list[str], luck: random.Random) -> Iterator[str]:
    """Paths without end, none of which is that of `token`: at random, malformed, ended ones, and near misses."""
    while True:
        yield f"/f/{new_token()}.ics"
        yield luck.choice(MALFORMED).format(token=token, short=token[:-1]).replace(" ", "%20")
        yield f"/f/{luck.choice(ended)}.ics"
        yield f"/f/{near(token, luck)}.ics"


def near(token: str, luck: random.Random) -> str:
    """A token that is another only in a letter or two: changed, swapped, or in the other case."""
    at, other = luck.randrange(len(token)), luck.randrange(len(token) - 1)
    ways = (
        token[:at] + luck.choice(LETTERS) + token[at + 1 :],
        token[:other] + token[other + 1] + token[other] + token[other + 2 :],
        token[:at] + token[at].swapcase() + token[at + 1 :],
        token[:-1] + luck.choice(LETTERS),  # the last letter holds four bits: others stand for the same bytes
        token[:at] + token[at + 1 :] + luck.choice(LETTERS),
        token.swapcase(),
    )
    missed = luck.choice(ways)
    return missed if missed != token else token[1:] + token[0]


def ended_at_once(owner: Owner) -> str:
    """The token of a calendar that ended and says nothing more."""
    feed, token = owner.makes("freeze")
    owner.ends(feed, 0)
    return token


def past_its_grace(owner: Owner, served: Served) -> str:
    """The token of a calendar that ended, said so for a week, and now says nothing more."""
    feed, token = owner.makes("protect")
    owner.ends(feed, 7)
    with app_at(served.folder, served.database).app_context():
        let_grace_pass(token)
    return token


def let_grace_pass(token: str) -> None:
    """Let the days go by in which an address says that it has ended. An application context must be pushed."""
    with transaction() as session:
        passed = int(time.time()) - 1
        session.execute(
            update(FeedAddressRecord).where(FeedAddressRecord.token_hash == hash_of(token)).values(gone_at=passed)
        )


def answers_to(address: str, paths: list[str]) -> Counter[Answer]:
    """How often which answer came, over one connection."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    found: Counter[Answer] = Counter()
    for number, path in enumerate(paths):
        connection.request("GET", path, headers={"If-None-Match": "*"} if number % 4 == 3 else {})
        answer = connection.getresponse()
        headers = tuple(sorted((name, value) for name, value in answer.getheaders() if name.lower() != "date"))
        found[Answer(answer.status, headers, answer.read())] += 1
    connection.close()
    return found
