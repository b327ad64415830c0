"""Every page that stands in the table of access, and how each is answered to nobody, the patient and others."""

from collections.abc import Callable
from datetime import date

from planner.web.printing.pdf import can_make_files
from tests.accounts.access_world import (
    CHOSEN,
    ENDS,
    PHONE,
    Row,
    World,
    at_feed,
    at_phone,
    at_question,
    at_step,
    fresh,
)
from tests.accounts.account_rows import ACCOUNT_ROWS
from tests.accounts.clinic_rows import CLINIC_ROWS


def at_share(way: str = "") -> Callable[[World], str]:
    """The address of the share of a patient's partner."""
    return lambda world: f"/share/{world.share}{way}"


def at_shown(way: str = "") -> Callable[[World], str]:
    """The address of a step that is shared with that partner, who does it."""
    return lambda world: f"/part/steps/{world.shown}{way}"


def at_calendar(way: str = "") -> Callable[[World], str]:
    """The address of that partner's calendar."""
    return lambda world: f"/part/calendar/{world.calendar.id}{way}"


def at_way(way: str) -> Callable[[World], str]:
    """The address at which something is done with a way to reach the patient."""
    return lambda world: f"/reminders/{world.way}/{way}"


EMAIL = {"email": "amira@example.org"}
BROWSER = {"endpoint": "https://fcm.googleapis.com/fcm/send/x", "p256dh": "x", "auth": "x"}
HOURS = {"hour": "9", "quiet_from": "21", "quiet_to": "8"}
REMINDED = {**HOURS, "words": "discreet", "language": "en", "daily": "yes"}
NEW_SHARE = {"label": "Kim", "do": "look", "groups": "find-out"}
FILE = 200 if can_make_files() else 404  # where WeasyPrint is not installed, nobody is given a file
ROWS = (
    Row("static", "GET", "/static/favicon.svg", 200, 200, 200, 200),
    Row("health.alive", "GET", "/healthz", 200, 200, 200, 200),
    Row("health.ready", "GET", "/readyz", 200, 200, 200, 200),
    Row("health.metrics", "GET", "/health/metrics", 404, 404, 404, 404),  # nobody here holds its key
    Row("start.start", "GET", "/", 200, 200, 200, 200),
    Row("start.begin", "POST", "/start", 303, 303, 303, 303, True),
    Row("questions.question", "GET", "/questions/6", 404, 200, 404, 200),
    Row("questions.answer", "POST", "/questions/1", 404, 303, 404, 303, fields=lambda world: {"place": "gb"}),
    Row("questions.check", "GET", "/answers", 404, 200, 404, 200),
    Row("questions.make", "POST", "/answers", 404, 303, 404, 303),
    Row("plan.plan", "GET", "/plan", 404, 200, 404, 200),
    Row("steps.step", "GET", lambda world: world.step, 404, 200, 404, 404),
    Row("steps.say", "POST", at_step("say"), 404, 303, 404, 404, fields=lambda world: {"state": "waiting"}),
    Row("steps.undo", "POST", at_step("undo"), 404, 303, 404, 404),
    Row("steps.note", "POST", at_step("note"), 404, 303, 404, 404, fields=lambda world: {"note": "x", "before": ""}),
    Row("steps.question", "POST", at_step("question"), 404, 303, 404, 404),
    Row("steps.called", "POST", at_step("called"), 404, 303, 404, 404, fields=lambda world: {"called": "Tea"}),
    Row("plan.seen", "POST", "/plan/seen", 404, 303, 404, 303, fields=lambda world: {"number": "1"}),
    Row("move.move", "GET", "/plan/move", 404, 200, 404, 200),
    Row("move.preview", "POST", "/plan/move", 404, 400, 404, 400),
    Row("move.use", "POST", "/plan/move/use", 404, 400, 404, 400),
    Row("what_if.what_if", "GET", "/plan/what-if", 404, 200, 404, 200),
    Row("what_if.compare", "POST", "/plan/what-if", 404, 400, 404, 400),
    Row("happened.happened", "GET", "/plan/happened", 404, 200, 404, 200),
    Row("team_questions.listed", "GET", "/plan/questions", 404, 200, 404, 200),
    Row("team_questions.add", "POST", "/plan/questions", 404, 303, 404, 303, fields=lambda world: {"words": "Why?"}),
    Row("team_questions.change", "POST", at_question(""), 404, 303, 404, 404, fields=lambda world: {"words": "How?"}),
    Row("team_questions.remove", "POST", at_question("/remove"), 404, 303, 404, 404, True),
    Row("phones.listed", "GET", "/plan/phones", 404, 200, 404, 200),
    Row("phones.add", "POST", "/plan/phones", 404, 303, 404, 303, fields=lambda world: PHONE),
    Row("phones.change", "POST", at_phone(""), 404, 303, 404, 404, fields=lambda world: PHONE),
    Row("phones.remove", "POST", at_phone("/remove"), 404, 303, 404, 404, True),
    Row("history.history", "GET", "/plan/history", 404, 200, 404, 200),
    Row("history.undo_one", "POST", "/plan/history/1/undo", 404, 404, 404, 404),
    Row("stop.ask", "GET", "/plan/stop", 404, 200, 404, 200),
    Row("stop.do", "POST", "/plan/stop", 404, 303, 404, 303, fields=lambda world: {"how": "go-on"}),
    Row("file.about", "GET", "/plan/file", 404, 200, 404, 200),
    Row("file.save", "GET", "/plan/file.json", 404, 200, 404, 200),
    Row("programs.listed", "GET", "/programs", 404, 200, 404, 200),
    Row("programs.make", "POST", "/programs", 404, 400, 404, 400),
    Row("programs.end", "POST", f"/programs/{'0' * 32}/end", 404, 404, 404, 404),
    Row("file.choose", "GET", "/bring-in", 200, 200, 200, 200),
    Row("file.bring_in", "POST", "/bring-in", 400, 409, 400, 409),
    Row("plan.calendar", "GET", "/plan/calendar.ics", 404, 200, 404, 200),
    Row("plan.changes", "GET", "/plan/changes", 404, 200, 404, 200),
    Row("calendars.listed", "GET", "/calendar", 404, 200, 404, 200),
    Row("calendars.new", "GET", "/calendar/new?program=apple", 404, 200, 404, 200),
    Row("calendars.make", "POST", "/calendar/new", 404, 200, 404, 200, fields=lambda world: CHOSEN),
    Row("calendars.names", "GET", "/calendar/names", 404, 200, 404, 200),
    Row("calendars.remove", "GET", "/calendar/remove.ics", 404, 200, 404, 200),
    Row("calendars.end_all", "POST", "/calendar/end", 404, 303, 404, 303, fields=lambda world: ENDS),
    Row("calendars.one", "GET", at_feed(""), 404, 200, 404, 404),
    Row("calendars.choices", "GET", at_feed("/choices"), 404, 200, 404, 404),
    Row("calendars.change", "POST", at_feed("/choices"), 404, 303, 404, 404, fields=lambda world: CHOSEN),
    Row("calendars.test", "POST", at_feed("/test"), 404, 303, 404, 404),
    Row("calendars.prove", "POST", at_feed("/prove"), 404, 400, 404, 404, fields=lambda world: {"number": "1"}),
    Row("calendars.address", "POST", at_feed("/address"), 404, 200, 404, 404, fields=lambda world: ENDS),
    Row("calendars.end", "POST", at_feed("/end"), 404, 303, 404, 404, fields=lambda world: ENDS),
    Row("printing.page", "GET", "/plan/print", 404, 200, 404, 200),
    Row("printing.file", "GET", "/plan/print.pdf", 404, FILE, 404, FILE),
    Row(
        "plan.decide",
        "POST",
        "/plan/changes",
        404,
        303,
        404,
        303,
        fields=lambda world: {"choice": "keep", "as_of": date.today().isoformat()},
    ),
    Row("devices.devices", "GET", "/devices", 404, 200, 404, 200),
    Row("devices.way_in", "POST", "/devices/way-in", 404, 200, 404, 200, fields=lambda world: {"kind": "code"}),
    Row("devices.end", "POST", "/devices/end", 404, 303, 404, 404, True, lambda world: {"device": world.second}),
    Row("leaving.ask", "GET", "/delete", 404, 200, 404, 200),
    Row("leaving.delete", "POST", "/delete", 404, 303, 404, 303, True),
    Row("leaving.deleted", "GET", "/delete/done", 200, 200, 200, 200),
    Row("coming_in.code", "GET", "/open", 200, 200, 200, 200),
    Row("coming_in.take_code", "POST", "/open", 303, 200, 303, 400, True, lambda world: {"code": fresh("code")(world)}),
    Row("coming_in.link", "GET", fresh("link"), 200, 200, 200, 200),
    Row("coming_in.take_link", "POST", fresh("link"), 303, 200, 303, 400, True),
    Row("locks.leave", "GET", "/leave", 303, 303, 303, 303, True),
    Row("locks.about", "GET", "/leave/about", 200, 200, 200, 200),
    Row("locks.idle", "GET", "/idle", 303, 303, 303, 303, True),
    Row("locks.locked", "GET", "/locked", 303, 303, 303, 303),
    Row("locks.unlock_here", "POST", "/locked", 303, 303, 303, 303),
    Row("looks.choose_language", "GET", "/language/en", 303, 303, 303, 303, True),
    Row("looks.choose_calm", "GET", "/calm/no", 303, 303, 303, 303, True),
    Row("phone.about", "GET", "/phone", 404, 200, 404, 200),
    Row("phone.say", "POST", "/phone", 404, 303, 404, 303, fields=lambda world: {"what": "own", "own": "no"}),
    Row("phone.touched", "GET", "/phone/touched", 404, 204, 404, 204),
    Row("installed.manifest", "GET", "/manifest.webmanifest", 200, 200, 200, 200),
    Row("installed.worker", "GET", "/worker.js", 200, 200, 200, 200),
    Row("installed.kept_locked", "GET", "/kept/locked", 200, 200, 200, 200),
    Row("installed.kept_nothing", "GET", "/kept/nothing", 200, 200, 200, 200),
    Row("installed.waiting", "GET", "/waiting", 200, 200, 200, 200),
    Row("kept_pages.state", "GET", "/offline/state", 200, 200, 200, 200),
    # Only of a phone that somebody called their own: see tests/web/test_outbox.py.
    Row("kept_pages.pages", "POST", "/offline/pages", 404, 404, 404, 404),
    # What waited is sent as JSON, which these forms are not.
    Row("outbox.send", "POST", "/offline/send", 404, 415, 404, 415),
    # With whom the plan is shared: without a proof nothing is.
    Row("shares.listed", "GET", "/share", 404, 200, 404, 200),
    Row("shares.new", "GET", "/share/new", 404, 200, 404, 200),
    Row("shares.make", "POST", "/share/new", 404, 200, 404, 200, fields=lambda world: NEW_SHARE),
    Row("shares.one", "GET", at_share(), 404, 200, 404, 404),
    Row("shares.choices", "GET", at_share("/choices"), 404, 200, 404, 404),
    Row("shares.change", "POST", at_share("/choices"), 404, 200, 404, 404, fields=lambda world: NEW_SHARE),
    Row("shares.invite", "POST", at_share("/invite"), 404, 403, 404, 404),
    Row("shares.end", "POST", at_share("/end"), 404, 303, 404, 404, True),
    # What is shared with somebody is no page of anybody who has a plan of their own.
    Row("partner.plan", "GET", "/part", 404, 404, 404, 404),
    Row("partner.step", "GET", at_shown(), 404, 404, 404, 404),
    Row("partner.done", "POST", at_shown("/done"), 404, 404, 404, 404, fields=lambda world: {"done": "yes"}),
    Row("partner.words", "POST", at_shown("/words"), 404, 404, 404, 404, fields=lambda world: {"words": "x"}),
    Row("partner.ask", "POST", at_shown("/ask"), 404, 404, 404, 404),
    Row("partner_questions.listed", "GET", "/part/questions", 404, 404, 404, 404),
    Row("partner_questions.keep", "POST", "/part/questions", 404, 404, 404, 404, fields=lambda world: {"words": "x"}),
    Row("partner_leaving.ask", "GET", "/part/leave", 404, 404, 404, 404),
    Row("partner_leaving.leave", "POST", "/part/leave", 404, 404, 404, 404, True),
    Row("partner_leaving.left", "GET", "/part/left", 200, 200, 200, 200),
    Row("partner_calendars.listed", "GET", "/part/calendar", 404, 404, 404, 404),
    Row("partner_calendars.new", "GET", "/part/calendar/new", 404, 404, 404, 404),
    Row("partner_calendars.make", "POST", "/part/calendar/new", 404, 404, 404, 404, fields=lambda world: CHOSEN),
    Row("partner_calendars.names", "GET", "/part/calendar/names", 404, 404, 404, 404),
    Row("partner_calendars.one", "GET", at_calendar(), 404, 404, 404, 404),
    Row("partner_calendars.choices", "GET", at_calendar("/choices"), 404, 404, 404, 404),
    Row("partner_calendars.change", "POST", at_calendar("/choices"), 404, 404, 404, 404, fields=lambda world: CHOSEN),
    Row("partner_calendars.test", "POST", at_calendar("/test"), 404, 404, 404, 404),
    Row("partner_calendars.prove", "POST", at_calendar("/prove"), 404, 404, 404, 404),
    Row("partner_calendars.address", "POST", at_calendar("/address"), 404, 404, 404, 404, fields=lambda world: ENDS),
    Row("partner_calendars.end", "POST", at_calendar("/end"), 404, 404, 404, 404, True, lambda world: ENDS),
    Row("partner_calendars.end_all", "POST", "/part/calendar/end", 404, 404, 404, 404, True, lambda world: ENDS),
    # Everybody's own: a way of somebody else is none.
    Row("reminders.page", "GET", "/reminders", 404, 200, 404, 200),
    Row("reminders.email", "POST", "/reminders/email", 404, 303, 404, 303, fields=lambda world: EMAIL),
    Row("reminders.push", "POST", "/reminders/push", 404, 303, 404, 303, fields=lambda world: BROWSER),
    Row("reminders.choices", "POST", "/reminders/choices", 404, 303, 404, 303, fields=lambda world: REMINDED),
    Row("reminders.renew", "POST", "/reminders/renew", 404, 404, 404, 404, fields=lambda world: BROWSER),
    Row("reminders.seen", "POST", f"/reminders/seen/{'0' * 32}", 404, 404, 404, 404),
    Row("reminders.test", "POST", at_way("test"), 404, 303, 404, 404),
    Row("reminders.prove", "POST", at_way("prove"), 404, 400, 404, 404, fields=lambda world: {"number": "0000"}),
    Row("reminders.daily", "POST", at_way("daily"), 404, 303, 404, 404, fields=lambda world: {"daily": "no"}),
    Row("reminders.end", "POST", at_way("end"), 404, 303, 404, 404),
    *ACCOUNT_ROWS,
    *CLINIC_ROWS,
)
