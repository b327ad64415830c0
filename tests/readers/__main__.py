"""Subscribes every reader to a feed, changes the feed under them, and prints one table of what each of them read."""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.readers.elsewhere import Elsewhere
from tests.readers.feed import Feed, Served, served
from tests.readers.looks import Look, Reader, look, show
from tests.readers.readers import NAMES, is_here, reader_of
from tests.readers.service import our_feed


def main(words: Sequence[str]) -> int:
    """Print the table. The exit code is 1 when anything was read otherwise than meant, or a reader is not here."""
    asked = _asked(words)
    names = [name for name in NAMES if name in (asked.only or NAMES)]
    absent = [name for name in names if not is_here(name)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ahead-readers-")))
        feed: Feed
        if asked.address:
            feed = Elsewhere(asked.address)
        elif asked.made_up:
            feed = stack.enter_context(served())
        else:
            feed = stack.enter_context(our_feed(folder / "service"))
        readers = [reader_of(name, feed.address, folder / name, stack) for name in names if name not in absent]
        looks = try_all(feed, readers)
        print(show(looks))
        if isinstance(feed, Served):
            print(
                f"The feed was given {feed.answers[200]} times, and {feed.answers[304]} times it was unchanged (304)."
            )
    for name in absent:
        print(f"NOT TRIED: {name} is not on this machine. `make readers` as root gets it; --only leaves it out.")
    return 1 if absent or any(one.faults for one in looks) else 0


def try_all(feed: Feed, readers: Sequence[Reader]) -> list[Look]:
    """Make every reader look at first, with nothing new, after each change, and when it has begun anew."""
    looks = [*_all_look(feed, readers, "at first"), *_all_look(feed, readers, "nothing new")]
    for what, change in feed.changes:
        change()
        looks += _all_look(feed, readers, what)
    lasting = [reader for reader in readers if reader.begin_anew]
    for reader in lasting:
        assert reader.begin_anew
        reader.begin_anew()
    return looks + _all_look(feed, lasting, "begun anew")


def _all_look(feed: Feed, readers: Sequence[Reader], when: str) -> list[Look]:
    meant, looks = feed.meant(), []
    for reader in readers:
        began = time.monotonic()
        looks.append(look(reader, when, meant))
        print(f"{when}: {reader.name} read {looks[-1].read} in {time.monotonic() - began:.1f} s", flush=True)
    return looks


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.readers", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=NAMES, help="try these readers and do not miss the others")
    parser.add_argument("--made-up", action="store_true", help="read fifty made-up events instead of a real plan")
    parser.add_argument(
        "--address", help="read this feed; it should mean what icalendar reads in it, and stays as it is"
    )
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
