"""A phone that is shared, or is not its owner's any more, keeps nothing; what waits is sent first."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from tests.browser.lives_kept import cookies_of
from tests.browser.own_phone import OwnPhone, until
from tests.browser.without_a_signal.saying import (
    CANARY,
    DOSES,
    NOTHING_HERE,
    SAID_TODAY,
    WAITING,
    does,
    notes,
)


def test_on_a_phone_that_is_shared_nothing_is_kept(phone: OwnPhone, steps: Mapping[str, str], tmp_path: Path) -> None:
    shared = OwnPhone(phone.playwright, phone.service, tmp_path / "shared", phone.start)
    try:
        walk = shared.opens()
        shared.takes([{"name": name, "value": value} for name, value in phone.another().cookies.items()])
        does(walk.opens("/phone").reads("Nothing is kept on it."), steps[DOSES]).sees("Your plan")
        assert walk.page.evaluate(NOTHING_HERE)
        phone.service.kill()
        with pytest.raises(Error, match="ERR_CONNECTION_"):
            walk.opens("/plan")
    finally:
        shared.closes()


def test_turning_it_off_sends_what_waits_and_then_wipes(phone: OwnPhone, steps: Mapping[str, str]) -> None:
    walk = phone.opens().opens("/phone")
    assert not walk.page.evaluate(NOTHING_HERE)
    phone.service.kill()
    does(phone.tab(), steps[DOSES])
    phone.service.start()
    walk.presses("Keep nothing here any more")
    until(walk, NOTHING_HERE)
    assert phone.said() == [("step-done", SAID_TODAY)]
    walk.opens("/plan").sees("Your plan")
    assert walk.page.evaluate(NOTHING_HERE)


def test_turned_off_what_nobody_has_decided_waits_alone_until_somebody_does(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    walk = phone.opens()
    phone.service.kill()
    does(walk, steps[DOSES])
    phone.service.start()
    other = phone.another()
    other.post(f"{steps[DOSES]}/say", {**other.keys_of(steps[DOSES]), "state": "declined", "words": "not mine"})
    walk.opens("/phone").presses("Keep nothing here any more").reads("Needs your answer: 1")
    until(walk, "store.page('/plan').then((page) => page === null)")
    walk.opens("/waiting").page.get_by_role("button", name="Leave what stands now").click()
    expect(walk.page.locator(WAITING)).to_have_count(0)
    until(walk.opens("/phone"), NOTHING_HERE)
    assert phone.said() == [("step-declined", {"declined": "not mine"})]


@pytest.mark.thorough
def test_turned_off_while_pages_are_fetched_it_keeps_none_of_them(phone: OwnPhone) -> None:
    walk, other = phone.opens().opens("/phone"), phone.tab().opens("/phone")
    walk.page.evaluate("store.about().then(({marks: {'/plan': _, ...marks}}) => store.tell({version: '', marks}))")
    phone.service.is_(holds="/offline/pages")
    other.opens("/plan")
    phone.service.waits_until_held()
    walk.presses("Keep nothing here any more")
    phone.service.is_()
    until(walk, NOTHING_HERE)
    until(walk.opens("/plan"), "navigator.locks.query().then(({ held }) => held.length === 0)")
    assert walk.page.evaluate(NOTHING_HERE)


@pytest.mark.parametrize("way", ["ended elsewhere", pytest.param("another plan", marks=pytest.mark.thorough)])
def test_a_phone_that_is_not_its_owners_any_more_is_wiped_at_the_next_contact(
    phone: OwnPhone, steps: Mapping[str, str], way: str
) -> None:
    walk = phone.opens()
    phone.service.kill()
    notes(walk, steps[DOSES], CANARY)
    phone.service.start()
    if way == "ended elsewhere":
        other = phone.another()
        page = other.get("/devices").page
        for device in re.findall(r'name="device" value="([0-9a-f]{32})"', page)[1:]:
            other.post("/devices/end", {**other.keys_of("/devices"), "device": device})
    else:
        phone.takes(cookies_of(phone.service.address, "no-answers"))
    walk.opens("/plan")
    until(walk, NOTHING_HERE)
    phone.service.kill()
    with pytest.raises(Error, match="ERR_CONNECTION_"):
        walk.opens("/plan")
