"""How the address of a calendar is written: as a path of ours, as a link, and as calendar programs open it."""

from flask import current_app


def path_of(token: str) -> str:
    """The path at which programs fetch a calendar (see `polls.ADDRESS`)."""
    return f"/f/{token}.ics"


def https_of(token: str) -> str:
    """The whole address, to paste. Built from `PUBLIC_URL`, whatever a request says."""
    return f"{current_app.config['PUBLIC_URL']}{path_of(token)}"


def webcal_of(address: str) -> str:
    """The same address as calendar programs open it."""
    return f"webcal:{address.partition(':')[2]}"
