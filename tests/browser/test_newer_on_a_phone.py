"""Newer guidance in a real browser: old and new beside each other, open to everyone, followed at a press."""

from collections.abc import Callable

import pytest

from tests.browser.lives_kept import Cookies
from tests.browser.test_open_to_everyone import CUT_OFF, TOO_SMALL, UNFOLD
from tests.browser.walking import Walk
from tests.with_axe import assert_open_to_everyone


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (320, "light"), (1280, "light")])
def test_what_newer_guidance_would_change_can_be_read_by_everyone(
    opened: Callable[..., Walk],
    kept: Callable[[str], Cookies],
    the_day_is: Callable[[str], object],
    width: int,
    scheme: str,
) -> None:
    cookies = kept("august")
    the_day_is("2026-06-02")
    walk = opened(cookies, width, color_scheme=scheme, reduced_motion="reduce", has_touch=True)
    walk.opens("/plan").presses("See what would change").sees("What newer guidance would change")
    walk.reads("Go four days earlier. Call today.")
    walk.page.evaluate(UNFOLD)
    assert_open_to_everyone(walk.page)
    assert walk.page.evaluate("document.documentElement.scrollWidth") <= width
    assert walk.page.evaluate(CUT_OFF) == []
    assert walk.page.evaluate(TOO_SMALL) == []


def test_it_is_followed_when_its_owner_says_so_and_not_before(
    opened: Callable[..., Walk], kept: Callable[[str], Cookies], the_day_is: Callable[[str], object]
) -> None:
    cookies = kept("august")
    the_day_is("2026-06-02")
    walk = opened(cookies, java_script_enabled=False).opens("/plan").reads("The guidance changed")
    walk.presses("See what would change").presses("Use the new guidance").sees("Your plan")
    walk.finds_none_of("The guidance changed")
