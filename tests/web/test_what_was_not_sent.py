"""What was not sent says why, each reason in words of its own, in every language; to a partner only what is theirs."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask

from planner import create_app
from planner.db import db, transaction
from planner.reminders.models import NoticeRecord
from planner.web.reminders.notices_view import NOT_SENT
from tests.web.conftest import OFTEN
from tests.web.lives import TODAY
from tests.web.living import kept_by, lives_with_a_plan
from tests.web.phones import Phone
from tests.web.reminding import adds_email, goes_to, notices, page, sweeps
from tests.web.sharing import shared

GONE = (
    "Not sent: that phone or browser takes nothing any more.",
    "No se envió: ese teléfono o navegador ya no recibe nada.",
)
NOTHING_LEFT = (
    "Not sent: there was nothing left to say by then.",
    "No se envió: para entonces ya no había nada que decir.",
)
SAID = {
    "stale": (
        "Not sent: its days were over before it could be.",
        "No se envió: sus días pasaron antes de que se pudiera.",
    ),
    "told-lately": (
        "Not sent by itself: another one had said so just before.",
        "No se envió por separado: otro lo había dicho poco antes.",
    ),
    "in-a-later-one": (
        "Not sent by itself: a later one said the same.",
        "No se envió por separado: uno posterior decía lo mismo.",
    ),
    "not-needed": NOTHING_LEFT,
    "stopped": (
        "Not sent: the plan was stopped, or took a break.",
        "No se envió: el plan se detuvo o estaba en pausa.",
    ),
    "seen": ("Not sent: you had said that you saw it.", "No se envió: usted había dicho que lo vio."),
    "not-allowed": ("Not sent: it was not allowed any more.", "No se envió: ya no estaba permitido."),
    "no-channel": ("Not sent: there was no way to reach you.", "No se envió: no había manera de avisarle."),
    "no-such-way": (
        "Not sent: this service does not send it that way now.",
        "No se envió: este servicio ya no envía de esa manera.",
    ),
    "gone": GONE,
    "not-a-subscription": GONE,
    "no-such-address": (
        "Not sent: the mail server says that there is no such address.",
        "No se envió: el servidor de correo dice que esa dirección no existe.",
    ),
    "host-not-allowed": (
        "Not sent: that browser takes messages by a host that is not known here.",
        "No se envió: ese navegador recibe mensajes por un servidor que aquí no se conoce.",
    ),
    "failed": (
        "Not sent: it was tried until its days were over.",
        "No se envió: se intentó hasta que pasaron sus días.",
    ),
    "another-word": ("Not sent: it did not get through.", "No se envió: no llegó a su destino."),
}
CHOSEN = {
    **{"hour": "9", "quiet_from": "21", "quiet_to": "8"},
    **{"words": "discreet", "language": "en", "daily": "yes"},
}
# What a plan's owner knows the reason of, and a partner does not.
ITS_OWNERS = ("not-needed", "stopped", "seen", "not-allowed", "in-a-later-one")
LINES = {
    "en": re.compile(r"(?:Monday 9 March|Sunday 26 April) at 9:00 Reminder\. ([^.]*\.)"),
    "es": re.compile(r"(?:lunes, 9 de marzo|domingo, 26 de abril) a las 9:00 Aviso\. ([^.]*\.)"),
}
RISEN = {"en": "A last safe day that waits for an answer", "es": "Un último día seguro que espera respuesta"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The service, which sends e-mail into a folder."""
    folder = tmp_path_factory.mktemp("not-sent")
    app = create_app({"INSTANCE": str(folder / "instance"), "MAIL_URL": f"file:{folder / 'mail'}", **OFTEN})
    with app.app_context():
        db.create_all()
    return app


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Noon of 2 March 2026."""
    with time_machine.travel(datetime.combine(TODAY, time(12), UTC), tick=False) as clock:
        yield clock


def becomes(app: Flask, notice: NoticeRecord, outcome: str) -> None:
    """A notice is done with, for a reason."""
    with app.app_context(), transaction() as session:
        found = session.get_one(NoticeRecord, notice.id)
        found.at, found.outcome, found.done_at = None, outcome, found.due_at


def told_to(phone: Phone) -> dict[str, list[str]]:
    """What their page says of their first reminder, in each language."""
    return {language: line.findall(page_in(phone, language)) for language, line in LINES.items()}


def page_in(phone: Phone, language: str) -> str:
    """Their page, in a language."""
    phone.client.set_cookie("language", language, domain="localhost")
    return page(phone)


def test_what_was_not_sent_says_why_in_both_languages(app: Flask) -> None:
    assert set(SAID) == {*NOT_SENT, "another-word"}
    amy = lives_with_a_plan(app)
    adds_email(amy)
    plan = kept_by(amy).id
    first = notices(app, lambda one: one.plan_id == plan and one.at is not None)[0]
    told = {}
    for outcome in SAID:
        becomes(app, first, outcome)
        told[outcome] = told_to(amy)
    assert told == {outcome: {"en": [english], "es": [spanish]} for outcome, (english, spanish) in SAID.items()}


def test_to_a_partner_no_reason_is_told_that_is_its_owners_and_nothing_that_may_rise(
    app: Flask, clock: time_machine.Traveller
) -> None:
    owner, guest = shared(app, groups=["own-part", "freeze", "protect"])
    share = owner.shares()[0].rpartition("/")[2]
    owner.phone.sends("/reminders/choices", **CHOSEN, rises=share)
    adds_email(guest.phone, "sam@example.org")
    goes_to(clock, TODAY + timedelta(days=30))
    sweeps(app)
    theirs = notices(app, lambda one: one.share_id == share)
    (daily,) = [one for one in theirs if one.kind == "daily"]
    risen = [one for one in theirs if one.kind == "risen"]
    assert len(risen) == 8
    assert "It is not listed before it comes." in page_in(guest.phone, "en")
    told = {}
    for outcome in SAID:
        for one in theirs:
            becomes(app, one, outcome)
        told[outcome] = told_to(guest.phone)
        assert [language for language, what in RISEN.items() if what in page_in(guest.phone, language)] == []
    said = {outcome: NOTHING_LEFT if outcome in ITS_OWNERS else words for outcome, words in SAID.items()}
    assert told == {outcome: {"en": [english], "es": [spanish]} for outcome, (english, spanish) in said.items()}
    # What has risen is told like anything else, and only that.
    becomes(app, daily, "stopped")
    becomes(app, risen[0], "sent")
    assert {language: page_in(guest.phone, language).count(what) for language, what in RISEN.items()} == {
        "en": 1,
        "es": 1,
    }
