"""What a new date would change, in words: what moves, what clashes, what is no longer possible, old beside new."""

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.engine.differences import Clash, OptionChange, Pair
from planner.engine.plan import LeftOut, Plan, Planned
from planner.languages import day_in_words, spoken
from planner.marked import N_
from planner.plans.kept import KeptPlan
from planner.plans.moving import Preview
from planner.plans.wording import items_by_key, left_out_reason
from planner.web.asking.answers_view import date_in_words
from planner.web.asking.question_words import MILESTONE_WORDS
from planner.web.days import listed, short_day
from planner.web.plans.choices import VERDICT_WORDS
from planner.web.plans.made import step_path
from planner.web.plans.rows import when_of

NOT_NEEDED = N_("Not asked for")
BOOKED_AFTER = N_("Booked for %(booked)s. With this date its last safe day is %(day)s. Call today to move the booking.")
BOOKED_BEFORE = N_("Booked for %(booked)s. With this date it should not be before %(day)s. Call to move the booking.")
DONE_EARLY = N_("Done on %(done)s. With this date it counts from %(day)s on. Ask your team if it must be done again.")
MAY_NOT_BE_ENOUGH = N_("There may not be enough time for this. Only the clinic can say. Call today.")


class Moved(NamedTuple):
    """One thing that moves or changes: its title, as it is now, and as it would be."""

    title: str
    was: str
    now: str
    path: str = ""


class Trouble(NamedTuple):
    """A booking that clashes, or something the days no longer allow, with what to do."""

    title: str
    text: str
    path: str = ""


class MoveView(NamedTuple):
    """A preview in words. `summary` is its first sentence; `version` the one it was worked out for."""

    version: int
    same: bool
    was: str
    now: str
    summary: str
    clashes: list[Trouble]
    too_early: list[Trouble]
    closed: list[Trouble]
    options: list[Moved]
    moves: list[Moved]
    comes: list[str]
    goes: list[Trouble]
    gone: str
    keeps: str


def move_view(preview: Preview, kept: KeptPlan) -> MoveView:
    """What a move would change, as its page shows it."""
    found, before, after = preview.found, preview.before, preview.after
    today = after.situation.today

    def title(one: Planned | LeftOut) -> str:
        return spoken(one.item.words).title

    def moved(pair: Pair) -> Moved:
        was, now = (_when(one, plan, today) for one, plan in ((pair.was, before), (pair.will_be, after)))
        return Moved(title(pair.will_be), was, now, step_path(kept, pair.will_be.item.key))

    pairs = [(moved(pair), pair.will_be.window.last_safe) for pair in found.moves if not _is_pinned(pair)]
    # First what reads otherwise, and of that what has a last safe day: the first few are all that is looked at.
    pairs.sort(key=lambda pair: (pair[0].was == pair[0].now, pair[1] is None))
    moves = [one for one, _ in pairs]
    return MoveView(
        version=preview.version,
        same=not found and _told(before) == _told(after),
        was=_told(before),
        now=_told(after),
        summary=summary_of(len(moves), len(found.clashes), found.no_longer),
        clashes=[_clash(one, kept, today) for one in found.clashes],
        too_early=[
            Trouble(
                spoken(one.planned.item.words).title,
                _(DONE_EARLY, done=day_in_words(one.booked), day=short_day(one.earliest or today, today)),
                step_path(kept, one.planned.item.key),
            )
            for one in found.too_early
        ],
        closed=[
            *(_option_closed(one) for one in found.options if one.closes),
            *(Trouble(title(one), _last_day_gone(one, after, today)) for one in found.closed),
        ],
        options=[_option(one, today) for one in found.options if not one.closes],
        moves=moves,
        comes=[title(one) for one in found.comes],
        goes=[Trouble(title(one), left_out_reason(one, after.guidance, items_by_key(after))) for one in found.goes],
        gone=listed([_("“%(name)s”", name=_(MILESTONE_WORDS[kind])) for kind in preview.gone]) if preview.gone else "",
        keeps=_keeps(after, len(found.clashes)),
    )


def summary_of(moves: int, clashes: int, closed: int) -> str:
    """How much would change, in one sentence: '7 move, 2 booked ones clash, 1 is no longer possible.'"""
    parts = []
    if moves:
        parts.append(ngettext("%(num)s step moves", "%(num)s steps move", moves))
    if clashes:
        parts.append(ngettext("%(num)s booked one clashes", "%(num)s booked ones clash", clashes))
    if closed:
        parts.append(ngettext("%(num)s may no longer be possible", "%(num)s may no longer be possible", closed))
    return f"{', '.join(parts)}." if parts else _("No step moves.")


def _is_pinned(pair: Pair) -> bool:
    """Whether a step stays where it is because it is done or booked; then only its hard date moves."""
    step = pair.will_be.step
    return step is not None and step.state in ("done", "booked") and pair.was.due == pair.will_be.due


def _keeps(after: Plan, clashes: int) -> str:
    """What stays as it was said. A booking that clashes has been said before."""
    done = sum(one.step is not None and one.step.state == "done" for one in after.items)
    booked = sum(one.step is not None and one.step.state == "booked" for one in after.items) - clashes
    said = []
    if done:
        said.append(ngettext("%(num)s done step stays done", "%(num)s done steps stay done", done))
    if booked:
        said.append(ngettext("%(num)s booked one stays on its day", "%(num)s booked ones stay on their days", booked))
    return f"{listed(said)}." if said else ""


def _when(one: Planned, plan: Plan, today: date) -> str:
    last = one.window.last_safe
    said = when_of(one, today)
    if not last or last == one.due:
        return said
    return _("%(when)s, last safe day %(day)s", when=said, day=short_day(last, today))


def _told(plan: Plan) -> str:
    told = plan.situation.told
    if "treatment_date" not in told.days:
        return _("No date")
    day = told.days["treatment_date"].isoformat()
    return date_in_words(
        {
            "treatment_date": day[:7] if told.whole_month else day,
            "treatment_date_kind": told.answers.get("treatment_date_kind"),
            "treatment_date_certainty": told.answers.get("treatment_date_certainty"),
        }
    )


def _clash(one: Clash, kept: KeptPlan, today: date) -> Trouble:
    booked, path = day_in_words(one.booked), step_path(kept, one.planned.item.key)
    if one.latest:
        text = _(BOOKED_AFTER, booked=booked, day=short_day(one.latest, today))
    else:
        assert one.earliest is not None
        text = _(BOOKED_BEFORE, booked=booked, day=short_day(one.earliest, today))
    return Trouble(spoken(one.planned.item.words).title, text, path)


def _option_closed(one: OptionChange) -> Trouble:
    note = VERDICT_WORDS[one.will_be.verdict][1]
    return Trouble(spoken(one.will_be.option.words)[0], _(note) if note else "")


def _last_day_gone(one: Planned | LeftOut, after: Plan, today: date) -> str:
    if isinstance(one, LeftOut):
        return left_out_reason(one, after.guidance, items_by_key(after))
    past = one.window.past
    gone = (
        _("Its last safe day, %(day)s, would be gone.", day=short_day(past, today))
        if past
        else _("Its last safe day would be gone.")
    )
    return f"{gone} {_(MAY_NOT_BE_ENOUGH)}"


def _option(one: OptionChange, today: date) -> Moved:
    def said(verdict: str, start_by: date | None) -> str:
        word = _(VERDICT_WORDS[verdict][0] if verdict in VERDICT_WORDS else NOT_NEEDED)
        if not start_by or verdict not in ("fits", "tight"):
            return word
        return _("%(verdict)s, start by %(day)s", verdict=word, day=short_day(start_by, today))

    return Moved(
        spoken(one.will_be.option.words)[0],
        said(one.was.verdict, one.was.start_by),
        said(one.will_be.verdict, one.will_be.start_by),
    )
