"""What is read without a signal: the plan as last seen, sealed, of one moment, under a neutral name."""

import json
import re
import struct
from collections.abc import Callable, Mapping

import pytest

from tests.browser.own_phone import LIES_HERE, OwnPhone, until
from tests.browser.without_a_signal.saying import (
    CANARY,
    DOSES,
    MRI,
    behind_a_gateway,
    behind_another_gateway,
    cut_off,
    does,
    notes,
    stopped,
)

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


def test_one_step_at_a_time_goes_on_to_the_next_without_a_signal(phone: OwnPhone) -> None:
    walk = phone.opens().opens("/calm/yes?back=/plan")
    until(walk, "store.page('/plan?step=2').then((page) => page !== null)")
    phone.service.kill()
    first = walk.opens("/plan").page.locator("main").inner_text()
    walk.presses("Another step").reads("There is no signal now")
    assert walk.page.locator("main").inner_text() != first
    walk.presses("Back to the step before")
    assert walk.page.locator("main").inner_text() == first


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
