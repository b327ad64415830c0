"""What a template takes from another it uses: a name that is left over tells of something the page has not."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
TAKES = re.compile(r'{% from "[^"]+" import ([^%]+) %}')
ASIDE = re.compile(r"{#.*?#}", re.DOTALL)


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_a_template_uses_every_macro_that_it_takes(file: Path) -> None:
    text = ASIDE.sub("", file.read_text())
    taken = [name.split(" as ")[-1].strip() for names in TAKES.findall(text) for name in names.split(",")]
    rest = TAKES.sub("", text)
    assert [name for name in taken if not re.search(rf"\b{name}\(", rest)] == []
