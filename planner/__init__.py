"""A dated, sourced checklist for someone facing a stem cell transplant. Here it is put together."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader

from planner.api.problems import last_words, problem_for
from planner.api.served import serve_api
from planner.cli import add_commands
from planner.clock import zone_named
from planner.config import settings_from_environment
from planner.db import start_database
from planner.guidance.loader import guidance
from planner.languages import start_languages
from planner.migrated import start_migrations
from planner.sealed import start_sealing
from planner.under_seal import something_is_sealed
from planner.web.account.leading import lead_staff
from planner.web.account.pages import account_pages
from planner.web.account.security import start_security
from planner.web.account.set_up import setting_up
from planner.web.asking.boxes import name_boxes
from planner.web.asking.questions import questions
from planner.web.at_clinic.pages import at_clinic
from planner.web.calendars.pages import calendars
from planner.web.calendars.polled import answer_polls
from planner.web.changing.happened import happened_pages
from planner.web.changing.history import history_pages
from planner.web.changing.move import move_pages
from planner.web.changing.phones import phones
from planner.web.changing.stop import stop_pages
from planner.web.changing.team_questions import team_questions
from planner.web.changing.what_if import what_if_pages
from planner.web.clinic.about import clinic_about
from planner.web.clinic.changes import clinic_changes
from planner.web.clinic.csv_of_roster import roster_csv
from planner.web.clinic.enrol import clinic_enrol
from planner.web.clinic.letter import letters
from planner.web.clinic.notes import clinic_notes
from planner.web.clinic.one_plan import one_plan_pages
from planner.web.clinic.protocol import clinic_protocol
from planner.web.clinic.record import clinic_record
from planner.web.clinic.record_sheet import record_sheets
from planner.web.clinic.roster import roster_pages
from planner.web.clinic.staff import clinic_staff
from planner.web.clinic.weeks import capacity_pages
from planner.web.door import guard_the_door
from planner.web.guarding.error_pages import Elsewhere
from planner.web.guarding.guards import guard
from planner.web.health import health
from planner.web.offline.installed import installed
from planner.web.offline.kept import kept_pages
from planner.web.offline.outbox import outbox
from planner.web.offline.phone import phone
from planner.web.partner.calendars import partner_calendars
from planner.web.partner.letting_go import partner_leaving
from planner.web.partner.pages import partner
from planner.web.partner.questions import partner_questions
from planner.web.plans.drawn import keep_what_is_drawn
from planner.web.plans.plan import plan_pages
from planner.web.plans.steps import steps
from planner.web.printing.pages import printing
from planner.web.reminders.pages import reminders
from planner.web.sharing.pages import shares
from planner.web.start import start_pages
from planner.web.ways.coming_in import coming_in
from planner.web.ways.devices import devices_pages
from planner.web.ways.file import file_pages
from planner.web.ways.leaving import leaving
from planner.web.ways.locks import lead_away, locks
from planner.web.ways.looks import looks, show_as_chosen
from planner.web.ways.programs import programs
from planner.web.ways.scripts import tell_scripts
from planner.web.ways.whose import tell_whose

ROOT = Path(__file__).resolve().parent.parent

# Every group of pages, by name: what is not listed here is not served.
BLUEPRINTS: tuple[Blueprint, ...] = (
    health,
    start_pages,
    questions,
    plan_pages,
    calendars,
    shares,
    partner,
    partner_calendars,
    partner_questions,
    partner_leaving,
    reminders,
    printing,
    steps,
    move_pages,
    what_if_pages,
    happened_pages,
    team_questions,
    phones,
    history_pages,
    stop_pages,
    file_pages,
    programs,
    devices_pages,
    coming_in,
    leaving,
    locks,
    account_pages,
    setting_up,
    looks,
    phone,
    installed,
    kept_pages,
    outbox,
    roster_pages,
    one_plan_pages,
    clinic_enrol,
    clinic_notes,
    clinic_about,
    clinic_staff,
    clinic_record,
    letters,
    record_sheets,
    roster_csv,
    capacity_pages,
    clinic_protocol,
    clinic_changes,
    at_clinic,
)


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The service, ready to serve. `settings` lie over those of the environment; see `config.SETTINGS`.

    Raises `SettingsError` or `UnknownZone` when a setting cannot be used.
    """
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_mapping(settings_from_environment(settings))
    zone_named(app.config["TIME_ZONE"])
    # The health-service templates end in .jinja, which Flask would not escape; escape everything instead.
    app.jinja_options = {
        "autoescape": True,
        "undefined": ChainableUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    loaders = (app.jinja_loader, PackageLoader("nhsuk_frontend_jinja"))
    app.jinja_loader = ChoiceLoader([loader for loader in loaders if loader])
    app.config.setdefault("GUIDANCE", guidance)
    start_database(app)
    with app.app_context():
        start_sealing(app, something_is_sealed)
    start_migrations(app)
    start_languages(app)
    guard(app, Elsewhere("/api/", problem_for, last_words()))
    lead_away(app)
    lead_staff(app)
    guard_the_door(app)
    start_security(app)
    show_as_chosen(app)
    tell_scripts(app)
    tell_whose(app)
    name_boxes(app)
    keep_what_is_drawn(app)
    add_commands(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    serve_api(app)
    answer_polls(app)
    return app
