"""Reading a centre's protocol, from a file or as a lead typed it, or saying what to mend. What was typed is kept."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from planner.errors import Fault, Faults
from planner.guidance.clauses import Span
from planner.guidance.course_order import out_of_order, ways_known
from planner.guidance.model import Guidance
from planner.guidance.protocol import GCSF_ONLY, REGIMENS, USUAL, Choice, Gap, Protocol
from planner.marked import N_
from planner.questions.model import NOT_SAID

LONGEST_REASON, LONGEST_NAME, MOST_DAYS, MOST_ROWS = 300, 120, 366, 60
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
ENDS = ("earliest", "likely", "latest")
KEYS = ("key", "begins", "signed_by", "gaps", "gcsf_only", "gcsf_reason", "choices")
GAP_KEYS = ("regimen", "milestone", "from", *ENDS, "reason")
CHOICE_KEYS = ("disagreement", "figure", "reason")

NO_SUCH_KEY = N_("There is no such key. Remove it, or mend its spelling.")
A_KEY = N_("Write a short key of small letters, digits and hyphens.")
A_DAY = N_("Write the day from which it holds, from 2000-01-01 to 2100-12-31, such as '2027-03-01'.")
A_NAME = N_("Write who signed it, in at most 120 characters.")
A_REASON = N_("Write why, in at most 300 characters.")
A_LIST = N_("Write a list of at most 60.")
A_ROW = N_("Write the parts of it by name.")
A_REGIMEN = N_("Use one of: usual, cy-atg, beam-atg, bu-cy, other, unknown.")
A_GCSF = N_("Use one of: yes, no, not-said.")
A_NUMBER = N_(
    "Write a number of days, at most 366, such as 42 or 'P6W', with a minus when it lies before: -42 or '-P6W'. "
    "Months differ in length: write weeks or days."
)
AS_THEY_COME = N_(
    "It is out of order: write earliest, likely and latest as they come. What lies 84 days before is -84."
)
TWICE = N_("The same two milestones are already told for this chemo. Keep one of the two.")
A_DISAGREEMENT = N_("No sources differ on this, as far as we know. Mend its key, or remove it.")
CHOSEN_TWICE = N_("A figure was already chosen for this. Keep one of the two.")


def protocol_from(told: Mapping[str, object], guidance: Guidance) -> Protocol:
    """A protocol from a table of a file, from JSON or from a form that was filled in. Rows left empty are not there.

    Keys: those of KEYS; each of `gaps` has those of GAP_KEYS, each of `choices` those of CHOICE_KEYS. Days may be typed
    as a number. Raises Faults, each with the place of what is to be mended (`gaps.0.latest`) and what was typed there.
    """
    return _Reading(told, guidance).read()


class _Reading:
    """One reading of one protocol, and the faults found on the way."""

    def __init__(self, told: Mapping[str, object], guidance: Guidance) -> None:
        self.told, self.guidance = told, guidance
        self.faults: list[Fault] = []

    def fault(self, key: str, value: object, what_to_do: str) -> None:
        self.faults.append(Fault(key, value, what_to_do))

    def read(self) -> Protocol:
        told = self.told
        for key in told.keys() - set(KEYS):
            self.fault(key, told[key], NO_SUCH_KEY)
        gcsf_only = told.get("gcsf_only") or NOT_SAID
        if gcsf_only not in GCSF_ONLY:
            self.fault("gcsf_only", gcsf_only, A_GCSF)
        numbered = [
            (at, gap)
            for at, row in self.rows("gaps", GAP_KEYS, (*ENDS, "reason"))
            if (gap := self.gap(f"gaps.{at}", row))
        ]
        choices = [
            one
            for at, row in self.rows("choices", CHOICE_KEYS, ("figure", "reason"))
            if (one := self.choice(f"choices.{at}", row))
        ]
        protocol = Protocol(
            key=self.words("key", told.get("key"), LONGEST_NAME, A_KEY, re.compile(r"[a-z0-9][a-z0-9-]*")),
            begins=self.day("begins", told.get("begins")),
            signed_by=self.words("signed_by", told.get("signed_by"), LONGEST_NAME, A_NAME),
            gaps=tuple(gap for _, gap in numbered),
            gcsf_only=str(gcsf_only),
            gcsf_reason=self.words("gcsf_reason", told.get("gcsf_reason"), LONGEST_REASON, A_REASON)
            if gcsf_only in ("yes", "no")
            else "",
            choices=tuple(choices),
        )
        self.say_once(numbered, choices)
        if not self.faults:
            for number, what_to_do in out_of_order(self.guidance, protocol.gaps):
                at, gap = numbered[number]
                days = [end.days for end in (gap.earliest, gap.likely, gap.latest)]
                self.fault(f"gaps.{at}.earliest", days, what_to_do)
        if self.faults:
            raise Faults(self.faults)
        return protocol

    def rows(self, key: str, keys: Sequence[str], typed: Sequence[str]) -> list[tuple[int, Mapping[str, object]]]:
        """The rows of a list with their numbers, without those in which nothing was `typed`."""
        rows = self.told.get(key) or []
        if not isinstance(rows, list) or len(rows) > MOST_ROWS:
            self.fault(key, rows, A_LIST)
            return []
        found = []
        for at, row in enumerate(rows):
            if not isinstance(row, Mapping):
                self.fault(f"{key}.{at}", row, A_ROW)
                continue
            for name in row.keys() - set(keys):
                self.fault(f"{key}.{at}.{name}", row[name], NO_SUCH_KEY)
            if any(row.get(name) not in (None, "") for name in typed):
                found.append((at, row))
        return found

    def gap(self, at: str, row: Mapping[str, object]) -> Gap | None:
        before = len(self.faults)
        regimen, way = row.get("regimen") or USUAL, (str(row.get("milestone")), str(row.get("from")))
        if regimen not in REGIMENS:
            self.fault(f"{at}.regimen", regimen, A_REGIMEN)
        known = ways_known(self.guidance)
        if way not in known:
            pairs = ", ".join(f"'{milestone}' from '{other}'" for milestone, other in known)
            self.fault(f"{at}.milestone", list(way), f"No course is counted so. Use one of: {pairs}.")
        early, likely, late = (self.span(f"{at}.{end}", row.get(end)) for end in ENDS)
        reason = self.words(f"{at}.reason", row.get("reason"), LONGEST_REASON, A_REASON)
        if early and likely and late and not early.days <= likely.days <= late.days:
            self.fault(f"{at}.earliest", [row.get(end) for end in ENDS], AS_THEY_COME)
        if len(self.faults) > before or not (early and likely and late):
            return None
        return Gap(str(regimen), *way, early, likely, late, reason)

    def choice(self, at: str, row: Mapping[str, object]) -> Choice | None:
        before, key, figure = len(self.faults), row.get("disagreement"), row.get("figure")
        disagreement = next((one for one in self.guidance.disagreements if one.key == key), None)
        reason = self.words(f"{at}.reason", row.get("reason"), LONGEST_REASON, A_REASON)
        if disagreement is None:
            self.fault(f"{at}.disagreement", key, A_DISAGREEMENT)
        else:
            allowed = [one.key for one in disagreement.may_be_chosen()]
            if figure not in allowed:
                what_to_do = f"Use one of: {', '.join(allowed)}. No shorter figure is counted with."
                self.fault(f"{at}.figure", figure, what_to_do)
        return None if len(self.faults) > before else Choice(str(key), str(figure), reason)

    def say_once(self, numbered: list[tuple[int, Gap]], choices: list[Choice]) -> None:
        """Refuse two milestones that are told twice, also when the other way round, and two choices of one figure."""
        seen: set[tuple[str, frozenset[str]]] = set()
        for at, gap in numbered:
            pair = gap.regimen, frozenset((gap.milestone, gap.counted_from))
            if pair in seen:
                self.fault(f"gaps.{at}.milestone", [gap.milestone, gap.counted_from], TWICE)
            seen.add(pair)
        for number, choice in enumerate(choices):
            if choice.disagreement in [one.disagreement for one in choices[:number]]:
                self.fault("choices", choice.disagreement, CHOSEN_TWICE)

    def words(
        self, key: str, typed: object, longest: int, what_to_do: str, shape: re.Pattern[str] | None = None
    ) -> str:
        """Words as they are kept, or a fault. Nothing in them can disturb a page or a terminal."""
        words = typed.strip().replace("\r\n", "\n") if isinstance(typed, str) else ""
        plain = all(letter.isprintable() or letter == "\n" for letter in words)
        if not 0 < len(words) <= longest or not plain or (shape and not shape.fullmatch(words)):
            self.fault(key, typed, what_to_do)
        return words

    def day(self, key: str, typed: object) -> date:
        """A day, or a fault and the first day there is."""
        day = typed
        if isinstance(day, str):
            try:
                day = date.fromisoformat(day.strip())
            except ValueError:
                day = None
        if type(day) is date and FIRST_DAY <= day <= LAST_DAY:
            return day
        self.fault(key, typed, A_DAY)
        return FIRST_DAY

    def span(self, key: str, typed: object) -> Span | None:
        """A number of days, or a fault."""
        span = _span(typed.strip().replace("\u2212", "-")) if isinstance(typed, str) else None
        if isinstance(typed, int) and not isinstance(typed, bool):
            span = Span(0, typed)
        if span is None or span.months or abs(span.days) > MOST_DAYS:
            self.fault(key, typed, A_NUMBER)
            return None
        return span


def _span(typed: str) -> Span | None:
    if re.fullmatch(r"[-+]?[0-9]{1,5}", typed):
        return Span(0, int(typed))
    try:
        return Span.read(typed)
    except ValueError:
        return None
