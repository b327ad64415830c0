"""The protocol of a clinic: nurses read it; a lead writes it, sees what it would change, and signs it."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from planner.accounts.access import LEAD
from planner.at_the_door import actor, now, occasion, occasion_in
from planner.clinics.clinics import clinic_named
from planner.clinics.members import Member, names_of
from planner.clinics.protocols import (
    SignedMeanwhile,
    SignedProtocol,
    last_number,
    protocol_in_force,
    protocol_numbered,
    protocols_of,
    read_protocol,
    sign_protocol,
)
from planner.errors import AheadError, Faults, NothingHere
from planner.guidance.model import Guidance
from planner.guidance.protocol import Protocol
from planner.languages import day_in_words
from planner.marked import N_
from planner.once import UsedForAnother
from planner.review.change_sets import WouldTouch, would_touch
from planner.web.clinic.changes_view import Editions, called, set_lines
from planner.web.clinic.here import member_here
from planner.web.clinic.protocol_disagreements import disagreement_view
from planner.web.clinic.protocol_form import ProtocolForm, told_by, typed_in, written, wrong_in
from planner.web.clinic.protocol_view import gap_boxes, mistakes_in, protocol_view
from planner.web.door import once_key

clinic_protocol = Blueprint("clinic_protocol", __name__, url_prefix="/clinic/protocol")

MOST_WAYS = 12  # ways that a preview shows; how many there are it says


class NothingNew(AheadError):
    """A protocol was to be signed that says what the one in force says."""

    def __init__(self) -> None:
        super().__init__(
            N_("This says what the protocol in force says, so there is nothing to sign."),
            N_("Change something first."),
        )


@clinic_protocol.get("")
def page() -> str:
    """The protocol in force, or one before it; for a lead the form to write the next. Raises NothingHere."""
    member, number = member_here(), request.args.get("number", "")
    if number:
        if not number.isascii() or not number.isdecimal() or len(number) > 9:
            raise NothingHere
        return _read(member, protocol_numbered(member.clinic, int(number)))
    in_force = protocol_in_force(member.clinic, occasion().today)
    if member.role != LEAD:
        return _read(member, in_force)
    return _form(member, ProtocolForm(written(in_force.protocol if in_force else None, _guidance()), {}))


@clinic_protocol.post("")
def preview() -> str | tuple[str, int]:
    """What was typed, as it would be signed, and what it would change; or its boxes once more. Raises NothingHere."""
    member = member_here()
    values = typed_in(request.form, _guidance())
    if request.form.get("do") == "edit":
        return _form(member, ProtocolForm(values, {}))
    seen = last_number(member.clinic)
    told = told_by(values, _guidance())
    try:
        protocol = read_protocol(told, member, seen + 1, _guidance(), occasion().today)
    except Faults as faults:
        return _form(member, ProtocolForm(values, wrong_in(faults.faults))), 400
    in_force = protocol_in_force(member.clinic, occasion().today)
    before = in_force.protocol if in_force else Protocol("none", protocol.begins, "")
    view = protocol_view(protocol, _guidance(), before)
    if not view.differs:
        return _form(member, ProtocolForm(values, {}), NothingNew()), 400
    signed = SignedProtocol(seen + 1, protocol.begins, protocol, member.id, now())
    touch = would_touch(member.clinic, signed, occasion_in)
    return render_template(
        "clinic/protocol_preview.html",
        view=view,
        number=seen + 1,
        seen=seen,
        values=values,
        touches=_touches(touch),
        ways=_ways(touch),
        name=member.name,
        day=day_in_words(protocol.begins),
    )


@clinic_protocol.post("/sign")
def sign() -> Response | tuple[str, int]:
    """Sign what was previewed. Raises NothingHere."""
    member = member_here()
    values = typed_in(request.form, _guidance())
    seen = request.form.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1
    try:
        sign_protocol(actor(), once_key(), told_by(values, _guidance()), number, occasion())
    except Faults as faults:
        return _form(member, ProtocolForm(values, wrong_in(faults.faults))), 400
    except (SignedMeanwhile, UsedForAnother) as error:
        return _form(member, ProtocolForm(values, {}), error), 409
    return redirect(url_for(".page", kept="yes"), 303)


def _guidance() -> Guidance:
    guidance: Guidance = current_app.config["GUIDANCE"]()
    return guidance


def _read(member: Member, signed: SignedProtocol | None) -> str:
    return render_template(
        "clinic/protocol.html",
        form=None,
        view=protocol_view(signed.protocol, _guidance()) if signed else None,
        **_around(member, signed),
    )


def _form(member: Member, form: ProtocolForm, said: AheadError | None = None) -> str:
    values = dict(form.values)
    in_force = protocol_in_force(member.clinic, occasion().today)
    return render_template(
        "clinic/protocol.html",
        form=form,
        view=None,
        mistakes=mistakes_in(form),
        groups=gap_boxes(_guidance(), values),
        disagreements=[disagreement_view(one, None, _guidance()) for one in _guidance().disagreements],
        **_around(member, in_force, said),
    )


def _around(member: Member, signed: SignedProtocol | None, said: AheadError | None = None) -> dict[str, object]:
    names = names_of(member.clinic)
    past = protocols_of(member.clinic)
    return {
        "clinic": clinic_named(member.clinic),
        "signed": _signed(signed, names) if signed else "",
        "number": signed.number if signed else 0,
        "newest": past[0].number if past else 0,
        "past": [(one.number, _signed(one, names)) for one in past],
        "lead": member.role == LEAD,
        "said": said,
        "kept": request.args.get("kept") == "yes",
    }


def _signed(one: SignedProtocol, names: dict[str, str]) -> str:
    return _(
        "Number %(number)s, signed by %(who)s on %(day)s.",
        number=one.number,
        who=names.get(one.member, one.protocol.signed_by),
        day=day_in_words(one.begins),
    )


def _touches(touch: WouldTouch) -> str:
    """On how many plans it would change something, as one sentence."""
    if touch.more:
        return _(
            "You have more than %(most)s plans. Of the first %(most)s it would change %(num)s.",
            most=touch.looked_at,
            num=touch.plans,
        )
    if not touch.plans:
        return _("It would change no plan as they stand now. New plans take it up at once.")
    plans = ngettext("It would change %(num)s plan", "It would change %(num)s plans", touch.plans)
    return ngettext("%(plans)s, in %(num)s way.", "%(plans)s, in %(num)s ways.", len(touch.ways), plans=plans)


def _ways(touch: WouldTouch) -> list[tuple[str, str, list[str]]]:
    """Each way in which it would touch plans: what, how many, and how far days move."""
    found = []
    for way, count in touch.ways[:MOST_WAYS]:
        lines = set_lines(way.lines, Editions(_guidance(), way.place, way.was, None))
        moves = [f"{line.title}: {words}" for line in lines for words in (line.moves or [line.what])]
        found.append((called(lines), ngettext("%(num)s plan", "%(num)s plans", count), moves))
    return found
