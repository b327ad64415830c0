"""Somebody who shares a plan, and those they share it with, each with a phone of their own."""

import re
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.web.living import lives_with_a_plan, text_of
from tests.web.phones import Phone

LINK = re.compile(r"/open/([\w-]{43})")
CODE = re.compile(r'<p class="code">\s*([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})')


class Owner:
    """Somebody with a plan and a code on paper (`paper`: or without one), who shares it."""

    def __init__(self, app: Flask, paper: bool = True, **laid_over: Any) -> None:
        self.app = app
        self.phone = lives_with_a_plan(app, **laid_over)
        self.paper = self.phone.makes("paper") if paper else ""

    def sends(self, to: str, choices: dict[str, str | list[str]], **more: str) -> TestResponse:
        """Send the form of a share. A fresh proof goes with it unless said otherwise."""
        fields = {"label": "Sam", "do": "share", "proof": self.paper, **choices, **more}
        return self.phone.sends(to, self.phone.keys("/devices"), **fields)

    def invites(self, **choices: str | list[str]) -> tuple[str, str]:
        """Share the plan; the secret of the link and the code."""
        answer = self.sends("/share/new", choices)
        assert answer.status_code == 200, text_of(answer.text)
        return LINK.findall(answer.text)[0], CODE.findall(answer.text)[0]

    def shares(self) -> list[str]:
        """The addresses of those that hold, in order."""
        return re.findall(r'<a href="(/share/[0-9a-f]{32})">', self.phone.gets("/share").text)

    def ends(self, share: str) -> None:
        """End one."""
        assert self.phone.sends(f"{share}/end", self.phone.keys(share)).status_code == 303


class Guest:
    """Somebody with whom a plan is shared, with a phone."""

    def __init__(self, app: Flask, secret: str) -> None:
        self.phone = Phone(app)
        self.came = self.phone.comes_in(secret)

    def steps(self) -> dict[str, str]:
        """The steps they see: title -> address of its page. The first of theirs stands by itself, on a card."""
        found = re.findall(
            r'<(?:h3 id="first-title"><a|a class="row__head") href="([^"]+)">'
            r'(?:\s*<span class="row__words"><span class="row__title">)?(.*?)</',
            self.phone.gets("/part").text,
        )
        return {unescape(title): path for path, title in found}

    def sees(self) -> str:
        """The words of their page."""
        return text_of(self.phone.gets("/part").text)


def shared(app: Flask, **choices: str | list[str]) -> tuple[Owner, Guest]:
    """Somebody who shares a plan, and whoever has come in to it."""
    owner = Owner(app)
    link, _code = owner.invites(**choices)
    return owner, Guest(app, link)
