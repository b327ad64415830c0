"""What a plan holds after a list of requests, worked out the plain way: a few dictionaries, no database, no engine.

It says beforehand what each request comes to. What the service keeps is compared with it.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

KEPT = "kept"
DATE = ("treatment_date", "treatment_date_kind", "treatment_date_certainty", "milestones")
OFF = ("postponed", "cancelled")
Answers = dict[str, Any]


class Request(NamedTuple):
    """One thing a device sends: what it asks for, with its words, and the key of the form."""

    what: str
    words: tuple[Any, ...]
    key: str


@dataclass
class PlanByHand:
    """One plan. `stands` holds, for each step, all that was said of it and not taken back, the last word last."""

    answers: Answers
    asked_on: date
    today: date
    version: int
    lines: int  # of the record of what was done
    stands: dict[str, list[Any]] = field(default_factory=dict)
    resting: date | None = None
    notes: dict[str, str] = field(default_factory=dict)
    questions: dict[str, tuple[str, date | None]] = field(default_factory=dict)
    changes: dict[int, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    used: dict[str, Request] = field(default_factory=dict)
    were_today: list[tuple[Answers, date]] = field(default_factory=list)

    @property
    def steps(self) -> dict[str, Any]:
        """What stands of each step."""
        return {code: words[-1] for code, words in self.stands.items() if words and words[-1] is not None}

    def morning(self, today: date) -> None:
        """Another day begins."""
        self.today, self.were_today = today, []

    def comes_to(self, request: Request, made: str = "") -> str:
        """Take one request in: `kept`, or the name of the refusal, which keeps nothing. `made` names what it made."""
        if before := self.used.get(request.key):
            if before != request:
                return "UsedForAnother"
            gone = request.what == "change_question" and request.words[0] not in self.questions
            return "NothingHere" if gone else KEPT
        outcome: str = getattr(self, f"_{request.what}")(*request.words, *([made] if request.what == "ask" else []))
        if outcome == KEPT:
            self.used[request.key] = request
        return outcome

    def _say(self, code: str, taken: dict[str, str] | None) -> str:
        day = next(iter(taken.values())) if taken else ""
        if taken and "done" in taken and date.fromisoformat(day) > self.today:
            return "CannotBe"
        if taken and "booked" in taken and date.fromisoformat(day) < self.today:
            return "CannotBe"
        return self._change({f"step.{code}": taken})

    def _unsay(self, code: str) -> str:
        words = self.stands.get(code, [None])
        return self._change({f"step.{code}": words[-2] if len(words) > 1 else None}, taking_back=True)

    def _answer(self, answers: Answers) -> str:
        return self._change({f"told.{name}": answer for name, answer in answers.items()})

    def _move(self, kind: str, day: str, seen: int) -> str:
        if seen != self.version:
            return "PlanMovedOn"
        status = self.answers.get("treatment_status")
        told = dict(zip(DATE, (day, kind, "confirmed", None), strict=True))
        told["treatment_status"] = None if status in OFF else status
        return self._change({f"told.{name}": answer for name, answer in told.items()})

    def _undo(self, number: int) -> str:
        if number not in self.changes:
            return "NothingHere"
        patch = self.changes[number]
        if any(self._fact(name) != after for name, (_, after) in patch.items()):
            return "ChangedSince"
        return self._change({name: before for name, (before, _) in patch.items()}, taking_back=True)

    def _stop(self, how: str) -> str:
        status = self.answers.get("treatment_status")
        if how == "break":
            return self._change({"resting": self.resting or self.today})
        if how == "go-on":
            return self._change({"resting": None, "told.treatment_status": None})
        return self._change({"told.treatment_status": how if status != "died" else status})

    def _note(self, code: str, words: str, before: str) -> str:
        stands = self.notes.get(code, "")
        if stands not in (before, words):
            return "WrittenMeanwhile"
        self.lines += stands != words
        self.notes[code] = words
        return KEPT

    def _ask(self, words: str, made: str) -> str:
        if words not in [told for told, _ in self.questions.values()]:
            self.questions[made] = (words, None)
            self.lines += 1
        return KEPT

    def _change_question(self, question: str, words: str, asked: bool) -> str:
        if question not in self.questions:
            return "NothingHere"
        self.questions[question] = (words, (self.questions[question][1] or self.today) if asked else None)
        self.lines += 1
        return KEPT

    def _remove_question(self, question: str) -> str:
        if question not in self.questions:
            return "NothingHere"
        del self.questions[question]
        self.lines += 1
        return KEPT

    def _fact(self, name: str) -> Any:
        kind, _, key = name.partition(".")
        if kind == "step":
            return self.steps.get(key)
        return self.answers.get(key) if kind == "told" else self.resting

    def _change(self, facts: dict[str, Any], taking_back: bool = False) -> str:
        """Put facts in the place of what stands: one version more, unless nothing is another."""
        facts = {name: fact for name, fact in facts.items() if self._fact(name) != fact}
        if not facts:
            return KEPT
        patch = {name: (self._fact(name), fact) for name, fact in facts.items()}
        if any(name.removeprefix("told.") in DATE for name in patch):
            patch = {f"told.{key}": (self.answers.get(key),) * 2 for key in DATE} | patch
        answers = dict(self.answers)
        for name, fact in facts.items():
            self._put(name, fact, taking_back)
        if self.answers != answers:
            self.were_today.append((answers, self.asked_on))
            same = [day for were, day in self.were_today if were == self.answers]
            self.asked_on = same[-1] if same else self.today
        self.version += 1
        self.lines += 1
        self.changes[self.version] = patch
        return KEPT

    def _put(self, name: str, fact: Any, taking_back: bool) -> None:
        kind, _, key = name.partition(".")
        if kind == "step":
            words = self.stands.setdefault(key, [None])
            if taking_back and len(words) > 1 and words[-2] == fact:
                words.pop()
            else:
                words.append(fact)
        elif kind == "resting":
            self.resting = fact
        elif fact is None:
            self.answers.pop(key, None)
        else:
            self.answers[key] = fact
