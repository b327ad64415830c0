"""What the guidance is made of: items with their editions, facts, milestone defaults, options, warnings, sources.

Pure values, read once by the loader and never changed. Spans are calendar months and days, written as ISO 8601.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from planner.guidance.clauses import Condition, Span
from planner.guidance.disagreement import Disagreement

PLACES = ("gb", "us", "elsewhere")
PHASES = ("find-out", "freeze", "protect", "fallback", "during", "after")
SEVERITIES = ("critical", "high", "medium", "info")
PEOPLE = ("patient", "partner", "nurse")
DIRECTIONS = {"before": "earliest", "around": "likely", "until": "latest"}
ENGLISH = "en"  # the language in which the guidance is written; others are translated from it
OURS = "Ahead"  # who publishes what we worked out ourselves
FIRST_CHEMO = "first-gonadotoxic-dose"
COURSE = (
    FIRST_CHEMO,
    "mobilisation",
    "collection",
    "admission",
    "conditioning",
    "last-chemo",
    "day-zero",
    "discharge",
)
MEASURED = (
    "age",
    "days-to-first-chemo",
    "days-to-latest-day-zero",
    "days-to-four-months-after-day-zero",
    "days-to-twelve-months-after-day-zero",
    "first-chemo-is-unconfirmed",
    "no-date-at-all",
    "told-day-has-passed",
)
DATED_FACTS = ("asked-on", "stored-on", "last-dmt-dose", "event", "found")


class Fact(NamedTuple):
    """Something worked out from answers. `skipped` is `include`, `ask` or `only-if-told` (see facts.toml)."""

    key: str
    means: str
    skipped: str
    when: Condition


class Measure(NamedTuple):
    """A number turned into yes or no: yes when it is under `under`. `asks` names the question that settles it."""

    key: str
    of: str
    under: int
    asks: str
    yes: str
    no: str


class Moment(NamedTuple):
    """A day counted from one end (`earliest`, `likely`, `latest`) of a milestone, or from another step."""

    anchor: str
    end: str
    span: Span
    name: str = ""


class Alarm(NamedTuple):
    """When a reminder rings. `counted_from` is `due`, `opens`, `each`, `then` or `anchor`.

    Either the days in `at`, or one `every` so often for as long as `lasts`. `undated` limits it to plans
    without (True) or with (False) a treatment date.
    """

    counted_from: str
    at: tuple[Span, ...] = ()
    every: int = 0
    lasts: int = 0
    undated: bool | None = None
    stops_at_first_chemo: bool = False


@dataclass(frozen=True, slots=True)
class Timing:
    """The window of an item as data: where it is counted from, and in which direction."""

    direction: str
    anchor: str
    opens: Moment | None = None
    due: Moment | None = None
    due_at_latest: Moment | None = None
    last_safe: Moment | None = None
    at: tuple[Moment, ...] = ()
    every: Span | None = None
    every_from: Moment | None = None
    then: tuple[Moment, ...] = ()
    ends: Moment | None = None
    within: Span | None = None
    no_later_than: tuple[str, ...] = ()
    undated_without_date: bool = False
    dated_within: Span | None = None
    once_past: str = ""
    fallbacks: tuple[str, ...] = ()
    not_before_washout: bool = False
    blocks: bool = False

    @property
    def leans_on(self) -> tuple[str, ...]:
        """The keys of the other items its days are counted from, or that take its place."""
        single = (self.opens, self.due, self.due_at_latest, self.last_safe, self.every_from, self.ends)
        moments = [moment for moment in (*single, *self.at, *self.then) if moment]
        steps = [moment.anchor.removeprefix("step:") for moment in moments if moment.anchor.startswith("step:")]
        return tuple(dict.fromkeys((*steps, *self.no_later_than, *self.fallbacks)))


class Source(NamedTuple):
    """Who says so. `url` is a DOI or the publisher's own address, or empty.

    Without a publisher it is a clinic that says so for one plan (see `engine/own_items.py`).
    """

    key: str
    title: str
    publisher: str
    year: str
    seen: str
    url: str

    @property
    def ours(self) -> bool:
        """Whether nobody else says so: then its title is in our words, and is translated with them."""
        return self.publisher in (OURS, "")


class Citation(NamedTuple):
    """One source of one item: where in it, whether the figure is our reading, and when it was last looked at."""

    source: Source
    where: str
    rule: str
    own_reading: bool
    last_checked: date


class Words(NamedTuple):
    """What a person reads of an item, in one language.

    `urgent` says what an edition corrects that must be known at once; empty for all others. Of a translation, `of` is
    the fingerprint of the English words it was made from, and `checked_by` the clinician who checked it, if any.
    """

    title: str
    discreet: str
    why: str
    steps: tuple[str, ...]
    late: str
    ask: str
    urgent: str = ""
    checked_by: str = ""
    of: str = ""


class PartnerWords(NamedTuple):
    """What a partner reads of an item that is theirs to do too, in one language. `checked_by` and `of` as in Words."""

    title: str
    why: str
    steps: tuple[str, ...]
    ask: str
    checked_by: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One item as it stands in one place from one day on. `for_partner` is empty where no partner does it.

    `not_in_use` says, by language, why nobody has it in those days: it has not begun yet, or it was retired.
    """

    key: str
    code: str
    phase: str
    kind: str
    who: tuple[str, ...]
    severity: str
    raised: tuple[str, Condition] | None
    needs_clinic: bool
    skipped: str
    figure: str
    while_pregnant: str
    freezing: bool
    quiet_without_sex: bool
    reviewed_by: str
    when: Condition
    timing: Timing
    alarms: tuple[Alarm, ...]
    citations: tuple[Citation, ...]
    words: Mapping[str, Words]
    for_partner: Mapping[str, PartnerWords]
    begins: date
    ends: date | None
    place: str = ""
    file: str = ""
    not_in_use: Mapping[str, str] = field(default_factory=dict)

    @property
    def own_reading(self) -> bool:
        """Whether any figure of this item is our inference beyond its sources."""
        return any(citation.own_reading for citation in self.citations)


class Default(NamedTuple):
    """How far a milestone lies from another when it was not told: a span for each end."""

    milestone: str
    counted_from: str
    earliest: Span
    likely: Span
    latest: Span
    because: str


class Option(NamedTuple):
    """A way to keep the chance of a child: days of comfort, least days, who may want it, (title, what it needs)."""

    key: str
    comfort: int
    least: int
    wanted_if: Condition
    once_begun: str
    words: Mapping[str, tuple[str, str]]


class Notice(NamedTuple):
    """A warning, or two answers that cannot both be true (`asks` names the question to ask again)."""

    key: str
    severity: str
    when: Condition
    skipped: str
    text: Mapping[str, str]
    asks: str = ""
    settles: tuple[str, ...] = ()


class NoEdition(LookupError):
    """No edition of an item is in force. Says which item, where, and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Guidance:
    """Everything the engine needs, for every place, with the digest of the files it was read from.

    `underneath` is the same guidance before a centre's own days between milestones were laid over it: its items and
    rules are the same. None where there are none.
    """

    begins: date
    digest: str
    facts: Mapping[str, Fact]
    measures: Mapping[str, Measure]
    defaults: Mapping[str, tuple[Default, ...]]
    options: tuple[Option, ...]
    warnings: tuple[Notice, ...]
    contradictions: tuple[Notice, ...]
    washouts: Mapping[str, tuple[Span | None, Span | None]]
    sources: Mapping[str, Source]
    editions: Mapping[str, tuple[Item, ...]]
    glossary: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    disagreements: tuple[Disagreement, ...] = ()
    underneath: "Guidance | None" = None

    def edition_in_force(self, key: str, place: str, day: date) -> Item:
        """The one edition of `key` in `place` on `day`; raise NoEdition when there is none."""
        for item in self.editions[place]:
            if item.key == key and item.begins <= day and (item.ends is None or day < item.ends):
                return item
        raise NoEdition(f"{key!r} has no edition in force in {place!r} on {day}. Add one, or retire the item there.")


@lru_cache(maxsize=4)
def codes_of(guidance: Guidance) -> frozenset[str]:
    """The codes of all items, the same in every place."""
    return frozenset(item.code for place in PLACES for item in guidance.editions[place])


def fingerprint(english: object) -> str:
    """Eight letters that change when English words do, so that a translation made from other words is found."""
    return hashlib.sha256(repr(english).encode()).hexdigest()[:8]
