"""Leaving in a hurry, in a real browser: what is on the screen, what Back brings and a browser that is opened again.

The page outside is answered on this machine (`outside`). The browser keeps pages for going back, as everybody's does.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, Route, expect

from planner.accounts.locks import MOST_WRONG
from tests.browser.coming_back import is_owners, made
from tests.browser.keyboard import Keyboard
from tests.browser.lives_kept import Cookies
from tests.browser.outside import AWAY
from tests.browser.profiles import (
    AGAIN,
    NOTE,
    WITHOUT,
    Profile,
    Someone,
    history_of,
    is_outside,
    keeps_the_plan,
    leaves,
    plan_with_a_note,
    profile_at,
)
from tests.browser.states import STATES, State
from tests.browser.traces import asked_of, found_in
from tests.browser.walking import Walk

# One of every kind of page in the short form; the long form looks at all.
KINDS = {
    "start",
    "question-1",
    "question-3-empty",
    "answers-all",
    "plan-amira",
    "step-near",
    "step-said-wrong",
    "move-preview",
    "what-if-shown",
    "questions-some",
    "open-wrong",
    "open-link",
    "way-in-link",
    "phone",
    "waiting",
    "kept-locked",
    "locked",
    "deleted",
    "roster",
    "one-plan-item",
    "letter",
    "sign-in",
    "no-such-page",
    "failed",
    "away",
}
EVERY_PAGE = pytest.mark.parametrize(
    "state",
    [
        pytest.param(state, id=state.name, marks=[] if state.name in KINDS else [pytest.mark.thorough])
        for state in STATES
    ],
)
# What is typed into these is kept by the browser with the page, to be there again when it is opened anew. What somebody
# signs in with tells nothing of a plan, and is what the browser's own store of passwords goes by.
KEPT_WITH_THE_PAGE = """() => [...document.querySelectorAll('input, textarea, select')]
  .filter(it => !['hidden', 'submit', 'radio', 'checkbox', 'file'].includes(it.type))
  .filter(it => !/^(username|current-password|new-password|one-time-code)( webauthn)?$/.test(it.autocomplete))
  .filter(it => it.autocomplete !== 'off' && it.form?.autocomplete !== 'off')
  .map(it => it.outerHTML)"""
EMPTY = "document.title === '' && document.documentElement.childElementCount === 0"
# Says when a page that was shown is empty. Nothing can be asked of a page that is on its way to another.
SAYS_WHEN_EMPTY = f"""new MutationObserver(() => document.readyState === 'complete' && {EMPTY} && console.log('empty'))
  .observe(document, {{childList: true, subtree: true}})"""
OF_THE_PLAN = re.compile(r"\bplan\b|\bMS\b|chemo|sclerosis|transplant|stem cell|fertility|\bstep\b", re.IGNORECASE)
# Addresses say which service it was and no more: the names of steps in them mean nothing to anybody else.
OPAQUE = re.compile(r"/|/locked|/plan|/plan/steps/[0-9a-f]{20}(#note)?|/phone(\?kept=[a-z]+)?")
CODE = "27314"


@pytest.fixture(scope="module")
def everyday(browser_type: BrowserType, options: dict[str, Any]) -> Iterator[Browser]:
    """A browser that keeps pages for going back, and can reach the page outside."""
    browser = browser_type.launch(**options, ignore_default_args=WITHOUT)
    yield browser
    browser.close()


@pytest.fixture
def taken(everyday: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Takes a phone in hand."""
    phones: list[BrowserContext] = []

    def take(**more: Any) -> BrowserContext:
        phones.append(everyday.new_context(viewport={"width": 390, "height": 844}, **more))
        phones[-1].set_default_timeout(10_000)
        return phones[-1]

    yield take
    for one in phones:
        one.close()


@pytest.fixture(scope="module")
def someone(address: str) -> Someone:
    """Somebody with a plan that every test leaves as it was."""
    return plan_with_a_note(address)


@pytest.fixture
def phone(taken: Callable[..., BrowserContext], address: str, someone: Someone) -> Walk:
    """The phone of `someone`, not locked, open at the step with the note."""
    owner, step, _title = someone
    owner.rest()
    if owner.get(step).status != 200:
        owner.post("/locked", owner.keys_of("/locked"))
    return is_owners(Walk(taken().new_page(), address), owner).opens(step).reads(NOTE)


@pytest.fixture
def profile(browser_type: BrowserType, options: dict[str, Any], tmp_path: Path, address: str) -> Iterator[Profile]:
    """Somebody's browser with a folder of its own."""
    with profile_at(browser_type, options, tmp_path / "profile", address) as profile:
        yield profile


@pytest.fixture(scope="module")
def window(everyday: Browser) -> Iterator[Page]:
    """One window that stays open from test to test."""
    page = everyday.new_context(viewport={"width": 390, "height": 844}).new_page()
    yield page
    page.context.close()


def leads_to(walk: Walk, path: str) -> str:
    """Where the service sends this phone that asks for a page: '' when it shows the page."""
    return walk.page.context.request.get(f"{walk.address}{path}", max_redirects=0).headers.get("location", "")


def says_nothing(walk: Walk) -> None:
    """Claim that nothing on the page, in its source or in what this tab remembers tells of a plan."""
    assert NOTE not in walk.page.content()
    assert OF_THE_PLAN.findall(walk.page.content()) == []
    for url, title in history_of(walk.page):
        assert title in ("", "Ahead", "Weather")
        assert url in ("about:blank", AWAY) or OPAQUE.fullmatch(url.removeprefix(walk.address)), url


def goes(page: Page, how: str) -> None:
    """Go back or forward, and wait until a page is there, be it one that was kept."""
    (page.go_back if how == "back" else page.go_forward)(wait_until="commit")
    if page.url != "about:blank":
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def held_back(page: Page, what: str) -> list[Route]:
    """Let the service not answer this yet: what was asked, to let go on."""
    asked: list[Route] = []
    page.route(what, lambda route: asked.append(route))
    return asked


def lets_go_on(page: Page, asked: list[Route]) -> None:
    """Let the service answer what was asked; we may hear of it a moment after the page has asked."""
    while not asked:
        page.wait_for_timeout(5)
    asked[0].continue_()


# --- the way out ---


@EVERY_PAGE
def test_the_way_out_is_the_first_thing_the_keyboard_reaches(
    window: Page, address: str, kept: Callable[[str], Cookies], state: State
) -> None:
    window.context.clear_cookies()
    if state.who:
        window.context.add_cookies([{**cookie, "url": address} for cookie in kept(state.who)])
    state.shown(Walk(window, address))
    # A heading that has the focus, so that it is read out, is no place to begin counting from.
    window.evaluate("document.documentElement.tabIndex = -1; document.documentElement.focus({preventScroll: true})")
    assert Keyboard(window).presses("Tab").is_at("Leave now")
    expect(window.locator("#leave")).to_be_focused()
    expect(window.locator("#leave")).to_have_attribute("href", "/leave")
    assert window.evaluate(KEPT_WITH_THE_PAGE) == []


def press(page: Page) -> None:
    page.locator("#leave").click(no_wait_after=True)


def enter(page: Page) -> None:
    page.locator("#leave").focus()
    page.keyboard.press("Enter")


def shift(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


def shift_while_typing(page: Page) -> None:
    page.locator("#note-text").focus()
    shift(page)


@pytest.mark.parametrize("way", [press, enter, shift, shift_while_typing])
def test_the_page_is_empty_before_anything_is_asked_and_another_takes_its_place(
    phone: Walk, way: Callable[[Page], None]
) -> None:
    page, before = phone.page, history_of(phone.page)
    asked = held_back(page, "**/leave")
    page.evaluate(SAYS_WHEN_EMPTY)
    with page.expect_console_message(lambda told: told.text == "empty"), page.expect_request("**/leave"):
        way(page)
    lets_go_on(page, asked)
    is_outside(phone)
    assert history_of(page) == [*before[:-1], (AWAY, "Weather")]
    assert leads_to(phone, "/plan") == AWAY
    says_nothing(phone)


def test_it_is_empty_in_the_same_moment(phone: Walk) -> None:
    assert phone.page.evaluate(f"document.querySelector('#leave').click(), {EMPTY}")
    is_outside(phone)  # what it asked of the service is over before the next test begins


def test_capital_letters_do_not_leave(phone: Walk) -> None:
    page = phone.page
    page.locator("#note-text").fill("")
    for word in ("MRI ", "AsK "):
        for letter in word:
            with_shift = letter.isupper()
            if with_shift:
                page.keyboard.down("Shift")
            page.keyboard.press(letter)
            if with_shift:
                page.keyboard.up("Shift")
    for _ in range(2):
        page.keyboard.press("Shift")
    page.keyboard.press("s")
    page.keyboard.press("Shift")
    expect(page.locator("#note-text")).to_have_value("MRI AsK s")
    assert leads_to(phone, "/plan") == ""


def test_shift_that_is_held_or_pressed_slowly_does_not_leave(phone: Walk) -> None:
    page = phone.page
    page.clock.install()
    phone.opens(phone.path)
    for _ in range(4):
        page.keyboard.press("Shift")
        page.clock.run_for(800)
    for _ in range(5):
        page.keyboard.down("Shift")  # without letting go: the key repeats
    page.keyboard.up("Shift")
    assert leads_to(phone, "/plan") == ""
    page.clock.run_for(1600)
    shift(page)
    is_outside(phone)


def test_other_tabs_are_emptied_too(phone: Walk) -> None:
    other = Walk(phone.page.context.new_page(), phone.address).opens("/plan").sees("Your plan")
    leaves(phone)
    is_outside(other)


# --- afterwards ---


@pytest.mark.parametrize("own", [False, True], ids=["shared", "own"])
def test_afterwards_no_way_leads_back_and_nothing_is_lost(profile: Profile, own: bool) -> None:
    walk = profile.is_owners()
    if own:
        keeps_the_plan(walk)
    whole = walk.opens("/plan").page.locator("main").inner_text()
    walk.opens(profile.step).reads(NOTE).opens("/plan").opens(profile.step)
    leaves(walk)

    page = walk.page
    for how in ["back"] * 5 + ["forward"] * 5:
        says_nothing(walk)
        goes(page, how)
        assert page.url in (AWAY, f"{walk.address}/locked", "about:blank")
    page.reload()
    says_nothing(walk)
    for path in (profile.step, "/plan", "/answers", "/phone", "/plan/calendar.ics"):
        is_outside(walk.opens(path))
    walk.opens("/").sees("This is locked")
    says_nothing(walk)
    found = asked_of(page)
    assert found == {} or own
    assert [place for place, kept in found.items() if NOTE in kept or profile.title in kept] == []

    profile.closes()
    assert found_in(profile.folder, NOTE, profile.title) == []
    walk = profile.opens(AGAIN)
    for restored in walk.page.context.pages:
        expect(restored).to_have_url(re.compile(f"{re.escape(AWAY)}|about:blank|{re.escape(walk.address)}/locked"))
        says_nothing(Walk(restored, walk.address))
    is_outside(walk.opens("/plan"))
    walk.opens("/").sees("This is locked").presses("Open").sees("What to do, and by when")
    assert walk.opens("/plan").page.locator("main").inner_text() == whole
    walk.opens(profile.step).reads(NOTE)


def test_a_code_opens_it_again_and_after_ten_wrong_ones_a_link_from_another_phone_does(
    taken: Callable[..., BrowserContext], address: str
) -> None:
    owner, step, _title = plan_with_a_note(address)
    link, _paper = made(owner, "link"), made(owner, "paper")
    phone = is_owners(Walk(taken().new_page(), address), owner)
    phone.opens("/phone").types(CODE, "A code of 4 to 12 digits").presses("Keep this code")
    leaves(phone)
    phone.opens("/").sees("This is locked").types("0000", "Your code").presses("Open").sees("This is locked")
    phone.reads("That code did not open anything")
    phone.types(CODE, "Your code").presses("Open").sees("What to do, and by when")
    phone.opens(step).reads(NOTE)

    leaves(phone)
    phone.opens("/")
    for _ in range(MOST_WRONG):
        phone.types("0000", "Your code").presses("Open").sees("This is locked")
    phone.reads("It was tried too often")
    phone.types(CODE, "Your code").presses("Open").sees("This is locked")
    is_outside(phone.opens(step))
    phone.opens(link).sees("Open the plan on this computer?").presses("Open the plan").sees("Your plan")
    phone.opens(step).reads(NOTE)


def test_without_scripts_the_link_leaves_and_back_shows_nothing(
    phone: Walk, taken: Callable[..., BrowserContext], someone: Someone
) -> None:
    owner, step, _title = someone
    walk = is_owners(Walk(taken(java_script_enabled=False).new_page(), phone.address), owner)
    leaves(walk.opens("/").opens("/plan").opens(step).reads(NOTE))
    for _ in range(4):
        walk.page.go_back(wait_until="commit")
        assert walk.page.url in (AWAY, f"{walk.address}/locked", "about:blank")
        says_nothing(walk)
    is_outside(walk.opens(step))
    walk.opens("/").sees("This is locked").presses("Open").opens(step).reads(NOTE)


def test_a_page_that_the_browser_kept_for_going_back_is_empty_there_and_asked_for_anew(phone: Walk) -> None:
    page, step = phone.page, phone.path

    def may_be_kept(route: Route) -> None:
        """As in a browser that keeps pages for going back although they say `no-store`."""
        answer = route.fetch(max_redirects=0)
        headers = {name: value for name, value in answer.headers.items() if name != "cache-control"}
        route.fulfill(response=answer, headers=headers)

    shown: list[Any] = []
    page.context.route(re.compile("/plan(/steps/.*)?$"), may_be_kept)
    page.expose_function("shown", lambda told: shown.append(told))
    page.add_init_script(
        f"addEventListener('pageshow', (event) => event.persisted && shown([location.pathname, {EMPTY}]), true)"
    )
    phone.opens("/plan").opens(step)
    goes(page, "back")
    phone.sees("Your plan").page.wait_for_load_state()  # a page that is still loading would not be kept
    assert shown == [["/plan", True]]
    goes(page, "forward")
    phone.reads(NOTE).page.wait_for_load_state()
    assert leads_to(phone, "/leave") == AWAY  # in another window, say
    goes(page, "back")
    is_outside(phone)
    assert shown == [["/plan", True], [step, True], ["/plan", True]]


# --- locked by itself ---


@pytest.fixture
def idle(taken: Callable[..., BrowserContext], address: str) -> Walk:
    """A phone that locks by itself after five minutes, with a clock that a test moves."""
    owner, step, _title = plan_with_a_note(address)
    phone = is_owners(Walk(taken().new_page(), address), owner)
    phone.opens("/phone").chooses("5 minutes").presses("Keep this")
    phone.page.clock.install()
    return phone.opens(step).reads(NOTE)


def test_a_page_that_nobody_touches_empties_itself_and_locks(idle: Walk) -> None:
    clock, step = idle.page.clock, idle.path
    clock.run_for("04:59")
    idle.page.keyboard.press("Tab")  # a touch begins the time anew
    clock.run_for("04:59")
    idle.reads(NOTE)
    assert leads_to(idle, "/plan") == ""
    asked = held_back(idle.page, "**/idle")
    idle.page.evaluate(SAYS_WHEN_EMPTY)
    with idle.page.expect_console_message(lambda told: told.text == "empty"), idle.page.expect_request("**/idle"):
        clock.run_for("00:02")
    lets_go_on(idle.page, asked)
    idle.sees("This is locked")
    says_nothing(idle)
    idle.opens("/plan").sees("This is locked").presses("Open").opens(step).reads(NOTE)


def test_a_phone_whose_clocks_stood_still_while_it_slept_shows_nothing_when_it_wakes(idle: Walk) -> None:
    idle.page.clock.set_system_time("2099-01-01")
    idle.reads(NOTE)
    idle.page.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")
    idle.sees("This is locked")
