"""A calendar that keeps itself up to date does so: fetched with vdirsyncer, shown with khal, through every change."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.calendar.reading import with_icalendar
from tests.readers.feed import Served, served
from tests.readers.service import our_feed
from tests.readers.syncing import IS_HERE, khal_reads, khal_should_read

pytestmark = pytest.mark.skipif(not IS_HERE, reason="SYNCING NOT TRIED: no vdirsyncer and khal. `make test` gets them.")


@pytest.fixture
def feed() -> Iterator[Served]:
    """Fifty events at an address."""
    with served() as one:
        yield one


def test_khal_shows_what_was_meant_at_first_and_after_every_change(feed: Served, tmp_path: Path) -> None:
    assert with_icalendar(feed.written()) == feed.meant()
    shown = khal_reads(feed.address, tmp_path)
    assert len(shown) == 50
    assert shown == khal_should_read(feed.meant())
    for what, change in feed.changes:
        change()
        before, shown = shown, khal_reads(feed.address, tmp_path)
        assert shown == khal_should_read(feed.meant()), what
        assert shown != before, what
    assert len(shown) == 49


def test_khal_shows_a_real_plan_and_follows_it_through_a_life(tmp_path: Path) -> None:
    with our_feed(tmp_path / "service") as feed:
        shown = khal_reads(feed.address, tmp_path / "khal")
        assert len(shown) > 50
        assert shown == khal_should_read(feed.meant())
        for what, change in feed.changes:
            change()
            before, shown = shown, khal_reads(feed.address, tmp_path / "khal")
            assert shown == khal_should_read(feed.meant()), what
            assert (shown != before) == (what != "a step has another word"), what  # in plain words it has none


def test_two_events_that_look_quite_alike_are_one_to_vdirsyncer(feed: Served, tmp_path: Path) -> None:
    feed.events[1:] = [replace(feed.events[0], uid="another-one")]
    assert len(feed.meant()) == 2
    assert len(khal_reads(feed.address, tmp_path)) == 1
    assert len(khal_should_read(feed.meant())) == 1
