"""The pages of accounts in the table of access, and how each is answered to whoever does not work in a clinic."""

from collections.abc import Mapping

from tests.accounts.access_world import Row

SIGNS_IN = {"username": "nobody here", "password": "four quiet words here"}
ACCOUNT_ROWS = (
    Row("account.login", "GET", "/account/sign-in", 200, 200, 200, 200),
    # These follow a right password, and lead back to it without one.
    Row("account.two_factor_token_validation", "GET", "/account/code", 303, 303, 303, 303),
    Row("account.two_factor_rescue", "GET", "/account/no-app", 303, 303, 303, 303),
    Row("account.mf_recovery", "GET", "/account/recovery-code", 303, 303, 303, 303),
    Row("account.login", "POST", "/account/sign-in", 200, 200, 200, 200, fields=lambda world: SIGNS_IN),
    Row("account.two_factor_token_validation", "POST", "/account/code", 303, 303, 303, 303),
    Row("account.mf_recovery", "POST", "/account/recovery-code", 303, 303, 303, 303),
    # What the script of passkeys sends is JSON, which these forms are not.
    Row("account.wan_signin", "POST", "/account/passkey/sign-in", 400, 400, 400, 400),
    Row("account.wan_signin_response", "POST", "/account/passkey/sign-in/x", 400, 400, 400, 400),
    Row("account.wan_register", "POST", "/account/passkey/new", 400, 400, 400, 400),
    Row("account.wan_register_response", "POST", "/account/passkey/new/x", 400, 400, 400, 400),
    Row("account.wan_verify", "POST", "/account/passkey/again", 404, 400, 404, 400),
    Row("account.wan_verify_response", "POST", "/account/passkey/again/x", 404, 400, 404, 400),
    # For staff who were invited.
    Row("setting_up.set_up", "GET", "/account/set-up", 404, 404, 404, 404),
    Row("setting_up.choose_name", "POST", "/account/set-up", 404, 404, 404, 404, fields=lambda world: {"name": "Ada"}),
    Row("setting_up.password", "GET", "/account/password", 404, 404, 404, 404),
    Row("setting_up.keep_password", "POST", "/account/password", 404, 404, 404, 404),
    Row("setting_up.keep", "GET", "/account/keep", 404, 200, 404, 200),
    Row("setting_up.keep_begin", "POST", "/account/keep", 404, 303, 404, 303, True),
    # Whoever has no account yet is led to where one begins.
    Row("account.overview", "GET", "/account", 404, 303, 404, 303),
    Row("account.home", "GET", "/account/in", 404, 303, 404, 303),
    Row("account.verify", "GET", "/account/again", 404, 303, 404, 303),
    Row("account.verify", "POST", "/account/again", 404, 303, 404, 303),
    Row("account.remove", "POST", "/account/passkeys/remove", 404, 303, 404, 303),
    Row("account.recovery_codes", "POST", "/account/recovery-codes", 404, 404, 404, 404),
    Row("account.end", "POST", "/account/sessions/end", 404, 404, 404, 404),
    Row("account.sign_out", "POST", "/account/sign-out", 303, 303, 303, 303, True),
)
OPEN = ("account.login", "account.two_factor_token_validation", "account.two_factor_rescue", "account.mf_recovery")
ASKED_BY_SCRIPTS = tuple(
    f"account.wan_{name}" for name in ("signin", "signin_response", "register", "register_response")
)
# To a partner the pages of accounts are those of nobody we know: they have none.
ACCOUNT_CELLS: Mapping[str, tuple[int, int, int, int]] = {
    **{row.page: (404, 404, 404, 404) for row in ACCOUNT_ROWS},
    **dict.fromkeys(OPEN[1:], (303, 303, 303, 303)),
    **dict.fromkeys(ASKED_BY_SCRIPTS, (400, 400, 400, 400)),
    "account.login": (200, 200, 200, 200),
    "account.sign_out": (303, 303, 303, 303),
}
# Of nobody we know; see `test_only_these_pages_are_open_to_anyone`.
ACCOUNT_OPEN = {
    *OPEN,
    *ASKED_BY_SCRIPTS,
    *("setting_up.set_up", "setting_up.choose_name", "setting_up.password", "setting_up.keep_password"),
    "account.sign_out",
}
