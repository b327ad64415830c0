"""What is sealed opens only where it belongs and with its key, and the keys are made once."""

import json
import multiprocessing
import stat
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from planner import create_app
from planner.sealed import FILE, CannotOpen, Where, add_key, key_name_of, keys, keys_in, make_keys, seal, unseal

HERE = Where("plan", "one", "answers")


@pytest.fixture
def sealing(tmp_path: Path) -> Flask:
    """The service with keys of its own."""
    return create_app({"INSTANCE": str(tmp_path)})


@pytest.mark.parametrize("text", ["", "words", "ü" * 100_000, "\x00\n\x7f", '{"a": "b"}'])
def test_what_was_sealed_opens_again(sealing: Flask, text: str) -> None:
    with sealing.app_context():
        sealed = seal(text, HERE)
        assert unseal(sealed, HERE) == text
        assert text == "" or text.encode() not in sealed
        assert seal(text, HERE) != sealed


@pytest.mark.parametrize("where", [("person", "one", "answers"), ("plan", "two", "answers"), ("plan", "one", "secret")])
def test_in_another_place_it_does_not_open(sealing: Flask, where: tuple[str, str, str]) -> None:
    with sealing.app_context(), pytest.raises(CannotOpen):
        unseal(seal("words", HERE), Where(*where))


@pytest.fixture(scope="session")
def one_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One service for many examples."""
    return create_app({"INSTANCE": str(tmp_path_factory.mktemp("one") / "instance")})


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_changed_bit_anywhere_is_seen(one_app: Flask, at: int, bit: int) -> None:
    with one_app.app_context():
        sealed = bytearray(seal("words", HERE))
        sealed[at % len(sealed)] ^= 1 << bit
        with pytest.raises(CannotOpen):
            unseal(bytes(sealed), HERE)


def test_the_keys_are_for_nobody_else_on_the_machine(tmp_path: Path) -> None:
    make_keys(tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / FILE).stat().st_mode) == 0o600


def make_and_tell(folder: Path, start: Any, told: Any) -> None:
    """One worker that starts: it makes the keys unless they are there, and says what it read."""
    start.wait()
    make_keys(folder)
    told.put(keys_in(folder).lasting)


def test_of_eight_workers_that_start_at_once_one_makes_the_keys_and_all_read_them(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    start, told = fork.Barrier(8), fork.Queue()
    workers = [fork.Process(target=make_and_tell, args=(tmp_path / "new", start, told)) for _ in range(8)]
    for worker in workers:
        worker.start()
    assert len({told.get(timeout=60) for _ in workers}) == 1
    for worker in workers:
        worker.join()
    assert [path.name for path in (tmp_path / "new").iterdir()] == [FILE]


def test_a_new_key_is_used_without_a_restart_and_the_old_one_still_opens(sealing: Flask, tmp_path: Path) -> None:
    with sealing.app_context():
        before = seal("words", HERE)
        add_key(tmp_path)
        after = seal("words", HERE)
        assert key_name_of(after) == keys().current != key_name_of(before)
        assert unseal(before, HERE) == unseal(after, HERE) == "words"


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"current": "x", "keys": 1, "lasting": ""}', "\x00"])
def test_a_garbled_key_file_is_said_and_never_made_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    make_keys(tmp_path)
    with pytest.raises(CannotOpen, match="cannot be read"):
        keys_in(tmp_path)
    assert (tmp_path / FILE).read_text() == content


def test_a_key_that_is_gone_is_said(sealing: Flask, tmp_path: Path) -> None:
    with sealing.app_context():
        sealed = seal("words", HERE)
        add_key(tmp_path)
        told = json.loads((tmp_path / FILE).read_text())
        del told["keys"][key_name_of(sealed)]
        (tmp_path / FILE).write_text(json.dumps(told))
        with pytest.raises(CannotOpen, match=key_name_of(sealed)):
            unseal(sealed, HERE)
