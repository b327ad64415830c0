"""Staff come in by an invitation, choose by what they sign in, and get nowhere without."""

import re
import time
from statistics import median

import pytest
import time_machine
from flask import Flask

from planner.accounts.access import AUDITOR, LEAD
from planner.config import SettingsError, settings_from_environment
from tests.web.phones import Phone, told
from tests.web.staff import PASSWORD, Staff, invited

EIGHT = "2026-03-02T08:00:00Z"


@pytest.fixture
def nurse(app: Flask) -> Staff:
    """A nurse who has chosen a password and an app, signed in at her own computer."""
    return Staff(app).sets_up(invited(app), f"ada {time.time_ns()}")


def test_whoever_is_invited_chooses_a_password_and_a_code_and_signs_in_with_them(nurse: Staff) -> None:
    assert nurse.is_signed_in()
    other = nurse.elsewhere().signs_in()
    assert other.is_signed_in()
    assert other.gets("/account/in").status_code == 303


@pytest.mark.parametrize("role", [LEAD, AUDITOR])
def test_every_role_of_a_clinic_is_led_to_choose_first(app: Flask, role: str) -> None:
    staff = Staff(app)
    staff.sends(invited(app, role), staff.keys("/open"))
    for page in ("/plan", "/account", "/account/in"):
        answer = staff.gets(page)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/account/set-up")


def test_looking_at_an_invitation_takes_nothing_and_it_works_once(app: Flask) -> None:
    link, nurse, late = invited(app), Staff(app), Staff(app)
    assert nurse.gets(link).status_code == 200
    assert nurse.sends(link, nurse.keys("/open")).status_code == 303
    assert late.sends(link, late.keys("/open")).status_code == 404


def test_nobody_else_is_shown_where_staff_choose(app: Flask) -> None:
    for phone in (Phone(app), Phone(app).starts()):
        for page in ("/account/set-up", "/account/password"):
            assert phone.gets(page).status_code == 404


def test_a_name_with_nothing_that_opens_it_signs_nobody_in(app: Flask) -> None:
    nurse = Staff(app)
    nurse.sends(invited(app), nurse.keys("/open"))
    nurse.sends("/account/set-up", name="Only A Name")
    assert not nurse.is_signed_in()
    assert "do not belong together" in nurse.elsewhere().types("Only A Name").text


def test_a_password_alone_opens_nothing(nurse: Staff) -> None:
    other = nurse.elsewhere()
    assert other.types().headers["Location"] == "/account/code"
    assert not other.is_signed_in()
    assert other.gets("/account/in").status_code == 404


def test_a_password_without_an_app_is_not_kept(app: Flask) -> None:
    nurse = Staff(app)
    nurse.sends(invited(app), nurse.keys("/open"))
    nurse.sends("/account/set-up", name="Without An App")
    answer = nurse.chooses_password(code="000000")
    assert answer.status_code == 400
    assert "Type the six digits that the app shows now" in answer.text
    assert "do not belong together" in nurse.elsewhere().types("Without An App").text


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("", "Choose a password of at least 12 letters"),
        ("eleven long", "Choose a password of at least 12 letters"),
        ("x" * 201, "Choose a password of at least 12 letters"),
        ("NAME", "Choose a password that is not your name"),
        ("name", "Choose a password that is not your name"),
    ],
)
def test_a_password_that_is_too_short_too_long_or_the_name_is_not_kept(app: Flask, password: str, says: str) -> None:
    nurse, name = Staff(app), f"without app {time.time_ns()}"
    nurse.sends(invited(app), nurse.keys("/open"))
    nurse.sends("/account/set-up", name=name)
    typed = password.replace("NAME", name.upper()).replace("name", name)
    answer = nurse.chooses_password(typed)
    assert answer.status_code == 400
    assert says in answer.text
    assert "do not belong together" in nurse.elsewhere().types(name, typed).text


def test_another_password_sent_again_with_the_same_form_is_refused_in_words_and_the_first_stays(app: Flask) -> None:
    nurse, name = Staff(app), f"pressed twice {time.time_ns()}"
    nurse.sends(invited(app), nurse.keys("/open"))
    nurse.sends("/account/set-up", name=name)
    keys, form = nurse.fills_password()
    assert nurse.sends("/account/password", keys, **form).status_code == 303
    assert nurse.sends("/account/password", keys, **form).status_code == 303  # pressed twice
    answer = nurse.sends("/account/password", keys, **{**form, "password": "five other quiet words"})
    assert answer.status_code == 409
    assert "This page was already sent once, with other words." in answer.text
    assert 'name="password"' in answer.text  # on the page itself, to choose anew
    assert "do not belong together" in nurse.elsewhere().types(name, "five other quiet words").text
    assert nurse.elsewhere().types(name, PASSWORD).headers["Location"] == "/account/code"


def test_the_square_of_the_app_stays_the_same_when_something_was_typed_wrong(app: Flask) -> None:
    nurse = Staff(app)
    nurse.sends(invited(app), nurse.keys("/open"))
    nurse.sends("/account/set-up", name=f"same square {time.time_ns()}")
    page = nurse.chooses_password("short").text
    assert re.findall(r'class="link-out__text">([^<]+)<', page)[0].replace("-", "") == nurse.key


def test_each_one_time_code_works_once(nurse: Staff) -> None:
    code, first, second = nurse.code(30), nurse.elsewhere(), nurse.elsewhere()
    for one in (first, second):
        assert one.types().status_code == 303
    assert first.types_code(code).status_code == 303
    assert second.types_code(code).status_code == 200
    assert first.is_signed_in()
    assert not second.is_signed_in()


def test_a_code_is_asked_for_a_short_while_after_the_password_only(nurse: Staff) -> None:
    other, began = nurse.elsewhere(), time.time()
    other.types()
    with time_machine.travel(began + 11 * 60, tick=False):
        assert other.types_code(other.code()).headers["Location"] == "/account/sign-in"
        assert not other.is_signed_in()


def test_a_recovery_code_works_once_and_only_after_the_password(nurse: Staff) -> None:
    page = nurse.sends("/account/recovery-codes").text
    codes = re.findall(r'<li class="code">([^<]+)</li>', page)
    assert len(codes) == len(set(codes)) == 8
    first, second, third = nurse.elsewhere(), nurse.elsewhere(), nurse.elsewhere()
    third.sends("/account/recovery-code", third.keys("/open"), code=codes[1])
    assert not third.is_signed_in()
    first.types()
    assert first.sends("/account/recovery-code", first.keys("/open"), code=codes[0].lower()).status_code == 303
    assert first.is_signed_in()
    second.types()
    assert "used before" in second.sends("/account/recovery-code", second.keys("/open"), code=codes[0]).text
    assert not second.is_signed_in()
    assert "7 recovery codes are left" in nurse.gets("/account").text


def test_the_same_page_says_that_a_name_is_unknown_that_nothing_opens_it_and_that_a_password_is_wrong(
    nurse: Staff, app: Flask
) -> None:
    keyless = Staff(app)
    keyless.sends(invited(app), keyless.keys("/open"))
    nothing_opens = f"keyless {time.time_ns()}"
    assert keyless.sends("/account/set-up", name=nothing_opens).status_code == 303
    other = nurse.elsewhere()
    answers = {
        told(other.types(name, "a wrong long password"))[1].replace(name, "NAME")
        for name in (nurse.name, nothing_opens, "nobody at all")
    }
    assert len(answers) == 1
    assert "do not belong together" in answers.pop()


def test_an_unknown_name_takes_as_long_as_a_wrong_password(nurse: Staff) -> None:
    other = nurse.elsewhere()

    def seconds(name: str) -> float:
        keys, began = other.keys(), time.perf_counter()
        other.sends("/account/sign-in", keys, username=name, password="a wrong long password")
        return time.perf_counter() - began

    known, unknown = [], []
    for turn in range(9):
        known.append(seconds(nurse.name))
        unknown.append(seconds(f"nobody {turn}"))
    assert 0.5 < median(known) / median(unknown) < 2


def test_after_half_an_hour_without_use_staff_sign_in_again(nurse: Staff) -> None:
    with time_machine.travel(time.time() + 31 * 60, tick=False):
        answer = nurse.gets("/account")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/account/sign-in")


def test_whoever_uses_it_every_quarter_of_an_hour_signs_in_again_after_twelve_hours(app: Flask) -> None:
    with time_machine.travel(EIGHT, tick=False) as clock:
        nurse = Staff(app).sets_up(invited(app), f"shift {time.time_ns()}")
        for _quarter in range(47):  # until 19:45
            clock.shift(15 * 60)
            assert nurse.is_signed_in()
        clock.shift(15 * 60)
        assert not nurse.is_signed_in()


def test_a_form_that_stood_open_for_too_long_is_not_lost(nurse: Staff) -> None:
    keys = nurse.keys("/account")
    with time_machine.travel(time.time() + 31 * 60, tick=False):
        answer = nurse.sends("/account/sessions/end", keys, device="0" * 32)
        assert answer.status_code == 403
        assert "Sign in again first" in answer.text
        assert f'name="device" value="{"0" * 32}"' in answer.text


def test_leaving_signs_staff_out_and_no_press_opens_it_again(nurse: Staff) -> None:
    nurse.gets("/leave")
    assert nurse.gets("/locked").headers["Location"] == "/account/sign-in"
    nurse.sends("/locked")
    assert not nurse.is_signed_in()


def test_signing_out_ends_this_computer_and_no_other(nurse: Staff) -> None:
    other, cookie = nurse.elsewhere().signs_in(), nurse.cookie
    assert nurse.sends("/account/sign-out").headers["Location"] == "/account/sign-in"
    assert not nurse.holds(cookie).is_signed_in()
    assert other.is_signed_in()


def test_another_computer_can_be_ended_from_here(nurse: Staff) -> None:
    other = nurse.elsewhere().signs_in()
    (device,) = re.findall(r'name="device" value="([0-9a-f]{32})"', nurse.gets("/account").text)
    assert nurse.sends("/account/sessions/end", device=device).status_code == 303
    assert not other.is_signed_in()
    assert nurse.is_signed_in()


def test_a_new_password_ends_every_other_computer_and_a_sign_in_under_way(nurse: Staff) -> None:
    other, under_way, cookie = nurse.elsewhere().signs_in(), nurse.elsewhere(), nurse.cookie
    under_way.types()
    assert nurse.chooses_password("five other quiet words").status_code == 303
    assert nurse.is_signed_in()
    assert not other.is_signed_in()
    assert not Staff(nurse.app).holds(cookie).is_signed_in()
    under_way.types_code(nurse.code(30))
    assert not under_way.is_signed_in()
    assert "do not belong together" in nurse.elsewhere().types(password=PASSWORD).text


def test_what_opens_an_account_is_changed_only_by_whoever_has_just_shown_who_they_are(nurse: Staff) -> None:
    with time_machine.travel(time.time() + 11 * 60, tick=False):
        assert nurse.gets("/account/password").headers["Location"] == "/account/again"
        for path in ("/account/recovery-codes", "/account/passkeys/remove"):
            assert nurse.sends(path, nurse.keys("/account")).headers["Location"] == "/account/again"
        asked = nurse.posts_json("/account/passkey/new", {"name": "Mine", "usage": "first"})
        assert asked.status_code == 401
        keys = nurse.keys("/account/again")
        assert nurse.sends("/account/again", keys, password="a wrong long password").status_code == 200
        assert nurse.gets("/account/password").status_code == 303
        assert nurse.sends("/account/again", keys, password=PASSWORD).headers["Location"] == "/account"
        assert nurse.gets("/account/password").status_code == 200


def test_what_was_shown_on_one_computer_counts_for_no_other(nurse: Staff) -> None:
    other = nurse.elsewhere().signs_in()
    with time_machine.travel(time.time() + 11 * 60, tick=False):
        session = other.app.config["SESSION_COOKIE_NAME"]
        nurse.sends("/account/again", nurse.keys("/account/again"), password=PASSWORD)
        stolen = nurse.client.get_cookie(session, domain="localhost")
        assert stolen
        other.client.set_cookie(session, stolen.value, domain="localhost")
        assert other.gets("/account/password").headers["Location"] == "/account/again"


def test_signing_in_never_takes_away_a_plan_that_is_open_here_and_nowhere_else(nurse: Staff) -> None:
    shared = nurse.elsewhere()
    Phone.starts(shared)
    answer = shared.types()
    assert "First make a code on paper for it" in answer.text
    assert Phone.is_in(shared)


def test_a_patient_is_asked_for_no_account_and_staff_pages_are_not_there_for_them(owner: Phone) -> None:
    assert owner.gets("/account").headers["Location"] == "/account/keep"
    assert owner.sends("/account/recovery-codes").status_code == 404


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/account/passkey/sign-in", ["a"]),
        ("/account/passkey/sign-in", {"identity": {"a": 1}}),
        ("/account/passkey/sign-in", None),
        ("/account/passkey/sign-in/x.y.z", {"credential": "{}"}),
        ("/account/passkey/new/x.y.z", {"credential": "{}"}),
    ],
)
def test_what_no_script_of_ours_sends_is_refused_in_words(app: Flask, path: str, sent: object) -> None:
    assert Staff(app).posts_json(path, sent).status_code == 400


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", "5", '{"id": 1}', "\u0000", '{"response": {}}'])
def test_a_passkey_that_cannot_be_one_signs_nobody_in(app: Flask, credential: str) -> None:
    phone = Staff(app)
    asked = phone.posts_json("/account/passkey/sign-in", {}).get_json()["response"]
    assert asked["credential_options"]["userVerification"] == "required"
    assert not asked["credential_options"].get("allowCredentials")
    answer = phone.posts_json(f"/account/passkey/sign-in/{asked['wan_state']}", {"credential": credential})
    assert answer.status_code == 400
    made = phone.posts_json(f"/account/passkey/new/{asked['wan_state']}", {"credential": credential})
    assert made.status_code == 400


def test_passkeys_are_asked_for_of_every_kind_that_asks_for_a_face_or_a_finger(nurse: Staff) -> None:
    asked = nurse.posts_json("/account/passkey/new", {"name": "Mine", "usage": "first"}).get_json()["response"]
    wanted = asked["credential_options"]["authenticatorSelection"]
    assert wanted == {"residentKey": "required", "requireResidentKey": True, "userVerification": "required"}
    assert asked["credential_options"]["rp"]["id"] == "localhost"


def test_a_script_without_the_hidden_token_is_refused(app: Flask) -> None:
    phone = Staff(app)
    assert phone.posts_json("/account/passkey/sign-in", {}, token="of another page").status_code == 400


def test_an_invitation_says_what_it_is_for(app: Flask) -> None:
    assert "You are invited to work here" in Staff(app).gets(invited(app)).text


@pytest.mark.parametrize(
    ("public", "chosen", "made_for"),
    [
        ("https://plan.example.org", "", "plan.example.org"),
        ("https://plan.example.org:8443", "example.org", "example.org"),
        ("http://localhost:8000", "localhost", "localhost"),
    ],
)
def test_passkeys_are_made_for_the_name_of_the_service_or_the_end_of_it(
    public: str, chosen: str, made_for: str
) -> None:
    assert settings_from_environment({"PUBLIC_URL": public, "PASSKEY_HOST": chosen})["PASSKEY_HOST"] == made_for


@pytest.mark.parametrize("chosen", ["example.com", "an.example.org", "xample.org", "http://plan.example.org"])
def test_a_name_for_passkeys_that_is_not_that_of_the_service_stops_it_before_it_starts(chosen: str) -> None:
    with pytest.raises(SettingsError, match="PASSKEY_HOST"):
        settings_from_environment({"PUBLIC_URL": "https://plan.example.org", "PASSKEY_HOST": chosen})
