"""The style sheet and the lock name no other host, and nothing of the health service's own brand is left."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "static" / "build" / "ahead.css"


@pytest.fixture(scope="module")
def css() -> str:
    """The built sheet. It has to be there: a page without it is not the page people get."""
    if not BUILT.is_file():
        pytest.fail("static/build/ahead.css is missing. Run `make build` first.")
    return BUILT.read_text()


def test_nothing_is_loaded_by_the_style_sheet(css: str) -> None:
    assert "url(" not in css
    assert "@import" not in css
    assert "//" not in css
    assert "@font-face" not in css


@pytest.mark.parametrize("word", ["frutiger", "nhs.uk", "assets/", "#005eb8", "#003087"])
def test_nothing_of_the_health_services_brand_is_left(css: str, word: str) -> None:
    assert word not in css.lower()


def test_every_colour_used_is_one_we_chose(css: str) -> None:
    used = set(re.findall(r"var\((--[a-z-]+)", css))
    chosen = set(re.findall(r"(--[a-z-]+):", css))
    assert used - chosen == set()


def test_dark_names_every_colour_that_light_does() -> None:
    tokens = (ROOT / "static" / "scss" / "_tokens.scss").read_text()
    light, dark = (re.search(rf"@mixin {name} {{(.*?)\n}}", tokens, re.S) for name in ("light", "dark"))
    assert light
    assert dark
    assert re.findall(r"(--[a-z-]+):", light[1]) == re.findall(r"(--[a-z-]+):", dark[1])


def test_the_sheet_is_small_enough_for_a_ward_connection(css: str) -> None:
    assert len(css) < 75_000


def test_the_lock_names_no_host() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert "://" not in lock, "The lock names a host. Run `npm run lock`."
    assert '"resolved"' not in lock, "The lock names a registry. Run `npm run lock`."


def test_the_pages_ask_no_other_host_for_anything() -> None:
    loads = re.compile(r"<(?:script|img|iframe|object|embed|source|video|audio)\b[^>]*?(?:src|data)=(.{22})")
    links = re.compile(r"<link\b[^>]*?href=(.{22})")
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text()
        for target in loads.findall(text) + links.findall(text):
            assert target == "\"{{ url_for('static', ", f"{template.name} loads {target}"
