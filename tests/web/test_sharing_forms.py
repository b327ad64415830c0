"""The form of a share is read as it stood when it was opened; a code on paper is made on the way only where none is."""

import re
from html import unescape

from flask import Flask

from planner.plans.kept import plan_from
from planner.web.sharing.form_view import groups_to_share
from tests.web.living import TODAY, fields_in, kept_by, page_of, says, text_of
from tests.web.phones import Phone
from tests.web.sharing import LINK, Owner, shared
from tests.web.test_sharing_choices import NEW, TYPED

PAPER = re.compile(r'code--paper">([0-9A-Z-]+)<')


def of_form(html: str) -> dict[str, str]:
    """What a browser would send of the steps on an opened form: of each the way that is chosen."""
    chosen = [one for one in re.findall(r"<input[^>]*>", html) if " checked" in one and 'name="step-' in one]
    return {re.findall(r'name="([^"]+)"', one)[0]: re.findall(r'value="([^"]+)"', one)[0] for one in chosen}


def test_where_there_is_a_code_none_is_made_on_the_way(app: Flask) -> None:
    owner = Owner(app)
    answer = owner.sends(NEW, TYPED, do="paper", proof="")
    assert answer.status_code == 403
    assert PAPER.findall(answer.text) == []
    assert 'name="proof"' in answer.text
    assert TYPED.items() <= fields_in(answer.text, NEW).items()
    assert LINK.findall(owner.sends(NEW, TYPED).text)  # the code there was still holds


def test_where_the_phone_has_a_code_none_is_made_on_the_way(app: Flask) -> None:
    owner = Owner(app, paper=False)
    Phone(app).takes(owner.phone.makes("link"))
    owner.phone.sends("/phone", owner.phone.keys("/phone"), what="code", code="2468")
    answer = owner.sends(NEW, TYPED, do="paper", proof="")
    assert (answer.status_code, PAPER.findall(answer.text)) == (403, [])


def test_a_step_that_came_back_while_the_form_stood_open_stays_kept_back(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out"], **{"step-B03": "hidden"})
    (share,) = owner.shares()
    to = f"{share}/choices"
    hidden = unescape(re.findall(r"<h1[^>]*>(.*?)</h1>", owner.phone.gets(page_of(owner.phone, "B03")).text)[0])
    says(owner.phone, "B03", "declined", words="Not mine")
    opened = of_form(owner.phone.gets(to).text)
    assert "step-B03" not in opened
    step = page_of(owner.phone, "B03")
    assert owner.phone.sends(f"{step}/undo", owner.phone.keys(step)).status_code == 303
    choices: dict[str, str | list[str]] = {**opened, "groups": ["find-out", "freeze"]}
    look = owner.sends(to, choices, do="look", proof="").text
    assert "step-B03" not in fields_in(look, to)
    assert hidden not in text_of(look)
    sent = {name: value for name, value in fields_in(look, to).items() if name != "groups"}
    again: dict[str, str | list[str]] = {**sent, "groups": ["find-out", "freeze"]}
    assert owner.sends(to, again).status_code == 303
    assert "Have your eggs collected" in guest.sees()
    assert hidden not in guest.sees()
    assert of_form(owner.phone.gets(to).text)["step-B03"] == "hidden"


def test_what_stood_on_the_form_is_what_was_chosen_also_of_a_step_that_left_the_plan_meanwhile(app: Flask) -> None:
    owner, guest = shared(app, groups=["find-out"])
    to = f"{owner.shares()[0]}/choices"
    opened = of_form(owner.phone.gets(to).text)
    says(owner.phone, "B03", "declined", words="Not mine")
    changed = owner.sends(to, {**opened, "groups": ["find-out"], "step-B03": "hidden"}, proof="")
    assert changed.status_code == 303
    step = page_of(owner.phone, "B03")
    owner.phone.sends(f"{step}/undo", owner.phone.keys(step))
    assert of_form(owner.phone.gets(to).text)["step-B03"] == "hidden"
    assert guest.phone.gets("/part").status_code == 200


def test_what_a_partner_does_is_said_by_the_steps_it_holds_now(app: Flask) -> None:
    owner = Owner(app)
    page = owner.phone.gets(NEW).text
    assert "the lift home" not in page
    (hint,) = re.findall(r'id="groups-item-hint"[^>]*>\s*(.*?)\s*</div>', page, re.DOTALL)
    _share, guest = shared(app, groups=["own-part"])
    titles = list(guest.steps())
    named = [one for one in titles if one in unescape(hint)]
    assert 1 <= len(named) <= 3
    assert f"and {len(titles) - len(named)} more" in unescape(hint)


def test_nothing_is_promised_of_a_partners_part_that_is_empty_now(app: Flask) -> None:
    owner = Owner(app)
    kept = kept_by(owner.phone)
    with app.test_request_context():
        plan = plan_from(kept, app.config["GUIDANCE"](), TODAY)
        hints = [groups_to_share(plan._replace(items=found))[0]["hint"] for found in ((), plan.items)]
    assert hints[0] == "Nothing in it now"
    assert hints[1].startswith("Now: “")


def test_the_form_and_the_look_say_that_days_can_tell_of_the_treatment(app: Flask) -> None:
    owner = Owner(app)
    says_so = "The days of steps can tell on which day your treatment is."
    assert says_so in text_of(owner.phone.gets(NEW).text)
    assert says_so in text_of(owner.sends(NEW, TYPED, do="look").text)
