"""The scripts and what they keep change while something waits: nothing is lost, and no page is stranded."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import expect

from tests.browser.own_phone import KEPT, LIES_HERE, OwnPhone, all_arrived, in_worker, until
from tests.browser.walking import Walk
from tests.browser.without_a_signal.saying import (
    CANARY,
    DOSES,
    MRI,
    SAID_TODAY,
    does,
    notes,
    waits,
)

# The database as another version of our scripts has it: its stores are changed by `CHANGE`, under a higher number.
ANOTHER_DATABASE = """async () => {
  const open = (version, change) => new Promise((resolve, reject) => {
    const asked = indexedDB.open("ahead", version);
    asked.onupgradeneeded = () => change(asked.result);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const now = await open();
  now.close();
  (await open(now.version + 5, (db) => { CHANGE })).close();
}"""


# A made-up newer version of what seals: it knows how things were sealed before, but not the other way round.
NEWER = {
    "/static/js/store.js": [
        ("const FORMAT = 1;", "const FORMAT = 2;"),
        ("const READ = { 1: (told) => told };", "const READ = { 1: (told) => told, 2: ({ inside }) => inside };"),
        ("words.encode(JSON.stringify(value))", "words.encode(JSON.stringify({ inside: value }))"),
    ]
}


def takes_the_worker_of_now(phone: OwnPhone, walk: Walk, reads: int) -> Walk:
    """Wait until the browser has the worker that the service serves now, which seals in the format `reads`."""
    walk.opens("/plan").page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    until(
        walk,
        "navigator.serviceWorker.getRegistration().then((one) => !one.installing && !one.waiting"
        " && one.active.state === 'activated')",
    )
    assert in_worker(phone, "store.FORMAT") == reads
    return walk


def test_what_an_older_version_left_waiting_is_read_and_brought_by_a_newer_one(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    walk = phone.opens()
    phone.service.kill()
    does(walk, steps[DOSES])
    notes(walk, steps[DOSES], CANARY)
    phone.service.is_(scripts=NEWER, gateway=503, at="/offline/")
    phone.service.start()
    takes_the_worker_of_now(phone, walk, 2)
    waits(walk.opens("/waiting"), f"{DOSES} Done", f"{DOSES} A note: {CANARY}")
    phone.service.is_(scripts=NEWER)
    all_arrived(walk.opens("/plan"))
    assert phone.said() == [("step-done", SAID_TODAY)]
    assert phone.noted() == [CANARY]


def test_what_a_newer_version_left_is_kept_and_shown_and_its_pages_are_fetched_anew(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    walk = phone.opens()
    phone.service.is_(scripts=NEWER)
    takes_the_worker_of_now(phone, walk, 2)
    until(walk, "store.about().then((told) => told.format === 2)")
    phone.service.kill()
    does(walk, steps[DOSES])

    phone.service.is_(gateway=503, at="/offline/")
    phone.service.start()
    takes_the_worker_of_now(phone, walk, 1)
    waits(
        walk.opens("/waiting"),
        "A step Kept by an older or newer form of this page. It stays here until it can be read.",
    )
    expect(walk.page.get_by_role("button", name="Take it back")).to_have_count(0)
    phone.service.kill()
    walk.opens("/plan").sees("There is no signal now").reads("This page was not kept on this phone.")

    phone.service.is_()
    phone.service.start()
    until(walk.opens("/plan"), "store.about().then((told) => told.format === 1)")
    phone.service.kill()
    walk.opens("/plan").sees("Your plan").reads("1 waiting to be sent")
    assert phone.said() == []

    phone.service.is_(scripts=NEWER)
    phone.service.start()
    takes_the_worker_of_now(phone, walk, 2)
    all_arrived(walk.opens("/plan"))
    assert phone.said() == [("step-done", SAID_TODAY)]


def test_an_old_page_in_a_tab_still_sends_after_the_scripts_have_changed(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    old, older, walk = phone.opens().opens(steps[DOSES]), phone.tab().opens(steps[MRI]), phone.tab()
    phone.service.is_(scripts=NEWER, secret="another secret of the service, long enough")
    takes_the_worker_of_now(phone, walk, 2)
    old.presses("Done today").sees("Please send that again").presses("Send it again").sees("Your plan")
    phone.service.kill()
    waits(older.presses("Done today"), f"{MRI} Done")
    phone.service.start()
    all_arrived(walk.opens("/plan"))
    assert phone.said() == [("step-done", SAID_TODAY)] * 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("db.deleteObjectStore('waiting'); db.deleteObjectStore('about')", id="older"),
        pytest.param(
            "db.createObjectStore('later').put('of a version to come', 1)", id="newer", marks=pytest.mark.thorough
        ),
    ],
)
def test_a_database_of_another_version_serves_and_keeps_what_is_in_it(
    phone: OwnPhone, steps: Mapping[str, str], change: str
) -> None:
    walk = phone.opens().opens("/waiting")
    stores = "indexedDB.databases().then(([db]) => db.version)"
    before = walk.page.evaluate(stores)
    walk.page.evaluate(ANOTHER_DATABASE.replace("CHANGE", change))
    until(walk.opens("/plan"), KEPT)
    phone.service.kill()
    does(walk, steps[DOSES])
    walk.opens("/plan").reads("1 waiting to be sent").reads("As last seen on 2 March 2026")
    phone.service.start()
    all_arrived(walk.opens("/plan"))
    assert phone.said() == [("step-done", SAID_TODAY)]
    assert walk.page.evaluate(stores) > before
    if "later" in change:
        assert "of a version to come" in walk.page.evaluate(LIES_HERE)["stores"]
