"""A form is only taken from the page it belongs to, not from another site that sends one in somebody's name."""

from flask import Flask, current_app, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from planner.at_the_door import visitor
from planner.once import was_used
from planner.plans.actions import DELETE
from planner.plans.let_go import LET_GO

READS = ("GET", "HEAD", "OPTIONS")
OURS = ("same-origin", "none")  # what a browser says of a form sent from our own page; "none": sent by a person's hand


# Forms that let a browser out for good: pressed twice, the second comes without the cookies that the first took away.
# Without them nobody is known, so there is nothing to change in anybody's name; the form's own key tells what it did.
LET_OUT = {"leaving.delete": DELETE, "partner_leaving.leave": LET_GO}


class Forms(CSRFProtect):
    """Asks every form for its token, but not a last one of a browser that has been let out."""

    def protect(self, apply_exemptions: bool = False) -> None:
        """Raises CSRFError."""
        done = LET_OUT.get(request.endpoint or "")
        if not done or visitor() or not was_used(request.form.get("once", ""), by=None, action=done):
            super().protect(apply_exemptions)


class FromElsewhere(CSRFError):
    """A browser says that the form it sends stands on another site."""


def guard_forms(app: Flask) -> None:
    """Refuse every form that does not hold the hidden token of this browser.

    A token has no time of its own. It lives as long as the cookie it belongs to, and that is given anew with every
    page that holds a form: a page left open overnight still sends.
    """
    app.extensions["forged"] = Forms(app)
    app.jinja_env.globals["csrf_token"] = token_for_form
    app.context_processor(lambda: {"csrf_token": token_for_form})


def token_for_form() -> str:
    """The hidden token of a form on this page. The cookie it belongs to is kept when the browser is closed."""
    token: str = generate_csrf()
    session.permanent = True
    session.modified = True
    return token


def refuse_from_elsewhere() -> None:
    """Raises FromElsewhere when the browser says a form stands on another site.

    Our pages ask browsers to send no Referer, and then a browser says `Origin: null` even of our own forms. So an
    Origin that names somebody else is refused, and of `null` the browser's Sec-Fetch-Site decides.
    """
    if request.method in READS:
        return
    origin = request.headers.get("Origin", "null")
    said = request.headers.get("Sec-Fetch-Site")
    own = (current_app.config["PUBLIC_URL"], f"{request.scheme}://{request.host}")
    if (origin != "null" and origin not in own) or (said is not None and said not in OURS):
        raise FromElsewhere("Sent from another site.")


def came_from_here() -> bool:
    """Whether the browser says for certain that the form stood on a page of ours."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
