"""What is said without a signal: it waits, arrives once for its day, and never passes over another word."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from tests.browser.own_phone import KEPT, OwnPhone, all_arrived, until
from tests.browser.test_living import books
from tests.browser.without_a_signal.saying import (
    A_WEEK_LATER,
    CANARY,
    DAY,
    DOSES,
    MRI,
    SAID_TODAY,
    WAITING,
    cut_off,
    does,
    notes,
    waits,
)


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
    walk.opens("/waiting").reads("Nothing is waiting to be sent.")


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
    walk.reads("Something else was said of this step meanwhile.").reads("You said it is not for you: elsewhere")
    expect(walk.page.get_by_role("button", name="Send it now")).to_be_hidden()
    walk.opens("/plan").reads("Needs your answer: 1")
    assert [action for action, _ in phone.said()] == ["step-declined"]


def test_offline_by_the_browsers_own_word_it_waits_and_goes_by_itself_as_soon_as_there_is_a_signal(
    phone: OwnPhone, steps: Mapping[str, str]
) -> None:
    walk = phone.opens()
    cut_off(phone)
    walk.opens(steps[DOSES]).reads("As last seen on 2 March 2026 at 12:").presses("Done today")
    waits(walk, f"{DOSES} Done")
    phone.context.set_offline(False)
    walk.reads("Nothing is waiting to be sent.")
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
        tab.reads("Nothing is waiting to be sent.")
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
    walk.reads("Nothing is waiting to be sent.")
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

    walk.opens("/plan").reads("Needs your answer: 4")
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
    walk.reads("Nothing is waiting to be sent.")
    assert phone.said() == [*[("step-declined", {"declined": "not mine"})] * 2, ("step-done", SAID_TODAY)]
    assert phone.noted() == ["from the ward"]
