"""A walk through the whole service in one language: every page, in every state somebody can find it in."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, NamedTuple, TypeVar

import pytest
from flask import Flask, Response, request, template_rendered
from jinja2 import Template

from faults.guessing import shown_code, shown_link
from planner.accounts.devices import held_by
from planner.languages import COOKIE
from planner.plans.actions import keep_answers, make_plan
from planner.questions.journey import PAGES
from planner.tokens import new_token
from planner.web.asking.question_form import names_of
from planner.web.clinic import letter, record_sheet
from planner.web.printing import pages
from tests.browser.lives_kept import LIVES
from tests.clinics.people import AClinic
from tests.how_long import THOROUGH
from tests.languages import accounts_everywhere as accounts
from tests.languages import calendars_everywhere as calendars
from tests.languages import clinic_everywhere as clinic
from tests.languages import partner_everywhere as partner
from tests.languages import reminders_everywhere as reminders
from tests.languages import sharing_everywhere as sharing
from tests.newer_guidance import FOUR_DAYS_EARLIER, MOVE, OTHER_WORDS, SPERM
from tests.web.lives import TODAY, fields, told_json
from tests.web.living import day_fields, fields_in, kept_by, moved_to, occasion_on, page_of
from tests.web.phones import Phone
from tests.web.staff import Staff
from tests.web.trial import RAISED, trial_app

Browser = TypeVar("Browser", bound=Phone)
ROOT = Path(__file__).resolve().parents[2]
NEWER = ((SPERM, FOUR_DAYS_EARLIER), (MOVE, OTHER_WORDS))
# What somebody types here: of no language, and known again where it is shown.
TYPED = "Zyxw"
# Whose plans are looked at: the short form leaves out those that show nothing another plan does not show.
SHORT = ("amira", "ben", "dev", "farah", "no-date", "no-answers", "after", "american")
WHOSE = tuple(name for name in LIVES if name not in ("lived", "rests", "mourned", "begun", "draft"))
WHOSE = WHOSE if THOROUGH else SHORT
FAILING = (400, 404, 405, 413, 414, 415, 429, 431, 500, 503)
KEYS = ("csrf_token", "once")
# What is read: pages, what a phone keeps of them, what is printed, and calendars.
KINDS = ("text/html", "application/json", "application/pdf", "text/calendar")


class Seen(NamedTuple):
    """One page that came: how it was asked for, its status, kind and words."""

    asked: str
    status: int
    kind: str
    text: str


class Visitor(Phone):
    """A phone that need not open a page before it sends a form."""

    csrf = ""

    def keys(self, path: str = "/open") -> dict[str, str]:
        """The hidden keys of a form: the page's own where a path is named, else another once key with the last."""
        if path != "/open" or not self.csrf:
            keys = super().keys(path)
            self.csrf = keys["csrf_token"]
            return keys
        return {"csrf_token": self.csrf, "once": token_urlsafe(24)}


class Everywhere:
    """The service on a day that can be moved, all pages that came of it, and which templates they were made of."""

    def __init__(self, folder: Path, language: str, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> None:
        self.day = TODAY
        self.language = language
        self.app = trial_app(
            folder,
            monkeypatch,
            CLOCK=lambda zone: self.day,
            WRITE_LIMIT="1000000 per minute",
            START_LIMIT="1000000 per minute",
            GUESS_LIMIT="1000000 per minute",
            LIMITS_URL="memory://",
            **settings,
        )
        self.seen: list[Seen] = []
        self.templates: set[str] = set()
        self.asked_for: set[str] = set()
        self.app.after_request(self._note)
        # What would become a file to print is shown as the page it is made of.
        for module in (pages, letter, record_sheet):
            monkeypatch.setattr(module, "can_make_files", lambda: True)
            monkeypatch.setattr(module, "pdf_of", lambda html: html.encode())

    def phone(self) -> "Visitor":
        """A phone that has never been here, and speaks the language."""
        return self.speaks(Visitor(self.app))

    def speaks(self, phone: Browser) -> Browser:
        """A browser that speaks the language."""
        phone.client.set_cookie(COOKIE, self.language, domain="localhost")
        return phone

    def somebody(self, name: str, **otherwise: Any) -> "Visitor":
        """A phone with the plan of somebody of `LIVES`, made on the first day."""
        self.day = TODAY
        phone = self.phone()
        phone.starts()
        with self.app.app_context():
            found = held_by(phone.cookie)
            assert found
            keep_answers(found[0], new_token(), {**told_json(LIVES[name]), **otherwise}, occasion_on(self.app))
            make_plan(found[0], new_token(), occasion_on(self.app))
        return phone

    def _note(self, answer: Response) -> Response:
        if request.endpoint:
            self.asked_for.add(request.endpoint)
        if not answer.direct_passthrough and answer.mimetype in KINDS:
            text = answer.get_data(as_text=True)
            self.seen.append(Seen(f"{request.method} {request.path}", answer.status_code, answer.mimetype, text))
        return answer

    @property
    def shown(self) -> list[Seen]:
        """All that came but what only leads elsewhere, what is empty, and a form that is no page of the service."""
        return [one for one in self.seen if one.text and not 300 <= one.status < 400 and "/trial/form" not in one.asked]

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Within the block, the templates that pages are made of are noted."""

        def note(sender: Flask, template: Template, **more: Any) -> None:
            self.templates.add(str(template.name))

        with template_rendered.connected_to(note, self.app):
            yield


def tells(phone: Phone, answers: Mapping[str, str], made: bool = True) -> Phone:
    """Start here, look at each question and answer it; `made`: make the plan of it."""
    phone.starts()
    told = fields(answers)
    for page in PAGES:
        path = f"/questions/{page.number}"
        typed = {name: told.getlist(name) for key in page.keys for name in names_of(key) if told.getlist(name)}
        keys = phone.keys(path)
        if typed:
            sent = phone.client.post(path, data={**keys, **typed}, base_url=phone.url)
            assert sent.status_code == 303, f"{path} took {typed} with {sent.status_code}"
    phone.gets("/answers")
    if made:
        assert phone.sends("/answers").status_code == 303
    return phone


def first_of(phone: Phone, path: str, action: str) -> str:
    """The action of the first form on a page that goes where `action` says."""
    return re.findall(rf'action="({action})"', phone.gets(path).text)[0]


def steps_of(phone: Phone) -> list[str]:
    """The paths of all steps that the plan names."""
    paths = re.findall(r'href="(/plan/steps/[0-9a-f]{20})"', phone.gets("/plan").text)
    return list(dict.fromkeys(paths))


def walk(here: Everywhere, *left_out: str) -> None:
    """Go everywhere, but for the parts that are `left_out`."""
    with here.noting():
        for part in PARTS:
            if part.__name__.lstrip("_") not in left_out:
                part(here)


def _as_nobody(here: Everywhere) -> None:
    phone = here.phone()
    for path in ("/", "/open", "/bring-in", "/leave/about", "/kept/locked", "/kept/nothing", "/waiting", "/locked"):
        phone.gets(path)
    for path in ("/nowhere", "/plan", f"/open/{'a' * 43}", "/calm/maybe", "/language/xx", "/idle"):
        phone.gets(path)
    phone.gets("/manifest.webmanifest")
    for code in ("", "0000-0000-0000"):
        phone.sends("/open", code=code)
    phone.sends("/bring-in")
    for raw in (b"{}", b"no file of ours", b'{"version": 1}'):
        sends_file(phone, raw)


def sends_file(phone: Phone, raw: bytes) -> Any:
    """Bring in a file."""
    phone.gets("/bring-in")
    data = {**phone.keys(), "file": (io.BytesIO(raw), "saved.json")}
    return phone.client.post("/bring-in", data=data, content_type="multipart/form-data", base_url=phone.url)


def _questions(here: Everywhere) -> None:
    for name in ("amira", "dev") if THOROUGH else ("amira",):
        tells(here.phone(), LIVES[name])
    phone = tells(here.phone(), LIVES["draft"], made=False)
    phone.gets("/")
    for page in PAGES:
        path = f"/questions/{page.number}"
        phone.gets(f"{path}?from=answers")
        names = [name for key in page.keys for name in names_of(key)]
        for text in ("", TYPED, "31"):
            phone.sends(path, **{name: text for name in names if text})
        phone.sends(path, **{name: "2" if name.endswith("year") else "1" for name in names})
        phone.sends(path, skip="yes")
    phone.sends("/questions/3", **day_fields("treatment_date", TODAY), treatment_date_kind="unknown")
    both = {"treatment_date_certainty": "unknown", **day_fields("treatment_date", TODAY)}
    phone.sends("/questions/3", **both)
    phone.gets("/answers")


def _plans(here: Everywhere) -> None:
    known: set[str] = set()
    for name in WHOSE:
        phone = here.somebody(name)
        for path in ("/plan", "/answers", "/plan/happened", "/plan/questions", "/plan/what-if", "/plan/move"):
            phone.gets(path)
        with here.app.app_context():
            codes = {item.code for item in here.app.config["GUIDANCE"]().editions["elsewhere"]}
        fresh = [path for path in steps_of(phone) if path not in known]
        for path in fresh if THOROUGH else fresh[::3]:
            phone.gets(path)
        known |= set(fresh)
        if name == "no-answers" or THOROUGH:
            for code in sorted(codes) if THOROUGH else sorted(codes)[::4]:
                phone.gets(page_of(phone, code))
        for path in ("/plan/calendar.ics?plain=yes", "/plan/calendar.ics", "/plan/print.pdf"):
            phone.gets(path)


def _living(here: Everywhere) -> None:
    phone = here.somebody("amira")
    steps = steps_of(phone)
    step, other = steps[0], steps[1]
    for state, more in (
        ("ask", {}),
        ("ask", {"words": TYPED}),
        ("waiting", {"words": TYPED}),
        ("waiting", {}),
        ("declined", {"words": TYPED}),
        ("booked", day_fields("booked", TODAY + timedelta(days=9))),
        ("booked", day_fields("booked", TODAY + timedelta(days=400))),
        ("done", day_fields("done", TODAY - timedelta(days=2))),
        ("done", {}),
    ):
        answer = phone.sends(f"{step}/say", state=state, **more)
        assert answer.status_code == 303, (state, answer.status_code)
        phone.gets(answer.location)
        phone.gets(step)
        phone.gets("/plan")
    for state, more in (
        ("declined", {}),
        ("booked", {}),
        ("booked", {"booked-day": "31", "booked-month": "2", "booked-year": "2026"}),
        ("booked", day_fields("booked", TODAY - timedelta(days=9))),
        ("done", day_fields("done", TODAY + timedelta(days=9))),
        ("done", {"done-day": "x"}),
        ("waiting", {"words": "x" * 5000}),
        ("nothing", {}),
    ):
        assert phone.sends(f"{step}/say", state=state, **more).status_code == 400
    keys = phone.keys(other)
    phone.sends(f"{other}/say", keys, state="ask")
    phone.sends(f"{other}/say", keys, state="done")
    phone.sends(f"{other}/undo")
    phone.sends(f"{other}/undo", shown="{}")
    phone.sends(f"{step}/note", note=TYPED, before="")
    phone.sends(f"{step}/note", note=TYPED * 2, before="Wxyz")
    phone.sends(f"{step}/note", note="x" * 5000, before=TYPED)
    keys = phone.keys(step)
    phone.sends(f"{step}/note", keys, note=TYPED, before=TYPED)
    phone.sends(f"{step}/note", keys, note=TYPED * 3, before=TYPED)
    phone.sends(f"{other}/question")
    phone.gets(other)
    _asks(phone)
    _rings(phone)
    for path in ("/plan", "/plan/history", "/plan/history?before=4", "/plan/file", "/plan/happened", "/programs"):
        phone.gets(path)
    _undoes(phone)
    _programs(phone)
    for key in ("positive_test_on", "contraception_failed_at", "chemo_started_on", "stored_on", "treatment_happened"):
        page = next(page for page in PAGES if key in page.keys)
        phone.gets(f"/questions/{page.number}?from=plan")
        parts = day_fields(key, TODAY - timedelta(days=1)) if key != "treatment_happened" else {key: "yes"}
        phone.sends(f"/questions/{page.number}", **parts, **({"stored": "sperm"} if key == "stored_on" else {}))
        phone.gets("/plan")
        phone.gets("/plan/happened")
    phone.gets("/plan/history")
    with_others = here.somebody("no-date")
    for path in ("/plan/what-if", "/plan/move"):
        with_others.sends(path)


def _asks(phone: Phone) -> None:
    phone.sends("/plan/questions", words=TYPED)
    phone.sends("/plan/questions", words="")
    keys = phone.keys("/plan/questions")
    phone.sends("/plan/questions", keys, words=f"{TYPED}1")
    phone.sends("/plan/questions", keys, words=f"{TYPED}2")
    question = first_of(phone, "/plan/questions", "/plan/questions/[0-9a-f]{32}")
    phone.sends(question, words=TYPED, before="Wxyz")
    phone.sends(question, words="", before=TYPED)
    phone.sends(question, words=TYPED, before=TYPED, asked="yes")
    for number in range(60):
        if phone.sends("/plan/questions", words=f"{TYPED}{number}").status_code != 303:
            break
    phone.gets("/plan/questions")
    phone.sends(f"{first_of(phone, '/plan/questions', '/plan/questions/[0-9a-f]{32}')}/remove")


def _rings(phone: Phone) -> None:
    phone.gets("/plan/phones")
    for who, number in (("", ""), (TYPED, "12"), (TYPED, "abc"), (TYPED, "1" * 60), ("x" * 200, "0201234")):
        phone.sends("/plan/phones", who=who, number=number)
    keys = phone.keys("/plan/phones")
    phone.sends("/plan/phones", keys, who=TYPED, number="020 1234")
    phone.sends("/plan/phones", keys, who=TYPED, number="020 12345")
    one = first_of(phone, "/plan/phones", "/plan/phones/[0-9a-f]{32}")
    meanwhile = {"before-who": "Wxyz", "before-number": "999"}
    phone.sends(one, who=TYPED, number="020 77", **meanwhile)
    phone.sends(one, who="", number="")
    for number in range(9):
        phone.sends("/plan/phones", who=TYPED, number=f"020 123{number}")
    phone.gets("/plan/phones")


def _undoes(phone: Phone) -> None:
    numbers = re.findall(r'action="(/plan/history/\d+/undo)"', phone.gets("/plan/history").text)
    for undo in (numbers[0], numbers[0], "/plan/history/1/undo", "/plan/history/999/undo"):
        phone.sends(undo)
    for number in range(kept_by(phone).version):
        phone.sends(f"/plan/history/{number}/undo")


def _programs(phone: Phone) -> None:
    phone.sends("/programs", label="")
    keys = phone.keys("/programs")
    everything = {**keys, "label": TYPED, "scopes": ["read", "steps", "write"]}
    phone.client.post("/programs", data=everything, base_url=phone.url)
    phone.sends("/programs", label=TYPED, scopes="read")
    for number in range(20):
        phone.sends("/programs", label=f"{TYPED}{number}", scopes="read")
    phone.gets("/programs")


def _calendars(here: Everywhere) -> None:
    for name in ("amira", "no-date", "after") if THOROUGH else ("amira", "no-date"):
        phone = here.somebody(name)
        mine = calendars.Calendars(phone, here.language, TYPED)
        held = [*calendars.before_any(mine), *calendars.of_one(mine)]
        if name == "amira":
            calendars.called(mine, steps_of(phone)[0])
            held.append(calendars.of_too_many(mine))
        # Programs are answered before the service notes what it answers.
        here.seen += [Seen("GET /f/", 200, "text/calendar", text) for text in held]


def _reminders(here: Everywhere) -> None:
    for name in ("amira", "ben"):
        phone = here.somebody(name)
        reminders.of_somebody(phone, here.language)
        phone.gets("/calm/yes?back=/plan")
        phone.gets("/plan")


def _sharing(here: Everywhere) -> None:
    phone = here.somebody("amira")
    mine, step = sharing.Sharing(phone, TYPED), page_of(phone, "B17")
    sharing.before_any(mine)
    share = sharing.of_somebody(mine, here.phone(), here.somebody("ben"), [step])
    guest = here.phone()
    theirs = partner.comes_in(mine, guest, [here.phone()])
    named = partner.in_a_part(guest, TYPED)
    partner.on_phones(guest, TYPED, here.language)
    guest.gets("/reminders")
    for path in (theirs, step, "/plan/history", "/reminders"):
        phone.gets(path)
    partner.after_the_end(mine, theirs, guest, named, TYPED)
    sharing.of_too_many(mine)
    sharing.while_it_rests(mine, share)
    sharing.of_somebody_young(sharing.Sharing(here.somebody("hugo"), TYPED))
    paused = sharing.Sharing(here.somebody("farah"), TYPED)
    paused.sends("/share/new", sharing.EVERYTHING, do="look")
    sharing.locked(paused)


def _clinic(here: Everywhere) -> None:
    ward = clinic.Ward(AClinic(here.app, TYPED, staff=[f"{TYPED}{number}" for number in "123"]), here.phone, TYPED)
    ward.all_look()
    waits, link = clinic.enrolling(ward)
    patient = here.somebody("amira")
    clinic.at_a_clinic(ward, patient, here.phone(), link)
    plan = f"/clinic/plans/{kept_by(patient).enrolment}"
    clinic.reviewing(ward, plan, patient)
    for phone in (ward.nurse, patient):
        phone.gets("/reminders")
    clinic.in_words(ward, plan)
    ward.nurse.gets(waits)
    ward.all_look()
    clinic.leading(ward, here.phone)
    patient.gets("/plan/team")
    patient.sends("/plan/team/leave")
    patient.gets("/plan/team")


def _accounts(here: Everywhere) -> None:
    new, other = (here.speaks(Staff(here.app)) for _ in range(2))
    accounts.staff_sign_in(here.app, new, other, TYPED)
    accounts.patients_keep(here.somebody("ben"))


def _moving(here: Everywhere) -> None:
    phone = here.somebody("amira")
    for code, day in (("B18", 28), ("B22", 20), ("B04", 9)):
        booked = day_fields("booked", TODAY + timedelta(days=day))
        assert phone.sends(f"{page_of(phone, code)}/say", state="booked", **booked).status_code == 303
    phone.sends(f"{page_of(phone, 'B10')}/say", state="done")
    for moved in (
        moved_to(date(2026, 3, 14)),
        moved_to(date(2026, 4, 6)),
        moved_to(date(2026, 5, 18)),
        moved_to(date(2027, 5, 18), "day-zero", "estimated"),
        moved_to(date(2026, 8, 1), "admission", "estimated"),
        moved_to(date(2026, 8, 1), "collection"),
        moved_to(date(2026, 8, 1), "unknown", "estimated"),
        moved_to(date(2020, 8, 1)),
        {},
        {"treatment_date-day": "31", "treatment_date-month": "2", "treatment_date-year": "2026"},
        {"treatment_date_kind": TYPED},
        {"treatment_date_certainty": "unknown"},
    ):
        phone.sends("/plan/move", **moved)
    shown = phone.sends("/plan/move", **moved_to(date(2026, 6, 1))).text
    used = {name: text for name, text in fields_in(shown, "/plan/move/use").items() if name not in KEYS}
    phone.sends("/plan/move/use", **{**used, "seen": "1"})
    phone.sends("/plan/move/use", seen="1")
    phone.gets(phone.sends("/plan/move/use", **used).location)
    for path in ("/plan", "/plan/history", page_of(phone, "B18")):
        phone.gets(path)
    _what_if(phone)


def _what_if(phone: Phone) -> None:
    days = {
        **day_fields("first", date(2026, 5, 18)),
        **day_fields("second", date(2026, 3, 16)),
        **day_fields("third", date(2026, 9, 16)),
    }
    html = phone.gets("/plan/what-if").text
    options = re.findall(r'name="(\w+)" type="checkbox" value="([\w-]+)"', html)
    assert options
    for kind in ("first-chemo", "collection", "admission", "day-zero", "unknown", ""):
        for chosen in ([], options) if kind == "first-chemo" else (options,):
            more: dict[str, Any] = {}
            for name, value in chosen:
                more.setdefault(name, []).append(value)
            data = {**phone.keys("/plan/what-if"), **days, "treatment_date_kind": kind, **more}
            phone.client.post("/plan/what-if", data=data, base_url=phone.url)
    phone.sends(
        "/plan/what-if", **{**days, **day_fields("third", date(2026, 3, 16))}, treatment_date_kind="first-chemo"
    )
    phone.sends("/plan/what-if", **{"first-day": "31", "first-month": "2"}, treatment_date_kind="first-chemo")


def _calmly(here: Everywhere) -> None:
    for name in ("amira", "ben", "chloe", "dev", "farah", "no-date", "no-chemo", "after", "no-answers"):
        phone = here.somebody(name)
        phone.gets("/calm/yes?back=/plan")
        for number in ("", "?step=2", "?step=3", "?step=9"):
            phone.gets(f"/plan{number}")
        phone.gets("/phone")
        if name == "amira":
            steps = steps_of(phone)
            phone.sends(f"{steps[0]}/say", state="booked", **day_fields("booked", TODAY))
            phone.gets("/plan?changed=2")
            phone.sends(f"{page_of(phone, 'B01')}/say", state="done")
            phone.gets("/plan")
            phone.sends("/plan/phones", who=TYPED, number="020 1234")
            phone.gets("/plan")


def _printing(here: Everywhere) -> None:
    for name in WHOSE:
        phone = here.somebody(name)
        step = steps_of(phone)
        if step and name == "amira":
            phone.sends(f"{step[0]}/note", note=TYPED, before="")
            phone.sends("/plan/questions", words=TYPED)
            phone.sends(f"{step[1]}/say", state="booked", **day_fields("booked", TODAY + timedelta(days=3)))
        many = ("", "?all=yes", "?large=yes", "?all=yes&notes=yes", "?notes=yes")
        for query in many if name == "amira" else many[: 1 + THOROUGH]:
            phone.gets(f"/plan/print{query}")


def _ways_in(here: Everywhere) -> None:
    owner, other = here.somebody("amira"), here.somebody("ben")
    owner.gets("/devices")
    link = owner.makes("link")
    for phone in (here.phone(), owner, other):
        phone.gets(link)
    other.sends(link)
    owner.sends(link)
    code, paper = owner.makes("code"), owner.makes("paper")
    owner.sends("/devices/way-in", kind="nothing")
    other.sends("/open", code=code)
    here.phone().takes(code)
    here.phone().sends("/open", code=code)
    here.phone().takes(link)
    third = here.phone()
    third.sends("/open", code=paper)
    third.gets("/devices")
    keys = third.keys("/devices")
    for again in ("link", "code", "paper"):
        page = owner.sends("/devices/way-in", kind=again).text
        assert shown_link(page) if again == "link" else shown_code(page)
    owner.gets("/devices")
    owner.sends("/devices/end", device=owner.devices()[1])
    third.sends("/devices/way-in", keys, kind="code")
    owner.gets("/devices")
    alone = here.somebody("ewa")
    alone.gets("/devices")
    with here.app.app_context():
        held = held_by(alone.cookie)
    assert held
    alone.sends("/devices/end", device=held[0].device)
    saved = alone.gets("/plan/file.json").get_data()
    sends_file(alone, saved)
    brought = here.phone()
    sends_file(brought, saved)
    wrong = json.loads(saved)
    wrong["answers"] = {**wrong.get("answers", {}), "age": 500, "place": TYPED, "treatment_date": "x"}
    sends_file(here.phone(), json.dumps(wrong).encode())
    alone.gets("/delete")
    alone.gets(alone.sends("/delete").location)


def _locking(here: Everywhere) -> None:
    phone = here.somebody("amira")
    for agent in ("Mozilla/5.0 (iPhone) Mobile", "Mozilla/5.0 (iPad)", "Mozilla/5.0 (X11)"):
        for path in ("/phone", "/open", "/devices", "/delete"):
            phone.client.get(path, base_url=phone.url, headers={"User-Agent": agent})
    phone.sends("/phone", what="code", code="12")
    phone.sends("/phone", what="own", own="yes")
    for path in ("/phone?kept=own", "/plan", "/offline/state", "/waiting"):
        phone.gets(path)
    have = {"have": {}}
    keys = {"X-CSRFToken": phone.keys("/phone")["csrf_token"]}
    while True:
        answer = phone.client.post("/offline/pages", json=have, headers=keys, base_url=phone.url)
        assert answer.status_code == 200
        told = answer.get_json()
        have["have"] |= {path: page["mark"] for path, page in told["pages"].items()}
        if not told["more"]:
            break
    phone.sends("/phone", what="idle", idle="5")
    phone.gets("/phone/touched")
    phone.gets("/phone?kept=idle")
    phone.gets("/leave")
    phone.gets("/locked")
    phone.sends("/locked", phone.keys("/locked"))
    phone.sends("/phone", what="code", code="1234")
    phone.gets("/phone?kept=code")
    phone.gets("/leave")
    phone.gets("/locked")
    for _wrong in range(10):
        phone.sends("/locked", code="9999")
    phone.gets("/locked")


def _stopping(here: Everywhere) -> None:
    phone = here.somebody("amira")
    pages = ("/plan", "/plan/stop", "/plan/print", "/plan/print?all=yes", "/plan/happened", "/plan/history", "/answers")
    for how in ("break", "go-on", "postponed", "go-on", "cancelled"):
        phone.gets(phone.sends("/plan/stop", how=how).location)
        for path in pages:
            phone.gets(path)
        phone.gets(page_of(phone, "B04"))
        phone.gets("/calm/yes?back=/plan")
        phone.gets("/plan")
        phone.gets("/calm/no?back=/plan")
    phone.sends("/plan/stop", how="nothing")
    phone.gets(phone.sends("/plan/stop", how="died").location)
    for path in pages:
        phone.gets(path)


def _days_passing(here: Everywhere) -> None:
    for name in ("amira", "ben", "chloe")[: 3 if THOROUGH else 2]:
        here.day = TODAY
        phone = here.somebody(name)
        booked = steps_of(phone)[0]
        phone.sends(f"{booked}/say", state="booked", **day_fields("booked", TODAY + timedelta(days=3)))
        for days in (3, 5, 30, 80, 400):
            here.day = TODAY + timedelta(days=days)
            for path in ("/plan", booked, "/plan/print", "/plan/history", "/devices"):
                phone.gets(path)
            phone.gets("/calm/yes?back=/plan")
            phone.gets("/plan")
            phone.gets("/calm/no?back=/plan")
        number = re.findall(r'name="number" value="(\d+)"', phone.gets("/plan").text)
        if number:
            phone.sends("/plan/seen", number=number[0])
    here.day = TODAY


def _newer(here: Everywhere) -> None:
    for choice in ("accept", "keep"):
        here.day = TODAY
        phone = here.somebody("august")
        phone.gets("/plan/changes")
        here.day = date(2026, 6, 2)
        for path in ("/plan", "/plan/changes", page_of(phone, "B22"), "/plan/print", "/plan/print?all=yes"):
            phone.gets(path)
        phone.gets("/calm/yes?back=/plan")
        phone.gets("/plan")
        phone.gets("/calm/no?back=/plan")
        html = phone.gets("/plan/changes").text
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', html))
        assert phone.sends("/plan/changes", hidden, choice=choice).status_code == 303
        for path in ("/plan", "/plan/history", "/plan/changes"):
            phone.gets(path)
    here.day = TODAY


def _failing(here: Everywhere) -> None:
    phone = here.phone()
    for code in FAILING:
        phone.gets(f"/trial/status/{code}")
    for name in RAISED:
        phone.gets(f"/trial/raised/{name}")
    phone.gets("/trial/broken")
    for _wrong in range(2):
        phone.gets("/trial/form")
    phone.client.post("/start", data={}, base_url=phone.url)
    phone.client.post("/start", data={"csrf_token": "x", "once": "y"}, base_url=phone.url)
    phone.client.post("/start", data={"once": "y"}, base_url=phone.url, headers={"Origin": phone.url})
    phone.gets("/trial/form", method="DELETE")


PARTS = (
    _as_nobody,
    _questions,
    _plans,
    _living,
    _calendars,
    _reminders,
    _sharing,
    _clinic,
    _accounts,
    _moving,
    _calmly,
    _printing,
    _ways_in,
    _locking,
    _stopping,
    _days_passing,
    _newer,
    _failing,
)
