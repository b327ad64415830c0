"""What is gathered once for all tests of languages."""

import shlex
import subprocess
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def needed(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """All messages of the code, the templates and the guidance, gathered by the very line of `make words`."""
    (line,) = (one.strip() for one in (ROOT / "Makefile").read_text().splitlines() if "pybabel -q extract" in one)
    found = tmp_path_factory.mktemp("words") / "words.pot"
    line = line.removeprefix("@").replace("$(BIN)", ".venv/bin").replace(".words.pot", shlex.quote(str(found)))
    subprocess.run(["bash", "-c", line], cwd=ROOT, check=True)
    with found.open("rb") as file:
        return read_po(file)
