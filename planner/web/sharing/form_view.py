"""What can be chosen for somebody with whom a plan is shared: whole parts of it, and each step of today's plan."""

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.engine.plan import Plan
from planner.guidance.model import Item
from planner.languages import listed, spoken
from planner.marked import N_
from planner.plans.sharing import ONE_BY_ONE, Rights, may_see
from planner.plans.sharing import OWN_PART as WHAT_A_PARTNER_DOES
from planner.web.plans.parts import PHASE_WORDS
from planner.web.sharing.share_form import AS_THE_PARTS, HIDDEN, OWN_PART, SHOWN, THEIRS, choice_of

EMBRYOS = ("A14", "B16", "B17")  # what one of two people cannot decide for both
CHOSEN = {SHOWN: N_("they see it"), HIDDEN: N_("kept back"), THEIRS: N_("they do it")}

NAMED = 3  # steps of a partner's own part that are said by name

Options = list[dict[str, str]]


class StepToShare(NamedTuple):
    """One step: how it is shared, the other ways, and what to know first. `chosen`: in a word, where the parts do not
    say it."""

    code: str
    title: str
    choice: str
    chosen: str
    know: list[str]
    options: Options


class PartToShare(NamedTuple):
    """One part of the plan with its steps. `open`: something in it was chosen step by step, or is to be looked at."""

    title: str
    note: str
    open: bool
    steps: list[StepToShare]


def parts_to_share(made: Plan, rights: Rights, look_at: str = "") -> list[PartToShare]:
    """The steps of today's plan by part. `look_at`: the code of a step somebody comes to change."""
    found = []
    for phase, words in PHASE_WORDS.items():
        items = [one.item for one in made.items if one.item.phase == phase]
        if not items:
            continue
        steps = [_step(item, rights) for item in items]
        apart = sum(bool(one.chosen) for one in steps)
        note = ngettext("%(num)s step", "%(num)s steps", len(steps))
        if apart:
            differ = ngettext("%(num)s chosen on its own", "%(num)s chosen one by one", apart)
            note = _("%(steps)s, %(chosen)s", steps=note, chosen=differ)
        found.append(PartToShare(_(words), note, bool(apart) or look_at in [item.code for item in items], steps))
    return found


def groups_to_share(made: Plan) -> Options:
    """The parts that can be shared as they are, with what comes to them later."""
    options = [{"value": OWN_PART, "text": _("What a partner does"), "hint": _own_part_now(made)}]
    for phase, words in PHASE_WORDS.items():
        many = sum(one.item.phase == phase and one.item.code not in ONE_BY_ONE for one in made.items)
        hint = ngettext("%(num)s step now", "%(num)s steps now", many) if many else _("Nothing in it now")
        if phase == "fallback":
            hint = _("Steps that become urgent, as soon as they do")
        options.append({"value": phase, "text": _(words), "hint": hint})
    return options


def _own_part_now(made: Plan) -> str:
    """What a partner has to do in this plan now, as they would read it: the first few by name."""
    items = [one.item for one in made.items if one.state != "paused" and may_see(one.item, WHAT_A_PARTNER_DOES)]
    titles = [spoken(item.for_partner).title if item.for_partner else spoken(item.words).title for item in items]
    named = [_("“%(title)s”", title=title) for title in titles[:NAMED]]
    if not named:
        return _("Nothing in it now")
    if (more := len(titles) - NAMED) > 0:
        named.append(ngettext("%(num)s more", "%(num)s more", more))
    return _("Now: %(titles)s", titles=listed(named))


def _step(item: Item, rights: Rights) -> StepToShare:
    choice, alone = choice_of(item.code, rights), item.code in ONE_BY_ONE
    if alone and choice == HIDDEN:
        choice = AS_THE_PARTS
    know = []
    if alone:
        know.append(_("This step is only shared by itself. No part you choose above holds it."))
    if item.code in EMBRYOS:
        know.append(_("For embryos, both people have to agree, now and later."))
    return StepToShare(
        item.code,
        spoken(item.words).title,
        choice,
        _(CHOSEN[choice]) if choice in CHOSEN else "",
        know,
        _alone() if alone else _ways(),
    )


def _ways() -> Options:
    as_above: Any = {"value": AS_THE_PARTS, "text": _("As chosen above")}
    return [as_above, *_alone()[1:], {"value": HIDDEN, "text": _("Keep it back")}]


def _alone() -> Options:
    return [
        {"value": AS_THE_PARTS, "text": _("Not shared")},
        {"value": SHOWN, "text": _("They see it")},
        {"value": THEIRS, "text": _("They do it"), "hint": _("They see it, and can say that it is done.")},
    ]
