"""Every byte that leaves is neutral unless its reader chose plain words: searched for all words that would tell."""

from collections.abc import Callable
from datetime import date
from email.message import EmailMessage

import pytest

from planner.clinics.enrolments import Sees
from planner.clinics.joining import join_clinic
from planner.interop.telling import telling_words_in
from planner.languages import languages
from planner.plans.sharing import Rights
from planner.reminders.channels import Message
from planner.reminders.channels.push import payload
from planner.tokens import new_id, new_token
from tests.keeping.clinic_kept import a_clinic
from tests.keeping.people_kept import occasion, shared_with
from tests.reminders.reminded import Reminded, body_of

LANGUAGES = sorted(languages())
BESIDE_CALM = (  # lives in which every kind of step rings
    {},
    {"pregnant": "unsure"},
    {"has_ovaries": "no", "has_uterus": "no", "has_testes": "yes", "partner_can_become_pregnant": "yes"},
    {"chemo_already_started": "yes", "chemo_started_on": "2026-03-01", "treatment_date": "2026-03-01"},
    {"breastfeeding": "yes", "treatment_date": "2026-03-20"},
)


def all_of(letter: EmailMessage) -> str:
    """Every header and the words of an e-mail, as its reader's program shows them, and the bytes as they left."""
    shown = [f"{name}: {value}" for name, value in letter.items() if name != "Date"]
    return "\n".join([*shown, body_of(letter), bytes(letter).decode("ascii")])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", BESIDE_CALM)
def test_what_leaves_in_neutral_words_tells_nothing(
    somebody: Callable[..., Reminded], language: str, told: dict[str, str]
) -> None:
    reminded = somebody(**told)
    share, partner, _cookie = shared_with(reminded.actor, new_id(), Rights(groups=("freeze", "protect", "after")))
    clinic = a_clinic(new_id()[:8], occasion())
    join_clinic(reminded.actor, new_token(), clinic.clinic.join_code, "Fern 3", Sees(), occasion())
    reminded.chooses(language=language, rises=(share, str(reminded.kept.enrolment)))
    reminded.chooses(partner, language=language)
    reminded.adds_email("a1@example.org")
    reminded.adds_email("b2@example.org", partner)
    reminded.adds_email("c3@example.org", clinic.nurse)
    reminded.chooses(clinic.nurse, language=language)
    reminded.lives_until(date(2026, 6, 1))
    letters = reminded.letters()
    kinds = {one.kind for one in reminded.notices(outcome="sent")}
    assert len(letters) > 3
    assert kinds
    assert {letter["Subject"] for letter in letters} == {"Ahead"}
    for letter in letters:
        assert telling_words_in(all_of(letter)) == [], all_of(letter)


def test_a_message_to_a_phone_holds_its_words_and_nothing_else() -> None:
    message = Message(
        "f" * 32, "Ahead", "1 thing to look at today.", "http://localhost:8000", "en-GB", 60, True, "t" * 32
    )
    told = payload(message)
    assert told == {
        "web_push": 8030,
        "notification": {
            "title": "Ahead",
            "body": "1 thing to look at today.",
            "navigate": "http://localhost:8000",
            "lang": "en-GB",
            "tag": "f" * 32,
        },
    }


def test_plain_words_are_plain_only_for_whoever_chose_them(amira: Reminded) -> None:
    _share, partner, _cookie = shared_with(amira.actor, new_id(), Rights(own_part=True))
    amira.adds_email("b2@example.org", partner)
    amira.letters()
    amira.chooses(words="plain")
    amira.lives_until(date(2026, 6, 1))
    letters = amira.letters()
    to_partner = [one for one in letters if one["To"] == "b2@example.org"]
    assert to_partner
    assert any(telling_words_in(body_of(one)) for one in letters if one not in to_partner)
    for letter in to_partner:
        assert telling_words_in(all_of(letter)) == []
