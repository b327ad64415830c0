"""Editions: on every day each item has exactly one in each place, and what is ended is followed."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from planner.errors import GuidanceErrors
from planner.guidance.loader import BEGINS, CONTENT, guidance, read_guidance
from planner.guidance.model import ENGLISH, PLACES, Item, NoEdition, fingerprint

FAR = [date(year, month, day) for year in (2032, 2036, 2050, 2100) for month, day in ((1, 1), (2, 28), (12, 31))]
EVERY_DAY = [date(2026, 1, 1) + timedelta(days) for days in range((date(2030, 12, 31) - date(2026, 1, 1)).days + 1)]
MOVE = "items/protect/b34-eat-and-move.toml"


def in_force(items: tuple[Item, ...], day: date) -> list[str]:
    """The codes of the editions that hold on a day, counted here and not by the guidance itself."""
    return sorted(item.code for item in items if item.begins <= day and (item.ends is None or day < item.ends))


def with_editions(folder: Path, *editions: str, file: str = MOVE) -> Path:
    """The guidance with one item given these editions."""
    shutil.copytree(CONTENT, folder, dirs_exist_ok=True)
    path = folder / file
    before, _, _ = path.read_text("utf-8").partition("[[edition]]")
    path.write_text(before + "".join(f"[[edition]]\n{edition}\n\n" for edition in editions), "utf-8")
    return folder


@pytest.mark.parametrize("place", PLACES)
def test_on_every_day_each_of_sixty_items_has_exactly_one_edition(place: str) -> None:
    items = guidance().editions[place]
    everyone = sorted({item.code for item in items})
    assert len(everyone) == 60
    assert EVERY_DAY[0] == BEGINS
    assert [day for day in [*EVERY_DAY, *FAR] if in_force(items, day) != everyone] == []


@pytest.mark.parametrize("place", PLACES)
def test_the_edition_in_force_is_that_of_the_place_and_the_day(place: str) -> None:
    for day in (EVERY_DAY[0], date(2028, 2, 29), FAR[-1]):
        for item in guidance().editions[place]:
            found = guidance().edition_in_force(item.key, place, day)
            assert (found.key, found.place) == (item.key, place)
            assert found.begins <= day


def test_every_place_has_the_same_items_and_words_of_its_own_place_only() -> None:
    keys = {place: {item.key: item.code for item in guidance().editions[place]} for place in PLACES}
    assert keys["gb"] == keys["us"] == keys["elsewhere"]


def test_before_the_guidance_begins_no_edition_is_in_force() -> None:
    with pytest.raises(NoEdition, match=r"'freeze-sperm' has no edition in force in 'gb' on 2025-12-31\. Add one"):
        guidance().edition_in_force("freeze-sperm", "gb", date(2025, 12, 31))


def test_an_item_nobody_wrote_has_no_edition() -> None:
    with pytest.raises(NoEdition, match="'freeze-hope' has no edition in force in 'us' on 2026-03-02"):
        guidance().edition_in_force("freeze-hope", "us", date(2026, 3, 2))


ALL = 'places = ["gb", "us", "elsewhere"]'


def test_a_changed_rule_is_a_new_edition_beside_the_old(tmp_path: Path) -> None:
    read = read_guidance(
        with_editions(
            tmp_path,
            f"{ALL}\nfrom = 2026-01-01\nuntil = 2027-06-01",
            f'{ALL}\nfrom = 2027-06-01\nseverity = "high"',
        )
    )
    assert read.edition_in_force("eat-and-move", "gb", date(2027, 5, 31)).severity == "info"
    assert read.edition_in_force("eat-and-move", "gb", date(2027, 6, 1)).severity == "high"
    assert read.digest != guidance().digest


def test_one_place_may_change_while_another_stays(tmp_path: Path) -> None:
    english = guidance().edition_in_force("eat-and-move", "gb", BEGINS).words[ENGLISH]._replace(late="Another word.")
    read = read_guidance(
        with_editions(
            tmp_path,
            'places = ["us", "elsewhere"]\nfrom = 2026-01-01',
            'places = ["gb"]\nfrom = 2026-01-01\nuntil = 2028-02-29',
            'places = ["gb"]\nfrom = 2028-02-29\n[edition.words.en]\nlate = "Another word."\n'
            f'[edition.words.es]\nlate = "Otra palabra."\nof = "{fingerprint(english)}"',
        )
    )
    changed, stayed = (read.edition_in_force("eat-and-move", place, date(2028, 2, 29)).words for place in ("gb", "us"))
    assert (changed["en"].late, changed["es"].late) == ("Another word.", "Otra palabra.")
    assert stayed == guidance().edition_in_force("eat-and-move", "us", BEGINS).words


@pytest.mark.parametrize(
    ("editions", "says"),
    [
        ((f"{ALL}\nfrom = 2026-01-01\nuntil = 2027-01-01",), "no edition holds on 2027-01-01"),
        ((f"{ALL}\nfrom = 2026-01-02",), "no edition holds on 2026-01-01"),
        (('places = ["gb", "us"]\nfrom = 2026-01-01',), "In 'elsewhere', no edition holds on 2026-01-01"),
        ((f"{ALL}\nfrom = 2026-01-01", f"{ALL}\nfrom = 2026-01-01"), "two editions hold on 2026-01-01"),
        ((f"{ALL}\nfrom = 2026-01-01", f"{ALL}\nfrom = 2028-02-29"), "two editions hold on 2028-02-29"),
        (
            (f"{ALL}\nfrom = 2026-01-01\nuntil = 2026-06-01", f"{ALL}\nfrom = 2026-01-01"),
            "two editions hold on 2026-01-01",
        ),
        (
            (f"{ALL}\nfrom = 2026-01-01\nuntil = 2027-01-01", f"{ALL}\nfrom = 2026-12-31"),
            "two editions hold on 2026-12-31",
        ),
        (
            (f"{ALL}\nfrom = 2026-01-01\nuntil = 2027-01-01", f"{ALL}\nfrom = 2027-01-02"),
            "no edition holds on 2027-01-01",
        ),
        ((f"{ALL}\nfrom = 2026-01-01\nuntil = 2025-01-01",), "no edition holds on"),
        (('places = ["gb", "gb", "us", "elsewhere"]\nfrom = 2026-01-01',), "two editions hold on 2026-01-01"),
    ],
)
def test_a_day_without_an_edition_or_with_two_is_refused(editions: tuple[str, ...], says: str, tmp_path: Path) -> None:
    with pytest.raises(GuidanceErrors) as refused:
        read_guidance(with_editions(tmp_path, *editions))
    assert any(says in fault.what_to_do for fault in refused.value.faults), str(refused.value)
    assert {fault.file for fault in refused.value.faults} == {MOVE}
