"""Sharing a plan: with whom, what they see, as they see it, until when; and ending it at one press."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import actor, occasion
from planner.calendar.choices import PARTNER
from planner.calendar.feeds import feeds_of
from planner.clinics.phones import team_phones
from planner.errors import AheadError, Faults, NothingHere
from planner.guidance.model import codes_of
from planner.once import UsedForAnother
from planner.plans.kept import KeptPlan
from planner.plans.share_choices import is_more
from planner.plans.share_list import MOST, Share, share_named, shared_with, shares_of
from planner.plans.shares import (
    InAlready,
    ProofNeeded,
    TooManyShares,
    change_share,
    end_share,
    invite_again,
    share_plan,
)
from planner.plans.sharing import NOTHING, OWN_PART
from planner.plans.young import GROWN_UP, is_young
from planner.web.asking.typed_days import order_of
from planner.web.days import short_day
from planner.web.door import once_key
from planner.web.guarding.locked_forms import first_open_it
from planner.web.plans.made import code_named, made_or_closed, made_plan, made_today, step_path
from planner.web.sharing.ended import say_when_ended
from planner.web.sharing.form_view import groups_to_share, parts_to_share
from planner.web.sharing.looked_at import seen_by, why_less
from planner.web.sharing.proving import may_make_paper, not_proven, proof_here
from planner.web.sharing.same_name import with_own_name
from planner.web.sharing.share_form import Typed, form_of, read_form, sent_on
from planner.web.sharing.shown_once import invitation_page, paper_page
from planner.web.sharing.view import in_words, told_in_words

shares = Blueprint("shares", __name__, url_prefix="/share")
say_when_ended(shares)


@shares.get("")
def listed() -> str:
    """With whom the plan is shared, and what each of them sees. Of a plan that is closed it can still be ended."""
    kept = made_or_closed()
    made = made_today(kept)
    return render_template(
        "shares.html",
        shares=[in_words(one, kept, made) for one in shares_of(kept, made.situation.today)],
        closed=made.stopped == "died",
        rests=bool(made.resting or made.stopped),
        calendars=[one for one in feeds_of(kept) if one.choices.audience == PARTNER],
        most=MOST,
        ended=request.args.get("ended") == "yes",
    )


@shares.get("/new")
def new() -> str:
    """Choose with whom to share, and what. Nothing is chosen beforehand for whoever may be under 18."""
    kept = made_plan()
    return _form(kept, Typed("", OWN_PART if (kept.told.get("age") or 0) >= GROWN_UP else NOTHING, {}, None, {}))


@shares.post("/new")
def make() -> Response | str | tuple[str, int]:
    """Look at it as they would see it, go back to change something, or share it: with a proof that it is the owner."""
    return _do(made_plan())


@shares.get("/<share>")
def one(share: str) -> str:
    """One share: what they see, what they told, when they looked. Raises NothingHere."""
    kept = made_or_closed()
    return _one(kept, share_named(kept, share, occasion(kept).today))


@shares.get("/<share>/choices")
def choices(share: str) -> str:
    """What they see, to be chosen otherwise. Raises NothingHere."""
    kept = made_plan()
    found, name = share_named(kept, share, occasion(kept).today), request.args.get("step", "")
    return _form(kept, form_of(found), found, code_named(name, kept) if name else "")


@shares.post("/<share>/choices")
def change(share: str) -> Response | str | tuple[str, int]:
    """Choose otherwise what they see. Less needs no proof. Raises NothingHere."""
    kept = made_plan()
    return _do(kept, share_named(kept, share, occasion(kept).today))


@shares.post("/<share>/invite")
def invite(share: str) -> str | tuple[str, int]:
    """Another invitation for somebody who has not come in. Raises NothingHere."""
    kept = made_plan()
    found = share_named(kept, share, occasion(kept).today)
    if wrong := not_proven():
        return _one(kept, found, wrong=wrong), 403
    try:
        return invitation_page(*invite_again(actor(), once_key(), share, occasion(kept)))
    except (InAlready, UsedForAnother) as error:
        return _one(kept, found, said=error), 409


@shares.post("/<share>/end")
def end(share: str) -> Response:
    """End it, at once. Raises NothingHere."""
    kept = made_or_closed()
    end_share(actor(), once_key(), share, occasion(kept))
    return redirect(url_for(".listed", ended="yes"), 303)


def _do(kept: KeptPlan, share: Share | None = None) -> Response | str | tuple[str, int]:
    if locked := first_open_it():
        return locked
    when, do = occasion(kept), request.form.get("do")
    before, order = share.rights if share else NOTHING, order_of(kept.told.get("place"))
    typed = read_form(request.form, before, sorted(codes_of(when.guidance)), order, when.today)
    typed = with_own_name(typed, share, shared_with(kept, when.today))
    if typed.wrong:
        return _form(kept, typed, share), 400
    if do == "change":
        return _form(kept, typed, share)
    if do == "paper" and may_make_paper():
        return paper_page(sent_on(typed), share)
    more = share is None or is_more(typed.rights, typed.day, share.rights, share.until, when)
    if do == "paper":  # whoever holds an open phone would make one in the place of the owner's
        return _look(kept, typed, share, more), 403
    if do != "share":
        return _look(kept, typed, share, more)
    if more and (wrong := not_proven()):
        return _look(kept, typed, share, more, wrong), 403
    told = typed.label, typed.rights, typed.day, when
    try:
        if share is None:
            return invitation_page(*share_plan(actor(), once_key(), *told))
        change_share(actor(), once_key(), share.id, *told, proven=more)
    except (TooManyShares, UsedForAnother) as error:
        return _look(kept, typed, share, more, said=error), 409
    except ProofNeeded as error:  # less was shared meanwhile than when it was looked at
        return _look(kept, typed, share, True, said=error), 403
    except Faults as faults:
        return _form(kept, typed._replace(wrong={one.key: _(one.allowed) for one in faults.faults}), share), 400
    except NothingHere:
        if share:
            raise
        return redirect(url_for(".listed"), 303)  # sent again after it was ended: no more to be seen of it
    return redirect(url_for(".one", share=share.id), 303)


def _form(kept: KeptPlan, typed: Typed, share: Share | None = None, look_at: str = "") -> str:
    made, young = made_today(kept), is_young(kept)
    rights = next((one.item for one in made.items if one.item.code == "B13"), None) if young else None
    return render_template(
        "share_choices.html",
        typed=typed,
        groups=groups_to_share(made),
        parts=parts_to_share(made, typed.rights, look_at),
        order=order_of(kept.told.get("place")),
        share=share,
        full=share is None and len(shares_of(kept, made.situation.today)) >= MOST,
        young=young,
        rights=step_path(kept, rights.key) if rights else "",
        phones=team_phones(kept) if young else [],
    )


def _look(
    kept: KeptPlan, typed: Typed, share: Share | None, more: bool, wrong: str = "", said: AheadError | None = None
) -> str:
    made = made_today(kept)
    return render_template(
        "share_look.html",
        seen=seen_by(kept, typed.rights, share),
        less=why_less(made, typed.rights),
        sent=sent_on(typed),
        typed=typed,
        until=short_day(typed.day, made.situation.today) if typed.day else "",
        share=share,
        proof=proof_here(wrong) if more else None,
        said=said,
    )


def _one(kept: KeptPlan, found: Share, wrong: str = "", said: AheadError | None = None) -> str:
    made = made_today(kept)
    invited = found.accepted_at is None and made.stopped != "died"
    return render_template(
        "share.html",
        share=in_words(found, kept, made),
        seen=seen_by(kept, found.rights, found),
        less=why_less(made, found.rights),
        told=told_in_words(found, kept, made),
        proof=proof_here(wrong) if invited else None,
        closed=made.stopped == "died",
        said=said,
    )
