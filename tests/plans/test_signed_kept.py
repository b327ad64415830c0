"""The content that was signed, kept as JSON, and its digest: the same in every place and for ever."""

import json
import os
import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from planner.engine.schedule import Window
from planner.plans.signed_changes import (
    differences,
)
from planner.plans.signed_content import (
    Content,
    ItemContent,
    as_json,
    content_from,
    digest_of,
)
from tests.engine.cases import Case
from tests.engine.promises import for_anyone
from tests.engine.strategies import cases
from tests.plans.signing import january, signed

A_DAY = date(2027, 3, 25)
# A content made by hand, and its digest as this text has it, worked out with another program (sha256sum):
# {"guidance":"g","items":{"B04":{"severity":"high","verdict":"applies","window":{"due":"2027-03-25"}},
# "B22":{"grounds":[["has_testes","no"]],"verdict":"does-not-apply"}},"milestones":{},"options":{},"place":"gb"}
BY_HAND = Content(
    "gb",
    "g",
    {
        "B22": ItemContent("does-not-apply", grounds=(("has_testes", "no"),)),
        "B04": ItemContent("applies", window=Window(due=A_DAY), severity="high"),
    },
    {},
    {},
)
DIGEST_BY_HAND = "82ebe04808722e848b890dbfd0086a9a19a97ff2c5e8a905c3892cf2a456f0f3"


# --- the digest and what is kept ---


def test_the_digest_of_a_content_made_by_hand_is_the_one_worked_out_by_hand() -> None:
    assert digest_of(BY_HAND) == DIGEST_BY_HAND


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_has_the_same_digest(seed: str) -> None:
    program = "from tests.plans.signing import january; from planner.plans.signoff import digest_of; "
    run = subprocess.run(
        [sys.executable, "-c", f"{program}print(digest_of(january()))"],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == digest_of(january())


def test_what_is_empty_is_not_written_so_a_field_that_comes_later_ends_no_signature() -> None:
    kept = as_json(BY_HAND)
    assert kept["items"]["B22"] == {"verdict": "does-not-apply", "grounds": [["has_testes", "no"]]}
    assert "stopped" not in kept


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {},
        {**as_json(BY_HAND), "of a later version": 1},
        {**as_json(BY_HAND), "items": {"B04": {"verdict": 1}}},
        {**as_json(BY_HAND), "items": {"B04": {"verdict": "applies", "window": {"due": "soon"}}}},
        {**as_json(BY_HAND), "items": {"B04": {"verdict": "applies", "grounds": [["one"]]}}},
    ],
)
def test_what_is_no_content_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="This is no Content that this version can read"):
        content_from(wrong)


@for_anyone(cases(steps=True), examples=150)
def test_content_that_was_kept_is_read_again_as_it_was(case: Case) -> None:
    made = signed(case.told(), case.asked_on)
    read = content_from(json.loads(json.dumps(as_json(made))))
    assert read == made
    assert digest_of(read) == digest_of(made)
    assert differences(made, read) == ()
