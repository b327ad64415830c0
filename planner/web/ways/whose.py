"""Whose pages these are, for templates: somebody's with a plan, or somebody's with whom one is shared."""

from flask import Flask, g, request

from planner.accounts.access import ACCESS, AUDITOR, PARTNER, STAFF, may
from planner.at_the_door import visitor


def tell_whose(app: Flask) -> None:
    """Let templates lead everybody to their own pages only."""
    app.jinja_env.globals.update(is_partner=is_partner, home_page=home_page, staff_may=staff_may)


def is_partner() -> bool:
    """Whether whoever asks has something shared with them. On a page that says what failed, nobody is asked for."""
    if not request or "failed" in g or PARTNER not in ACCESS.get(request.endpoint or "", ()):
        return False
    known = visitor()
    return known is not None and known.role == PARTNER


def staff_role() -> str:
    """The role of whoever asks, where they are at a page of a clinic and work there; empty for everybody else."""
    if not request or "failed" in g or not set(STAFF) & set(ACCESS.get(request.endpoint or "", ())):
        return ""
    known = visitor()
    return known.role if known is not None and known.role in STAFF else ""


def staff_may(page: str) -> bool:
    """Whether somebody who works in a clinic may ask for this page: it is offered to nobody else."""
    role = staff_role()
    return bool(role) and may(role, page)


def home_page() -> str:
    """Where the name of the service leads from here: on pages that anyone may open, to the first one."""
    if role := staff_role():
        return "/clinic/record" if role == AUDITOR else "/clinic"
    return "/part" if is_partner() else "/"
