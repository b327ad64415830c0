"""Somebody's browser without a window: it keeps its cookies, and sends a form with the hidden keys of its page."""

import re
from collections.abc import Mapping

from flask import Flask
from werkzeug.test import TestResponse

from faults.browsing import ONCE, TOKEN
from faults.guessing import shown_code, shown_link

HTTP = "http://localhost:8000"
# The two scripts of every page, and those of the pages of what waits, of passkeys, of a roster and of reminders.
OUR_SCRIPTS = re.compile(
    r'<script src="/static/js/(?:leave|phone|waiting|passkey|roster|reminders)\.js" (?:defer|type="module")></script>'
)
# What differs from one asking to the next, and tells nothing: the hidden keys of forms.
OWN_WORDS = re.compile(r'name="(csrf_token|once)" value="[^"]+"')


def without_our_scripts(html: str) -> str:
    """A page without the scripts that are ours: what is left of a script then is somebody else's."""
    return OUR_SCRIPTS.sub("", html)


class Phone:
    """A phone or computer that has never been here. `url`: where the service is; `address`: where this phone is."""

    def __init__(self, app: Flask, url: str = HTTP, address: str = "192.0.2.1") -> None:
        self.app, self.url, self.address = app, url, address
        self.client = app.test_client()

    def gets(self, path: str, method: str = "GET") -> TestResponse:
        """Ask for a page."""
        return self.client.open(path, method=method, base_url=self.url, environ_base={"REMOTE_ADDR": self.address})

    def keys(self, path: str = "/open") -> dict[str, str]:
        """The hidden keys of the first form on a page."""
        page = self.gets(path).text
        return {"csrf_token": TOKEN.findall(page)[0], "once": ONCE.findall(page)[0]}

    def sends(self, path: str, keys: Mapping[str, str] | None = None, **fields: str) -> TestResponse:
        """Send a form with these keys, or with those of a page that holds a form."""
        form = {**(keys or self.keys()), **fields}
        return self.client.post(path, data=form, base_url=self.url, environ_base={"REMOTE_ADDR": self.address})

    def starts(self) -> "Phone":
        """Start a plan here."""
        assert self.sends("/start").status_code == 303
        return self

    def makes(self, kind: str) -> str:
        """Make a way in: the path of a link, or a code."""
        page = self.sends("/devices/way-in", kind=kind).text
        return f"/open/{shown_link(page)}" if kind == "link" else shown_code(page)

    def comes_in(self, way: str, **fields: str) -> TestResponse:
        """Take a link by its path, or type a code."""
        return self.sends(way, **fields) if way.startswith("/") else self.sends("/open", code=way, **fields)

    def takes(self, way: str) -> "Phone":
        """Come in, and be in."""
        assert self.comes_in(way).status_code in (200, 303)
        assert self.is_in()
        return self

    def is_in(self) -> bool:
        """Whether a plan is open here."""
        return self.gets("/answers").status_code == 200

    @property
    def cookie(self) -> str:
        """The secret this phone holds; empty when none."""
        name = self.app.config["DEVICE_COOKIE"]
        found = self.client.get_cookie(name, domain=self.url.split("//")[1].split(":")[0])
        return found.value if found else ""

    def holds(self, secret: str) -> "Phone":
        """Put a secret into this phone's cookie."""
        domain = self.url.split("//")[1].split(":")[0]
        self.client.set_cookie(self.app.config["DEVICE_COOKIE"], secret, domain=domain)
        return self

    def tab(self) -> "Phone":
        """The same browser once more, with the cookies it holds now: what it sends meanwhile from another tab."""
        other, domain = Phone(self.app, self.url, self.address), self.url.split("//")[1].split(":")[0]
        for setting in ("DEVICE_COOKIE", "SESSION_COOKIE_NAME"):
            found = self.client.get_cookie(self.app.config[setting], domain=domain)
            if found:
                other.client.set_cookie(self.app.config[setting], found.value, domain=domain)
        return other

    def devices(self) -> list[str]:
        """The ids of the devices that can be ended from here."""
        return re.findall(r'name="device" value="([0-9a-f]{32})"', self.gets("/devices").text)


def told(answer: TestResponse) -> tuple[int, str]:
    """The status and the words of an answer, without what differs each time, and whether it answers a form."""
    return answer.status_code, OWN_WORDS.sub("", answer.text).replace(' data-sent="/"', "")
