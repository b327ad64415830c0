"""What sharing shows once and keeps nowhere: an invitation, and a code on paper to prove who shares."""

from flask import render_template, url_for

from planner.accounts.invitations import Invitation
from planner.accounts.ways_in import PAPER, make_way_in, opened_by
from planner.at_the_door import actor, now
from planner.plans.share_list import Share
from planner.web.door import once_key
from planner.web.links import link_out
from planner.web.ways.devices import qr_of


def invitation_page(share: Share, invitation: Invitation) -> str:
    """An invitation, to be given to whoever it is for; or that it has ended."""
    ended = opened_by(invitation.link, now()) is None
    link = link_out(url_for("coming_in.link", token=invitation.link))
    return render_template(
        "share_invitation.html",
        share=share,
        link="" if ended else link,
        qr="" if ended else qr_of(link),
        code="" if ended else invitation.code,
        where=link_out(url_for("coming_in.code")),
    )


def paper_page(sent: list[tuple[str, str]], share: Share | None) -> str:
    """A new code on paper, and the way on with all that was chosen (`sent`)."""
    secret = make_way_in(actor(), once_key(), PAPER, now())
    ended = opened_by(secret, now()) is None
    return render_template(
        "share_paper.html",
        secret="" if ended else secret,
        where=link_out(url_for("coming_in.code")),
        sent=sent,
        share=share,
    )
