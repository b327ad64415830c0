"""The course of treatment: eight milestones, each as early, likely and late as what was told allows."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from planner.engine.dates import add, add_days
from planner.guidance.model import FIRST_CHEMO, Default, Guidance
from planner.marked import N_
from planner.questions.told import Told

ABOUT = 14  # days either side of a day told as "about": our reading, guidance-facts 0.4
UNKNOWN_KIND = "unknown"


class Because(NamedTuple):
    """Why a day or a verdict is as it is, and the questions whose answers it rests on.

    `text` is English. Whoever shows it says it in the reader's language.
    """

    text: str
    questions: tuple[str, ...] = ()


class Milestone(NamedTuple):
    """One day of the course, as an interval. `confirmed` only when the team said so, or it follows to the day."""

    key: str
    earliest: date
    likely: date
    latest: date
    confirmed: bool
    because: tuple[Because, ...]

    def not_before(self, earliest: date, likely: date, latest: date) -> "Milestone":
        """The same milestone, its ends moved later where they would come too early."""
        if self.earliest >= earliest and self.likely >= likely and self.latest >= latest:
            return self
        ends = max(self.earliest, earliest), max(self.likely, likely)
        return Milestone(self.key, *ends, max(self.latest, latest, ends[1]), False, self.because)

    def not_after(self, other: "Milestone") -> "Milestone":
        """The same milestone, its ends moved earlier where they would come after those of `other`."""
        ends = min(self.earliest, other.earliest), min(self.likely, other.likely), min(self.latest, other.latest)
        if ends == (self.earliest, self.likely, self.latest):
            return self
        return Milestone(self.key, *ends, False, self.because)


Course = Mapping[str, Milestone]

TOLD = Because(N_("you told us this day"), ("treatment_date",))
TOLD_MILESTONE = Because(N_("you told us this day"), ("milestones",))
TOLD_START = Because(N_("you told us the day chemo started"), ("chemo_started_on",))
TOLD_DAYS = (TOLD, TOLD_MILESTONE, TOLD_START)
NOT_YET = Because(N_("you said chemo has not started, so it is tomorrow at the earliest"), ("chemo_already_started",))
BEGUN = Because(N_("you said chemo has started"), ("chemo_already_started",))
NO_KIND = Because(
    N_("you do not know what happens on the day you told, so we count the careful way both ways"),
    ("treatment_date_kind",),
)
IS_MOBILISATION = Because(N_("mobilisation usually starts with chemo, so it is the first"), ("mobilisation",))
IS_CONDITIONING = Because(
    N_("a nurse confirmed collection without chemo, so conditioning is the first chemo"),
    ("mobilisation", "mobilisation_confirmed_by_nurse"),
)


def course_of(told: Told, guidance: Guidance, asked_on: date) -> Course:
    """The milestones that follow from what was told. A milestone nobody can date is missing.

    Defaults come from the guidance (guidance-facts 0.1); which end is careful is decided by the windows.
    """
    defaults = _defaults(guidance, str(told.answers.get("regimen")))
    without_chemo = told.said("mobilisation", "gcsf-only") and told.said("mobilisation_confirmed_by_nurse", "yes")
    begun = has_begun(told)
    known = _told(told)
    first = known.pop(FIRST_CHEMO, None)
    first_is = "conditioning" if without_chemo else "mobilisation"
    if first:
        first = _bounded(first, told, begun, asked_on)
        known.setdefault(first_is, first._replace(key=first_is))
    unknown = known.pop(UNKNOWN_KIND, None)
    if unknown and not known:
        _careful_both_ways(unknown, known, defaults, without_chemo)
    _derive(known, defaults, first_is, lambda milestone: _bounded(milestone, told, begun, asked_on))
    first = _first_chemo(first, known, first_is)
    if first:
        known[FIRST_CHEMO] = first
    return known


@lru_cache(maxsize=1024)  # each centre's own days, with each kind of chemo
def _defaults(guidance: Guidance, regimen: str) -> Mapping[tuple[str, str], Default]:
    """How far milestones lie from each other with one kind of chemo, by (milestone, counted from)."""
    own = guidance.defaults.get(regimen) or guidance.defaults["otherwise"]
    return {(default.milestone, default.counted_from): default for default in guidance.defaults["usual"] + own}


def has_begun(told: Told) -> bool:
    """Whether chemo for this treatment was said to have begun."""
    return (
        told.said("chemo_already_started", "yes")
        or told.said("treatment_happened", "yes")
        or "chemo_started_on" in told.days
    )


def _told(told: Told) -> dict[str, Milestone]:
    """The milestones a person told, spread as wide as their words."""
    known = {}
    for kind, milestone in told.milestones.items():
        key = FIRST_CHEMO if kind == "first-chemo" else kind
        day = milestone.day
        known[key] = Milestone(key, day, day, day, milestone.confirmed, (TOLD_MILESTONE,))
    if "treatment_date" in told.days:
        day = told.days["treatment_date"]
        told_kind = str(told.answers.get("treatment_date_kind", UNKNOWN_KIND))
        key = FIRST_CHEMO if told_kind == "first-chemo" else told_kind
        certainty = told.answers.get("treatment_date_certainty")
        if told.whole_month:
            last = day.replace(day=monthrange(day.year, day.month)[1])
            ends = day.replace(day=1), day.replace(day=15), last
        elif certainty == "approximate":
            ends = add_days(day, -ABOUT), day, add_days(day, ABOUT)
        else:
            ends = day, day, day
        confirmed = certainty == "confirmed" and not told.whole_month and key != UNKNOWN_KIND
        known[key] = Milestone(key, *ends, confirmed, (TOLD,))
    started = told.days.get("chemo_started_on")
    if started:
        known[FIRST_CHEMO] = Milestone(FIRST_CHEMO, started, started, started, True, (TOLD_START,))
    return known


def _careful_both_ways(
    told: Milestone,
    known: dict[str, Milestone],
    defaults: Mapping[tuple[str, str], Default],
    without_chemo: bool,
) -> None:
    """A date of unknown kind: as day zero for what comes before, as first chemo for what must wait."""
    as_day_zero = told._replace(key="day-zero", confirmed=False, because=(NO_KIND,))
    back, ahead = defaults["mobilisation", "day-zero"], defaults["day-zero", "mobilisation"]
    if "mobilisation" not in known:
        first = _counted(as_day_zero, back)
        known["mobilisation"] = first._replace(latest=told.latest, confirmed=False, because=(NO_KIND, *first.because))
    if "day-zero" not in known:
        known["day-zero"] = as_day_zero._replace(latest=add(told.latest, ahead.latest, waiting=True))
    if without_chemo:
        known.setdefault("conditioning", _counted(as_day_zero, defaults["conditioning", "day-zero"]))


def _derive(
    known: dict[str, Milestone],
    defaults: Mapping[tuple[str, str], Default],
    first_is: str,
    bounded: Callable[[Milestone], Milestone],
) -> None:
    """Date each milestone that was not told from the nearest one that is known.

    The one that holds the first chemo is `bounded` by what was said of chemo before others are counted from it.
    """

    def date_from(key: str, *nearest: str) -> None:
        if key in known:
            return
        for other in nearest:
            if key in known:
                return
            if other in known and (key, other) in defaults:
                known[key] = _counted(known[other], defaults[key, other])
            elif other in known and (other, key) in defaults:
                known[key] = _turned_round(key, known[other], defaults[other, key])
            if key in known and key == first_is:
                known[key] = bounded(known[key])

    if first_is in known:
        known[first_is] = bounded(known[first_is])
    if "day-zero" not in known and not known.keys() & {
        "conditioning",
        "admission",
        "collection",
        "mobilisation",
    }:
        date_from("admission", "discharge")
    date_from("mobilisation", "collection")
    later_told = [known[key] for key in ("collection",) if key in known]
    date_from("day-zero", "conditioning", "admission", "mobilisation")
    if "day-zero" not in known:
        return
    for told in later_told:
        known["day-zero"] = known["day-zero"].not_before(told.earliest, told.likely, told.latest)
    date_from("mobilisation", "day-zero")
    known["day-zero"] = _after_mobilisation(known["day-zero"], known["mobilisation"], defaults)
    if "collection" not in known:
        date_from("collection", "mobilisation")
        known["collection"] = known["collection"].not_after(known["day-zero"])
    date_from("admission", "day-zero")
    admission = known["admission"]
    if "conditioning" not in known:
        date_from("conditioning", "day-zero")
        if admission.because[0] in TOLD_DAYS:
            ends = admission.earliest, admission.likely, admission.latest
            known["conditioning"] = known["conditioning"].not_before(*ends)
    date_from("last-chemo", "day-zero")
    if "discharge" not in known:
        date_from("discharge", "admission")
        day_zero = known["day-zero"]
        known["discharge"] = known["discharge"].not_before(day_zero.earliest, day_zero.likely, day_zero.latest)


def _after_mobilisation(
    day_zero: Milestone, mobilisation: Milestone, defaults: Mapping[tuple[str, str], Default]
) -> Milestone:
    """An "about" day zero, not earlier than the shortest course after the earliest mobilisation."""
    if day_zero.earliest == day_zero.latest:
        return day_zero
    soonest = add(mobilisation.earliest, defaults["day-zero", "mobilisation"].earliest)
    return day_zero.not_before(soonest, soonest, soonest)


@lru_cache(maxsize=256)
def _because(text: str) -> Because:
    return Because(text)


def _counted(base: Milestone, default: Default) -> Milestone:
    """A milestone a default away from another; confirmed only when the default is one fixed number of days."""
    early, likely, late = default.earliest.days, default.likely.days, default.latest.days
    return Milestone(
        default.milestone,
        add_days(base.earliest, early),
        add_days(base.likely, likely),
        add_days(base.latest, late),
        base.confirmed and early == likely == late,
        (_because(default.because), *base.because),
    )


def _turned_round(key: str, base: Milestone, default: Default) -> Milestone:
    """A milestone counted back along a default that is written the other way round."""
    turned = Default(key, base.key, -default.latest, -default.likely, -default.earliest, default.because)
    return _counted(base, turned)


def _first_chemo(first: Milestone | None, known: Course, first_is: str) -> Milestone | None:
    """The first gonadotoxic dose: as told, else mobilisation, or conditioning where a nurse confirmed it."""
    usual = known.get(first_is)
    if usual is None:
        return first
    if first is None:
        note = IS_CONDITIONING if first_is == "conditioning" else IS_MOBILISATION
        return usual._replace(key=FIRST_CHEMO, because=(note, *usual.because))
    if usual.likely < first.likely:
        latest = max(first.latest, usual.latest)
        return Milestone(FIRST_CHEMO, usual.earliest, usual.likely, latest, False, (IS_MOBILISATION, *first.because))
    return first


def _bounded(first: Milestone, told: Told, begun: bool, asked_on: date) -> Milestone:
    """The first chemo, not before tomorrow if it has not started, not after today if it has."""
    if begun:
        if first.latest <= asked_on:
            return first
        early, likely, late = (min(day, asked_on) for day in (first.earliest, first.likely, first.latest))
        return Milestone(first.key, early, likely, late, False, (BEGUN, *first.because))
    if told.said("chemo_already_started", "no"):
        tomorrow = add_days(asked_on, 1)
        moved = first.not_before(tomorrow, tomorrow, tomorrow)
        return first if moved is first else moved._replace(because=(NOT_YET, *first.because))
    return first
