"""What a nurse's signature under a plan binds to: everything they saw that is content, and nothing else.

Content is what was decided of every item and why, its days, its figures, what each option and each milestone comes to,
what the clinic adjusted, what the person declined, and the rules behind all that (see `signed_editions` for which
changes of the guidance count, and why not the digest of its files). Not content: the day it is looked at, what is done,
booked or waited for, a break, notes, and the language.

So that neither the day nor a tick can ever matter, they are not looked at: the content is that of the plan as it stood
on the day up to which days passing was last noted, with nothing said of its steps but what was declined.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter

from planner.engine.adjustments import OWN, Adjustment
from planner.engine.conditions import YES, Ground
from planner.engine.dates import ClosedDays
from planner.engine.feasibility import Feasibility
from planner.engine.milestones import Because, Milestone
from planner.engine.plan import LeftOut, Plan, Planned, plan_for
from planner.guidance.model import Guidance
from planner.plans.signed_content import (
    APPLIES,
    Content,
    ItemContent,
    MilestoneContent,
    OptionContent,
    as_json,
    content_from,
    digest_of,
)
from planner.plans.signed_editions import rules_digest, says, says_options
from planner.questions.told import StepTaken, Told

__all__ = ["Content", "as_json", "content_from", "content_in", "content_of", "digest_of"]

BY_NAME = attrgetter("name")
DECLINED = StepTaken("declined")  # that it was declined is content; the words that were said of it are not


def content_of(
    told: Told,
    guidance: Guidance,
    *,
    asked_on: date,
    as_of: date | None,
    noted_on: date | None,
    closed_days: ClosedDays,
    steps: Mapping[str, StepTaken] | None = None,
    adjustments: Sequence[Adjustment] = (),
) -> Content:
    """The content of a plan that is made of these facts.

    `noted_on` is the last day on which it was noted that days passing changed what applies; None, or a day before
    `asked_on`: nothing was noted since. `guidance` has the protocol of the clinic laid over it already. `steps` (by
    code) default to those told. The rest as in `plan_for`. Raises nothing for any answers.
    """
    steps = told.steps if steps is None else steps
    declined = {code: DECLINED for code, step in steps.items() if step.state == DECLINED.state}
    # The order in which several answers were ticked is not content either, though a ground names the first of them.
    answers = {key: tuple(sorted(one)) if isinstance(one, tuple) else one for key, one in told.answers.items()}
    plan = plan_for(
        replace(told, answers=answers, steps=declined),
        guidance,
        asked_on=asked_on,
        today=max(noted_on or asked_on, asked_on),
        closed_days=closed_days,
        as_of=as_of,
        adjustments=adjustments,
    )
    return content_in(plan)


def content_in(plan: Plan) -> Content:
    """The content of a plan already made for signing: on the day and with the steps that `content_of` says."""
    told, guidance = plan.situation.told, plan.guidance
    items = {one.item.code: _planned(one) for one in plan.items}
    items |= {one.item.code: _left_out(one) for one in plan.left_out}
    said = says_options(guidance)
    return Content(
        told.place,
        rules_digest(plan.rules, told, guidance),
        items,
        {one.option.key: _option(one, said[one.option.key]) for one in plan.feasibility},
        {key: _milestone(one) for key, one in plan.situation.course.items()},
        plan.stopped,
        {one.name: one for one, _why in plan.unfit},
    )


def _planned(one: Planned) -> ItemContent:
    item = one.item
    return ItemContent(
        APPLIES,
        certain=one.sure == YES,
        grounds=_in_order(one.grounds),
        paused=one.state == "paused",
        window=one.window,
        severity=one.severity,
        who=one.who,
        figure=item.figure,
        said="" if item.code.startswith(OWN) else says(item),
        adjusted=tuple(sorted(one.adjusted, key=BY_NAME)),
        moved_past=one.moved_past,
    )


def _left_out(one: LeftOut) -> ItemContent:
    return ItemContent(
        one.verdict,
        one.note,
        grounds=_in_order(one.grounds),
        instead=one.instead,
        gone_by=one.day,
        estimate=one.estimate,
        adjusted=(one.adjusted,) if one.adjusted else (),
    )


def _option(one: Feasibility, said: str) -> OptionContent:
    return OptionContent(
        one.verdict,
        one.start_by,
        one.estimate,
        one.option.comfort,
        one.option.least,
        _in_order(one.grounds),
        _rests_on(one.because),
        said,
    )


def _milestone(one: Milestone) -> MilestoneContent:
    return MilestoneContent(one.earliest, one.likely, one.latest, one.confirmed, _rests_on(one.because))


def _in_order(grounds: Iterable[Ground]) -> tuple[Ground, ...]:
    """Grounds in an order of their own, each once; a question without an answer stands before its answers."""
    return tuple(sorted(set(grounds), key=lambda ground: (ground[0], ground[1] is not None, ground[1] or "")))


def _rests_on(because: Iterable[Because]) -> tuple[str, ...]:
    """The questions behind a chain of reasons. Its words are not content: they are said in every language."""
    return tuple(sorted({question for one in because for question in one.questions}))
