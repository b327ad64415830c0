"""Passkeys: which kinds are asked for, and what has to be right before one is believed.

W3C Web Authentication Level 2, 7.1 and 7.2.
"""

from typing import Any

from flask import current_app
from flask_security import (
    WebAuthnRegisterForm,
    WebAuthnRegisterResponseForm,
    WebAuthnSigninResponseForm,
    WebauthnUtil,
)
from flask_security.forms import Form
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import parse_authentication_credential_json, parse_registration_credential_json
from webauthn.helpers.exceptions import (
    InvalidAuthenticationResponse,
    InvalidJSONStructure,
    InvalidRegistrationResponse,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from planner.accounts.credentials import LONGEST_LABEL
from planner.accounts.signing_in import take_passkey
from planner.at_the_door import now
from planner.errors import NothingHere
from planner.web.account.here import would_lose_what_is_here
from planner.web.account.known_to_security import Accounts, KnownAccount

NOT_BELIEVED = "This passkey did not open anything."  # for the script alone, which says it in the words of its page
ELSEWHERE = "elsewhere"  # what is open here would be lost; the script looks for this word
UNREADABLE = (ValueError, KeyError, TypeError, InvalidJSONStructure)


class Ceremonies(WebauthnUtil):
    """What is asked of a phone or computer: any passkey that it keeps itself, and that asks for a face, a finger or a
    number before it signs. Those built into phones and laptops are as welcome as a key on a string."""

    def origin(self) -> str:
        """Where the page has to be that asked for it."""
        return str(current_app.config["PUBLIC_URL"])

    def registration_options(self, user: Any, usage: str, existing_options: dict[str, Any]) -> dict[str, Any]:
        """How a new one is asked for."""
        options: dict[str, Any] = super().registration_options(user, usage, existing_options)
        return {**options, "rp_id": current_app.config["PASSKEY_HOST"], "user_display_name": user.calc_username()}

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        """Both built-in and separate ones: nothing is said of where it is attached."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def authentication_options(self, user: Any, usage: list[str], existing_options: dict[str, Any]) -> dict[str, Any]:
        """How one is asked to sign."""
        options: dict[str, Any] = super().authentication_options(user, usage, existing_options)
        return {**options, "rp_id": current_app.config["PASSKEY_HOST"]}

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        """Always: it stands for a password as well."""
        return UserVerificationRequirement.REQUIRED


class NewPasskeyForm(WebAuthnRegisterForm):
    """What its owner calls a new passkey; each is enough by itself."""

    def validate(self, **told: Any) -> bool:
        """Any name will do: it only tells one passkey from another."""
        name = self.name.data if isinstance(self.name.data, str) else ""
        self.clean_name = name.strip()[:LONGEST_LABEL]
        self.usage.data = "first"
        return bool(Form.validate(self, **told)) if name else _no(self.name)


class MadePasskeyForm(WebAuthnRegisterResponseForm):
    """What a browser says of a passkey it has just made. 7.1."""

    def validate(self, **told: Any) -> bool:
        """Whether it was made for us, on our page, as an answer to what we asked."""
        if not Form.validate(self, **told):
            return False
        try:
            credential = parse_registration_credential_json(self.credential.data or "")
            self.registration_verification = verify_registration_response(
                credential=credential,
                expected_challenge=self.challenge.encode(),
                expected_origin=current_app.config["PUBLIC_URL"],
                expected_rp_id=current_app.config["PASSKEY_HOST"],
                require_user_verification=True,
            )
        except (*UNREADABLE, InvalidRegistrationResponse):
            return _no(self.credential)
        if Accounts().find_webauthn(credential.raw_id):
            return _no(self.credential)
        self.transports = credential.response.transports or []
        self.extensions = ""
        return True


class SignedForm(WebAuthnSigninResponseForm):
    """What a passkey has signed, to sign in or to show again that it is its owner. 7.2."""

    def validate(self, **told: Any) -> bool:
        """Whether it was signed by a passkey we know, for us, on our page, as an answer to what we asked, once."""
        if not Form.validate(self, **told):
            return False
        try:
            signed = parse_authentication_credential_json(self.credential.data or "")
            cred = Accounts().find_webauthn(signed.raw_id)
            if cred is None or signed.response.user_handle != cred.account.handle.encode():
                return _no(self.credential)
            found = verify_authentication_response(
                credential=signed,
                expected_challenge=self.challenge.encode(),
                expected_origin=current_app.config["PUBLIC_URL"],
                expected_rp_id=current_app.config["PASSKEY_HOST"],
                credential_public_key=cred.public_key,
                credential_current_sign_count=cred.sign_count,
                require_user_verification=True,
            )
        except (*UNREADABLE, InvalidAuthenticationResponse):
            return _no(self.credential)
        if not self.is_verify and would_lose_what_is_here(cred.account.person):
            return _no(self.credential, ELSEWHERE)
        try:
            if not take_passkey(cred.row, self.challenge, found.new_sign_count, now()):
                return _no(self.credential)
        except NothingHere:
            return _no(self.credential)
        self.cred, self.user = cred, KnownAccount(cred.account)
        self.authentication_verification, self.mf_check = found, True
        return True


def _no(field: Any, why: str = NOT_BELIEVED) -> bool:
    field.errors = [*field.errors, why]
    return False
