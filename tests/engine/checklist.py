"""Who gets which item, written by hand from guidance-facts 0.2, 0.4 and section 3, without the guidance data.

Only answers are read here, and three figures of the plan (days left, transplant day, first chemo confirmed), whose
own days are worked out by hand elsewhere. A skipped answer counts as "might be" unless 0.4 asks for a yes.
"""

from datetime import date, timedelta
from typing import Any

from planner.engine.plan import Plan
from tests.engine.cases import Case, day_zero, first_chemo

HORMONAL = {"combined-pill-patch-ring", "progestogen-pill", "implant", "injection", "hormonal-coil"}
UNDER_WAY_TO_FREEZE = {"done", "booked"}


def months_on(day: date, months: int) -> date:
    """So many months later; where that month is too short, the first day of the next: a wait is never shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year, month + 2, 1)


class Person:
    """What follows from one person's answers, by the reading rules of guidance-facts."""

    def __init__(self, case: Case, plan: Plan) -> None:
        self.values, self.today = case.values, case.today
        said = self.said
        self.ovaries, self.sperm = not said("has_ovaries", "no"), not said("has_testes", "no")
        bleeds_or_carries = said("periods", "regular", "irregular") or said("pregnant", "yes")
        bleeds_or_carries = bleeds_or_carries or "positive_test_on" in case.values
        self.womb = not said("has_uterus", "no") or bleeds_or_carries
        methods, hormones = set(self.list_of("contraception")), set(self.list_of("hormones"))
        masked = bool(hormones) or bool(methods & HORMONAL) or said("periods", "masked-by-hormones")
        proven = said("menopause", "surgical") or (said("menopause", "natural-confirmed") and not masked)
        self.menopause = proven and not bleeds_or_carries
        self.may_be_past_menopause = self.menopause or (self.skipped("menopause") and not bleeds_or_carries)
        self.sterilised = "sterilised" in methods and "none" not in methods
        self.hormonal = bool(methods & HORMONAL) or "contraception" not in case.values
        self.transgender_hormones = (
            bool(hormones & {"testosterone", "oestrogen-or-blocker"}) or "hormones" not in case.values
        )
        self.sex = not said("sex_that_could_lead_to_pregnancy", "no")
        self.can_become_pregnant = (
            self.ovaries and self.womb and not self.menopause and not self.sterilised and self.younger_than(55)
        )
        self.partner_can = (
            self.sperm and not said("partner_can_become_pregnant", "no") and self.sex and not self.sterilised
        )
        wants = not said("wants_children", "no")
        self.eggs, self.freeze_sperm = wants and self.ovaries and not self.menopause, wants and self.sperm
        self.freezes = self.eggs or self.freeze_sperm
        self.milk = said("breastfeeding", "yes") or (self.skipped("breastfeeding") and not said("has_uterus", "no"))
        self.pregnant = said("pregnant", "yes") or "positive_test_on" in case.values
        self.may_be_pregnant = self.pregnant or said("pregnant", "unsure")
        self.happened = said("treatment_happened", "yes")
        self.begun = self.happened or said("chemo_already_started", "yes") or "chemo_started_on" in case.values
        first, zero = first_chemo(plan), day_zero(plan)
        self.left = None if first is None else (first.likely - case.today).days
        self.first_confirmed = first is not None and first.confirmed
        self.zero = zero
        self.steps = {code: next(iter(step)) for code, step in self.values.get("steps", {}).items()}

    def said(self, question: str, *answers: str) -> bool:
        return self.values.get(question) in answers

    def skipped(self, question: str) -> bool:
        return self.values.get(question, "not-said") == "not-said"

    def list_of(self, question: str) -> list[Any]:
        return self.values.get(question, [])

    def younger_than(self, age: int) -> bool:
        return "age" not in self.values or self.values["age"] < age

    def fewer_days_than(self, days: int, unknown: bool) -> bool:
        return unknown if self.left is None else self.left < days

    def past(self, days: int = 0, months: int = 0) -> bool:
        """Whether so much time from the latest transplant day has gone by."""
        return self.zero is not None and self.today > months_on(self.zero.latest, months) + timedelta(days)

    def no_period_four_months_on(self) -> bool:
        likely = self.zero and self.zero.likely
        return self.said("periods", "none") and likely is not None and self.today >= months_on(likely, 4)


def in_the_plan(case: Case, plan: Plan) -> dict[str, bool]:
    """For each item, whether it belongs in this person's plan, or gave way to its fallback."""
    p = Person(case, plan)
    ahead, not_home = not p.begun, not p.happened
    needs_cover = p.can_become_pregnant and p.sex
    in_use = not (p.happened and p.past(months=12))
    test = p.can_become_pregnant or p.said("pregnant", "unsure")
    eggs_in_time = (
        p.eggs and ahead and (not p.fewer_days_than(16, unknown=False) or p.steps.get("B18") in UNDER_WAY_TO_FREEZE)
    )
    short = (p.eggs and p.fewer_days_than(28, unknown=False)) or (
        p.freeze_sperm and p.fewer_days_than(10, unknown=False)
    )
    found = "early_menopause_found_on" in p.values or p.no_period_four_months_on()
    before_end = p.zero is None or p.today < p.zero.latest
    everyone_before = {"B06": ahead, "B07": ahead, "B08": ahead, "B09": ahead, "B34": ahead, "B10": not_home}
    return everyone_before | {
        "B01": ahead and not p.first_confirmed,
        "B02": not_home and not p.said("therapy_kind", "ahsct"),
        **dict.fromkeys(("B03", "B04", "B05", "B15", "B16"), p.freezes and ahead),
        "B11": not_home and not p.said("partner", "no"),
        "B12": not_home,
        "B13": not_home and p.younger_than(18),
        "B14": p.transgender_hormones,
        "B17": p.eggs and ahead,
        "B18": eggs_in_time,
        "B19": eggs_in_time,
        "B20": p.eggs and not_home and (p.begun or p.fewer_days_than(28, unknown=True) or "B20" in p.list_of("wanted")),
        "B21": p.ovaries and not p.menopause and ahead,
        "B22": p.freeze_sperm and ahead,
        "B23": p.freeze_sperm and ahead and not p.fewer_days_than(3, unknown=False),
        "B24": p.freeze_sperm and ahead and not p.said("can_give_sample", "yes"),
        "B25": "stored_on" in p.values,
        "B26": needs_cover and in_use,
        "B27": p.ovaries and p.hormonal and not p.menopause and not p.sterilised and p.sex and in_use,
        "B28": p.partner_can and in_use,
        "B29": p.milk and ahead,
        "B30": test and ahead,
        "B31": test and not_home,
        "B32": p.womb and not p.said("periods", "none") and not p.menopause and not_home,
        "B33": not_home,
        "F01": p.freezes and ahead and short,
        "F02": p.freeze_sperm and ahead and p.fewer_days_than(5, unknown=False),
        "F03": p.freezes and p.begun and not_home and before_end,
        "F05": p.may_be_pregnant,
        "F06": "contraception_failed_at" in p.values and (p.can_become_pregnant or p.partner_can),
        "D01": not_home,
        "D02": not_home,
        "D03": not p.values.get("no_sex_items") and not (p.happened and p.past(days=10)),
        "D04": needs_cover and in_use,
        "D05": p.milk and not (p.happened and p.past(days=42)),
        "A01": needs_cover or p.partner_can,
        "A02": needs_cover or p.partner_can,
        "A03": p.ovaries and not p.menopause,
        "A04": p.ovaries and not p.menopause,
        "A05": (p.ovaries and not p.menopause) or p.sperm or (p.may_be_past_menopause and p.younger_than(51)),
        # "A06 needs a yes" (0.4), so here a skipped age is no "under 45".
        "A06": p.ovaries and not p.menopause and p.values.get("age", 45) < 45 and p.happened and found,
        "A07": p.freeze_sperm,
        **dict.fromkeys(("A08", "A09", "A10", "A11", "A15"), True),
        "A12": p.freezes,
        "A13": p.freezes,
        "A14": "stored_on" in p.values and p.said("place", "gb"),
    }
