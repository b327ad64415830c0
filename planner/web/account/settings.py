"""How Flask-Security is set: what it may do here, and all that it may not."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from planner.sealed import Keys

HASHED_BY = "argon2"

# Everything else it could do (e-mail, registration, magic links, tokens, OAuth) is off unless it is named here, and of
# its routes only those of planner/web/account/routes.py are mounted.
FIXED: Mapping[str, Any] = {
    "BLUEPRINT_NAME": "account",  # what it takes addresses from
    "FLASH_MESSAGES": False,  # pages say things in our own words
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "API_ENABLED_METHODS": ["session"],
    "USER_IDENTITY_ATTRIBUTES": [{"username": {"mapper": str, "case_insensitive": True}}],
    "DEFAULT_REMEMBER_ME": False,
    "PASSWORD_HASH": HASHED_BY,
    "PASSWORD_SCHEMES": [HASHED_BY],
    "DEPRECATED_PASSWORD_SCHEMES": [],
    "PASSWORD_LENGTH_MIN": 12,
    "TWO_FACTOR": True,
    "TWO_FACTOR_REQUIRED": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_ALWAYS_VALIDATE": True,
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds: the code before and the code after are taken too
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "account/code.html",
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "account/recovery_code.html",
    "WEBAUTHN": True,
    "WAN_ALLOW_AS_FIRST_FACTOR": True,
    "WAN_ALLOW_AS_MULTI_FACTOR": True,  # each has looked at a face, a finger or a number of its own
    "WAN_ALLOW_USER_HINTS": False,  # nobody has to say who they are first, so nobody learns who has an account
    "WAN_ALLOW_AS_VERIFY": ["first"],
    "WAN_REGISTER_WITHIN": timedelta(minutes=10),
    "WAN_SIGNIN_WITHIN": timedelta(minutes=5),
    "WAN_REGISTER_TIMEOUT": 300_000,
    "WAN_SIGNIN_TIMEOUT": 300_000,
    "FRESHNESS": timedelta(minutes=10),
    "FRESHNESS_GRACE_PERIOD": timedelta(0),
    "LOGIN_USER_TEMPLATE": "account/sign_in.html",
    "VERIFY_TEMPLATE": "account/again.html",
    "POST_LOGIN_VIEW": "/account/in",
    "POST_VERIFY_VIEW": "/account",
    "TWO_FACTOR_ERROR_VIEW": "/account/sign-in",
    "CACHE_CONTROL": None,  # every answer says it already
}


def security_settings(service: str, keys: Keys) -> dict[str, Any]:
    """The settings of Flask-Security, with the secrets that follow from the keys of this installation."""
    chosen = {
        **FIXED,
        "WAN_RP_NAME": service,
        "TOTP_ISSUER": service.replace(":", " "),
        "TOTP_SECRETS": {"1": keys.for_purpose("one-time codes").hex()},
        "PASSWORD_SALT": keys.for_purpose("passwords").hex(),
    }
    return {f"SECURITY_{name}": value for name, value in chosen.items()}
