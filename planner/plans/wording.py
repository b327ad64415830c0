"""Short sentences about a plan that pages, terminals and files all say the same way."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.engine.adjustments import BY_CLINIC
from planner.engine.feasibility import Feasibility
from planner.engine.milestones import Because
from planner.engine.plan import NOT_YET_KNOWN, LeftOut, Plan
from planner.guidance.model import Guidance, Item, Source
from planner.languages import day_in_words, listed, spoken
from planner.marked import N_
from planner.plans.reasons import reasons_for

NOT_SIGNED_PLAINLY = N_("No clinician has signed this guidance yet.")
NOT_SIGNED_DISCREETLY = N_("Nobody qualified has signed it yet. Your team's advice comes first.")
NOT_CHECKED_PLAINLY = N_("This translation has not been checked by a clinician yet. In doubt, the English words hold.")
NOT_CHECKED_DISCREETLY = N_("Nobody qualified has checked this translation yet.")
DIED = (("treatment_status", "died"),)
BEHIND = {"chemo_already_started", "treatment_happened"}


def items_by_key(plan: Plan) -> dict[str, Item]:
    """Every item of the plan's place, by key."""
    found = {planned.item.key: planned.item for planned in plan.items}
    return found | {one.item.key: one.item for one in plan.left_out}


def titles_by_code(plan: Plan) -> dict[str, str]:
    """What every item of the plan's place is called, by its code, in the language that is spoken."""
    return {item.code: spoken(item.words).title for item in items_by_key(plan).values()}


def left_out_reason(one: LeftOut, guidance: Guidance, items: Mapping[str, Item]) -> str:
    """Why an item is not in the plan, as one sentence that names the answer or the day that decided it."""
    if one.note == "declined":
        return _("Left out because you said it is not for you. You can bring it back.")
    if one.note == BY_CLINIC and one.adjusted:
        return _("Left out because your clinic says that it does not apply: %(reason)s", reason=one.adjusted.reason)
    if one.note == "past-last-safe" and one.day:
        day, titles = day_in_words(one.day), [spoken(items[key].words).title for key in one.instead if key in items]
        instead = listed((_("'%(title)s'", title=title) for title in titles), "or")
        if one.estimate:
            return _(
                "Its last day, about %(day)s, has gone by. %(instead)s takes its place. Only the clinic can say.",
                day=day,
                instead=instead,
            )
        return _(
            "Its last day, %(day)s, has gone by. %(instead)s takes its place. Only the clinic can say.",
            day=day,
            instead=instead,
        )
    if one.grounds == DIED:
        return _("Left out because this plan is closed.")
    reasons = listed(reason.text for reason in reasons_for(one.grounds, guidance)) or _("it is not part of this plan")
    if one.verdict == NOT_YET_KNOWN:
        return _("Not known yet, because %(reasons)s.", reasons=reasons)
    facts = {fact for fact, answer in one.grounds}
    if one.note == "behind" or (facts & BEHIND and any(answer == "yes" for fact, answer in one.grounds)):
        return _("This part is behind you, because %(reasons)s.", reasons=reasons)
    return _("Left out because %(reasons)s. Change the answer to bring it back.", reasons=reasons)


def title_of(source: Source) -> str:
    """What a source is called: in its own language, or in the one that is spoken where the words are ours."""
    return _(source.title) if source.ours else source.title


def published_by(source: Source) -> str:
    """A source with who published it, in brackets; its title alone where nobody did."""
    return f"{title_of(source)} ({source.publisher})" if source.publisher else title_of(source)


def chain_of(one: Feasibility) -> tuple[Because, ...]:
    """The chain that led to the verdict on one option: days left, days needed, and what the day is counted from."""
    if one.days_left is None or not one.because:
        return ()
    left = ngettext(
        "%(num)s day is left from today to your first chemo",
        "%(num)s days are left from today to your first chemo",
        one.days_left,
    )
    needs = _(
        "this needs %(comfort)s days with comfort, %(least)s at the least",
        comfort=one.option.comfort,
        least=one.option.least,
    )
    return Because(left, ("treatment_date",)), Because(needs), *map(because_said, one.because)


def milestone_missing(plan: Plan) -> Because:
    """Why a milestone has no day."""
    if plan.situation.told.days.get("treatment_date") or plan.situation.told.milestones:
        return Because(_("it does not follow from the dates you told"), ("milestones",))
    return Because(_("no treatment date was told"), ("treatment_date",))


def because_said(because: Because) -> Because:
    """The same reason in the language that is spoken; the engine knows none."""
    return because._replace(text=_(because.text))
