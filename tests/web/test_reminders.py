"""The page of reminders: by how many ways somebody is reached, each way tried and proved, what was chosen and sent."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from planner import create_app
from planner.accounts.devices import open_device
from planner.accounts.models import DeviceRecord
from planner.db import db, transaction
from planner.limits_in_sql import LimitRecord
from planner.reminders.models import ChannelRecord, NoticeRecord, RemindedRecord, TallyRecord
from planner.tokens import new_token
from tests.clinics.patients import joins
from tests.clinics.people import AClinic
from tests.web.conftest import OFTEN
from tests.web.lives import TODAY
from tests.web.living import kept_by, lives_with_a_plan, page_of, says, text_of
from tests.web.phones import Phone
from tests.web.reminding import adds_email, fares, goes_to, letters, notices, page, sweeps, ways
from tests.web.sharing import shared
from tests.web.test_calendars import makes, titles

CHOSEN = {
    **{"hour": "9", "quiet_from": "21", "quiet_to": "8"},
    **{"words": "discreet", "language": "en", "daily": "yes"},
}
BROWSER = {"endpoint": "https://fcm.googleapis.com/fcm/send/one", "p256dh": "key", "auth": "word"}
NOBODYS = "0" * 32
NOT_KNOWN = {"known": False, "own": False, "locked": "", "coded": False}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The service, which sends e-mail into a folder and may send messages to phones."""
    folder = tmp_path_factory.mktemp("reminders")
    sends = {"MAIL_URL": f"file:{folder / 'mail'}", "PUSH_CONTACT": "mailto:operator@example.org"}
    app = create_app({"INSTANCE": str(folder / "instance"), **OFTEN, **sends})
    with app.app_context():
        db.create_all()
    return app


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Noon of 2 March 2026, until it is moved."""
    with time_machine.travel(datetime.combine(TODAY, time(12), UTC), tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def nothing_sent_before(app: Flask) -> None:
    """The addresses here are those of other tests too, and to one address only so many numbers are sent on a day."""
    with app.app_context(), transaction() as session:
        session.execute(delete(NoticeRecord))
        session.execute(delete(LimitRecord))


@pytest.fixture
def amy(app: Flask) -> Phone:
    """Somebody with a plan, first chemo on 18 May 2026, whom nothing reaches yet."""
    return lives_with_a_plan(app)


def test_by_how_many_ways_comes_first_and_two_are_best(amy: Phone) -> None:
    assert "A last safe day would reach you by no way yet Add one below." in page(amy)
    adds_email(amy)
    assert "A last safe day would reach you by 1 way If it fails, nothing else reaches you." in page(amy)
    adds_email(amy, "second@example.org")
    told = page(amy)
    assert "A last safe day would reach you by 2 ways If one of them fails, another still comes." in told
    assert told.index("by 2 ways") < told.index("Ways to reach you")


def test_an_address_is_tried_and_proved_before_anything_else_goes_there(app: Flask, amy: Phone) -> None:
    assert amy.sends("/reminders/email", email="amira@example.org").location == "/reminders#ways"
    (way,) = ways(amy)
    assert "waits for the number A number is on its way there." in page(amy)
    sweeps(app)
    (letter,) = letters(app)
    assert "We sent a number there today at 12:00. Until you type it here, nothing else is sent there." in page(amy)
    wrong = amy.sends(f"/reminders/{way}/prove", number="12")
    assert wrong.status_code == 400
    assert f'href="#number-{way}"' in wrong.text
    assert re.search(rf'id="number-{way}"[^>]*value="12"', wrong.text)
    assert "That is not 4 digits. Type the 4 digits that arrived." in text_of(wrong.text)
    wrong = amy.sends(f"/reminders/{way}/prove", number="0000")
    assert "That is not the number we sent last." in text_of(wrong.text)
    (number,) = re.findall(r": (\d{4})", letter)
    assert amy.sends(f"/reminders/{way}/prove", number=f" {number} ").status_code == 303
    assert "It arrives. From now on reminders come there too." in text_of(amy.gets("/reminders?said=proved").text)
    assert "amira@example.org" not in amy.gets("/reminders").text
    assert "E-mail to a…a@example.org" in page(amy)


def test_a_number_runs_out(app: Flask, amy: Phone, clock: time_machine.Traveller) -> None:
    amy.sends("/reminders/email", email="amira@example.org")
    clock.shift(timedelta(hours=2))
    (way,) = ways(amy)
    assert "The number we sent has run out. Send another one." in page(amy)
    assert "/prove" not in amy.gets("/reminders").text
    assert amy.sends(f"/reminders/{way}/test").status_code == 303
    assert f"/reminders/{way}/prove" in amy.gets("/reminders").text


@pytest.mark.parametrize(
    "typed",
    [
        *("", "nobody", "a b@example.org", "x" * 400, "Zoë@example.org"),
        *("a@example..org", "a..b@example.org", ".a@example.org", "a@localhost", "a@example.org."),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(amy: Phone, typed: str) -> None:
    answer = amy.sends("/reminders/email", email=typed)
    assert answer.status_code == 400
    assert "Write one e-mail address, such as name@example.org." in text_of(answer.text)
    assert 'href="#email"' in answer.text
    assert f'value="{typed[:300]}"' in answer.text or not typed
    assert ways(amy) == []


def test_a_way_is_of_its_owner_alone(app: Flask, amy: Phone) -> None:
    way = adds_email(amy)
    other = lives_with_a_plan(app)
    for name in (way, NOBODYS):
        for what in ("test", "prove", "daily", "end"):
            assert other.sends(f"/reminders/{name}/{what}", number="1", daily="no").status_code == 404
    assert ways(amy) == [way]


def test_a_way_takes_last_safe_days_alone_or_ends(amy: Phone) -> None:
    way = adds_email(amy)
    amy.sends(f"/reminders/{way}/daily", daily="no")
    assert "It takes last safe days, and no other reminders." in page(amy)
    amy.sends(f"/reminders/{way}/daily", daily="yes")
    assert "It takes all reminders." in page(amy)
    assert amy.sends(f"/reminders/{way}/end").location == "/reminders?said=ended"
    assert ways(amy) == []


def test_a_way_that_takes_nothing_is_said_first_with_what_to_do(app: Flask, amy: Phone) -> None:
    good, bad = adds_email(amy), adds_email(amy, "gone@example.org")
    fares(app, bad, dead="no-such-address")
    told = page(amy)
    assert (
        "E-mail to g…e@example.org: takes nothing any more The mail server says that there is no such address." in told
    )
    assert told.index("takes nothing any more") < told.index("by 1 way") < told.index("Ways to reach you")
    assert ways(amy) == [bad, good]
    fares(app, bad, dead="", failing_since=datetime(2026, 3, 1, 9, tzinfo=UTC))
    assert "Nothing arrives since yesterday at 9:00." in page(amy)
    fares(app, bad, dead="a-word-of-next-year", failing_since=None)
    assert "If nothing comes, end this one and add it again." in page(amy)


def test_this_browser_is_added_by_its_script(amy: Phone) -> None:
    shown = amy.gets("/reminders").text
    assert re.search(r'action="/reminders/push" data-push="[\w-]{87}" hidden', shown)
    assert "js/reminders.js" in shown
    assert amy.sends("/reminders/push", **BROWSER).status_code == 303
    assert "data-here" in amy.gets("/reminders").text
    assert "This computer" in page(amy)
    elsewhere = amy.sends("/reminders/push", **{**BROWSER, "endpoint": "https://elsewhere.example/x"})
    assert elsewhere.status_code == 400
    assert "by a host that is not known here" in text_of(elsewhere.text)


def test_a_browser_says_again_where_it_is_reached(amy: Phone) -> None:
    moved = {**BROWSER, "endpoint": "https://fcm.googleapis.com/fcm/send/two"}
    assert amy.sends("/reminders/renew", **moved).status_code == 404
    assert amy.gets("/offline/state?push=yes").json["push"] == ""
    amy.sends("/reminders/push", **BROWSER)
    assert re.fullmatch(r"[\w-]{87}", amy.gets("/offline/state?push=yes").json["push"])
    assert "push" not in amy.gets("/offline/state").json
    assert amy.sends("/reminders/renew", **moved).status_code == 204
    assert amy.sends("/reminders/renew", **{**moved, "endpoint": "https://elsewhere.example/x"}).status_code == 400
    assert len(ways(amy)) == 1


def test_a_browser_that_was_signed_out_takes_nothing_until_its_owner_is_in_again(app: Flask, amy: Phone) -> None:
    amy.sends("/reminders/push", **BROWSER)
    (way,) = ways(amy)
    fares(app, way, proven_at=datetime(2026, 3, 1, tzinfo=UTC), tested_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert "A last safe day would reach you by 1 way" in page(amy)
    assert amy.gets("/offline/state?push=yes").json["reached"] is True
    with app.app_context(), transaction() as session:
        session.get_one(ChannelRecord, way).device = ended_device(session, kept_by(amy).person)
    told = page(amy)
    assert "A last safe day would reach you by no way yet" in told
    assert "That phone or browser was signed out. Add it again there, then end this one." in told
    shown = amy.gets("/reminders").text
    assert ("data-here" in shown, "data-out" in shown.partition("<main")[2]) == (False, True)
    assert "A way to reach you takes nothing" in text_of(amy.gets("/plan").text)
    # It may be this one: where it is reached tells.
    state = amy.gets("/offline/state?push=yes").json
    assert (len(state["push"]), state["reached"]) == (87, False)
    elsewhere = {**BROWSER, "endpoint": "https://fcm.googleapis.com/fcm/send/two"}
    assert amy.sends("/reminders/renew", **elsewhere).status_code == 404
    assert amy.sends("/reminders/renew", **BROWSER).status_code == 204
    assert "A last safe day would reach you by 1 way" in page(amy)
    assert "data-here" in amy.gets("/reminders").text


def test_where_staff_have_to_sign_in_again_their_browser_lets_go_of_nothing(app: Flask, amy: Phone) -> None:
    nurse = AClinic(app).nurse
    assert "stays" not in nurse.computer.gets("/offline/state?push=yes").json
    assert 'data-out="yes"' not in nurse.computer.gets("/reminders").text
    for phone, device, stays in ((nurse.computer, nurse.actor.device, True), (amy, "", False)):
        with app.app_context(), transaction() as session:
            mine = DeviceRecord.id == device if device else DeviceRecord.person_id == kept_by(amy).person
            session.execute(update(DeviceRecord).where(mine).values(ended_at=datetime(2026, 3, 2, tzinfo=UTC)))
        assert phone.gets("/offline/state?push=yes").json == {**NOT_KNOWN, "stays": stays}
        assert phone.gets("/offline/state").json == NOT_KNOWN
        assert 'data-out="yes"' in phone.gets("/").text


def ended_device(session: Session, person: str) -> str:
    """A device of somebody that lets nobody in any more."""
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    device = open_device(session, person, new_token(), "phone", moment, moment.date()).device
    session.get_one(DeviceRecord, device).ended_at = moment
    return device


def test_a_service_that_sends_nothing_says_so(app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", "")
    monkeypatch.setitem(app.config, "PUSH_CONTACT", "")
    told = page(amy)
    assert "This service sends no e-mail." in told
    assert "This service sends no messages to phones." in told
    assert "This service has no other way. Look here often." in told
    assert "In the next 40 days this passes without a word:" in told
    assert "Monday 9 March Reminder: Ask a second transplant doctor" in told
    assert "What will be sent" not in told
    assert "reminders.js" not in amy.gets("/reminders").text
    assert amy.sends("/reminders/email", email="amira@example.org").status_code == 400
    assert amy.sends("/reminders/push", **BROWSER).status_code == 400
    assert ways(amy) == []


def test_a_service_that_takes_e_mail_and_sends_none_tells_nobody_that_it_would_reach_them(
    app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    adds_email(amy)
    amy.sends("/reminders/email", email="second@example.org")
    monkeypatch.setitem(app.config, "MAIL_URL", "none")
    told, add = page(amy), "Add a way"
    said = "This service is for trying out: it sends no e-mail."
    assert told.partition(add)[0].count(said) >= 1
    assert said in told.partition(add)[2]
    assert "A last safe day would reach you by no way yet Add one below." in told  # messages to phones are sent
    assert "What does not reach you" in told
    assert "/prove" not in amy.gets("/reminders").text
    assert "A way to reach you takes nothing" in text_of(amy.gets("/plan").text)
    monkeypatch.setitem(app.config, "PUSH_CONTACT", "")
    assert "This service has no other way. Look here often." in page(amy)
    assert said in text_of(lives_with_a_plan(app).gets("/reminders").text)


def test_without_any_way_the_checklist_and_the_calendar_do_all_they_did(
    app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", "")
    monkeypatch.setitem(app.config, "PUSH_CONTACT", "")
    assert "A last safe day would reach you by no way yet." in text_of(amy.gets("/plan").text)
    _page, address = makes(amy)
    before = titles(amy, address)
    assert before
    says(amy, "B04", "done")
    assert "Done" in text_of(amy.gets(page_of(amy, "B04")).text)
    assert titles(amy, address) != before
    sweeps(app)
    assert notices(app, lambda one: one.plan_id == kept_by(amy).id) == []


def test_what_is_chosen_is_kept_and_shown(amy: Phone) -> None:
    other = {**CHOSEN, "hour": "18", "quiet_from": "22", "quiet_to": "6", "words": "plain", "daily": "no"}
    assert amy.sends("/reminders/choices", **other).location == "/reminders?said=kept"
    shown = amy.gets("/reminders").text
    assert re.findall(r'<option value="(\d+)" selected', shown) == ["18", "22", "6"]
    assert {"plain", "no", "en"} <= set(re.findall(r'value="(\w+)" checked', shown))
    outside, one_of = "Choose an hour outside your quiet hours", "Choose one of these"
    for wrong, said in (
        *(({"hour": "24"}, outside), ({"hour": "23"}, outside), ({"quiet_to": "x"}, one_of)),
        *(({"words": "loud"}, one_of), ({"language": "xx"}, one_of)),
    ):
        answer = amy.sends("/reminders/choices", **{**other, **wrong})
        assert answer.status_code == 400
        assert said in text_of(answer.text)
    assert re.findall(r'<option value="(\d+)" selected', amy.gets("/reminders").text) == ["18", "22", "6"]


def test_what_is_sent_first_is_in_the_language_of_the_page(app: Flask, amy: Phone) -> None:
    amy.client.set_cookie("language", "es", domain="localhost")
    amy.sends("/reminders/email", email="amira@example.org")
    sweeps(app)
    assert "Esto es solo una prueba." in letters(app)[-1]


def test_nobody_else_is_told_unless_it_was_chosen_and_only_who_may_be(app: Flask) -> None:
    owner, _guest = shared(app, groups=["own-part"])
    here = AClinic(app)
    joins(app, here, owner.phone)
    shown = owner.phone.gets("/reminders").text
    share, enrolment = re.findall(r'name="rises"[^>]*value="([0-9a-f]{32})"', shown)
    assert enrolment == kept_by(owner.phone).enrolment
    assert "Sam" in text_of(shown)
    assert "Elm ward" in text_of(shown)
    assert not re.search(r'name="rises"[^>]*checked', shown)
    owner.phone.sends("/reminders/choices", **CHOSEN, rises=[share, NOBODYS, enrolment])  # type: ignore[arg-type]
    with app.app_context():
        record = db.session.get(RemindedRecord, kept_by(owner.phone).person)
        assert record
        assert record.opened()["rises"] == [share, enrolment]
    assert len(re.findall(r'name="rises"[^>]*checked', owner.phone.gets("/reminders").text)) == 2


def test_what_will_be_sent_says_when_and_why(amy: Phone) -> None:
    adds_email(amy)
    told = page(amy)
    assert "Monday 9 March at 9:00 Reminder: Ask a second transplant doctor" in told
    assert told.index("What will be sent") < told.index("Monday 9 March") < told.index("What was sent")


def test_a_plan_shows_a_last_safe_day_until_it_was_seen(app: Flask, amy: Phone, clock: time_machine.Traveller) -> None:
    adds_email(amy)
    plan = kept_by(amy).id
    for day in range(1, 60):
        goes_to(clock, TODAY + timedelta(days=day))
        sweeps(app)
        if notices(app, lambda one: one.plan_id == plan and one.kind == "last-safe" and one.outcome == "sent"):
            break
    shown = amy.gets("/plan").text
    assert "A last safe day is close" in text_of(shown)
    (seen,) = re.findall(r'form="act" formaction="(/reminders/seen/[0-9a-f]{32})"', shown)
    assert "Last safe day. Sent by e-mail." in page(amy)
    assert "A last safe day is close" in page(amy)
    assert seen in amy.gets("/reminders").text
    assert "those you chose are told" not in text_of(shown)
    other = lives_with_a_plan(app)
    assert other.sends(seen).status_code == 404
    amy.gets("/calm/yes?back=/plan")
    calm = amy.gets("/plan").text
    assert f'action="{seen}"' in calm
    amy.gets("/calm/no?back=/plan")
    assert amy.sends(seen).location == "/plan"
    assert "A last safe day is close" not in text_of(amy.gets("/plan").text)
    # The next of its days is a matter of its own; who has seen that one is not asked about the one before.
    before = len(notices(app, lambda one: one.plan_id == plan and one.kind == "last-safe" and one.at is None))
    for later in range(day + 1, day + 9):
        goes_to(clock, TODAY + timedelta(days=later))
        sweeps(app)
        if len(notices(app, lambda one: one.plan_id == plan and one.kind == "last-safe" and one.at is None)) > before:
            break
    (again,) = set(re.findall(r"/reminders/seen/[0-9a-f]{32}", amy.gets("/plan").text))
    assert again != seen
    amy.sends(again)
    assert "/reminders/seen/" not in amy.gets("/plan").text
    assert page(amy).count("Last safe day. Sent by e-mail. You said that you saw it.") == 2


def test_who_is_told_of_ordinary_things_by_no_way_reads_when_the_first_last_safe_day_is_told(amy: Phone) -> None:
    adds_email(amy)
    amy.sends("/reminders/choices", **{**CHOSEN, "daily": "no"})
    told = page(amy)
    # A week before Friday 1 May 2026, more than 40 days ahead on 2 March.
    assert "Nothing waits to be sent in the next 40 days. The first last safe day is told on Friday 24 April" in told
    assert "It takes all reminders." not in told


def test_whoever_holds_the_plan_reads_that_others_were_told_and_they_find_what_is_close(
    app: Flask, clock: time_machine.Traveller
) -> None:
    owner, guest = shared(app, groups=["freeze"])
    adds_email(owner.phone)
    adds_email(guest.phone, "sam@example.org")
    (share,) = re.findall(r'name="rises"[^>]*value="([0-9a-f]{32})"', owner.phone.gets("/reminders").text)
    owner.phone.sends("/reminders/choices", **{**CHOSEN, "rises": share})
    assert "A last safe day is close" not in text_of(guest.phone.gets("/part").text)
    for day in (date(2026, 4, 24), date(2026, 4, 25)):
        goes_to(clock, day)
        sweeps(app)
    assert "Sam was told of a last safe day" in page(owner.phone)
    assert "was told of a last safe day" not in page(guest.phone)
    part = guest.phone.gets("/part").text
    assert "A last safe day is close" in text_of(part)
    step = re.findall(r'<li><a href="(/part/steps/[^"]+)">', part.partition("A last safe day is close")[2])[0]
    assert guest.phone.gets(step).status_code == 200


def test_what_was_answered_for_is_not_shown_as_close(app: Flask, amy: Phone, clock: time_machine.Traveller) -> None:
    adds_email(amy)
    plan = kept_by(amy).id
    for day in range(1, 60):
        goes_to(clock, TODAY + timedelta(days=day))
        sweeps(app)
        if notices(app, lambda one: one.plan_id == plan and one.kind == "last-safe" and one.outcome == "sent"):
            break
    shown = amy.gets("/plan").text
    close = re.findall(r'<li><a href="(/plan/steps/[0-9a-f]{20})">', shown.partition("A last safe day is close")[2])
    for step in dict.fromkeys(close):
        amy.sends(f"{step}/say", state="done")
    assert "A last safe day is close" not in text_of(amy.gets("/plan").text)


def test_a_plan_says_quietly_by_how_few_ways_and_firmly_when_one_fails(app: Flask, amy: Phone) -> None:
    assert "A last safe day would reach you by no way yet. Set up reminders" in text_of(amy.gets("/plan").text)
    first = adds_email(amy)
    assert "A last safe day would reach you by 1 way only. Set up reminders" in text_of(amy.gets("/plan").text)
    adds_email(amy, "second@example.org")
    assert "would reach you" not in text_of(amy.gets("/plan").text)
    fares(app, first, failing_since=datetime(2026, 3, 1, tzinfo=UTC))
    assert "A way to reach you takes nothing Look at your reminders" in text_of(amy.gets("/plan").text)


def test_a_partner_has_a_page_of_their_own_that_tells_nothing_of_the_owner(app: Flask) -> None:
    owner, guest = shared(app, groups=["own-part"])
    told = page(guest.phone)
    assert "Reminders reach you by no way yet" in told
    assert "your plan" not in told.lower().replace("your plan is", "")
    assert "/plan" not in re.sub(r'href="/calm[^"]*"', "", guest.phone.gets("/reminders").text.partition("<main")[2])
    adds_email(guest.phone, "sam@example.org")
    assert "It takes all reminders." in page(guest.phone)
    assert guest.phone.sends(f"/reminders/seen/{NOBODYS}").status_code == 404
    owner.ends(owner.shares()[0])
    assert guest.phone.gets("/reminders").status_code == 404
    assert guest.phone.sends("/reminders/choices", guest.phone.keys("/open"), **CHOSEN).status_code == 404


def test_staff_of_a_clinic_are_reached_too_and_choose_what_is_theirs(app: Flask) -> None:
    nurse = AClinic(app).nurse.computer
    assert 'href="/account/in"' in nurse.gets("/").text.partition("Go on to your clinic")[0]
    told = text_of(nurse.gets("/reminders").text)
    assert "You are told when a patient's last safe day comes close" in told
    assert "Ordinary reminders too?" not in told
    assert "At which hour?" not in told
    assert 'class="ways-of-clinic' in nurse.gets("/reminders").text
    assert nurse.sends("/reminders/email", nurse.keys("/reminders"), email="nora@example.org").status_code == 303
    sent = {**CHOSEN, "quiet_from": "17", "words": "plain", "hour": "3"}
    assert nurse.sends("/reminders/choices", nurse.keys("/reminders"), **sent).status_code == 303
    assert re.findall(r'<option value="(\d+)" selected', nurse.gets("/reminders").text) == ["17", "8"]


def test_each_form_counts_once(app: Flask, amy: Phone) -> None:
    keys = amy.keys("/reminders")
    for _again in range(2):
        assert amy.sends("/reminders/email", keys, email="amira@example.org").status_code == 303
    assert len(ways(amy)) == 1
    assert amy.sends("/reminders/email", keys, email="other@example.org").status_code == 409


def test_there_are_only_so_many_ways(amy: Phone) -> None:
    for number in range(8):
        assert amy.sends("/reminders/email", email=f"a{number}@example.org").status_code == 303
    answer = amy.sends("/reminders/email", email="one.more@example.org")
    assert answer.status_code == 409
    assert 'value="one.more@example.org"' in answer.text
    assert "End one that is not needed any more" in text_of(answer.text)


def test_titles_tell_nothing(amy: Phone) -> None:
    assert "<title>Ahead</title>" in amy.gets("/reminders").text


def test_a_stopped_plan_says_nothing_of_reminders(amy: Phone) -> None:
    adds_email(amy)
    assert amy.sends("/plan/stop", how="break").status_code == 303
    told = text_of(amy.gets("/plan").text)
    assert "would reach you" not in told
    assert "Nothing waits to be sent" in page(amy)


def test_the_figures_are_for_whoever_holds_their_key(app: Flask, amy: Phone) -> None:
    key = "k" * 32
    opened = create_app({"INSTANCE": app.config["INSTANCE"], "METRICS_KEY": key, **OFTEN})
    with app.app_context(), transaction() as session:
        session.execute(delete(TallyRecord))
    adds_email(amy)

    def asks(of: Flask, headers: dict[str, str]) -> tuple[int, str]:
        answer = of.test_client().get("/health/metrics", headers=headers, base_url="http://localhost:8000")
        return answer.status_code, answer.text

    for of, word in ((app, ""), (app, key), (opened, ""), (opened, "x"), (opened, f"{key}x"), (opened, "é" * 32)):
        assert asks(of, {"Authorization": f"Bearer {word}"})[0] == 404
    assert asks(opened, {})[0] == 404
    status, text = asks(opened, {"Authorization": f"Bearer {key}"})
    assert status == 200
    # The number that was sent to try the way, and nothing else: see tests/reminders/test_tallies.py.
    assert [line for line in text.splitlines() if not line.startswith("#")] == [
        'reminders_sent_total{kind="email"} 1.0',
        "reminders_due 0.0",
    ]
    assert "example.org" not in text
