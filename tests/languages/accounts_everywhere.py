"""The part of the walk through the whole service of those who sign in: invited, set up, signed in again, and kept."""

import re
from typing import Any

from tests.web.phones import Phone
from tests.web.staff import PASSWORD, Staff, invited


def staff_sign_in(app: Any, new: Staff, other: Staff, typed: str) -> None:
    """Somebody who was invited chooses a name, a password and an app, and signs in at another computer."""
    new.gets("/account/sign-in")
    link = invited(app)
    new.gets(link)
    new.sends(link, new.keys("/open"))
    for path in ("/account", "/account/set-up", "/account/password"):
        new.gets(path)
    for name in ("", "x" * 90, typed):
        new.sends("/account/set-up", name=name)
    new.name = typed
    new.gets("/account/set-up")
    new.gets("/account/password")
    new.chooses_password("short")
    new.chooses_password(new.name)
    new.chooses_password(code="000000")
    new.chooses_password()
    page = new.sends("/account/recovery-codes").text
    codes = re.findall(r'<li class="code">([^<]+)</li>', page)
    for path in ("/account", "/account/again", "/account/password", "/account/in"):
        new.gets(path)
    other.name, other.key = new.name, new.key
    for name in ("nobody", ""):
        other.types(name, "a wrong long password")
    other.types()
    for path in ("/account/code", "/account/no-app", "/account/recovery-code"):
        other.gets(path)
    other.types_code("000000")
    other.sends("/account/recovery-code", other.keys("/open"), code="0000")
    other.sends("/account/recovery-code", other.keys("/open"), code=codes[0])
    other.gets("/account")
    other.sends("/account/again", password="wrong", username=other.name)
    other.sends("/account/again", password=PASSWORD)
    other.sends("/account/passkeys/remove", passkey="0" * 32)
    other.gets("/account/sign-in")
    device = re.findall(r'name="device" value="([0-9a-f]{32})"', other.gets("/account").text)
    other.sends("/account/sessions/end", device=device[0] if device else "")
    other.sends("/account/sign-out")
    new.sends("/plan/questions", words=typed)  # signed out meanwhile: what was typed is still there


def patients_keep(phone: Phone) -> None:
    """Somebody with a plan reads what a passkey is for, and begins an account."""
    phone.gets("/account/keep")
    phone.sends("/account/keep", proof="")
    paper = phone.makes("paper")
    phone.gets("/account/keep")
    phone.sends("/account/keep", proof="0000")
    phone.sends("/account/keep", proof=paper)
    for path in ("/account", "/account/again"):
        phone.gets(path)
