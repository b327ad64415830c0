"""People whose plans are made before a test begins: their answers sent page by page, as a browser sends them."""

from collections.abc import Mapping, Sequence
from secrets import token_urlsafe

from faults.browsing import Browser
from planner.questions.journey import PAGES
from planner.web.asking.question_form import names_of
from tests.web.lives import AMIRA, BEN, EVERYONE, fields

Cookies = Sequence[Mapping[str, str]]

LIVES: Mapping[str, Mapping[str, str]] = {
    **EVERYONE,
    "no-answers": {},
    "begun": {},
    "lived": AMIRA,
    "rests": AMIRA,
    "mourned": AMIRA,
    "no-date": {"place": "us", "age": "29", "has_ovaries": "yes", "wants_children": "yes"},
    "no-chemo": {"place": "gb", "therapy_kind": "no-chemo-cells"},
    "after": {**AMIRA, "treatment_date": "12 1 2026", "treatment_date_kind": "day-zero", "chemo_already_started": "yes"}
    | {"treatment_happened": "yes"},
    "august": {
        **BEN,
        "treatment_date": "3 8 2026",
        "treatment_date_kind": "first-chemo",
        "treatment_date_certainty": "confirmed",
    },
    "american": {**BEN, "place": "us"},
    "draft": {
        key: AMIRA[key] for key in ("place", "treatment_date", "treatment_date_kind", "treatment_date_certainty")
    },
}


def cookies_of(address: str, name: str, made: bool = True) -> Cookies:
    """The cookies of somebody of `LIVES` who has told everything here; `made`: and has made the plan of it."""
    browser = Browser(address)
    keys = browser.keys_of("/")
    browser.post("/start", keys)
    told = fields(LIVES[name])
    for page in PAGES:
        typed = [(field, text) for key in page.keys for field in names_of(key) for text in told.getlist(field)]
        if typed:
            path = f"/questions/{page.number}"
            once = {"csrf_token": keys["csrf_token"], "once": token_urlsafe(24)}  # without opening the page for it
            answer = browser.post(path, {**once, **dict(typed)})
            assert answer.status == 303, f"{name}: {path} was answered with {answer.status}"
    if made:
        assert browser.post("/answers", browser.keys_of("/answers")).status == 303
    return [{"name": name, "value": value} for name, value in browser.cookies.items()]
