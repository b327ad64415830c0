"""Bugs that a slip of the pen in the guidance would be: a wrong anchor, figure, clause, span or word."""

from dataclasses import replace

from planner.guidance.clauses import Every, Span
from planner.guidance.loader import guidance
from planner.guidance.model import FIRST_CHEMO, Guidance, Item
from tests.engine.bugs import (
    NEVER,
    clause,
    data_bugs,
    listed,
    moment,
    only_when,
    saying,
    timed,
    whenever,
    with_default,
    with_fact,
    with_items,
    with_measure,
    without_part,
)

EARLY, LIKELY, LATE = "earliest", "likely", "latest"


def _option(key: str, **changes: object) -> Guidance:
    options = tuple(one._replace(**changes) if one.key == key else one for one in guidance().options)
    return replace(guidance(), options=options)


def _ends_early(item: Item) -> Item:
    then = tuple(one._replace(end=EARLY) for one in item.timing.then)
    return replace(item, timing=replace(item.timing, then=then))


def _wait(medicine: str, span: str) -> Guidance:
    _, sperm = guidance().washouts[medicine]
    return replace(guidance(), washouts={**guidance().washouts, medicine: (Span.read(span), sperm)})


def _injections_a_day_late() -> Guidance:
    moved = timed("B18", last_safe=moment(FIRST_CHEMO, EARLY, "-P15D"), due=moment(FIRST_CHEMO, EARLY, "-P15D"))
    shorter = with_measure("days-left-under-16", 15)
    return replace(moved, measures=shorter.measures)


data_bugs(
    {
        # dates
        "sperm-freezing-hangs-on-day-zero": lambda: timed("B22", last_safe=moment("day-zero", EARLY, "-P1D")),
        "injections-may-start-a-day-late": _injections_a_day_late,
        "mobilisation-is-taken-for-day-zero": lambda: with_default(
            "mobilisation", "day-zero", "-P12W", "-P11D", "-P11D"
        ),
        "the-clinic-visit-hangs-on-admission": lambda: timed("B04", last_safe=moment("admission", EARLY, "-P1D")),
        "b01-is-dropped": lambda: whenever("B01", NEVER),
        "pregnancy-tests-are-always-dated": lambda: timed("B30", "B31", dated_within=None),
        "injections-are-dated-without-a-date": lambda: timed("B18", undated_without_date=False),
        "sperm-is-frozen-after-chemo-began": lambda: whenever("B22", Every((clause("may-freeze-sperm is yes"),))),
        "the-fallback-after-chemo-is-off": lambda: whenever("F03", NEVER),
        "words-say-before-treatment": lambda: saying("A08", why="Have this scan before treatment."),
        "contraception-is-reviewed-at-six-months": lambda: timed("A02", at=listed("day-zero", LATE, "P6M", "P12M")),
        "contraception-is-reviewed-at-six-months-in-one-place": lambda: timed(
            "A02", at=listed("day-zero", LATE, "P6M", "P12M"), places=("us",)
        ),
        "the-review-counts-from-the-likely-day": lambda: timed(
            "A02", at=listed("day-zero", LIKELY, "P12M", "P18M", "P24M")
        ),
        "a-pregnancy-is-planned-from-the-earliest-day": lambda: timed("A13", at=listed("day-zero", EARLY, "P12M")),
        "dams-end-at-the-earliest-day": lambda: with_items(_ends_early, "D03"),
        "a-step-is-called-stop-birth-control": lambda: saying("A02", title="Stop birth control"),
        "month-six-says-nothing": lambda: saying("A01", title="Birth control", why="Your birth control, at 6 months."),
        "an-item-is-lost-in-one-place": lambda: replace(
            guidance(), editions={**guidance().editions, "us": guidance().editions["us"][1:]}
        ),
        # body and people
        "no-periods-confirm-a-menopause": lambda: with_fact(
            "menopause-confirmed", clause("periods is none"), any_of=True
        ),
        "fifty-is-too-old": lambda: with_measure("age-under-55", 50),
        "breastfeeding-rules-a-pregnancy-out": lambda: with_fact(
            "can-become-pregnant", clause("breastfeeding isnt yes")
        ),
        "testosterone-rules-a-pregnancy-out": lambda: with_fact(
            "can-become-pregnant", clause("hormones isnt testosterone")
        ),
        "hrt-is-taken-for-birth-control": lambda: with_fact("needs-contraception", clause("hormones isnt hrt")),
        "masking-hormones-are-forgotten": lambda: with_fact("something-masks-periods", NEVER),
        "cover-for-a-partner-depends-on-being-a-couple": lambda: only_when("B28", clause("partner isnt no")),
        "words-name-a-gender": lambda: saying("B26", why="Women need birth control."),
        "hormones-skipped-count-as-none": lambda: with_items(lambda item: replace(item, skipped="only-if-told"), "B14"),
        "ovaries-count-only-when-told": lambda: replace(
            guidance(),
            facts={
                **guidance().facts,
                "has-or-may-have-ovaries": guidance()
                .facts["has-or-may-have-ovaries"]
                ._replace(when=clause("has_ovaries is yes"), skipped="only-if-told"),
            },
        ),
        "no-wish-for-a-child-means-no-contraception": lambda: with_fact(
            "needs-contraception", clause("wants_children isnt no")
        ),
        "minds-are-said-to-change-in-the-plan": lambda: saying("B26", why="You can change your mind."),
        "menopause-is-forgotten": lambda: without_part("can-become-pregnant", "menopause-confirmed is no"),
        "sterilisation-is-forgotten": lambda: without_part("can-become-pregnant", "is-sterilised is no"),
        "the-teams-test-rings-without-sex": lambda: with_items(
            lambda item: replace(item, quiet_without_sex=False), "B30", "B31"
        ),
        "sterilised-people-freeze-no-sperm": lambda: with_fact("may-freeze-sperm", clause("is-sterilised is no")),
        "hormones-are-for-the-young": lambda: with_measure("age-under-51", 40),
        "a-gentle-regimen-needs-no-test": lambda: only_when("B30", clause("regimen isnt cy-atg")),
        "words-call-hrt-birth-control": lambda: saying("A06", why="HRT is also birth control."),
        "words-promise-a-baby": lambda: saying("B18", why="Frozen eggs guarantee a child."),
        "resting-takes-the-place-of-freezing": lambda: saying("B21", why="It takes the place of freezing."),
        "freezing-goes-on-in-a-pregnancy": lambda: with_items(
            lambda item: replace(item, while_pregnant="runs"), "B22", "B26"
        ),
        "live-vaccines-go-on-in-a-pregnancy": lambda: with_items(
            lambda item: replace(item, while_pregnant="pauses"), "A11"
        ),
        "a-skipped-pregnancy-counts": lambda: with_fact("may-be-pregnant", skipped="include"),
        "words-advise-to-end-a-pregnancy": lambda: saying("F05", late="Ask about a termination."),
        "weaning-hangs-on-the-transplant": lambda: timed("B29", last_safe=moment("day-zero", EARLY, "-P1D")),
        "a-restart-counts-from-the-earliest-day": lambda: with_items(_ends_early, "D05"),
        "a-wait-is-half-as-long": lambda: _wait("cladribine", "P3M"),
        "words-say-stop-your-medicine": lambda: saying("B10", late="Stop your MS medicine."),
        "rights-end-at-sixteen": lambda: with_measure("age-under-18", 16),
        "embryos-need-one-yes": lambda: saying(
            "B17", why="Embryos are easy.", steps=("Ask about embryos.",), late="Ask.", ask="Ask?"
        ),
        # content
        "nobody-is-named-as-source": lambda: with_items(lambda item: replace(item, citations=()), "B01"),
        "a-figure-is-stated-as-a-law": lambda: saying("A02", why="You must wait 12 months."),
        "words-say-you-can-stop": lambda: saying("A02", late="After that you can stop."),
        "an-emergency-names-nobody": lambda: saying(
            "F05", why="", steps=("Wait and see.",), late="Have a rest.", ask="What now?"
        ),
        "a-title-tells": lambda: saying("A09", discreet="Check after your transplant"),
        "words-give-a-chance-in-figures": lambda: saying("A09", late="There is a 40% chance."),
        "the-nhs-is-said-to-pay": lambda: saying("B05", why="The NHS pays for freezing."),
        "the-nhs-is-named-elsewhere": lambda: saying("B05", places=("us",), late="The NHS pays if you ask."),
        # is there still time, and being one of sixty
        "three-weeks-are-called-comfort": lambda: _option("oocyte-cryopreservation", comfort=21),
        "everybody-is-offered-everything": lambda: _option("sperm-cryopreservation", wanted_if=Every(())),
    }
)
