"""A form that was sent from a device which had locked by itself while it stood open."""

from flask import Response, request
from flask_babel import gettext as _

from planner.at_the_door import held_here
from planner.web.guarding.error_pages import error_page
from planner.web.guarding.words_of_errors import Words

NOT_CARRIED = ("csrf_token", "once", "proof")


def first_open_it(*, partner: bool = False) -> Response | None:
    """Where this device has locked by itself while the form stood open: what was chosen, to be sent again once it is
    open. Nothing of what is behind it is shown, and nothing is made; None where it is open.

    `partner`: what is behind it is not a plan of their own.
    """
    held = held_here()
    if held is None or held.locked is None:
        return None
    words = Words(
        _("First open it again") if partner else _("First open your plan again"),
        _("Nobody touched this for a while, so it is locked. Nothing was kept or shared."),
        _("What you chose is still here. Open it in another tab. Then come back and press the button.")
        if partner
        else _("What you chose is still here. Open your plan in another tab. Then come back and press the button."),
    )
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_CARRIED]
    return error_page(403, words, again=True, typed=typed)
