"""In which order we ask, one thing a page, and which answers make a question needless. A gap never does."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from planner.questions.model import NOT_SAID

Answers = Mapping[str, Any]  # the object of answers as a file holds it


class Page(NamedTuple):
    """One page of the questions: its number, for good, and what it asks, in order."""

    number: int
    keys: tuple[str, ...]


class Said(NamedTuple):
    """`question is answer`: exactly this answer was given."""

    question: str
    answer: str


# The first journey, in order. Numbers stand in addresses, so a page keeps its own.
MAIN = (
    Page(1, ("place",)),
    Page(2, ("therapy_kind",)),
    Page(3, ("treatment_date_kind", "treatment_date", "treatment_date_certainty")),
    Page(4, ("chemo_already_started", "chemo_started_on")),
    Page(5, ("treatment_happened",)),
    Page(6, ("age",)),
    Page(7, ("has_ovaries", "has_uterus", "has_testes")),
    Page(8, ("wants_children",)),
    Page(9, ("pregnant", "breastfeeding")),
    Page(10, ("menopause",)),
    Page(11, ("periods",)),
    Page(12, ("sex_that_could_lead_to_pregnancy",)),
    Page(13, ("contraception",)),
    Page(14, ("hormones",)),
    Page(15, ("partner", "partner_can_become_pregnant")),
    Page(16, ("can_give_sample",)),
    Page(17, ("dmt", "dmt_last")),
)
# Asked of whoever wants the plan to fit better. No answer here is needed for a first plan.
MORE = (
    Page(18, ("regimen",)),
    Page(19, ("mobilisation",)),
    Page(20, ("clot_history",)),
    Page(21, ("mobility",)),
    Page(22, ("funding",)),
    Page(23, ("no_sex_items",)),
    Page(24, ("time_zone", "centre_time_zone")),
    Page(29, ("wanted",)),
)
# What may have happened, or happens later. Each of them brings steps of its own, so it has to be tellable.
HAPPENED = (
    Page(25, ("positive_test_on",)),
    Page(26, ("contraception_failed_at",)),
    Page(27, ("stored_kind", "stored_on")),
    Page(28, ("early_menopause_found_on",)),
)
PAGES = tuple(sorted((*MAIN, *MORE, *HAPPENED)))  # by their numbers
PAGE = {page.number: page for page in PAGES}
PAGE_OF = {key: page for page in PAGES for key in page.keys}

# Not asked on any page of the journey, and why.
ELSEWHERE = {
    "steps": "Each step is answered for in the plan itself.",
    "milestones": "Further dates are told where the date is moved; the journey asks for the one the team gave.",
    "treatment_status": "It is told when the treatment changes; until then it is planned.",
    "mobilisation_confirmed_by_nurse": "Only a nurse's own word moves the first chemo day.",
}

NO_CHEMO = (Said("therapy_kind", "no-chemo-cells"),)  # then there is no plan to ask for
NO_OVARIES, NO_WOMB, NO_TESTICLES = Said("has_ovaries", "no"), Said("has_uterus", "no"), Said("has_testes", "no")
NO_SEX = Said("sex_that_could_lead_to_pregnancy", "no")

# A question is needless when every clause of one of its lines was said. Why, line by line:
# - no transplant without chemo, so "no chemo yet" answers for both;
# - no date is asked of what did not happen;
# - freezing and children: nothing can be frozen without ovaries and testicles;
# - a pregnancy needs a womb; whoever has ovaries is asked all the same, as words for organs can be mistaken;
# - menopause counts for ovaries, and for bleeding from a womb; periods need a womb, and are asked without one while
#   a menopause is told of, because hormones that hide periods make that unsure;
# - sex leads to pregnancy only with ovaries, or with testicles; birth control is asked while ovaries may be there,
#   sex or no sex, because hormones in it can hide a menopause;
# - a partner's pregnancy and a sperm sample need testicles, a sample also a wish for children and time before chemo.
NEEDLESS: Mapping[str, tuple[tuple[Said, ...], ...]] = {
    "treatment_happened": ((Said("chemo_already_started", "no"),),),
    "wants_children": ((NO_OVARIES, NO_TESTICLES),),
    "pregnant": ((NO_OVARIES, NO_WOMB),),
    "menopause": ((NO_OVARIES, NO_WOMB),),
    "periods": ((NO_OVARIES, NO_WOMB), (NO_WOMB, Said("menopause", "no"))),
    "sex_that_could_lead_to_pregnancy": ((NO_OVARIES, NO_TESTICLES),),
    "contraception": ((NO_OVARIES, NO_TESTICLES), (NO_OVARIES, NO_SEX)),
    "partner_can_become_pregnant": ((NO_TESTICLES,), (NO_SEX,)),
    "can_give_sample": (
        (NO_TESTICLES,),
        (Said("wants_children", "no"),),
        (Said("chemo_already_started", "yes"),),
    ),
    "positive_test_on": ((NO_OVARIES, NO_WOMB),),
    "contraception_failed_at": ((NO_OVARIES, NO_TESTICLES),),
    "early_menopause_found_on": ((NO_OVARIES,),),
}
ALWAYS = ("place", "therapy_kind", "time_zone", "centre_time_zone")

# How most people answer, to say about how many questions there are before they were answered.
MOSTLY = {"chemo_already_started": "no", "has_testes": "no"}


def is_asked(key: str, answers: Answers) -> bool:
    """Whether a question is asked of someone who gave these answers."""
    lines = NEEDLESS.get(key, ())
    if key not in ALWAYS:
        lines = (*lines, NO_CHEMO)
    return not any(all(answers.get(one.question) == one.answer for one in line) for line in lines)


def keys_asked(page: Page, answers: Answers) -> tuple[str, ...]:
    """What a page asks of someone who gave these answers. Empty: the page is passed by."""
    return tuple(key for key in page.keys if is_asked(key, answers))


def keys_shown(page: Page, answers: Answers) -> tuple[str, ...]:
    """What a page shows when it is opened: what it asks, and what was answered before; else all it has."""
    shown = tuple(key for key in page.keys if is_asked(key, answers) or was_answered(key, answers))
    return shown or page.keys


def was_answered(key: str, answers: Answers) -> bool:
    """Whether a question holds an answer; one that was skipped does not."""
    return answers.get(key, NOT_SAID) != NOT_SAID


def pages_asked(answers: Answers) -> tuple[Page, ...]:
    """The pages of the first journey that are asked of someone who gave these answers, in order."""
    return tuple(page for page in MAIN if keys_asked(page, answers))


def page_after(page: Page, answers: Answers) -> Page | None:
    """The next page that is asked, or None after the last one, and after a page beside the first journey."""
    if page not in MAIN:
        return None
    return next((one for one in pages_asked(answers) if one.number > page.number), None)


def page_before(page: Page, answers: Answers) -> Page | None:
    """The page that is asked before this one, or None before the first one."""
    if page not in MAIN:
        return None
    return next((one for one in reversed(pages_asked(answers)) if one.number < page.number), None)


def place_of(page: Page, answers: Answers) -> tuple[int, int]:
    """Which question this is, and of about how many: where an answer is still to come, what most people say."""
    number = 1 + sum(1 for one in pages_asked(answers) if one.number < page.number)
    likely = {**{key: word for key, word in MOSTLY.items() if key not in answers}, **answers}
    return number, max(number, len(pages_asked(likely)))


def page_to_go_on(answers: Answers) -> Page | None:
    """The first page that is asked and stands behind all that were answered or skipped; None when none is left."""
    reached = max((page.number for page in MAIN if set(page.keys) & answers.keys()), default=0)
    return next((page for page in pages_asked(answers) if page.number > reached), None)
