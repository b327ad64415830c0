"""What is said where nothing is here: one page for what was shared and is not any more, the same whatever the reason.

It holds what they kept themselves, to copy, and lets them delete it. What they typed on a page that stood open
meanwhile comes back to them: it was not kept.
"""

from typing import NamedTuple

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.accounts.access import PARTNER, Actor
from planner.at_the_door import is_shared_still, shared_here, visitor
from planner.errors import NothingHere
from planner.languages import day_in_words
from planner.plans.partner_steps import PartnersOwn, all_of
from planner.web.guarding.error_pages import explained

TYPED = ("words",)  # fields that hold what they have typed
FORGET = '"storage"'  # as offline/kept.py: deleted by a script alone, it stays in the browser's files


class OwnWords(NamedTuple):
    """All that they kept, as one text; `many` lines of it."""

    text: str
    lines: int


def say_when_ended(pages: Blueprint) -> None:
    """Let a group of pages answer with this page where nothing is shared any more."""
    pages.register_error_handler(NothingHere, nothing_here)


def is_over(known: Actor) -> bool:
    """Whether all there was for somebody was shared with them, and is not any more."""
    return known.role == PARTNER and not is_shared_still(known)


def has_words(known: Actor) -> bool:
    """Whether they kept words of their own, to be copied yet."""
    return bool(_in_one(all_of(known.person)).text)


def forget_when_over(pages: Blueprint) -> None:
    """Let the browser forget its copies with the answers of a group of pages too, where nothing is shared any more."""

    @pages.after_request
    def forget(answer: Response) -> Response:
        known = visitor()
        if known and is_over(known):
            answer.headers.setdefault("Clear-Site-Data", FORGET)
        return answer


def nothing_here(error: NothingHere) -> Response:
    """For somebody with whom something was shared: this page; where only this page of it is gone, that. For anybody
    else what every other page says."""
    known = visitor()
    if known is None or known.role != PARTNER:
        return explained(error)
    typed = "\n\n".join(filter(None, (request.form.get(name, "").strip() for name in TYPED)))
    try:
        shared_here()
    except NothingHere:
        answer = make_response(render_template("part_ended.html", own=_in_one(all_of(known.person)), typed=typed), 404)
        answer.headers["Clear-Site-Data"] = FORGET
        return answer
    return make_response(render_template("part_gone.html", typed=typed), 404)


def _in_one(kept: dict[str, PartnersOwn]) -> OwnWords:
    """Their words, with the day they did something beside them, without what any of it was about."""
    found = [_told(own) for _code, own in sorted(kept.items())]
    text = "\n\n".join(filter(None, found))
    return OwnWords(text, min(20, text.count("\n") + 2))


def _told(own: PartnersOwn) -> str:
    if not own.words:  # a day alone tells them nothing
        return ""
    done = _("Done on %(day)s.", day=day_in_words(own.half)) if own.half else ""
    return "\n".join(filter(None, (done, own.words)))
