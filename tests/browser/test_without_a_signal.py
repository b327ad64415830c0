"""A plan on somebody's own phone without a signal: read, said, locked, and brought to the service once it answers."""

import json
import re
import shutil
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Error, Playwright, expect

from faults.browsing import Browser
from tests.browser.lives_kept import cookies_of
from tests.browser.outside import AWAY, outside
from tests.browser.own_phone import KEPT, OwnPhone, Service, all_arrived, in_worker, until
from tests.browser.test_living import books
from tests.browser.walking import Walk

DOSES, MRI, DAY = (
    "Tell the team all your medicines and last doses",
    "Ask for a new MRI",
    "Ask which day your first chemo is",
)
CANARY = "only for my own eyes"
A_WEEK_LATER = "2026-03-09"
SAID_TODAY = {"done": "2026-03-02"}
WAITING = "#waiting > li"
NOTHING_HERE = """Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])
  .then((found) => found.every((list) => list.length === 0))"""
# Everything that lies in the browser's stores, as bytes and words that can be searched.
LIES_HERE = """async () => {
  const asked = indexedDB.open("ahead");
  const db = await new Promise((resolve) => asked.onsuccess = () => resolve(asked.result));
  const found = {};
  for (const name of db.objectStoreNames) {
    const all = db.transaction(name).objectStore(name).getAll();
    found[name] = await new Promise((resolve) => all.onsuccess = () => resolve(all.result));
  }
  db.close();
  const shown = (name, value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? new TextDecoder("latin1").decode(value) : value;
  const cached = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) cached.push(request.url, await (await cache.match(request)).text());
  }
  return {stores: JSON.stringify(found, shown), cached: cached.join(" "), told: JSON.stringify({...localStorage})};
}"""
EXPORT = """async () => {
  const asked = indexedDB.open("ahead");
  const db = await new Promise((resolve) => asked.onsuccess = () => resolve(asked.result));
  const kept = db.transaction("keys").objectStore("keys").get("seal");
  const key = await new Promise((resolve) => kept.onsuccess = () => resolve(kept.result));
  db.close();
  const exported = (way) => crypto.subtle.exportKey(way, key).then(() => "given", (error) => error.name);
  const ways = ["raw", "jwk"].map(exported);
  return [key.extractable, ...await Promise.all(ways)];
}"""
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


class Morning(NamedTuple):
    """How every test begins: the browser's profile, its cookies, and the address of each step by its title."""

    profile: Path
    cookies: list[Mapping[str, str]]
    steps: Mapping[str, str]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service of these tests: each may stop it."""
    with Service(tmp_path_factory.mktemp("line")) as service:
        yield service


@pytest.fixture(scope="module")
def start(
    browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """What the browser is started with: it finds nobody but the service and the page outside."""
    with outside(tmp_path_factory.mktemp("outside")) as args:
        yield {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *args], "env": {"TZ": "UTC"}}


@pytest.fixture(scope="module")
def morning(
    playwright: Playwright, service: Service, start: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Morning:
    """Ewa calls her phone her own and closes the browser as soon as the plan is kept: she opens no further page."""
    cookies = cookies_of(service.address, "ewa")
    her = Browser(service.address)
    her.cookies.update({one["name"]: one["value"] for one in cookies})
    her.post("/plan/phones", {**her.keys_of("/plan/phones"), "who": "Ward 7", "number": "020 7946 0000"})
    her.post("/plan/questions", {**her.keys_of("/plan/questions"), "words": "Who do I ring at night?"})
    phone = OwnPhone(playwright, service, tmp_path_factory.mktemp("morning") / "profile", start)
    walk = phone.opens()
    phone.takes(cookies)
    rows = (
        walk.opens("/plan")
        .page.locator("a.row__head")
        .evaluate_all("all => all.map(it => [it.textContent, it.getAttribute('href')])")
    )
    steps = {title: next(path for words, path in rows if title in words) for title in (DOSES, MRI, DAY)}
    walk.opens("/phone").presses("This is my own, keep my plan here")
    until(walk, KEPT)
    phone.closes()
    service.remembers()
    return Morning(phone.profile, list(cookies), steps)


@pytest.fixture
def phone(
    playwright: Playwright, service: Service, start: dict[str, Any], morning: Morning, tmp_path: Path
) -> Iterator[OwnPhone]:
    """The phone as it lies there that morning, with its browser closed."""
    service.goes_back()
    shutil.copytree(morning.profile, tmp_path / "profile", symlinks=True)
    phone = OwnPhone(playwright, service, tmp_path / "profile", start)
    phone.cookies = {one["name"]: one["value"] for one in morning.cookies}
    yield phone
    phone.closes()


@pytest.fixture
def steps(morning: Morning) -> Mapping[str, str]:
    """The address of each step by its title."""
    return morning.steps


def does(walk: Walk, step: str) -> Walk:
    """Say on its page that a step is done."""
    return walk.opens(step).presses("Done today")


def notes(walk: Walk, step: str, words: str) -> Walk:
    """Write a note on the page of a step."""
    walk.opens(step).page.locator("#note-text").fill(words)
    return walk.presses("Keep the note")


def waits(walk: Walk, *words: str) -> Walk:
    """Claim what waits on the page of it: one after the other."""
    expect(walk.page.locator(WAITING)).to_contain_text(list(words), use_inner_text=True)
    return walk


def cut_off(phone: OwnPhone) -> None:
    """The browser says that it is offline; its worker has to be awake to be cut off too."""
    phone.tab().opens("/plan")
    phone.context.set_offline(True)
    assert in_worker(phone, "fetch('/readyz').then(() => false, () => true)"), "the worker still has a line"


def stopped(phone: OwnPhone) -> None:
    """Nobody listens."""
    phone.service.kill()


def behind_a_gateway(phone: OwnPhone) -> None:
    """Something answers, and it is not the service."""
    phone.service.is_(gateway=502)


def behind_another_gateway(phone: OwnPhone) -> None:
    """Something else answers."""
    phone.service.is_(gateway=503)


def test_it_can_be_installed_under_a_name_that_tells_nothing(phone: OwnPhone) -> None:
    walk = phone.opens()
    asks = phone.context.new_cdp_session(walk.page).send
    assert asks("Page.getInstallabilityErrors")["installabilityErrors"], "what cannot be installed would not be found"
    walk.opens("/plan").sees("Your plan")
    assert asks("Page.getInstallabilityErrors")["installabilityErrors"] == []
    manifest = asks("Page.getAppManifest")
    assert manifest["errors"] == []
    told = json.loads(manifest["data"])
    assert (told["name"], told["short_name"], told["display"], told["start_url"]) == (
        "Ahead",
        "Ahead",
        "standalone",
        "/",
    )
    assert not re.search("plan|cell|transplant|fertil|chemo|sclerosis|health", manifest["data"], re.IGNORECASE)
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        file = phone.context.request.get(f"{walk.address}{icon['src']}")
        assert (file.status, file.headers["content-type"]) == (200, "image/png")
        assert "{}x{}".format(*struct.unpack(">II", file.body()[16:24])) == icon["sizes"]


@pytest.mark.parametrize(
    "lost",
    [
        stopped,
        behind_a_gateway,
        pytest.param(cut_off, marks=pytest.mark.thorough),
        pytest.param(behind_another_gateway, marks=pytest.mark.thorough),
    ],
)
def test_what_was_kept_is_read_with_its_day_and_a_page_never_kept_says_so(
    phone: OwnPhone, steps: Mapping[str, str], lost: Callable[[OwnPhone], None]
) -> None:
    walk = phone.opens()
    lost(phone)
    for path, heading, words in (
        ("/", "Your plan", MRI),
        (steps[DOSES], DOSES, "How does it stand?"),
        ("/plan/questions", "Questions for my team", "Who do I ring at night?"),
        ("/plan/phones", "Phone numbers of your team", "020 7946 0000"),
    ):
        walk.opens(path).sees(heading).reads(words)
        walk.reads("As last seen on 2 March 2026 at 12:").reads("There is no signal now, so “today” means that day.")
    walk.opens("/plan/history").sees("There is no signal now").reads("This page was not kept on this phone.")
    does(walk, steps[DOSES]).sees("Waiting to be sent")
    assert phone.said() == []


class Meanwhile(NamedTuple):
    """What happens to a phone and the service while something waits."""

    closed: bool = False
    day: str = "2026-03-02"
    forgotten: bool = False
    secret: str = ""


@pytest.mark.parametrize(
    "meanwhile",
    [
        Meanwhile(closed=True, day=A_WEEK_LATER, forgotten=True, secret="another secret of the service, long enough"),
        pytest.param(Meanwhile(), marks=pytest.mark.thorough),
        pytest.param(Meanwhile(closed=True), marks=pytest.mark.thorough),
        pytest.param(Meanwhile(day=A_WEEK_LATER), marks=pytest.mark.thorough),
        pytest.param(Meanwhile(forgotten=True), marks=pytest.mark.thorough),
        pytest.param(Meanwhile(secret="another secret of the service, long enough"), marks=pytest.mark.thorough),
    ],
)
def test_what_is_said_waits_can_be_taken_back_and_arrives_once_in_order_for_its_day(
    phone: OwnPhone, steps: Mapping[str, str], meanwhile: Meanwhile
) -> None:
    walk = phone.opens()
    phone.service.kill()
    does(walk, steps[MRI])
    books(walk.opens(steps[DAY]), "4", "3", "2026")
    notes(walk, steps[DOSES], CANARY)
    does(walk, steps[DOSES])
    waits(walk, f"{MRI} Done", f"{DAY} Booked: 4 3 2026", f"{DOSES} A note: {CANARY}", f"{DOSES} Done")
    walk.reads("Said on 2 March 2026 at 12:")
    walk.opens("/plan").reads("4 waiting to be sent")
    walk.opens("/waiting").page.locator(WAITING).nth(3).get_by_role("button", name="Take it back").click()
    expect(walk.page.locator(WAITING)).to_have_count(3)
    if meanwhile.closed:
        phone.closes()
        walk = phone.opens()
    walk.opens(steps[DOSES]).reads("3 waiting to be sent")
    if meanwhile.forgotten:
        phone.context.clear_cookies(name="session")
    phone.service.is_on(meanwhile.day)
    phone.service.is_(**{"secret": meanwhile.secret} if meanwhile.secret else {})
    phone.service.start()
    all_arrived(walk.opens("/plan")).opens(steps[MRI]).reads("You said it was done on 2 March.")
    for _ in range(2):
        until(walk, KEPT).opens("/plan").sees("Your plan")
    assert phone.said() == [("step-done", SAID_TODAY), ("step-booked", {"booked": "2026-03-04"})]
    assert phone.noted() == [CANARY]


def test_a_form_that_cannot_wait_says_so_and_leaves_the_words_where_they_were_typed(phone: OwnPhone) -> None:
    walk = phone.opens()
    phone.service.kill()
    walk.opens("/plan/questions").types("Is it safe?", "A new question")
    walk.page.get_by_role("button", name="Add it", exact=True).click()
    walk.reads("There is no signal now. This was not sent. What you typed is still here.")
    expect(walk.page.get_by_label("A new question", exact=True)).to_have_value("Is it safe?")
    phone.service.start()
    walk.presses("Add it").sees("Questions for my team").reads("Is it safe?")
    walk.opens("/waiting").reads("Nothing is waiting.")


def test_a_button_of_the_plan_clashes_with_another_word_said_meanwhile_too(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    walk = phone.opens()
    title = walk.opens("/plan").page.locator(".next h2, .next h3").first.inner_text()
    step = walk.page.locator(".next__more a").get_attribute("href")
    phone.service.kill()
    walk.opens("/plan").presses("Done").sees("Waiting to be sent")
    phone.service.start()
    other = phone.another()
    said = {**other.keys_of(str(step)), "state": "declined", "words": "elsewhere"}
    assert other.post(f"{step}/say", said).status == 303
    waits(walk.opens("/waiting"), title)
    walk.page.get_by_role("button", name="Send it now").click()
    walk.reads("Something else was said of this step meanwhile.").reads("You said it is not for you: elsewhere")
    assert [action for action, _ in phone.said()] == ["step-declined"]


def test_one_step_at_a_time_goes_on_to_the_next_without_a_signal(phone: OwnPhone) -> None:
    walk = phone.opens().opens("/calm/yes?back=/plan")
    until(walk, "store.page('/plan?step=2').then((page) => page !== null)")
    phone.service.kill()
    first = walk.opens("/plan").page.locator("main").inner_text()
    walk.presses("Another step").reads("There is no signal now")
    assert walk.page.locator("main").inner_text() != first
    walk.presses("Back to the step before")
    assert walk.page.locator("main").inner_text() == first


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


def test_offline_by_the_browsers_own_word_it_waits_and_goes_by_itself_as_soon_as_there_is_a_signal(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    walk = phone.opens()
    cut_off(phone)
    walk.opens(steps[DOSES]).reads("As last seen on 2 March 2026 at 12:").presses("Done today")
    waits(walk, f"{DOSES} Done")
    phone.context.set_offline(False)
    walk.reads("Nothing is waiting. All that you said has arrived.")
    assert phone.said() == [("step-done", SAID_TODAY)]


def test_words_said_one_after_the_other_on_one_step_do_not_clash_with_themselves(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    walk = phone.opens()
    phone.service.kill()
    does(walk, steps[DOSES])
    notes(walk, steps[DOSES], "first thought")
    books(walk.opens(steps[DOSES]), "4", "3", "2026")
    notes(walk, steps[DOSES], "second thought")
    # Half of it arrives, and then the signal is gone again.
    phone.service.is_(holds="/offline/send")
    phone.service.start()
    walk.page.get_by_role("button", name="Send it now").click()
    phone.service.waits_until_held()
    phone.service.kill()
    phone.service.is_()
    phone.service.start()
    all_arrived(walk.opens("/plan"))
    assert phone.said() == [("step-done", SAID_TODAY), ("step-booked", {"booked": "2026-03-04"})]
    assert phone.noted() == ["second thought"]


def test_a_form_whose_answer_was_lost_waits_and_counts_once(phone: OwnPhone, steps: Mapping[str, str]) -> None:
    walk = phone.opens()
    does(walk, steps[DOSES])
    books(walk.opens(steps[DOSES]), "4", "3", "2026")
    phone.service.is_(holds=f"{steps[DOSES]}/undo")
    walk.opens(steps[DOSES]).page.get_by_role("button", name="Undo").click(no_wait_after=True)
    phone.service.waits_until_held()
    phone.service.kill()
    waits(walk.sees("Waiting to be sent"), f"{DOSES} Take back what was said")
    phone.service.is_()
    phone.service.start()
    all_arrived(walk.opens("/plan"))
    booked = {"booked": "2026-03-04"}
    assert phone.said() == [("step-done", SAID_TODAY), ("step-booked", booked), ("step-undone", SAID_TODAY)]


def test_the_worker_is_killed_in_the_middle_of_sending_and_all_arrives_once(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    walk = phone.opens()
    phone.service.kill()
    for step in (DOSES, MRI):
        does(walk, steps[step])
    phone.service.is_(holds="/offline/send")
    phone.service.start()
    walk.opens("/plan")
    phone.service.waits_until_held()
    asks = phone.context.new_cdp_session(walk.page).send
    asks("ServiceWorker.enable")
    asks("ServiceWorker.stopAllWorkers")
    phone.service.is_()
    all_arrived(walk.opens("/plan"))
    assert phone.said() == [("step-done", SAID_TODAY)] * 2


@pytest.mark.thorough
def test_two_tabs_that_send_at_once_bring_it_once(phone: OwnPhone, steps: Mapping[str, str]) -> None:
    walk = phone.opens()
    phone.service.kill()
    for step in (DOSES, MRI):
        does(walk, steps[step])
    other = phone.tab().opens("/waiting")
    expect(other.page.locator(WAITING)).to_have_count(2)
    phone.service.is_(holds="/offline/send")
    phone.service.start()
    for tab in (walk, other):
        tab.page.get_by_role("button", name="Send it now").click()
    phone.service.waits_until_held()
    phone.service.is_()
    for tab in (walk, other):
        tab.reads("Nothing is waiting. All that you said has arrived.")
    assert phone.said() == [("step-done", SAID_TODAY)] * 2


@pytest.mark.thorough
def test_what_is_taken_back_while_it_is_sent_does_not_come_to_wait_again(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    walk = phone.opens()
    phone.service.kill()
    does(walk, steps[DOSES])
    phone.service.start()
    other = phone.another()
    other.post(f"{steps[DOSES]}/say", {**other.keys_of(steps[DOSES]), "state": "declined", "words": "not mine"})
    phone.service.is_(holds="/offline/send")
    walk.page.get_by_role("button", name="Send it now").click()
    phone.service.waits_until_held()
    walk.page.get_by_role("button", name="Take it back").click()
    phone.service.is_()
    walk.reads("Nothing is waiting. All that you said has arrived.")
    all_arrived(walk.opens("/plan"))
    assert phone.said() == [("step-declined", {"declined": "not mine"})]


def test_another_word_said_meanwhile_is_shown_beside_mine_and_i_choose(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    walk = phone.opens()
    phone.service.kill()
    for step in (DOSES, MRI):
        does(walk, steps[step])
    notes(walk, steps[DOSES], "from the ward")
    with walk.opens(steps[DAY]).unfolds("Not for me").page.expect_navigation():
        walk.page.locator("#declined").get_by_role("button").click()
    phone.service.start()
    other = phone.another()
    for step in (DOSES, MRI):
        other.post(f"{steps[step]}/say", {**other.keys_of(steps[step]), "state": "declined", "words": "not mine"})
    other.post(f"{steps[DOSES]}/note", {**other.keys_of(steps[DOSES]), "note": "from home"})

    walk.opens("/plan").reads("4 waiting to be sent")
    walk.opens("/waiting").reads("Something else was said of this step meanwhile. Nothing was changed.")
    both = "Said on this phone You said it was done on 2 March. What stands now You said it is not for you: not mine"
    note = "Said on this phone from the ward What stands now from home"
    expect(walk.page.locator(WAITING)).to_have_count(4)
    waits(walk, both, both, note, "Write your reason, in a few words")
    assert phone.said() == [("step-declined", {"declined": "not mine"})] * 2

    walk.page.locator(WAITING).nth(0).get_by_role("button", name="Keep what I said here").click()
    expect(walk.page.locator(WAITING)).to_have_count(3)
    walk.page.locator(WAITING).nth(0).get_by_role("button", name="Leave what stands now").click()
    expect(walk.page.locator(WAITING)).to_have_count(2)
    walk.page.locator(WAITING).nth(0).get_by_role("button", name="Keep what I said here").click()
    expect(walk.page.locator(WAITING)).to_have_count(1)
    walk.page.locator(WAITING).nth(0).get_by_role("button", name="Take it back").click()
    walk.reads("Nothing is waiting. All that you said has arrived.")
    assert phone.said() == [*[("step-declined", {"declined": "not mine"})] * 2, ("step-done", SAID_TODAY)]
    assert phone.noted() == ["from the ward"]


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
    walk.opens("/phone").presses("Keep nothing here any more").reads("1 waiting to be sent")
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


def leaves(walk: Walk) -> Walk:
    """Press the way out, and be outside."""
    walk.page.locator("#leave").click()
    expect(walk.page).to_have_url(AWAY)
    return walk


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


def test_what_is_kept_is_sealed_and_its_key_cannot_be_read_out(phone: OwnPhone, steps: Mapping[str, str]) -> None:
    walk = phone.opens()
    notes(walk, steps[MRI], CANARY)
    until(walk.opens("/plan"), f"store.page('{steps[MRI]}').then((page) => page.html.includes('{CANARY}'))")
    phone.service.kill()
    notes(walk, steps[DOSES], CANARY)
    until(walk, f"store.waiting().then(([one]) => one.told.fields.note === '{CANARY}')")
    found = walk.page.evaluate(LIES_HERE)
    assert "/plan/steps/" in found["stores"], "pages that lie here would not be found"
    assert "Waiting to be sent" in found["cached"], "what is cached would not be found"
    for words in (CANARY, DOSES, MRI, "020 7946 0000", "first chemo"):
        assert [where for where, text in found.items() if words in text] == []
    assert walk.page.evaluate(EXPORT) == [False, "InvalidAccessError", "InvalidAccessError"]


def test_what_was_lost_of_the_pages_of_nobody_comes_back_and_they_speak_the_language_of_the_rest(
    phone: OwnPhone,
) -> None:
    walk = phone.opens().opens("/phone")
    lost = "caches.match('/kept/locked').then((page) => page.text())"
    walk.page.evaluate("caches.open('shell').then((cache) => cache.delete('/kept/locked'))")
    until(walk.opens("/plan"), f"{lost}.then((text) => text.includes('This is locked'), () => false)")
    until(walk.opens("/language/es?back=/plan"), f"{lost}.then((text) => text.includes('Esto está bloqueado'))")


def test_pages_kept_while_the_plan_changes_are_all_of_one_moment(phone: OwnPhone, steps: Mapping[str, str]) -> None:
    walk = phone.opens().opens("/phone")
    walk.page.evaluate("store.tell({version: '', marks: {}})")
    phone.service.is_(holds="/offline/pages")
    walk.opens("/plan")
    phone.service.waits_until_held()
    other = phone.another()
    for step in steps.values():
        assert other.post(f"{step}/say", {**other.keys_of(step), "state": "done"}).status == 303
    phone.service.is_()
    until(
        walk,
        "Promise.all([store.about(), fetch('/offline/state').then((answer) => answer.json())])"
        ".then(([told, state]) => told.version === state.version)",
    )
    phone.service.kill()
    for step in steps.values():
        walk.opens(step).reads("There is no signal now, so “today” means that day.").reads(
            "You said it was done on 2 March."
        )


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
