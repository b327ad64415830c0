"""A phone that is locked without a signal shows nothing, and the service hears of it before anything is shown again."""

from collections.abc import Mapping

from playwright.sync_api import expect

from tests.browser.outside import AWAY
from tests.browser.own_phone import OwnPhone, all_arrived, in_worker, until
from tests.browser.without_a_signal.saying import (
    DOSES,
    MRI,
    SAID_TODAY,
    does,
    leaves,
)


def test_with_a_code_no_page_lies_on_a_locked_phone_and_what_waits_stays(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    phone.another()
    walk = phone.opens().opens("/phone").types("27314", "A code of 4 to 12 digits").presses("Keep this code")
    until(walk, "store.about().then((told) => told.coded)")
    phone.service.kill()
    does(walk, steps[DOSES])
    leaves(walk)
    walk.opens("/plan").sees("This is locked")
    assert in_worker(phone, "store.page('/plan')") is None
    assert in_worker(phone, "store.count()") == 1


def test_left_without_a_signal_every_address_shows_a_locked_page_and_one_press_opens_it(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    walk = phone.opens()
    phone.service.kill()
    leaves(walk.opens("/plan").sees("Your plan"))
    for path in ("/", "/plan", steps[DOSES], "/waiting", "/plan/history"):
        walk.opens(path).sees("This is locked").finds_none_of("chemo", "plan", DOSES)
    walk.presses("Open").sees("Your plan").reads("There is no signal now, so “today” means that day.")
    walk.opens(steps[DOSES]).sees(DOSES)


def test_with_a_code_it_waits_for_a_signal_and_the_service_hears_of_it_before_anything_is_shown(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    phone.another()  # nobody chooses a code without another way back
    walk = phone.opens().opens("/phone").types("27314", "A code of 4 to 12 digits").presses("Keep this code")
    until(walk, "store.about().then((told) => told.coded)")
    phone.service.kill()
    does(walk, steps[DOSES])
    leaves(walk)
    walk.opens("/plan").sees("This is locked").presses("Open").sees("This is locked")
    walk.reads("There is no signal now. Where you chose a code, it opens again once there is one.")
    phone.service.start()
    expect(walk.opens("/plan").page).to_have_url(AWAY)
    assert phone.said() == []
    walk.opens("/").sees("This is locked").types("27314", "Your code").presses("Open").opens("/plan").sees("Your plan")
    all_arrived(walk)
    assert phone.said() == [("step-done", SAID_TODAY)]

    phone.service.kill()
    leaves(walk).opens("/").sees("This is locked")
    phone.service.start()
    walk.presses("Open").sees("This is locked").types("27314", "Your code").presses("Open").opens("/plan").sees(
        "Your plan"
    )


def test_left_while_the_service_is_asked_how_it_stands_it_stays_locked(phone: OwnPhone) -> None:
    walk = phone.opens()
    phone.service.is_(holds="/offline/state")
    walk.opens("/plan")
    phone.service.waits_until_held()
    leaves(walk)
    phone.service.is_()
    in_worker(
        phone, "navigator.locks.request('refresh', () => null)"
    )  # and wait for its turn: what was asked has been used
    phone.service.kill()
    walk.opens("/plan").sees("This is locked")


def test_without_a_signal_it_locks_by_itself_as_it_does_with_one(phone: OwnPhone) -> None:
    walk = phone.opens().opens("/phone").chooses("2 minutes").presses("Keep this").opens("/plan")
    until(walk, "store.about().then((told) => told.idle === 2 && told.touched)")
    phone.service.kill()
    walk.opens("/plan").sees("Your plan")
    walk.page.evaluate("store.about().then(({ touched }) => store.tell({ touched: touched - 3 * 60000 }))")
    walk.opens("/plan").sees("This is locked").presses("Open").sees("Your plan")


def test_another_site_leads_to_the_way_out_and_locks_nobody_out_of_their_own_phone(phone: OwnPhone) -> None:
    walk = phone.opens().opens("/plan")  # the worker is awake
    link = f'<a href="{walk.address}/leave">Here</a>'
    walk.page.route("http://elsewhere.test/", lambda route: route.fulfill(content_type="text/html", body=link))
    walk.page.goto("http://elsewhere.test/")
    walk.page.get_by_role("link").click()
    expect(walk.page).to_have_url(AWAY)
    walk.opens("/plan").sees("Your plan")


def test_left_without_a_signal_it_stays_locked_also_when_the_browser_was_closed_meanwhile(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    phone.another()
    walk = phone.opens().opens("/phone").types("27314", "A code of 4 to 12 digits").presses("Keep this code")
    until(walk, "store.about().then((told) => told.coded)")
    phone.service.kill()
    leaves(does(walk, steps[MRI]))
    phone.closes()
    phone.service.start()
    walk = phone.opens()
    expect(walk.opens("/plan").page).to_have_url(AWAY)
    walk.opens("/").sees("This is locked")
    assert phone.said() == []
