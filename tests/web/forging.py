"""What another site, or somebody without the page, may send in somebody's name: every way of it, to one address."""

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from werkzeug.test import TestResponse

from tests.web.phones import HTTP, TOKEN, Phone

FOREIGN = "https://elsewhere.example"


class Aim(NamedTuple):
    """What is sent where, as whoever may send it would: by `phone`, with the `token` of its page.

    `told` is a form, or with `is_json` the body of a program that asks by the session of a page.
    """

    phone: Phone
    method: str
    path: str
    told: Mapping[str, Any] | None
    token: str
    is_json: bool

    def sends(self, token: str | None, headers: Mapping[str, str] | None = None, **otherwise: Any) -> TestResponse:
        """Send it with this token (None: none) and these headers; `otherwise`: another body."""
        sent = dict(headers or {})
        body = otherwise
        if self.is_json:
            sent |= {"Idempotency-Key": secrets.token_hex(24), "If-Match": "*"}
            sent |= {"X-CSRFToken": token} if token is not None else {}
            body = body or ({} if self.told is None else {"json": self.told})
        elif not body:
            body = {"data": {**(self.told or {}), **({"csrf_token": token} if token is not None else {})}}
        return self.phone.client.open(
            self.path,
            method=self.method,
            base_url=HTTP,
            environ_base={"REMOTE_ADDR": self.phone.address},
            headers=sent,
            **body,
        )

    def body(self, token: str) -> str:
        """All of it as JSON, the token too."""
        return json.dumps({**(self.told or {}), "csrf_token": token})


Way = Callable[[Aim], TestResponse]


def of_another(aim: Aim) -> TestResponse:
    """With the token of another browser."""
    return aim.sends(token_of(Phone(aim.phone.app)))


def of_a_session_that_is_over(aim: Aim) -> TestResponse:
    """With a token that this browser had until it lost the cookie it belongs to."""
    name = aim.phone.app.config["SESSION_COOKIE_NAME"]
    tab = aim.phone.tab()
    tab.client.delete_cookie(name, domain="localhost")
    token_of(tab)
    return aim._replace(phone=tab).sends(aim.token)


def by_get(aim: Aim) -> TestResponse:
    """Asked for, with the word that it is meant as a form."""
    headers = dict.fromkeys(("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"), aim.method)
    return aim.phone.client.get(
        aim.path, base_url=HTTP, headers=headers, query_string={"_method": aim.method, **_in_address(aim)}
    )


def asked_for(aim: Aim) -> TestResponse:
    """Asked for with the same in the address, and no word that it is more than that."""
    return aim.phone.client.get(aim.path, base_url=HTTP, query_string={"method": "x", **_in_address(aim)})


def _in_address(aim: Aim) -> dict[str, str]:
    told = {} if aim.is_json else {name: value for name, value in (aim.told or {}).items() if isinstance(value, str)}
    return {"csrf_token": aim.token, **told}


# Ways that are refused with the token of the page: another site can have it only where there is something else wrong.
FROM_ELSEWHERE: Mapping[str, Way] = {
    "another site's Origin": lambda aim: aim.sends(aim.token, {"Origin": FOREIGN}),
    "our name in another site's Origin": lambda aim: aim.sends(aim.token, {"Origin": f"{HTTP}.elsewhere.example"}),
    "another site, as the browser says": lambda aim: aim.sends(aim.token, {"Sec-Fetch-Site": "cross-site"}),
    "a neighbouring site": lambda aim: aim.sends(aim.token, {"Sec-Fetch-Site": "same-site", "Origin": "null"}),
}
WITHOUT_TOKEN: Mapping[str, Way] = {
    "no token": lambda aim: aim.sends(None),
    "an empty token": lambda aim: aim.sends(""),
    "another browser's token": of_another,
    "a garbled token": lambda aim: aim.sends(aim.token[:-4] + aim.token[-4:].swapcase()[::-1]),
    "a token of a session that is over": of_a_session_that_is_over,
    "JSON as plain text": lambda aim: aim.sends(None, data=aim.body(aim.token), content_type="text/plain"),
    "JSON as a form": lambda aim: aim.sends(
        None, data=aim.body(aim.token), content_type="application/x-www-form-urlencoded"
    ),
    "JSON without a token": lambda aim: aim.sends(None, data=aim.body(""), content_type="application/json"),
}
# What wants JSON takes nothing else, with the right token either.
NOT_JSON: Mapping[str, Way] = {
    "plain text with the token": lambda aim: aim.sends(
        aim.token, data=json.dumps(aim.told or {"x": "x"}), content_type="text/plain"
    ),
    "a form with the token": lambda aim: aim.sends(aim.token, data={"x": "x", "csrf_token": aim.token}),
}
BY_GET: Mapping[str, Way] = {"a page asked for as if it were a form": by_get}


def token_of(phone: Phone) -> str:
    """The token of a page as this browser has it."""
    return TOKEN.findall(phone.gets("/open").text)[0]
