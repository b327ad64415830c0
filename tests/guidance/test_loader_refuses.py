"""The loader refuses what is wrong with the guidance, and names the file and the line to mend."""

import ast
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from planner.errors import GuidanceErrors
from planner.guidance import checks, loader, read_items, read_rules, read_timing, read_words, toml_file
from planner.guidance.loader import CONTENT, guidance, read_guidance
from tests.guidance.bad_guidance import OF_NAMES_AND_WORDS, Bad
from tests.guidance.bad_languages import OF_LANGUAGES
from tests.guidance.bad_partner_words import OF_PARTNERS
from tests.guidance.bad_shapes import OF_DAYS_AND_SHAPE

BAD = OF_NAMES_AND_WORDS + OF_DAYS_AND_SHAPE + OF_LANGUAGES + OF_PARTNERS
REFUSING = (checks, loader, read_items, read_rules, read_timing, read_words, toml_file)


def spoilt(bad: Bad, folder: Path) -> int:
    """Copy the guidance into a folder with one thing wrong, and answer on which line."""
    shutil.copytree(CONTENT, folder, dirs_exist_ok=True)
    path = folder / bad.file
    if bad.name == "missing-file":
        path.unlink()
        return 1
    if bad.name == "not-utf-8":
        path.write_bytes(path.read_bytes() + b"# caf\xe9\n")
        return 1
    text = path.read_text("utf-8")
    for find, put in ((bad.find, bad.put), *bad.with_it):
        assert find in text, f"{bad.name}: there is no {find!r} in {bad.file}"
        text = text.replace(find, put, 1)
    path.write_text(text, "utf-8")
    return next(number for number, line in enumerate(text.splitlines(), 1) if bad.at in line)


@cache
def refusal(bad: Bad) -> tuple[int, tuple[tuple[str, int, str, str], ...]]:
    """The line on which a fault was planted, and what the loader says: file, line, key, what to do."""
    with TemporaryDirectory() as name:
        line = spoilt(bad, Path(name))
        try:
            read_guidance(Path(name))
        except GuidanceErrors as refused:
            return line, tuple((one.file, one.line, one.key, one.what_to_do) for one in refused.faults)
        return line, ()


@pytest.mark.parametrize("bad", BAD, ids=[bad.name for bad in BAD])
def test_a_bad_file_is_refused_with_its_file_and_line(bad: Bad) -> None:
    line, faults = refusal(bad)
    named = [fault for fault in faults if bad.says in fault[3]]
    assert named, faults or "It was not refused."
    assert [fault[:3] for fault in named][:1] == [(bad.file, line, bad.key)]
    assert {fault[0] for fault in faults} == {bad.file}


def test_the_guidance_we_ship_is_refused_in_nothing() -> None:
    assert read_guidance(CONTENT).digest == guidance().digest


def test_all_faults_of_a_folder_are_told_at_once(tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path, dirs_exist_ok=True)
    for name in ("items/protect/b34-eat-and-move.toml", "items/after/a07-sperm-test.toml"):
        path = tmp_path / name
        path.write_text(path.read_text("utf-8").replace('phase = "', 'phase = "no'), "utf-8")
    with pytest.raises(GuidanceErrors) as refused:
        read_guidance(tmp_path)
    assert [str(fault).split(":")[:2] for fault in refused.value.faults] == [
        ["items/after/a07-sperm-test.toml", "3"],
        ["items/protect/b34-eat-and-move.toml", "3"],
    ]


def refusals_in(module: object) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every sentence a module refuses something with: where it stands, and the pattern of its words."""
    source = Path(module.__file__)  # type: ignore[attr-defined]
    tree = ast.parse(source.read_text("utf-8"))
    spoken = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    spoken -= {id(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)}
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in spoken or id(node) in said:
            continue
        parts: list[str] = []
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "" for part in node.values]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            parts = [node.value]
        text = "".join(parts)
        if text.endswith(".") and " " in text:
            pattern = "".join(re.escape(part) if part else ".*" for part in parts)
            yield f"{source.name}:{node.lineno}", re.compile(pattern, re.DOTALL)


def test_every_refusal_has_a_bad_file_that_triggers_it() -> None:
    said = [fault[3] for bad in BAD for fault in refusal(bad)[1]]
    refusals = [refusal for module in REFUSING for refusal in refusals_in(module)]
    assert len(refusals) > 30
    untried = [f"{where}: {words.pattern}" for where, words in refusals if not any(map(words.fullmatch, said))]
    assert untried == []


def test_every_bad_file_is_refused_for_a_reason_of_its_own_name() -> None:
    assert len({bad.name for bad in BAD}) == len(BAD)
    assert len({(bad.file, bad.find, bad.put) for bad in BAD}) == len(BAD)
