"""Every page and every state a person can find it in, and how each is reached."""

from collections.abc import Callable

from planner.questions.journey import PAGES
from tests.browser import sharing
from tests.browser.clinic_states import CLINIC_STATES
from tests.browser.coming_back import is_owners, made, owner_at, types_code
from tests.browser.state import State
from tests.browser.walking import Walk


def _nothing_chosen(walk: Walk) -> None:
    walk.presses("Continue")


def _no_such_day(walk: Walk) -> None:
    walk.types_day("31", "2", "2027").presses("Continue")


def _two_mistakes(walk: Walk) -> None:
    walk.types_day("31", "2", "2027").chooses("First chemo").chooses("I don't know a date yet").presses("Continue")


def _a_step(walk: Walk) -> None:
    walk.presses("What to do, and who says so")


def _last_step(walk: Walk) -> None:
    walk.page.goto(walk.address + str(walk.page.locator("a.row__head").last.get_attribute("href")))


def _wrong_code(walk: Walk) -> None:
    walk.types("0000-0000-0000", "Type your code").presses("Open my plan")


def _anothers_link(walk: Walk) -> None:
    walk.opens(made(owner_at(walk.address), "link"))


def _anothers_link_without_a_tick(walk: Walk) -> None:
    is_owners(walk, owner_at(walk.address))
    _anothers_link(walk)
    walk.presses("Open the plan")


def _two_devices_and_paper(walk: Walk) -> None:
    owner = owner_at(walk.address)
    code, _ = made(owner, "code"), made(owner, "paper")
    types_code(walk, code).opens("/devices")


def _makes(words: str) -> Callable[[Walk], object]:
    """An owner of its own on the page of the devices, after a press of this button."""
    return lambda walk: is_owners(walk, owner_at(walk.address)).opens("/devices").presses(words)


def _paper(walk: Walk) -> None:
    types_code(walk, made(owner_at(walk.address), "paper"))


def _deletes(walk: Walk) -> None:
    is_owners(walk, owner_at(walk.address)).opens("/delete").presses("Delete everything")


def _sees_changes(walk: Walk) -> None:
    walk.presses("See what it changes")


def _moves(walk: Walk) -> None:
    walk.page.locator("[name=treatment_date-month]").fill("4")
    _sees_changes(walk)


def _side_by_side(walk: Walk) -> None:
    walk.presses("Put them side by side")


def _three_dates(walk: Walk) -> None:
    for slot, month in (("second", "3"), ("third", "9")):
        for part, text in (("day", "16"), ("month", month), ("year", "2026")):
            walk.page.locator(f"#{slot}-{part}").fill(text)
    _side_by_side(walk)


def _books_no_day(walk: Walk) -> None:
    _a_step(walk)
    walk.unfolds("Booked for a day")
    with walk.page.expect_navigation():
        walk.page.locator("#booked button").click()


def _marks_done(walk: Walk) -> None:
    walk.presses("Done").reads("Kept.")


def _asks(walk: Walk) -> None:
    walk.types("Who do I ring at night?", "A new question").presses("Add it")


def _rests(walk: Walk) -> None:
    if walk.page.get_by_role("button", name="Take a break").count():
        walk.presses("Take a break")
    walk.opens("/plan")


def _closes(walk: Walk) -> None:
    if walk.page.get_by_role("button", name="Close the plan").count():
        walk.presses("Close the plan")
    walk.opens("/plan")


def _brings_nothing(walk: Walk) -> None:
    walk.presses("Bring it in")


def _adds_no_number(walk: Walk) -> None:
    walk.presses("Add this number")


def _adds_a_number(walk: Walk) -> None:
    if not walk.page.locator("a[href^='tel:']").count():
        walk.types("Transplant ward, day and night", "Whose number is it?").types("+44 20 7946 0001", "The number")
        walk.presses("Add this number")


def _a_code_too_short(walk: Walk) -> None:
    """Somebody of their own, who has another way back: only they are asked for a code."""
    owner = owner_at(walk.address)
    made(owner, "paper")
    is_owners(walk, owner).opens("/phone").types("12", "A code of 4 to 12 digits").presses("Keep this code")


def _leaves(walk: Walk) -> None:
    """Somebody of their own has left; what lies outside is not asked for."""
    is_owners(walk, owner_at(walk.address))
    walk.page.request.get(f"{walk.address}/leave", max_redirects=0)
    walk.opens("/")


def _looks(walk: Walk) -> None:
    """What others would see is shown, before there is an address."""
    walk.types("My phone", "A name for it").presses("See what others would see")


def _nameless(walk: Walk) -> None:
    walk.presses("See what others would see")


def _looks_plainly(walk: Walk) -> None:
    walk.chooses("Plain words")
    _looks(walk)


def _looks_for_partner(walk: Walk) -> None:
    walk.chooses("For my partner").chooses("Only numbers")
    _looks(walk)


def _makes_a_calendar(walk: Walk) -> None:
    _looks(walk)
    walk.presses("Make this calendar")


def _owns_a_calendar(program: str) -> Callable[[Walk], None]:
    """An owner of its own, to whom the address of a calendar in this program is shown."""
    return lambda walk: _makes_a_calendar(
        is_owners(walk, owner_at(walk.address)).opens(f"/calendar/new?program={program}")
    )


def _has_a_calendar(walk: Walk) -> None:
    """A calendar was made, now or before."""
    if not walk.page.locator("a.row__head", has_text="My phone").count():
        walk.opens("/calendar/new?program=thunderbird")
        _makes_a_calendar(walk)
        walk.opens("/calendar")


def _opens_calendar(walk: Walk) -> None:
    _has_a_calendar(walk)
    with walk.page.expect_navigation():
        walk.page.locator("a.row__head", has_text="My phone").first.click()


def _changes_calendar(walk: Walk) -> None:
    _opens_calendar(walk)
    walk.presses("Change this calendar")


def _tries_calendar(walk: Walk) -> None:
    _opens_calendar(walk)
    if not walk.page.locator("[name=number]").count():
        walk.presses("Put in a test entry")


def _sees_no_number(walk: Walk) -> None:
    _tries_calendar(walk)
    walk.presses("I see it")


def _calls_it_too_long(walk: Walk) -> None:
    walk.presses("What to do, and who says so").unfolds("Call it something else there")
    walk.types("A word that is far too long to be one line of a calendar", "Your own word for it").presses(
        "Keep this word"
    )


COMING_BACK = (
    State("open", "", "/open", "Type your code"),
    State("open-wrong", "no-answers", "/open", "Type your code", _wrong_code),
    State("open-link", "", "/open", "Open the plan on this computer?", _anothers_link),
    State("open-link-instead", "", "/open", "Open the plan on this computer?", _anothers_link_without_a_tick),
    State("devices-one", "no-answers", "/devices", "Come back, or use another phone"),
    State("devices-several", "", "/open", "Come back, or use another phone", _two_devices_and_paper),
    State("way-in-link", "", "/open", "Your link", _makes("Make a link")),
    State("way-in-code", "", "/open", "Your short code", _makes("Make a short code")),
    State("way-in-paper", "", "/open", "Your code on paper", _makes("Make a code on paper")),
    State("new-paper", "", "/open", "Here is your new code on paper", _paper),
    State("delete", "no-answers", "/delete", "Delete everything"),
    State("deleted", "", "/open", "Everything is deleted", _deletes),
)
# Whoever lives, rests or is mourned here has a plan of their own, so that something can be done with it.
LIVING = (
    State("move", "american", "/plan/move", "Move the date"),
    State("move-empty", "no-date", "/plan/move", "Move the date", _sees_changes),
    State("move-preview", "amira", "/plan/move", "What the new date changes", _moves),
    State("what-if", "amira", "/plan/what-if", "What if?"),
    State("what-if-empty", "no-date", "/plan/what-if", "What if?", _side_by_side),
    State("what-if-shown", "amira", "/plan/what-if", "What if?", _three_dates),
    State("happened", "amira", "/plan/happened", "Something happened"),
    State("step-said-wrong", "lived", "/plan", "", _books_no_day),
    State("plan-said", "lived", "/plan", "Your plan", _marks_done),
    State("questions-none", "amira", "/plan/questions", "Questions for my team"),
    State("questions-some", "lived", "/plan/questions", "Questions for my team", _asks),
    State("history", "lived", "/plan/history", "What changed"),
    State("stop", "amira", "/plan/stop", "Stop, or take a break"),
    State("plan-resting", "rests", "/plan/stop", "Your plan", _rests),
    State("plan-closed", "mourned", "/plan/stop", "This plan is closed", _closes),
    State("file", "amira", "/plan/file", "Keep or move everything"),
    State("bring-in", "", "/bring-in", "Bring in a saved plan"),
    State("bring-in-nothing", "", "/bring-in", "Bring in a saved plan", _brings_nothing),
)
CALENDARS = (
    State("calendars-none", "amira", "/calendar", "Your days in a calendar"),
    State("calendars-some", "lived", "/calendar", "Your days in a calendar", _has_a_calendar),
    State("calendar-new", "amira", "/calendar/new?program=apple", ""),
    State("calendar-new-wrong", "amira", "/calendar/new?program=google", "", _nameless),
    State("calendar-look", "amira", "/calendar/new?program=outlook", "This is what others would see", _looks),
    State(
        "calendar-look-plain", "amira", "/calendar/new?program=apple", "This is what others would see", _looks_plainly
    ),
    State(
        "calendar-look-partner",
        "amira",
        "/calendar/new?program=other",
        "This is what others would see",
        _looks_for_partner,
    ),
    State("calendar-address", "", "/open", "The address of this calendar", _owns_a_calendar("apple")),
    State("calendar-pasted", "", "/open", "The address of this calendar", _owns_a_calendar("android")),
    State("calendar", "lived", "/calendar", "", _opens_calendar),
    State("calendar-tried", "lived", "/calendar", "", _tries_calendar),
    State("calendar-no-number", "lived", "/calendar", "", _sees_no_number),
    State("calendar-choices", "lived", "/calendar", "Change this calendar", _changes_calendar),
    State("calendar-names", "amira", "/calendar/names", "What each step is called there"),
    State("calendar-word-wrong", "lived", "/plan", "", _calls_it_too_long),
)
# Whoever is away locks a phone of their own.
ON_THIS_PHONE = (
    State("shares-none", "", "/open", "Share your plan", sharing.nobody_yet),
    State("share-new", "", "/open", "Share with somebody", sharing.chooses),
    State("share-new-wrong", "", "/open", "Share with somebody", sharing.nameless),
    State("share-look", "", "/open", "", sharing.looks),
    State("share-look-wrong", "", "/open", "", sharing.proves_it_wrongly),
    State("share-look-no-code", "", "/open", "", sharing.has_no_code),
    State("share-invitation", "", "/open", "", sharing.invites),
    State("shares-some", "", "/open", "Share your plan", sharing.with_somebody),
    State("share", "", "/open", "", sharing.one_share),
    State("invited", "", "/open", "Somebody shares part of a plan with you", sharing.is_invited),
    State("invited-oneself", "", "/open", "This invitation is for somebody else", sharing.opens_their_own),
    State("part", "", "/open", "What is shared with you", sharing.is_in),
    State("part-step", "", "/open", "", sharing.reads_a_step),
    State("part-questions", "", "/open", "Your questions", sharing.asks),
    State("part-calendars", "", "/open", "", sharing.keeps_calendars),
    State("part-leave", "", "/open", "I do not want to see this any more", sharing.would_leave),
    State("part-left", "", "/open", "What was yours here is deleted", sharing.has_left),
    State("part-ended", "", "/open", "Nothing is shared with you here now", sharing.may_see_no_more),
    State("phones-none", "amira", "/plan/phones", "Phone numbers of your team"),
    State("phones-wrong", "rests", "/plan/phones", "Phone numbers of your team", _adds_no_number),
    State("phones-some", "lived", "/plan/phones", "Phone numbers of your team", _adds_a_number),
    State("phone", "amira", "/phone", "This computer"),
    State("phone-wrong-code", "", "/open", "This computer", _a_code_too_short),
    State("leave-about", "", "/leave/about", "What 'Leave now' does"),
    State("waiting", "", "/waiting", "Waiting to be sent"),
    State("kept-nothing", "", "/kept/nothing", "There is no signal now"),
    State("kept-locked", "", "/kept/locked", "This is locked"),
    State("locked", "", "/open", "This is locked", _leaves),
)
QUESTIONS = tuple(State(f"question-{page.number}", "begun", f"/questions/{page.number}", "") for page in PAGES)
MISTAKES = tuple(
    State(f"question-{page.number}-empty", "begun", f"/questions/{page.number}", "", _nothing_chosen) for page in PAGES
)
PLANS = tuple(
    State(f"plan-{who}", who, "/plan", "Your plan")
    for who in ("amira", "ben", "chloe", "dev", "farah", "grace", "no-date", "no-chemo", "no-answers", "after")
)
STATES = (
    State("start", "", "/", "What to do, and by when"),
    State("start-with-plan", "amira", "/", "What to do, and by when"),
    State("start-with-answers", "draft", "/", "What to do, and by when"),
    *QUESTIONS,
    *MISTAKES,
    State("date-from-answers", "draft", "/questions/3?from=answers", "Which date did your team give you?"),
    State("date-wrong", "begun", "/questions/3", "Which date did your team give you?", _no_such_day),
    State("date-wrong-twice", "begun", "/questions/3", "Which date did your team give you?", _two_mistakes),
    State("answers-none", "no-answers", "/answers", "Check your answers"),
    State("answers-all", "amira", "/answers", "Check your answers"),
    State("answers-draft", "draft", "/answers", "Check your answers"),
    *PLANS,
    State("step", "amira", "/plan", "", _a_step),
    State("step-near", "ben", "/plan", "", _a_step),
    State("step-later", "amira", "/plan", "", _last_step),
    *LIVING,
    *CALENDARS,
    *ON_THIS_PHONE,
    *COMING_BACK,
    *CLINIC_STATES,
    State("no-such-page", "", "/nowhere", "This page is not here"),
    State("no-such-step", "amira", "/plan/steps/none", "This page is not here"),
    State("plan-of-nobody", "", "/plan", "This page is not here"),
    State("too-often", "", "/trial/status/429", ""),
    State("failed", "", "/trial/status/500", ""),
    State("away", "", "/trial/status/503", ""),
    State("sent-twice", "", "/trial/raised/another", ""),
)
