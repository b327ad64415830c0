"""A patient's page of their clinic as it is drawn, also with what was typed before and what to put right in it."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from planner.at_the_door import occasion
from planner.clinics.clinics import Clinic
from planner.clinics.enrolments import clinic_of
from planner.clinics.joining import NoSuchClinic, clinic_with
from planner.clinics.recording import looks_of
from planner.errors import AheadError
from planner.marked import N_
from planner.plans.kept import KeptPlan
from planner.tokens import read_code
from planner.web.at_clinic.choosing import choices
from planner.web.at_clinic.view import clinic_in_words, mine_in_words, notes_in_words, zone_of
from planner.web.clinic.record_words import done_in_words
from planner.web.guarding.limits import note_wrong_guess

LONGEST_CODE = 60
LOOKS = 3  # how many looks stand on the page itself
A_CODE = N_("Type the code of your clinic. It has 12 letters and figures, such as 7KQ2-M9XD-40PV")
TOO_OFTEN = N_("That was wrong too often. Wait ten minutes, then type it once more")


def shown_choices(
    kept: KeptPlan,
    typed: str,
    label: str = "",
    ticked: list[str] | None = None,
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    """Whose clinic it is, and what it may see; where there is none with this code, the box again."""
    try:
        clinic = clinic_with(typed)
    except NoSuchClinic as error:
        said = _(A_CODE) if not read_code(typed) else f"{_(error.what_happened)} {_(error.what_to_do)}"
        return wrong_code(kept, typed, said, label, ticked)
    return _choices_page(clinic, typed, label, ticked, wrong or {}), status


def _choices_page(clinic: Clinic, code: str, label: str, ticked: list[str] | None, wrong: dict[str, str]) -> str:
    return render_template(
        "at_clinic_choose.html",
        clinic=clinic_in_words(clinic),
        code=code,
        label=label[:200],
        choices=choices(),
        ticked=ticked if ticked is not None else [one["value"] for one in choices()],
        wrong=wrong,
    )


def wrong_code(
    kept: KeptPlan, typed: str, said: str, label: str = "", ticked: list[str] | None = None
) -> tuple[str, int]:
    """The box once more, with what was typed. Wrong codes are counted like those that let somebody in."""
    often = bool(read_code(typed)) and note_wrong_guess()
    page = clinic_page(kept, typed, label, ticked, wrong={"code": _(TOO_OFTEN) if often else said})
    return page, 429 if often else 404 if read_code(typed) else 400


def clinic_page(
    kept: KeptPlan,
    code: str = "",
    label: str | None = None,
    ticked: list[str] | None = None,
    words: str = "",
    wrong: dict[str, str] | None = None,
    said: AheadError | None = None,
) -> str:
    """The page, with what was typed in place of what is kept, and what could not be done (`said`)."""
    found, zone, today = clinic_of(kept), zone_of(kept), occasion(kept).today
    mine = mine_in_words(found, kept) if found else None
    looks = looks_of(kept.person, None, LOOKS)
    shown: dict[str, Any] = {"code": code[:LONGEST_CODE], "words": words, "wrong": wrong or {}, "said": said}
    return render_template(
        "at_clinic.html",
        mine=mine,
        choices=choices(),
        ticked=ticked if ticked is not None else (mine.ticked if mine else []),
        label=label if label is not None else (mine.label if mine else ""),
        notes=notes_in_words(kept),
        looks=[done_in_words(one, zone, today, to_them=True) for one in looks],
        closed=kept.told.get("treatment_status") == "died",
        done=request.args.get("done", ""),
        **shown,
    )
