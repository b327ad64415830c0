"""What is shared with somebody: the list, one step, saying that it is done, their own words beside it, its question."""

from datetime import date
from typing import NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import actor, occasion, shared_here
from planner.errors import Faults
from planner.marked import N_
from planner.once import UsedForAnother
from planner.plans.notes import LONGEST, WrittenMeanwhile
from planner.plans.partner_steps import (
    QUESTIONS,
    PartnersOwn,
    add_question,
    all_of,
    keep_done,
    keep_words,
    own_of,
    say_done,
)
from planner.plans.shared import SharedHere
from planner.plans.shared_names import step_name, step_named
from planner.plans.sharing import SharedPlan, SharedStep
from planner.web.asking.typed_days import Unread, order_of, read_day
from planner.web.door import once_key
from planner.web.partner.ended import say_when_ended
from planner.web.partner.here import looked, path_of, seen_here
from planner.web.partner.step_view import step_view
from planner.web.partner.view import is_own_half, shared_view
from planner.web.plans.said import too_long
from planner.web.plans.steps import SENT_BEFORE
from planner.web.reminders.on_plan import close_to_share

partner = Blueprint("partner", __name__, url_prefix="/part")
say_when_ended(partner)

PARTS = ("day", "month", "year")
NO_ROOM = N_("There is no room for one more. Take some away on the page of your questions")


class Typed(NamedTuple):
    """What was sent from the page of a step and is shown again: their words and if they tell them, the boxes of a day;
    what is wrong with each; what stands there now in the place of their words; and that a tick was not taken back."""

    own: PartnersOwn | None = None
    words_wrong: str = ""
    theirs: str | None = None
    days: dict[str, str] | None = None
    day_wrong: str = ""
    day_boxes: tuple[str, ...] = ()
    no_room: str = ""
    stale: bool = False


@partner.get("")
def plan() -> str:
    """Their part first, then what was shared. Raises NothingHere."""
    here = shared_here()
    looked(here)
    return plan_page(here, seen_here(here))


@partner.get("/steps/<name>")
def step(name: str) -> str:
    """One step. Raises NothingHere."""
    here = shared_here()
    seen = seen_here(here)
    one = step_named(here, seen, name)
    looked(here)
    return step_page(here, seen, one)


@partner.post("/steps/<name>/done")
def done(name: str) -> Response | tuple[str, int]:
    """Say that a step is done, or take it back: one given to them is done for the plan. Raises NothingHere."""
    here = shared_here()
    seen = seen_here(here)
    one, form, when = step_named(here, seen, name), request.form, occasion(here.kept)
    typed = {part: form.get(f"done-{part}", "").strip()[:20] for part in PARTS}
    day: date | None = when.today if form.get("done") == "yes" else None
    if day and any(typed.values()):
        read = read_day(typed, order_of(None), month_alone=False)
        if isinstance(read, Unread):
            return step_page(here, seen, one, Typed(days=typed, day_wrong=read.text, day_boxes=read.boxes)), 400
        day = date.fromisoformat(read)
    if day and day > when.today:
        wrong = Typed(days=typed, day_wrong=_("Enter a day up to today"), day_boxes=PARTS)
        return step_page(here, seen, one, wrong), 400
    try:
        if is_own_half(one):
            keep_done(actor(), once_key(), one.item.code, day, when)
        else:
            say_done(actor(), once_key(), one.item.code, day, when)
    except Faults:  # said anew on another page or device
        return step_page(here, seen, one, Typed(stale=True)), 409
    except UsedForAnother:
        return step_page(here, seen, one, Typed(days=typed, day_wrong=_(SENT_BEFORE))), 409
    return redirect(url_for(".step", name=name), 303)


@partner.post("/steps/<name>/words")
def words(name: str) -> Response | tuple[str, int]:
    """Keep their own words beside a step, for themselves or told to the owner of the plan. Written elsewhere meanwhile,
    both are shown and nothing is lost. Raises NothingHere."""
    here = shared_here()
    seen = seen_here(here)
    one = step_named(here, seen, name)
    typed, before = typed_words(one.item.code)
    try:
        keep_words(actor(), once_key(), typed, occasion(here.kept), before)
    except WrittenMeanwhile as error:
        return step_page(here, seen, one, Typed(typed, theirs=error.theirs)), 409
    except UsedForAnother:
        return step_page(here, seen, one, Typed(typed, _(SENT_BEFORE))), 409
    except Faults:
        return step_page(here, seen, one, Typed(typed, too_long(LONGEST))), 400
    return redirect(f"{url_for('.step', name=name)}#words", 303)


@partner.post("/steps/<name>/ask")
def ask(name: str) -> Response | tuple[str, int]:
    """Put the question of a step with their own questions. Raises NothingHere."""
    here = shared_here()
    seen = seen_here(here)
    one = step_named(here, seen, name)
    try:
        add_question(actor(), once_key(), step_view(one, seen, PartnersOwn("")).ask, occasion(here.kept))
    except Faults:
        return step_page(here, seen, one, Typed(no_room=_(NO_ROOM))), 400
    except UsedForAnother:
        return step_page(here, seen, one, Typed(no_room=_(SENT_BEFORE))), 409
    return redirect(f"{url_for('.step', name=name)}#ask", 303)


def typed_words(code: str) -> tuple[PartnersOwn, PartnersOwn | None]:
    """What was typed into the form of their own words, and how these stood on its page, where it says so."""
    form = request.form
    typed = PartnersOwn(code, None, form.get("words", ""), form.get("tell") == "yes")
    told = form.get("told") == "yes"
    return typed, PartnersOwn(code, None, form["before"], told) if "before" in form else None


def plan_page(here: SharedHere, seen: SharedPlan) -> str:
    """The page of all that is shared."""
    view = shared_view(seen, lambda item: path_of(here, item), all_of(actor().person))
    return render_template("part.html", seen=view, close=close_to_share(seen, lambda item: path_of(here, item)))


def step_page(here: SharedHere, seen: SharedPlan, one: SharedStep, typed: Typed | None = None) -> str:
    """The page of one step; `typed`: what was sent from it and could not be kept."""
    typed, stands = typed or Typed(), own_of(actor().person, one.item.code)
    view = step_view(one, seen, stands)
    # It may have been put there in another language.
    asks = {words.ask for wordings in (one.item.words, one.item.for_partner) for words in wordings.values()}
    return render_template(
        "part_step.html",
        step=view,
        name=step_name(here, one.item),
        own=typed.own or stands,
        stands=stands,
        typed=typed,
        example=short_example(seen.today),
        listed=not asks.isdisjoint(own_of(actor().person, QUESTIONS).words.split("\n")),
    )


def short_example(today: date) -> str:
    """Today as it would be typed, for an example."""
    return f"{today.day} {today.month} {today.year}"
