"""Reminders on a phone: e-mail is added with scripts and without; messages are shown by a worker that keeps nothing."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Route, expect

from faults.looking import app_at
from planner.sender import sweep_now
from tests.browser.lives_kept import Cookies, cookies_of
from tests.browser.own_phone import until
from tests.browser.walking import Walk
from tests.with_axe import assert_open_to_everyone

REGISTERS = """async () => {
  const registration = await navigator.serviceWorker.register("/static/js/push.js", { scope: "/static/js/" });
  const worker = registration.installing ?? registration.active;
  while (worker.state !== "activated") await new Promise((resolve) => setTimeout(resolve, 10));
}"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/static/js/");
  return (await registration.getNotifications()).map(({ title, body, lang, tag, data, icon, image, badge }) =>
    ({ title, body, lang, tag, data, icon: icon || image || badge || "" }));
}"""
STARTED = "sessionStorage.getItem('reached')"
SCOPES = "async () => (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname)"
NOTHING_KEPT = "async () => (await caches.keys()).length === 0 && (await indexedDB.databases()).length === 0"
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def amira(walk: Walk, address: str) -> Walk:
    """Amira at her plan, on a plan of her own."""
    cookies: Cookies = cookies_of(address, "amira")
    walk.page.context.add_cookies([{**cookie, "url": address} for cookie in cookies])
    return walk


def arrived(folder: Path) -> str:
    """Let the sender look once; the number in the newest letter."""
    app = app_at(folder, "")
    app.config["MAIL_URL"] = f"file:{folder / 'mail'}"
    with app.app_context():
        sweep_now()
    newest = max((folder / "mail").glob("*.eml"), key=lambda one: one.stat().st_mtime_ns)
    (number,) = re.findall(rb": (\d{4})\r?\n", newest.read_bytes())
    return str(number.decode())


def test_an_address_is_added_and_proved_and_a_plan_says_how_few_ways_there_are(amira: Walk, folder: Path) -> None:
    amira.opens("/plan").reads("A last safe day would reach you by no way yet.").presses("Set up reminders")
    amira.sees("How we remind you").reads("A last safe day would reach you by no way yet")
    assert not amira.page.evaluate(WIDE)
    amira.types("nobody", "Your e-mail address").presses("Send a number there")
    amira.reads("Write one e-mail address, such as name@example.org.")
    expect(amira.page.get_by_label("Your e-mail address")).to_have_value("nobody")
    amira.types("amira@example.org", "Your e-mail address").presses("Send a number there").reads("waits for the number")
    number = arrived(folder)
    amira.types("0000", "The 4 digits that arrived").presses("They have arrived")
    amira.reads("That is not the number we sent last.")
    amira.types(number, "The 4 digits that arrived").presses("They have arrived").reads("It arrives.")
    amira.reads("A last safe day would reach you by 1 way").reads("E-mail to a…a@example.org")
    assert not amira.page.evaluate(WIDE)
    amira.page.get_by_label("At which hour?").select_option("18")
    amira.chooses("Plain words").presses("Keep this").reads("Kept.")
    expect(amira.page.get_by_label("At which hour?")).to_have_value("18")
    amira.opens("/plan").reads("A last safe day would reach you by 1 way only.")
    amira.opens("/reminders").page.get_by_role("button", name=re.compile("^End ?:")).click()
    amira.reads("It has ended.").reads("There is none yet.")


def test_the_page_is_open_to_everyone(opened: Callable[..., Walk], address: str, folder: Path) -> None:
    walk = opened(cookies_of(address, "amira"), width=320).opens("/reminders").sees("How we remind you")
    assert_open_to_everyone(walk.page)
    walk.types("nobody", "Your e-mail address").presses("Send a number there").reads("Write one e-mail address")
    assert_open_to_everyone(walk.page)
    walk.types("amira@example.org", "Your e-mail address").presses("Send a number there").reads("waits for the number")
    walk.types("0000", "The 4 digits that arrived").presses("They have arrived").reads("not the number we sent last")
    assert_open_to_everyone(walk.page)
    number = arrived(folder)
    walk.types(number, "The 4 digits that arrived").presses("They have arrived").reads("It arrives.")
    assert_open_to_everyone(walk.page)
    assert not walk.page.evaluate(WIDE)


class Messages:
    """A browser that may show messages, where the service has been let."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.page = walk, walk.page
        self.page.context.grant_permissions(["notifications"], origin=walk.address)
        self.tools: CDPSession = self.page.context.new_cdp_session(self.page)
        self.found: list[Any] = []
        self.tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: self.found.extend(told["registrations"]))
        self.tools.send("ServiceWorker.enable")
        until(walk.opens("/plan"), STARTED)  # what is left of before has been let go of by then
        walk.page.evaluate(REGISTERS)

    def sends(self, data: str, tag: str = "message") -> dict[str, str]:
        """A host hands this over, again where a busy browser has lost it; what is shown of it."""
        told = next(one for one in reversed(self.found) if one["scopeURL"].endswith("/static/js/"))
        asked = {"origin": self.walk.address, "registrationId": told["registrationId"], "data": data}
        for _again in range(5):
            self.tools.send("ServiceWorker.deliverPushMessage", asked)
            for _moment in range(60):
                self.page.wait_for_timeout(50)
                if shown := [one for one in self.page.evaluate(SHOWN) if one["tag"] == tag]:
                    (last,) = shown
                    return dict(last)
        raise AssertionError("nothing was shown")


@pytest.fixture
def messages(opened: Callable[..., Walk], address: str) -> Messages:
    """A phone that is nobody's own, with a plan open on it."""
    return Messages(opened(cookies_of(address, "amira")))


def declared(address: str, tag: str, **otherwise: str) -> str:
    """A message as it is handed over."""
    told = {"title": "Ahead", "body": "1 thing to look at today.", "navigate": address, "lang": "en-GB", "tag": tag}
    return json.dumps({"web_push": 8030, "notification": {**told, **otherwise}})


def test_a_message_is_shown_as_it_was_sent_and_without_a_picture(messages: Messages, address: str) -> None:
    shown = messages.sends(declared(address, "one"), "one")
    assert shown == {
        **{"title": "Ahead", "body": "1 thing to look at today.", "lang": "en-GB", "tag": "one"},
        **{"data": f"{address}/", "icon": ""},
    }


@pytest.mark.parametrize("data", ["", "no words of ours", "[1]", '"x"'])
def test_what_cannot_be_read_shows_the_name_of_the_service_and_nothing_else(messages: Messages, data: str) -> None:
    shown = messages.sends(data)
    assert (shown["title"], shown["body"], shown["icon"]) == ("Ahead", "", "")


def test_a_message_leads_to_the_service_and_nowhere_else(messages: Messages, address: str) -> None:
    for number, elsewhere in enumerate(("https://elsewhere.example/x", "javascript:alert(1)", "https://[")):
        shown = messages.sends(declared(address, f"n{number}", navigate=elsewhere), f"n{number}")
        assert shown["data"].rstrip("/") == address, elsewhere


# What shows messages is pressed on. Only a person's own finger may bring a window up, so what does that is looked at.
PRESSES = """async (tag) => {
  const [shown] = await registration.getNotifications({ tag }), did = [];
  clients.openWindow = async (address) => { did.push(`opens ${address}`); };
  WindowClient.prototype.focus = async function () { did.push(`brings up ${this.url}`); };
  const press = new NotificationEvent("notificationclick", { notification: shown });
  let ended;
  press.waitUntil = (promise) => { ended = promise; };
  dispatchEvent(press);
  await ended;
  return [did, (await registration.getNotifications({ tag })).length];
}"""


def test_who_presses_on_a_message_comes_to_the_window_that_is_open_as_it_is(messages: Messages, address: str) -> None:
    messages.sends(declared(address, "one"), "one")
    (worker,) = messages.page.context.service_workers
    assert worker.evaluate(PRESSES, "one") == [[f"brings up {address}/plan"], 0]


def test_who_presses_on_a_message_with_no_window_open_comes_to_the_service(messages: Messages, address: str) -> None:
    messages.sends(declared(address, "one", navigate="https://elsewhere.example/x"), "one")
    (worker,) = messages.page.context.service_workers
    messages.page.context.new_page()
    messages.page.close()
    assert worker.evaluate(PRESSES, "one") == [[f"opens {address}/"], 0]


def test_what_shows_messages_stays_on_a_phone_that_is_nobodys_own_and_keeps_nothing(messages: Messages) -> None:
    for path in ("/plan", "/phone", "/"):
        messages.walk.opens(path)
        messages.page.wait_for_load_state("networkidle")
    assert messages.page.evaluate(NOTHING_KEPT)
    assert messages.page.evaluate(SCOPES) == ["/static/js/"]
    assert messages.page.evaluate("navigator.serviceWorker.controller") is None


def test_where_the_service_does_not_reach_it_a_browser_lets_go(messages: Messages) -> None:
    messages.page.evaluate("import('/static/js/reached.js').then(({ again }) => (sessionStorage.clear(), again()))")
    assert messages.page.evaluate(SCOPES) == []


def test_without_permission_nothing_is_asked_of_the_service(opened: Callable[..., Walk], address: str) -> None:
    walk = opened(cookies_of(address, "amira"))
    asked: list[str] = []
    walk.page.on("request", lambda request: asked.append(request.url))
    walk.opens("/plan").page.wait_for_load_state("networkidle")
    assert [url for url in asked if "offline" in url or "reached" in url] == []


def test_a_browser_that_cannot_and_one_that_may_not_say_what_to_do(opened: Callable[..., Walk], address: str) -> None:
    cookies = cookies_of(address, "amira")
    walk = opened(cookies, width=320)
    walk.page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: false })")
    walk.opens("/reminders").reads("On an iPhone or iPad, first add this to the home screen")
    expect(walk.page.get_by_role("button", name="Send reminders to this one")).to_be_hidden()
    assert not walk.page.evaluate(WIDE)
    other = opened(cookies)
    other.page.add_init_script("delete globalThis.PushManager")
    other.opens("/reminders").reads("This browser cannot show messages from us.")
    denied = opened(cookies)
    denied.page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    denied.opens("/reminders").reads("Messages from us are switched off in this browser.")


def test_adding_this_phone_sends_what_the_browser_was_given(opened: Callable[..., Walk], address: str) -> None:
    """No host that hands messages over can be reached here, so the browser's own part is stood in for."""
    walk = opened(cookies_of(address, "amira"))
    walk.page.context.grant_permissions(["notifications"], origin=address)
    walk.page.add_init_script("""
      PushManager.prototype.subscribe = async (options) => {
        if (options.applicationServerKey.length !== 87 || !options.userVisibleOnly) throw new Error("asked wrongly");
        const keys = { p256dh: "a", auth: "b" };
        return { toJSON: () => ({ endpoint: "https://fcm.googleapis.com/fcm/send/x", keys }) };
      };
      Notification.requestPermission = async () => "granted";
    """)
    walk.opens("/reminders").presses("Send reminders to this one").reads("waits for the number")
    expect(walk.page.locator("#ways")).to_contain_text("This computer")
    walk.reads("This one is in the list above.")
    # On its next start the browser says again where it is reached.
    with walk.page.expect_request("**/reminders/renew") as asked:
        walk.page.evaluate("sessionStorage.clear()")
        walk.opens("/plan")
    answer = asked.value.response()
    assert answer
    assert answer.status == 204


class MayBeReached:
    """A browser that has a subscription from before, where the service says how it stands."""

    def __init__(self, walk: Walk, renewed: int = 204, **state: Any) -> None:
        self.page, self.told = walk.page, list[str]()
        self.page.context.grant_permissions(["notifications"], origin=walk.address)
        self.page.add_init_script("""
          const keys = { p256dh: "a", auth: "b" };
          const told = { toJSON: () => ({ endpoint: "https://fcm.googleapis.com/x", keys }) };
          let has = true;
          PushManager.prototype.subscribe = async () => { has = true; return told; };
          PushManager.prototype.getSubscription = async () =>
            has ? { ...told, unsubscribe: async () => { has = false; } } : null;
        """)
        known = {"known": True, "own": False, "locked": "", "csrf": "word", "push": "key", **state}
        self.page.route("**/offline/state?push=yes", lambda route: route.fulfill(json=known))
        self.page.route("**/reminders/renew", lambda route: self._renews(route, renewed))
        walk.opens("/reminders")
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(REGISTERS)
        self.told.clear()
        self.page.evaluate("import('/static/js/reached.js').then(({ again }) => (sessionStorage.clear(), again()))")

    def _renews(self, route: Route, status: int) -> None:
        self.told.append(route.request.post_data or "")
        route.fulfill(status=status)


def test_a_browser_that_was_signed_out_says_where_it_is_reached_once_somebody_is_in(
    opened: Callable[..., Walk], address: str
) -> None:
    found = MayBeReached(opened(cookies_of(address, "amira")), reached=False)
    (told,) = found.told
    assert "endpoint=https%3A%2F%2Ffcm.googleapis.com%2Fx" in told
    assert found.page.evaluate(SCOPES) == ["/static/js/"]


def test_where_it_is_no_way_of_whoever_is_in_it_lets_go(opened: Callable[..., Walk], address: str) -> None:
    found = MayBeReached(opened(cookies_of(address, "amira")), renewed=404, reached=False)
    assert len(found.told) == 1
    assert found.page.evaluate(SCOPES) == []


def test_a_setting_that_is_wrong_for_a_day_costs_no_subscription(opened: Callable[..., Walk], address: str) -> None:
    found = MayBeReached(opened(cookies_of(address, "amira")), renewed=400, reached=False)
    assert len(found.told) == 1
    assert found.page.evaluate(SCOPES) == ["/static/js/"]


def test_where_staff_have_to_sign_in_again_nothing_is_let_go_of_and_nothing_told(
    opened: Callable[..., Walk], address: str
) -> None:
    found = MayBeReached(opened(cookies_of(address, "amira")), known=False, csrf="", push="", stays=True)
    assert found.told == []
    assert found.page.evaluate(SCOPES) == ["/static/js/"]
    assert found.page.evaluate(STARTED) is None
