"""The part of the walk through the whole service of those who work in a clinic, and of the patients it reviews."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from planner.engine.adjustments import KINDS
from tests.clinics.people import AClinic
from tests.languages.protocols_everywhere import writes_protocols
from tests.web.lives import TODAY
from tests.web.living import day_fields, moved_to
from tests.web.phones import Phone

ITEM = re.compile(r'item=([0-9a-f]{20})#item"')
HIDDEN = re.compile(r'<input type="hidden" name="(seen|digest|name|code|newest|version|unanswered)" value="([^"]+)"')
PAGES = ("", "/enrol", "/about", "/weeks", "/protocol", "/changes", "/staff", "/record", "/record?check=whole")
ENROLS = {
    **{"treatment_date-day": "27", "treatment_date-month": "3", "treatment_date-year": "2027"},
    **{"treatment_date_kind": "collection", "treatment_date_certainty": "approximate", "mobilisation": "unknown"},
}


class Ward:
    """A clinic whose staff speak the language: each at a computer of their own."""

    def __init__(self, clinic: AClinic, phone: Callable[[], Phone], typed: str) -> None:
        self.clinic, self.typed = clinic, typed
        self.lead, self.nurse, self.auditor = (
            phone().holds(one.computer.cookie) for one in (clinic.lead, clinic.nurse, clinic.auditor)
        )

    def all_look(self) -> None:
        """Everybody asks for every page of the clinic."""
        for who in (self.lead, self.nurse, self.auditor):
            for path in PAGES:
                who.gets(f"/clinic{path}")

    def enrols(self, label: str) -> tuple[str, str]:
        """Somebody is enrolled: the page of their plan, and the link."""
        page = self.nurse.sends("/clinic/enrol", self.nurse.keys("/clinic/enrol"), label=label, **ENROLS).text
        plan = re.findall(r"/clinic/plans/[0-9a-f]{32}", page)[0]
        return plan, re.findall(r"/open/[\w-]{43}", page)[0]


def enrolling(ward: Ward) -> tuple[str, str]:
    """Enrol, wrongly and well. One who has come in, and one who has not."""
    nurse = ward.nurse
    for wrong in ({}, {"label": "x" * 200}, {**ENROLS, "label": ward.typed, "treatment_date-month": "13"}):
        nurse.sends("/clinic/enrol", nurse.keys("/clinic/enrol"), **wrong)
    keys = nurse.keys("/clinic/enrol")
    for label in (ward.typed, f"{ward.typed}2"):  # the same page sent twice with other words
        nurse.sends("/clinic/enrol", keys, label=label, **ENROLS)
    plan, _link = ward.enrols(f"{ward.typed}3")
    nurse.gets(plan)
    keys = nurse.keys(plan)
    nurse.sends(f"{plan}/link", keys)
    return plan, ward.enrols(f"{ward.typed}4")[1]


def at_a_clinic(ward: Ward, patient: Phone, begun: Phone, link: str) -> None:
    """Patients: one whose plan a nurse began, and one who joins with the code, writes, and chooses what is seen."""
    begun.gets(link)
    begun.sends(link)
    for path in ("/plan", "/plan/team"):
        begun.gets(path)
    begun.gets(begun.sends("/plan/team/accept").location)
    begun.gets("/plan")
    code, typed = ward.clinic.clinic.join_code, ward.typed
    for wrong in ("", "0000-0000-0000"):
        patient.sends("/plan/team", code=wrong)
        patient.sends("/plan/team/join", code=wrong, label=typed)
    patient.gets(f"/plan/team?code={code}")
    patient.sends("/plan/team", code=code)
    patient.sends("/plan/team/join", code=code, label="")
    everything: Mapping[str, Any] = {"code": code, "label": typed, "sees": ["answers", "questions", "words"]}
    patient.gets(patient.sends("/plan/team/join", **everything).location)
    for again in ("/plan/team", "/plan/team/join"):
        patient.sends(again, **everything)
    for done in ("joined", "sees", "left", "written"):
        patient.gets(f"/plan/team?done={done}")
    patient.sends("/plan/team/sees", label="", sees="answers")
    keys = patient.keys("/plan/team")
    for sees in (["words"], ["answers", "questions", "words"]):
        patient.sends("/plan/team/sees", keys, label=typed, sees=sees)
    patient.sends("/plan/team/sees", label=typed, sees=["answers", "questions", "words"])
    patient.sends("/plan/team/notes", words="")
    keys = patient.keys("/plan/team")
    for words in (typed, f"{typed}2"):
        patient.sends("/plan/team/notes", keys, words=words)
    for path in ("/plan/team", "/plan/team/record", "/plan"):
        patient.gets(path)


def reviewing(ward: Ward, plan: str, patient: Phone) -> None:
    """One plan in a nurse's hands: every item, every change, right and wrong, signed, and changed after that."""
    nurse, typed = ward.nurse, ward.typed
    items = list(dict.fromkeys(ITEM.findall(nurse.gets(plan).text)))
    for item in items:
        nurse.gets(f"{plan}?item={item}")
    chosen = _hidden(nurse, f"{plan}?item={items[0]}")
    soon, gone = TODAY + timedelta(days=20), TODAY - timedelta(days=20)
    for kind in (*KINDS, "nothing"):
        fields = {"kind": kind, "code": "" if kind == "own" else chosen["code"], "item": items[0]}
        for wrong in ({}, {"reason": typed}, {"reason": typed, "title": typed, **day_fields("day", gone)}):
            nurse.sends(f"{plan}/adjust", seen=_hidden(nurse, plan)["seen"], **fields, **wrong)
        right = {"reason": typed, "title": typed, "text": typed, "who": "nurse", **day_fields("day", soon)}
        for seen in ("1", _hidden(nurse, plan)["seen"]):
            nurse.sends(f"{plan}/adjust", seen=seen, **fields, **right)
        nurse.gets(f"{plan}?item={items[0]}")
    for path in (plan, f"{plan}?item={items[-1]}"):
        nurse.gets(path)
    for path in ("/plan", "/plan/history"):
        patient.gets(path)
    for seen in ("1", _hidden(nurse, plan)["seen"]):
        nurse.sends(f"{plan}/take-back", seen=seen, name=_hidden(nurse, plan)["name"])
    nurse.sends(f"{plan}/sign", digest="0" * 64)
    nurse.sends(f"{plan}/sign", digest=_hidden(nurse, plan)["digest"])
    for path in (plan, f"{plan}/record-sheet"):
        nurse.gets(path)
    for path in ("/plan", "/plan/history", "/plan/calendar.ics?plain=yes", "/plan/calendar.ics"):
        patient.gets(path)
    nurse.sends(f"{plan}/mobilisation", seen=_hidden(nurse, plan)["seen"], without_chemo="yes")
    for yes in ("yes", "no", "yes"):
        for seen in ("1", _hidden(nurse, plan)["seen"]):
            answer = nurse.sends(f"{plan}/mobilisation", seen=seen, without_chemo=yes, reason=typed)
        nurse.gets(answer.location)
    moved = moved_to(TODAY + timedelta(days=90))
    used = re.findall(
        r'<input type="hidden" name="([\w-]+)" value="([^"]+)"', patient.sends("/plan/move", **moved).text
    )
    patient.sends("/plan/move/use", **{name: value for name, value in used if name not in ("csrf_token", "once")})
    for who, path in ((nurse, plan), (patient, "/plan"), (patient, "/plan/history")):
        who.gets(path)


def in_words(ward: Ward, plan: str) -> None:
    """Notes, letters, the sheet, and a snooze."""
    nurse, typed = ward.nurse, ward.typed
    nurse.gets(f"{plan}/notes")
    for words in ("", typed):
        nurse.sends(f"{plan}/notes", words=words)
    keys = nurse.keys(f"{plan}/notes")
    for words in (typed, f"{typed}2"):
        nurse.sends(f"{plan}/notes", keys, words=words)
    nurse.sends(f"{plan}/notes/answered", newest=_hidden(nurse, f"{plan}/notes")["newest"])
    nurse.gets(f"{plan}/notes")
    for kind in ("letter", "appointment"):
        boxes = dict(
            re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', nurse.gets(f"{plan}/{kind}").text)
        )
        for wrong in ({}, {"as": "boxes"}, dict.fromkeys(boxes, "x" * 5000)):
            nurse.sends(f"{plan}/{kind}", **wrong)
        for way in ("page", "text", "paper"):
            nurse.sends(f"{plan}/{kind}", **{**boxes, "as": way, "sure": "yes"})
        told = {name: f"{value} EBMT" for name, value in boxes.items()}
        nurse.sends(f"{plan}/{kind}", **told)
    for path in ("record-sheet", "record-sheet.pdf", "snooze"):
        nurse.gets(f"{plan}/{path}")
    nurse.sends(f"{plan}/snooze", reason="")
    nurse.sends(f"{plan}/snooze", reason=typed, **day_fields("until", TODAY + timedelta(days=200)))
    nurse.sends(f"{plan}/snooze", reason=typed, **{"until-day": "31", "until-month": "2", "until-year": "2026"})
    soon = {"reason": typed, **day_fields("until", TODAY + timedelta(days=5))}
    nurse.sends(f"{plan}/snooze", **soon)
    seen = _hidden(nurse, f"{plan}/snooze")
    shown = {name: seen[name] for name in ("version", "unanswered")}
    nurse.gets(nurse.sends(f"{plan}/snooze", **soon, **shown).location)
    for path in (f"{plan}/snooze", "/clinic", "/clinic?standing=snoozed", "/clinic?standing=on-course"):
        nurse.gets(path)
    nurse.sends(f"{plan}/wake")
    for path in ("/clinic", "/clinic?within=7", "/clinic?within=28", "/clinic/weeks", "/clinic/roster.csv"):
        nurse.gets(path)


def leading(ward: Ward, phone: Callable[[], Phone]) -> None:
    """What a lead decides: how patients read of the clinic, who works there, and at last that it ends."""
    lead, typed = ward.lead, ward.typed
    for wrong in ({}, {"name": "x" * 90}, {"name": typed, "who-0": typed}, {"name": typed, "number-0": "none"}):
        lead.sends("/clinic/about", lead.keys("/clinic/about"), **wrong)
    right = {"name": typed, "who-0": typed, "number-0": "020 7946 0000", "open_on": ["mon", "tue", "sat"]}
    keys = lead.keys("/clinic/about")
    for name in (typed, f"{typed}2"):
        lead.sends("/clinic/about", keys, **{**right, "name": name})
    for kept in ("yes", "code"):
        lead.gets(f"/clinic/about?kept={kept}")
    lead.sends("/clinic/about/code")
    keys = lead.keys("/clinic/staff")
    for name in ("", typed, f"{typed}2"):
        lead.sends("/clinic/staff", keys, name=name, role="nurse")
    lead.sends("/clinic/staff", name=typed, role="nobody")
    members = list(dict.fromkeys(re.findall(r"/clinic/staff/([0-9a-f]{32})", lead.gets("/clinic/staff").text)))
    for member in members:
        for way, fields in (("invite", {}), ("role", {"role": "nobody"}), ("role", {"role": "auditor"}), ("end", {})):
            lead.sends(f"/clinic/staff/{member}/{way}", **fields)
    for path in ("/clinic/staff", "/clinic/record", "/clinic/record?before=9", "/clinic/record?check=whole"):
        lead.gets(path)
    writes_protocols(lead, typed)
    lead.sends("/clinic/about/end")
    lead.sends("/clinic/about/end", sure="yes")
    lead.gets("/clinic")
    nobody = phone()
    nobody.gets("/plan/team")
    nobody.starts()
    nobody.gets("/plan/team")


def _hidden(nurse: Phone, path: str) -> dict[str, str]:
    """What the page of a plan holds in hidden boxes, the first of each name."""
    found: dict[str, str] = {"name": "", "digest": "", "code": ""}
    for name, value in reversed(HIDDEN.findall(nurse.gets(path).text)):
        found[name] = value
    return found
