"""What stands in the fields of a referral letter before anybody changed it: what the plan says, for another clinic.

Of answers nothing stands there unless the patient lets the clinic see them, and never anything of their own words.
"""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _

from planner.clinics.clinics import Clinic
from planner.clinics.enrolments import Enrolled
from planner.clinics.members import Member
from planner.engine.feasibility import Feasibility
from planner.engine.milestones import BEGUN, NOT_YET, TOLD_DAYS, Milestone
from planner.engine.plan import Plan
from planner.languages import day_in_words
from planner.marked import N_
from planner.plans.wording import because_said
from planner.web.asking.answers_view import WHAT_HAPPENS, words_for
from planner.web.days import listed

EGGS = "oocyte-cryopreservation"
OPTIONS = {
    EGGS: N_("Freezing eggs or embryos"),
    "ovarian-tissue-cryopreservation": N_("Freezing a piece of ovary"),
    "sperm-cryopreservation": N_("Freezing sperm"),
    "ovarian-suppression": N_("Resting the ovaries with an injection"),
}
VERDICTS = {
    "fits": N_("By the days alone there is time."),
    "tight": N_("The days are tight."),
    "unlikely": N_("There may not be enough time. Please say what is possible."),
    "closed": N_("Chemotherapy has started. Please say what is possible."),
    "ask-team": N_("Please say what is possible."),
    "not-yet-known": N_("No date is known to count from."),
}
MOVING = {
    "aid": N_("Walks with an aid."),
    "wheelchair-or-bed": N_("Sits or lies most of the day. Please say how your rooms can be reached."),
}
HOW_SURE = {"confirmed": N_("confirmed"), "approximate": N_("about")}
CLOTS = {"yes": N_("Has had a blood clot."), "unsure": N_("May have had a blood clot.")}
REASON = N_(
    "A transplant of their own stem cells (aHSCT) for multiple sclerosis is planned, with chemotherapy that can harm"
    " fertility."
)
UNSURE = N_("A stem cell treatment for multiple sclerosis is planned. Whether it includes chemotherapy is not sure.")
BASIS = N_("These days are counted from usual figures. What you say comes first.")
IN_THEIR_WORDS = (*TOLD_DAYS, NOT_YET, BEGUN)  # reasons that speak to the patient


def referral_of(seen: Enrolled, plan: Plan, clinic: Clinic, member: Member) -> dict[str, str]:
    """The fields of a referral letter by key, as far as there is something to say."""
    today, first = plan.situation.today, plan.situation.first_chemo
    told = dict(seen.kept.told) if seen.sees.answers else {}
    asked = {one.option.key: one for one in plan.feasibility if one.verdict != "not-needed"} if not plan.stopped else {}
    fields = {
        "sender": "\n".join([clinic.name, *(f"{who}: {number}" for who, number in clinic.phones)]),
        "day": day_in_words(today),
        "about": seen.label,
        "greeting": _("Dear colleague,"),
        "reason": _(UNSURE) if told.get("therapy_kind") == "unsure" else _(REASON),
        "first": first_in_words(first, plan.situation.begun),
        "counted": _counted(first, told),
        **{key: _asked(one) for key, one in asked.items()},
        "basis": _(BASIS) if any(one.start_by for one in asked.values()) else "",
        "unknown": "\n".join(_unknown(seen, plan, EGGS in asked)),
        "reply": _reply(list(asked.values()), today),
        "closing": "\n".join([_("With kind regards"), member.name, clinic.name]),
    }
    return {key: words for key, words in (fields | _known(told, plan)).items() if words}


def first_in_words(first: Milestone | None, begun: bool) -> str:
    """The first chemotherapy day, and whether it is confirmed."""
    if first is None:
        return _("No date is known yet.")
    day = day_in_words(first.likely)
    if begun:
        return (
            _("It has begun, on %(day)s.", day=day) if first.confirmed else _("It has begun, about %(day)s.", day=day)
        )
    if first.confirmed:
        return _("%(day)s, confirmed.", day=day)
    ends = day_in_words(first.earliest), day_in_words(first.latest)
    return _("About %(day)s, not confirmed. From %(first)s to %(last)s.", day=day, first=ends[0], last=ends[1])


def _counted(first: Milestone | None, told: dict[str, object]) -> str:
    """What the first chemotherapy day is counted from."""
    chain = [because_said(one).text for one in first.because if one not in IN_THEIR_WORDS] if first else []
    said = [f"{text[0].upper()}{text[1:]}." for text in chain]
    what = WHAT_HAPPENS.get(str(told.get("treatment_date_kind")))
    if chain and what and told.get("treatment_date"):
        sure = HOW_SURE.get(str(told.get("treatment_date_certainty")))
        day = words_for("treatment_date", told)
        words = _("%(day)s, %(sure)s", day=day, sure=_(sure)) if sure else day
        said.append(_("What was told: %(what)s, %(day)s.", what=_(what), day=words))
    return "\n".join(said)


def _asked(one: Feasibility) -> str:
    said = [f"{_(OPTIONS[one.option.key])}."]
    if one.start_by and one.verdict in ("fits", "tight", "ask-team"):
        day = day_in_words(one.start_by)
        said.append(
            _("To start by %(day)s, an estimate.", day=day) if one.estimate else _("To start by %(day)s.", day=day)
        )
    return " ".join([*said, _(VERDICTS[one.verdict])])


def _known(told: dict[str, object], plan: Plan) -> dict[str, str]:
    """What matters for the other clinic and was told."""
    known: dict[str, str] = {}
    if told.get("regimen") in ("cy-atg", "beam-atg", "bu-cy"):
        known["regimen"] = _("Conditioning: %(regimen)s.", regimen=words_for("regimen", told))
    if medicine := told.get("dmt"):
        name = words_for("dmt", told)
        if medicine == "none":
            known["medicine"] = _("No MS medicine.")
        elif told.get("dmt_last"):
            last = words_for("dmt_last", told)
            known["medicine"] = _("MS medicine: %(name)s, last dose %(day)s.", name=name, day=last)
        else:
            known["medicine"] = _("MS medicine: %(name)s. The last dose is not known.", name=name)
    known["pace"] = _pace(plan)
    if words := MOVING.get(str(told.get("mobility"))):
        known["moving"] = _(words)
    if words := CLOTS.get(str(told.get("clot_history"))):
        known["clots"] = _(words)
    return known


def _pace(plan: Plan) -> str:
    left, first = plan.situation.days_left, plan.situation.first_chemo
    if left is None or first is None or left < 0 or plan.situation.begun:
        return ""
    if first.confirmed:
        return _("Days from this letter to the first chemotherapy: %(num)s.", num=left)
    return _("Days from this letter to the first chemotherapy: about %(num)s.", num=left)


def _unknown(seen: Enrolled, plan: Plan, eggs: bool) -> Iterator[str]:
    """What another clinic would want to know and nobody here does. `eggs`: clots matter for what is asked."""
    first, told = plan.situation.first_chemo, seen.kept.told
    if not plan.situation.begun and (first is None or not first.confirmed):
        yield _("The day of the first chemotherapy is not confirmed. We will tell you when it is.")
    if not seen.sees.answers:
        yield _(
            "This person keeps their answers to themselves. Please ask them about medicines, blood clots and needs."
        )
        return
    missing = {
        "regimen": _("the conditioning chemotherapy"),
        "dmt": _("MS medicines"),
        **({"clot_history": _("blood clots")} if eggs else {}),
        "mobility": _("how they get about"),
    }
    gaps = [words for key, words in missing.items() if told.get(key, "unknown") in ("unknown", "not-said")]
    if gaps:
        yield _("Nothing was told about %(what)s.", what=listed(gaps))


def _reply(asked: list[Feasibility], today: date) -> str:
    """By when an answer is needed: before the nearest day to start."""
    days = [one.start_by for one in asked if one.start_by and one.verdict in ("fits", "tight")]
    if any(one.verdict in ("unlikely", "closed", "ask-team") for one in asked) or (days and min(days) <= today):
        return _("Please telephone us today.")
    if days:
        return _("Please answer in time to start by %(day)s.", day=day_in_words(min(days)))
    return _("Please tell us by when you can see this person.") if asked else ""
