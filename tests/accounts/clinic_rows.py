"""The pages of clinics in the table of access, and how each is answered to whoever does not work in one: the patient's
plan is reviewed by a clinic, and nobody else's is."""

import re
from collections.abc import Callable, Mapping

from planner.web.printing.pdf import can_make_files
from tests.accounts.access_world import Row, World
from tests.clinics.letters import boxes
from tests.clinics.patients import box
from tests.web.living import day_fields

ENROLS = {
    **{"label": "Fern 9", "treatment_date-day": "27", "treatment_date-month": "3", "treatment_date-year": "2031"},
    **{"treatment_date_kind": "collection", "treatment_date_certainty": "approximate", "mobilisation": "unknown"},
}
WITHOUT_CHEMO = {"without_chemo": "yes", "reason": "Decided."}
PROTOCOL = {"gcsf_only": "yes", "gcsf_reason": "Our protocol.", "do": "preview"}
FILE = 200 if can_make_files() else 404


def at_plan(way: str = "") -> Callable[[World], str]:
    """An address of the plan that the clinic reviews."""
    return lambda world: world.at.plan(way)


def at_member(way: str, who: str = "colleague") -> Callable[[World], str]:
    """An address of somebody who works at the clinic."""
    return lambda world: f"/clinic/staff/{getattr(world.at, who)}{way}"


def at_set(way: str = "") -> Callable[[World], str]:
    """An address of a way in which the clinic's protocol touches plans."""
    return lambda world: f"/clinic/changes/{world.at.change_set}{way}"


def in_box(world: World, name: str) -> str:
    """What the nurse's page of the plan holds in a hidden box."""
    return re.findall(rf'name="{name}" value="([^"]+)"', world.at.nurse.gets(world.at.plan()).text)[0]


def as_seen(**fields: str) -> Callable[[World], Mapping[str, str]]:
    """These fields, for the plan as it is now."""
    return lambda world: {**fields, "seen": in_box(world, "seen")}


def in_a_week(world: World, name: str) -> dict[str, str]:
    """The three boxes of the day in a week."""
    return day_fields(name, world.at.soon)


def own_item(world: World) -> Mapping[str, str]:
    """Something of the clinic's own that is added to the plan as it is now."""
    told = {"kind": "own", "reason": "We ask everybody.", "title": "Bring your list", "text": "All of it."}
    return {**told, **in_a_week(world, "day"), "who": "patient", "seen": in_box(world, "seen")}


def snooze(world: World) -> Mapping[str, str]:
    """Why the plan can wait, and until when."""
    page = world.at.nurse.gets(world.at.plan("/snooze")).text
    seen = {name: box(page, name) for name in ("version", "unanswered")}
    return {"reason": "They asked for a week.", **in_a_week(world, "until"), **seen}


def digest(world: World) -> Mapping[str, str]:
    """What is signed: the plan as the nurse has it on the page."""
    return {"digest": in_box(world, "digest")}


def of_a_change(world: World) -> Mapping[str, str]:
    """A change that the clinic has made, to be taken back."""
    return {"name": in_box(world, "name"), "seen": in_box(world, "seen")}


def written(way: str) -> Callable[[World], Mapping[str, str]]:
    """A letter as its boxes have it."""
    return lambda world: {**boxes(world.at.nurse.gets(world.at.plan(way)).text), "as": "page", "sure": "yes"}


def code(world: World) -> Mapping[str, str]:
    """The code by which patients join the clinic, and what they let it see."""
    return {"code": world.at.here.clinic.join_code, "label": "Fern 4", "sees": "answers"}


def closed(page: str, method: str, path: str | Callable[[World], str], spends: bool = False, **fields: str) -> Row:
    """A page of a clinic: nobody else is told that it is there."""
    return Row(page, method, path, 404, 404, 404, 404, spends, lambda world: fields)


REVIEWED = (
    closed("roster.listed", "GET", "/clinic"),
    closed("roster.ask", "GET", at_plan("/snooze")),
    closed("roster.do", "POST", at_plan("/snooze"))._replace(fields=snooze),
    closed("roster.wake", "POST", at_plan("/wake")),
    closed("one_plan.plan", "GET", at_plan()),
    closed("one_plan.change", "POST", at_plan("/adjust"))._replace(fields=own_item),
    closed("one_plan.undo", "POST", at_plan("/take-back"))._replace(fields=of_a_change),
    closed("one_plan.mobilisation", "POST", at_plan("/mobilisation"))._replace(
        fields=as_seen(without_chemo="yes", reason="Decided.")
    ),
    closed("one_plan.sign", "POST", at_plan("/sign"))._replace(fields=digest),
    closed("clinic_enrol.page", "GET", "/clinic/enrol"),
    closed("clinic_enrol.make", "POST", "/clinic/enrol", **ENROLS),
    closed("clinic_enrol.another", "POST", lambda world: f"/clinic/plans/{world.at.waits}/link"),
    closed("letters.letter", "GET", at_plan("/letter")),
    closed("letters.make_letter", "POST", at_plan("/letter"))._replace(fields=written("/letter")),
    closed("letters.appointment", "GET", at_plan("/appointment")),
    closed("letters.make_appointment", "POST", at_plan("/appointment"))._replace(fields=written("/appointment")),
    closed("record_sheets.page", "GET", at_plan("/record-sheet")),
    closed("record_sheets.file", "GET", at_plan("/record-sheet.pdf")),
    closed("roster_csv.file", "GET", "/clinic/roster.csv"),
    closed("capacity.weeks", "GET", "/clinic/weeks"),
)
IN_NOTES = (
    closed("clinic_notes.page", "GET", at_plan("/notes")),
    closed("clinic_notes.write", "POST", at_plan("/notes"), words="Bring your list."),
    closed("clinic_notes.answered", "POST", at_plan("/notes/answered")),
)
NEWER = (
    closed("clinic_protocol.page", "GET", "/clinic/protocol"),
    closed("clinic_protocol.preview", "POST", "/clinic/protocol", **PROTOCOL),
    closed("clinic_protocol.sign", "POST", "/clinic/protocol/sign", seen="1", **PROTOCOL),
    closed("clinic_changes.listed", "GET", "/clinic/changes"),
    closed("clinic_changes.find", "POST", "/clinic/changes/find"),
    closed("clinic_changes.one", "GET", at_set()),
    closed("clinic_changes.decided", "POST", at_set(), choice="applied"),
    closed("clinic_changes.go_on", "POST", lambda world: f"/clinic/changes/{world.at.decided_set()}/go-on"),
)
LED = (
    closed("clinic_about.page", "GET", "/clinic/about"),
    closed("clinic_about.change", "POST", "/clinic/about", name="Elm ward"),
    closed("clinic_about.renew", "POST", "/clinic/about/code"),
    closed("clinic_about.end", "POST", "/clinic/about/end", True, sure="yes"),
    closed("clinic_staff.listed", "GET", "/clinic/staff"),
    closed("clinic_staff.invite", "POST", "/clinic/staff", name="Nell", role="nurse"),
    closed("clinic_staff.again", "POST", at_member("/invite", "invited")),
    closed("clinic_staff.role", "POST", at_member("/role"), role="auditor"),
    closed("clinic_staff.end", "POST", at_member("/end"), True),
    closed("clinic_record.page", "GET", "/clinic/record"),
)
# Whoever holds a plan, and the clinic that reviews it: the patient has one, and the other has none.
AT_CLINIC = (
    Row("at_clinic.page", "GET", "/plan/team", 200, 200, 200, 200),
    Row("at_clinic.look", "POST", "/plan/team", 404, 409, 404, 200, fields=code),
    Row("at_clinic.join", "POST", "/plan/team/join", 404, 409, 404, 303, True, code),
    Row("at_clinic.choose", "POST", "/plan/team/sees", 404, 303, 404, 404, fields=lambda world: {"sees": "answers"}),
    Row("at_clinic.accept", "POST", "/plan/team/accept", 404, 303, 404, 404),
    Row("at_clinic.leave", "POST", "/plan/team/leave", 404, 303, 404, 404, True),
    Row("at_clinic.write", "POST", "/plan/team/notes", 404, 303, 404, 404, fields=lambda world: {"words": "Hello."}),
    Row("at_clinic.record", "GET", "/plan/team/record", 404, 200, 404, 200),
)
CLINIC_ROWS = (*REVIEWED, *IN_NOTES, *NEWER, *LED, *AT_CLINIC)
# To a partner of somebody whose plan is reviewed nothing of it is there; that of the code is for anybody.
CLINIC_CELLS: Mapping[str, tuple[int, int, int, int]] = {
    **{row.page: (404, 404, 404, 404) for row in CLINIC_ROWS},
    "at_clinic.page": (200, 200, 200, 200),
}
