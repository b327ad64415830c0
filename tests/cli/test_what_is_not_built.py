"""A command that is not built yet is not listed, and asking for it ends with 2."""

import pytest

from tests.cli.conftest import Run

LATER = [
    ("guidance", "prove"),
    ("clinic", "create", "Harbour", "--place", "gb", "--json"),
    ("audit", "verify"),
    ("summary", "rebuild"),
    ("keys", "rotate"),
    ("backup", "file"),
    ("restore", "file"),
    ("demo",),
]


@pytest.mark.parametrize("command", LATER, ids=" ".join)
def test_a_command_is_listed_or_ends_with_two(run: Run, command: tuple[str, ...]) -> None:
    group = command[:-1] if command[0] == "guidance" else ()
    listed = any(
        line.split()[:1] == [command[len(group)]]
        for line in run(*group[:1], "--help").stdout.partition("Commands:")[2].splitlines()
    )
    if not listed:
        done = run(*command)
        assert (done.exit_code, done.stdout) == (2, "")
        assert command[len(group)] in done.stderr


def test_what_is_built_is_listed(run: Run) -> None:
    assert {"plan", "guidance"} <= set(run("--help").stdout.split())
    assert {"preview", "compare"} <= set(run("plan", "--help").stdout.split())
    assert {"check", "list"} <= set(run("guidance", "--help").stdout.split())
