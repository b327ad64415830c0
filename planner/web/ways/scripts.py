"""What the scripts of a page are told, in the attributes of its first element: how this device is kept, and where to
ask for the page anew."""

from flask import Flask, current_app, g, request

from planner.accounts.access import STAFF
from planner.at_the_door import held_here, is_over_here, is_own_here


def tell_scripts(app: Flask) -> None:
    """Let templates write down what the scripts need to know."""
    app.jinja_env.globals.update(told_to_scripts=told_to_scripts, asked_anew=asked_anew)


def told_to_scripts() -> dict[str, str]:
    """What the scripts of a page need to know of this device: when it locks by itself, and if it is somebody's own; of
    one that nobody knows, of staff, or of somebody with whom nothing is shared any more, that nothing shall be kept;
    and where nobody is in, or staff have to sign in again, that they are `out`."""
    if not request or not request.endpoint:
        return {}
    try:
        held, own = held_here(), is_own_here()
    except Exception:  # on a page that says what failed, this must not be what fails next
        if "failed" not in g:
            raise
        return {}
    if held is None or held.actor.role in STAFF:
        if request.method != "GET" and "failed" not in g:  # a form may be letting it in just now
            return {}
        is_in = held is not None and not is_over_here(held)
        # Where there is nothing for somebody, the page is the same whoever they are.
        return {"own": "no"} if is_in or "failed" in g else {"own": "no", "out": "yes"}
    told = {"idle": str(held.idle_minutes)} if held.idle_minutes else {}
    return {**told, "own": "yes" if own else "no"} if held.own else told


def asked_anew() -> str:
    """Where a page that answers a form can be asked for without the form: its own address or the next above it that
    can be opened. Empty for any other page."""
    if "failed" in g:
        return "/" if request.method == "POST" else ""
    if not request or not request.endpoint or not request.form:
        return ""
    adapter, path = current_app.create_url_adapter(request), request.path
    while adapter and not adapter.test(path, "GET"):
        path = path.rpartition("/")[0] or "/"
    return path
