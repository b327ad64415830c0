"""The style sheet and the lock name no other host, and nothing of the health service's own brand is left."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "static" / "build" / "ahead.css"
SCSS = ROOT / "static" / "scss"
# What takes four sides one after the other.
FOUR = ("margin", "padding", "inset", "border-width", "border-style", "border-color", "scroll-margin", "scroll-padding")
# Where a side is meant, and why. By file and declaration.
MEANT = {
    ("_layout.scss", "padding-inline"): "the notch of a phone is where it is, and both sides keep clear of it",
    ("_forms.scss", "transform"): "the dot of a radio, moved the other way where lines run from right to left",
}


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
            ours = target == "\"{{ url_for('static', " or target == '"/manifest.webmanifest'
            assert ours, f"{template.name} loads {target}"


def declarations(text: str) -> list[tuple[str, str]]:
    """Every property of a style sheet with its value, without comments."""
    bare = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)
    return [(name, value.strip()) for name, value in re.findall(r"(?<=[{};\n])\s*([a-z-]+)\s*:\s*([^;{}]+);", bare)]


def parts_of(value: str) -> list[str]:
    """The parts of a value that stand one after the other; what is in brackets stays together."""
    return re.findall(r"(?:[^\s()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+", value)


def names_a_side(name: str, value: str) -> bool:
    """Whether a declaration says left or right, and would be wrong where lines run from right to left."""
    parts = parts_of(value)
    if name.startswith("--"):
        return False
    if {"left", "right"} & set(name.split("-")) or re.search(r"\b(left|right)\b", value):
        return True
    if name in FOUR and len(parts) == 4:
        return parts[1] != parts[3]
    if name == "border-radius" and "/" not in value and len(parts) > 1:
        corners = [*parts, *parts[-2:]][:4] if len(parts) > 2 else [*parts, *parts]
        return corners[0] != corners[1] or corners[2] != corners[3]
    return name in ("transform", "translate") and bool(re.search(r"translate(X|3d)?\((?!-50%)", value))


@pytest.mark.parametrize("file", sorted(SCSS.glob("*.scss")), ids=lambda file: file.name)
def test_no_side_is_left_or_right_so_that_lines_may_run_either_way(file: Path) -> None:
    found = [f"{name}: {value}" for name, value in declarations(file.read_text()) if names_a_side(name, value)]
    assert [line for line in found if (file.name, line.partition(":")[0]) not in MEANT] == []


def test_every_exception_is_still_one() -> None:
    for name, prop in MEANT:
        assert any(names_a_side(*one) and one[0] == prop for one in declarations((SCSS / name).read_text())), name


@pytest.mark.parametrize(
    ("line", "sided"),
    [
        ("margin-left: 1px", True),
        ("border-top-right-radius: 1px", True),
        ("left: 0", True),
        ("float: right", True),
        ("text-align: left", True),
        ("transform: translateX(4px)", True),
        ("padding: 0 1px 0 2px", True),
        ("padding: 0 calc(1px + 2px) 0 calc(1px + 2px)", False),
        ("border-radius: 0 8px 8px 0", True),
        ("border-radius: 8px 8px 0 0", False),
        ("margin: 0 auto", False),
        ("inset: 0 auto 0 0", True),
        ("padding-inline-start: 1px", False),
        ("text-align: start", False),
        ("transform: translateY(-2px) rotate(45deg)", False),
    ],
)
def test_a_side_is_known_when_it_is_named(line: str, sided: bool) -> None:
    [(name, value)] = declarations(f"a {{ {line}; }}")
    assert names_a_side(name, value) == sided


def test_no_template_names_a_side_or_holds_a_style_of_its_own() -> None:
    for template in (ROOT / "templates").rglob("*.html"):
        text = re.sub(r"<svg\b.*?</svg>", "", template.read_text(), flags=re.S)  # drawings are exempt
        told = text.replace('dir="{{ direction() }}"', "")  # the page itself says which way its language is written
        assert not re.search(r"<[^>]*\s(style|align|dir)=", told), template.name
        assert not re.search(r'class="[^"]*\b(left|right)\b(?!-)', text), template.name


def test_what_moves_moves_only_for_who_did_not_ask_for_stillness(css: str) -> None:
    allowed = re.search(
        r"@media\(prefers-reduced-motion: ?no-preference\)\{((?:[^{}]+\{[^{}]*\})*)\}",
        css.replace("@media (", "@media("),
    )
    assert allowed
    assert "transition" in allowed[1]
    others = css.replace("@media (", "@media(").replace(allowed[0], "")
    assert not re.search(r"transition|animation|@keyframes|scroll-behavior", others)
    for script in (ROOT / "static" / "js").glob("*.js"):
        assert not re.search(r"\.animate\(|behavior: *.smooth|requestAnimationFrame", script.read_text()), script.name


@pytest.mark.parametrize("media", ["prefers-contrast: more", "forced-colors: active"])
def test_more_contrast_and_the_systems_colours_name_the_colours_that_light_does(media: str) -> None:
    tokens = (SCSS / "_tokens.scss").read_text()
    light = re.search(r"@mixin light {(.*?)\n}", tokens, re.S)
    found = re.search(rf"@media \({media}\) {{(.*?)\n}}", tokens, re.S)
    assert light
    assert found
    left = set(re.findall(r"(--[a-z-]+):", light[1])) - set(re.findall(r"(--[a-z-]+):", found[1]))
    # What is white already, or yellow with black on it, is as firm as it can be.
    assert left <= {"--card", "--brand-ink", "--next-ink", "--focus", "--focus-ink"}
