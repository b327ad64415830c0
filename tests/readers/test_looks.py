"""What a reader read otherwise than meant is told, and so is a reader that is not there or does not answer."""

import pytest

from tests.readers import __main__ as table
from tests.readers.feed import Served, served
from tests.readers.looks import Reader, look, show


class Unlike(Served):
    """A feed that means one event more than it serves, and cannot be changed."""

    def __init__(self) -> None:
        super().__init__()
        self.changes = []

    def written(self) -> bytes:
        """The file without its first event."""
        first, self.events = self.events[0], self.events[1:]
        try:
            return super().written()
        finally:
            self.events.insert(0, first)


def test_what_was_read_as_meant_has_no_faults() -> None:
    with served() as feed:
        found = look(Reader("a reader", "1", lambda: feed.meant()[::-1]), "at first", feed.meant())
    assert (found.meant, found.read, found.faults) == (50, 50, ())


def test_what_is_missing_and_what_was_not_meant_are_told() -> None:
    found = look(Reader("a reader", "1", lambda: ["b", "c", "c"], lambda _meant: ["a", "b", "c"]), "at first", [])
    assert found.faults == ("meant and not read: a", "read and not meant: c")
    assert "a reader, at first: meant and not read: a" in show([found])


def test_a_reader_that_fails_has_read_nothing_and_says_why() -> None:
    found = look(Reader("a reader", "1", lambda: [1 // 0], lambda _meant: ["a"]), "at first", [])
    assert (found.read, len(found.faults)) == (0, 2)
    assert "ZeroDivisionError" in found.faults[0]


def test_a_difference_makes_the_whole_run_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    assert table.main(["--only", "icalendar", "vobject", "ical.js"]) == 0
    monkeypatch.setattr("tests.readers.feed.Served", Unlike)
    assert table.main(["--made-up", "--only", "ical"]) == 1


def test_a_reader_that_is_not_here_is_missed_unless_others_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(table, "is_here", lambda name: name == "ical")
    assert table.main([]) == 1
    assert "NOT TRIED: thunderbird" in capsys.readouterr().out
    assert table.main(["--made-up", "--only", "ical"]) == 0


def test_a_feed_somewhere_else_means_what_icalendar_reads(capsys: pytest.CaptureFixture[str]) -> None:
    with served() as feed:
        assert table.main(["--only", "ical", "ical.js", "--address", feed.address]) == 0
    assert "at first: ical.js read 50" in capsys.readouterr().out
