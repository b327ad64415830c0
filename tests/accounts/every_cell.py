"""Every cell of the table of access: each page, by every method there is, asked for by everybody there is."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from planner.accounts.access import AUDITOR, LEAD, NURSE, PARTNER, PATIENT
from planner.at_the_door import API
from tests.accounts.access_rows import ROWS
from tests.accounts.access_world import Row, World
from tests.accounts.account_rows import ACCOUNT_OPEN
from tests.accounts.partner_cells import PARTNERS
from tests.accounts.staff_cells import STAFF_CELLS, Cells
from tests.web.phones import Phone

# Who asks, and in which role they are known, if they are. A partner from whom a step is hidden (`hidden`) is the one
# with whom the plan is shared, asking for that step.
OWNERS: Mapping[str, str | None] = {"nobody": None, "ended": None, "other": PATIENT, "patient": PATIENT}
PARTNERED: Mapping[str, str | None] = dict.fromkeys(("live", "over", "past", "afar", "hidden"), PARTNER)
WORKS: Mapping[str, str | None] = {
    **{"feed": None, "left": None, "spent": NURSE, "idle": NURSE},
    **{"auditor": AUDITOR, "elsewhere": NURSE, "nurse": NURSE, "lead": LEAD},
}
EVERYBODY: Mapping[str, str | None] = {**OWNERS, **PARTNERED, **WORKS}
OVER = ("idle", "spent")  # known, but shown nothing until they sign in
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
# To be sent to; whoever asks for them means a calendar, or a change, of that name, and nobody has one.
NAMES_OF_NOTHING = ("/calendar/end", "/part/calendar/end", "/clinic/changes/find")
OF_A_STEP = ("partner.step", "partner.done", "partner.words", "partner.ask")


# What is shown to nobody we know as well.
OPEN_TO_ANYONE = {
    "static",
    "file.choose",
    "file.bring_in",
    "health.alive",
    "health.ready",
    "health.metrics",  # it asks for a key of its own
    "start.start",
    "start.begin",
    "coming_in.code",
    "coming_in.take_code",
    "coming_in.link",
    "coming_in.take_link",
    "devices.end",  # of nobody we know: only the form that let this browser out, sent again
    "leaving.delete",
    "leaving.deleted",
    "locks.leave",
    "locks.about",
    "locks.idle",
    "locks.locked",  # of a locked device nobody is known; these two look at its cookie themselves
    "locks.unlock_here",
    "looks.choose_language",
    "looks.choose_calm",
    "installed.manifest",
    "installed.worker",
    "installed.kept_locked",
    "installed.kept_nothing",
    "installed.waiting",  # it holds nothing: the phone itself fills it in
    "partner_leaving.leave",  # it lets its own sender out, as leaving.delete
    "partner_leaving.left",
    "kept_pages.state",  # of a phone nobody knows it says only that nobody knows it
    "api_about.described",
    "api_plans.begin",
    "api_plans.bring_in",
    *ACCOUNT_OPEN,
    "at_clinic.page",  # where the code on the wall of a clinic leads: what comes first, to whoever has no plan
}
# By their role, who is shown all other pages: of a whole part of the service, or of one page of it. Of the parts that
# are not named here it is whoever has a plan.
REVIEWS, OWNS = (NURSE, LEAD), (PATIENT, PARTNER)
SHOWN_TO: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("partner", "partner_questions", "partner_leaving", "partner_calendars"), (PARTNER,)),
    **dict.fromkeys(("programs", "devices", "phone", "kept_pages"), OWNS),
    **dict.fromkeys(("roster", "roster_csv", "one_plan", "clinic_enrol", "clinic_notes", "letters"), REVIEWS),
    **dict.fromkeys(("record_sheets", "capacity"), REVIEWS),
    "account": (PATIENT, NURSE, LEAD, AUDITOR),
    "account.recovery_codes": (NURSE, LEAD, AUDITOR),
    **dict.fromkeys(("clinic_about", "clinic_staff", "clinic_protocol", "clinic_changes"), (LEAD,)),
    **dict.fromkeys(("clinic_about.page", "clinic_protocol.page"), REVIEWS),
    **dict.fromkeys(("clinic_changes.listed", "clinic_changes.one"), REVIEWS),
    "clinic_staff.listed": (NURSE, LEAD, AUDITOR),
    "clinic_record": (LEAD, AUDITOR),
    "reminders": (PATIENT, PARTNER, *REVIEWS),
    "reminders.seen": (PATIENT,),
}


class Cell(NamedTuple):
    """One cell: the address, the method, who asks, and what they are to be answered."""

    path: str
    method: str
    who: str
    wanted: int


def whose(world: World, who: str) -> Phone:
    """Their phone or computer."""
    if who == "feed":
        return world.only_feed
    found: Phone = getattr(world.at if who in WORKS else world, "live" if who == "hidden" else who)
    return found


def phone_of(world: World, who: str) -> Phone:
    """A tab of theirs, so that what one cell does to its cookies is not there in the next."""
    return whose(world, who).tab()


def wanted(row: Row, who: str) -> int:
    """What the tables say."""
    if who in OWNERS:
        return int(getattr(row, who))
    if who == "hidden" and row.page in OF_A_STEP:
        return 404
    if who in PARTNERED:
        return PARTNERS[row.page][("live", "over", "past", "afar").index("live" if who == "hidden" else who)]
    return int(STAFF_CELLS[row.method, row.page][Cells._fields.index(who)])


def path_of(world: World, row: Row, who: str = "") -> str:
    """Where a row is asked for; from whoever a step is hidden, that step."""
    return as_seen(world, row.path if isinstance(row.path, str) else row.path(world), who)


def as_seen(world: World, path: str, who: str) -> str:
    """An address of a step that is shared, or, from whoever it is hidden, of that step."""
    return path.replace(world.shown, world.hidden) if who == "hidden" else path


def ask(world: World, row: Row, who: str) -> TestResponse:
    """Ask as a row says."""
    phone, path = phone_of(world, who), path_of(world, row, who)
    return phone.gets(path) if row.method == "GET" else phone.sends(path, **row.fields(world))


def undeclared(app: Flask) -> set[tuple[str, str]]:
    """The pages and methods that stand in no row, and the rows that are no page."""
    served = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(API)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    return served ^ {(row.method, row.page) for row in ROWS}


def other_methods(app: Flask, world: World) -> Iterator[Cell]:
    """Each page by every method that no row names: HEAD as GET; OPTIONS to whom the page may be shown by their role;
    and a method that an address does not have is no secret, and refused to everybody in the same words."""
    rows = {(row.page, row.method): row for row in ROWS}
    for rules in by_path(app):
        methods = {method: rule.endpoint for rule in reversed(rules) for method in rule.methods or set()}
        first = next(row for row in ROWS if row.page == rules[0].endpoint)
        path, got = path_of(world, first), rows.get((methods.get("GET", ""), "GET"))
        for method in METHODS:
            for who, role in EVERYBODY.items():
                cell = Cell(as_seen(world, path, who), method, who, 405)
                if path in NAMES_OF_NOTHING and method in ("GET", "HEAD"):
                    yield cell._replace(wanted=303 if who in OVER else 404)
                elif method not in methods:
                    yield cell
                elif method == "HEAD" and got:
                    yield cell._replace(wanted=wanted(got, who))
                elif method == "OPTIONS":
                    yield cell._replace(wanted=of_options(methods[method], who, role))


def of_options(page: str, who: str, role: str | None) -> int:
    """What a browser is answered that asks what it may do with a page: whoever the page is shown to by their role may
    ask, and the role is all that is asked for. Who may see which page stands here, and is not read from what is tried.
    """
    if page == "locks.locked" and who in OVER:  # nobody opens again by one press what shows other people's plans
        return 303
    if page in OPEN_TO_ANYONE:
        return 200
    if who in OVER:
        return 403
    return 200 if role in SHOWN_TO.get(page, SHOWN_TO.get(page.partition(".")[0], (PATIENT,))) else 404


def by_path(app: Flask) -> list[list[Rule]]:
    """The rules of pages that share an address, in their order."""
    found: dict[str, list[Rule]] = {}
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(API):
            found.setdefault(rule.rule, []).append(rule)
    return list(found.values())


def answered(world: World, cell: Cell) -> int:
    """What a cell is answered."""
    return phone_of(world, cell.who).gets(cell.path, cell.method).status_code
