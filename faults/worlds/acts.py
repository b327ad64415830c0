"""What an owner does that a partner is not to learn of, drawn by chance; the judge in `hidden` says if it is."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from faults.worlds.beside import TRIES, Beside
from faults.worlds.hidden import Chosen, Facts, is_hidden
from faults.worlds.world import World
from planner.db import db
from planner.errors import AheadError
from planner.plans.actions import accept_guidance, keep_answers, refuse_guidance
from planner.plans.history import changes_of_plan, undo
from planner.plans.moving import Move, move_date
from planner.plans.steps import take_step
from planner.plans.stopping import HOW, stop
from planner.questions.catalogue import QUESTION

ZONES = ("Europe/London", "Europe/Madrid", "America/New_York")  # noon is the same day in all of them


class Acts(Beside):
    """Hidden acts in one world. `tried` counts by kind, whether it was done, thrown away as seen, or refused."""

    def __init__(self, world: World, chosen: Chosen, luck: Random, tried: Counter[str]) -> None:
        super().__init__(world, chosen, luck)
        self.tried, self.done = tried, 0
        self.counted: set[date] = set()

    @property
    def asked_on(self) -> date:
        """The day their plan counts from now."""
        with self.world.app.app_context():
            return self.world.facts.asked_on

    def some(self, count: int, days: list[date]) -> None:
        """Do so many, of which nothing may be seen on any of these days (the first is today)."""
        for number in range(count):
            self.world.again("hidden", self.world.name, len(days), number, self.luck.random())
            kinds = [one for one in KINDS if self.shared or one != "this_share"]
            kind = self.luck.choices(kinds, [KINDS[one] for one in kinds])[0]
            act: Callable[[list[date]], bool] = getattr(self, kind)
            with self.world.app.app_context():
                try:
                    did = act(days)
                except AheadError:
                    did, outcome = False, "refused"
                else:
                    outcome = "done" if did else "would be seen"
                finally:
                    db.session.remove()
            self.tried[f"{kind}: {outcome}"] += 1
            self.done += did

    def answer(self, days: list[date]) -> bool:
        """Answer a question otherwise, or no more."""
        facts = self.world.facts
        for _ in range(TRIES):
            told = self._other_answers(facts.told, days[0])
            if self._is_hidden(facts, facts._replace(told=_laid(facts.told, told), asked_on=days[0]), days):
                keep_answers(self.world.owner, self._key(), told, self.world.when)
                return True
        return False

    def there_and_back(self, days: list[date]) -> bool:
        """Answer otherwise, and at once as before."""
        facts = self.world.facts
        for _ in range(TRIES):
            told = self._other_answers(facts.told, days[0])
            if self._is_hidden(facts, facts._replace(told=_laid(facts.told, told), asked_on=days[0]), days):
                keep_answers(self.world.owner, self._key(), told, self.world.when)
                back = {name: facts.told.get(name) for name in told}
                keep_answers(self.world.owner, self._key(), back, self.world.when)
                return True
        return False

    def say(self, days: list[date]) -> bool:
        """Say something of a step, or take it back."""
        facts = self.world.facts
        codes = sorted(item.code for item in self.world.guidance.editions["elsewhere"])
        for _ in range(TRIES):
            code, day = self.luck.choice(codes), days[0]
            said: list[dict[str, str] | None] = [
                {"waiting": "hidden words"},
                {"declined": "hidden reason"},
                {"ask": "hidden question"},
                {"done": (day - timedelta(self.luck.randrange(9))).isoformat()},
                {"booked": (day + timedelta(self.luck.randrange(40))).isoformat()},
                None,
            ]
            taken = self.luck.choice(said)
            steps = {**facts.told.get("steps", {}), code: taken}
            steps = {one: how for one, how in steps.items() if how is not None}
            if steps == facts.told.get("steps", {}):
                continue
            if self._is_hidden(facts, facts._replace(told={**facts.told, "steps": steps}), days):
                take_step(self.world.owner, self._key(), code, taken, self.world.when)
                return True
        return False

    def move(self, days: list[date]) -> bool:
        """Move the treatment, or say it otherwise."""
        facts, kept = self.world.facts, self.world.kept
        for _ in range(TRIES):
            day = days[0] + timedelta(self.luck.randrange(-30, 200))
            move = Move(
                self.luck.choice(["first-chemo", "day-zero", "collection", "admission"]),
                day.isoformat(),
                self.luck.choice(["confirmed", "approximate"]),
                {} if self.luck.random() < 0.5 else kept.told.get("milestones", {}),
            )
            told = move.laid_over(facts.told)
            if told != facts.told and self._is_hidden(facts, facts._replace(told=told, asked_on=days[0]), days):
                move_date(self.world.owner, self._key(), move, kept.version, self.world.when)
                return True
        return False

    def undo_one(self, days: list[date]) -> bool:
        """Undo a change."""
        changes = [one for one in changes_of_plan(self.world.kept) if one.can_be_undone]
        if not changes:
            return False
        facts, change = self.world.facts, self.luck.choice(changes)
        told, steps = dict(facts.told), dict(facts.told.get("steps", {}))
        for name, (was, _is) in change.patch.items():
            where, _, key = name.partition(".")
            into = told if where == "told" else steps if where == "step" else {}
            into.pop(key, None)
            if was is not None:
                into[key] = was
        after = facts._replace(told={**told, "steps": steps}, asked_on=days[0])
        if {"resting_since", "as_of"} & set(change.patch) or not self._is_hidden(facts, after, days):
            return False
        undo(self.world.owner, self._key(), change.number, self.world.when)
        return True

    def stops(self, days: list[date]) -> bool:
        """Put off, off, a break, or on again: hidden only from who sees nothing as it is."""
        facts, how = self.world.facts, self.luck.choice([one for one in HOW if one != "died"])
        told = {name: answer for name, answer in facts.told.items() if name != "treatment_status"}
        if how in ("postponed", "cancelled"):
            told["treatment_status"] = how
        after = Facts(told, facts.as_of, days[0], how == "break" or (how != "go-on" and facts.resting))
        if not self._is_hidden(facts, after, days):
            return False
        stop(self.world.owner, self._key(), how, self.world.when)
        return True

    def guidance(self, days: list[date]) -> bool:
        """Take up newer guidance, or refuse it."""
        facts = self.world.facts
        if self.luck.random() < 0.5:
            refuse_guidance(self.world.owner, self._key(), days[0], self.world.when)
            return True
        if not self._is_hidden(facts, facts._replace(as_of=days[0]), days):
            return False
        accept_guidance(self.world.owner, self._key(), days[0], self.world.when)
        return True

    def _is_hidden(self, before: Facts, after: Facts, days: list[date]) -> bool:
        if after == before:
            return False
        counted = self.counted | {days[0]} if self.shared else set()
        found = is_hidden(before, after, self.chosen, self.world.guidance, counted, days)
        return found is True

    def _other_answers(self, told: Mapping[str, Any], today: date) -> dict[str, Any]:
        """One answer, or two, told otherwise."""
        chosen: dict[str, Any] = {}
        for key in self.luck.sample([key for key in QUESTION if key not in NOT_ANSWERED], self.luck.choice([1, 1, 2])):
            if key in told and self.luck.random() < 0.15:
                chosen[key] = None
            else:
                chosen[key] = self._an_answer(key, today)
        return chosen

    def _an_answer(self, key: str, today: date) -> Any:
        question = QUESTION[key]
        match question.kind:
            case "one":
                return self.luck.choice(list(question.answers))
            case "several":
                return self.luck.sample(list(question.answers), self.luck.randrange(3))
            case "flag":
                return self.luck.random() < 0.5
            case "age":
                return self.luck.randrange(14, 60)
            case "zone":
                return self.luck.choice(ZONES)
        return (today - timedelta(self.luck.randrange(400))).isoformat()


NOT_ANSWERED = ("steps", "milestones", "treatment_date", "treatment_status", "treatment_date_kind", "wanted")
# How often each is drawn, beside the others.
KINDS = {
    **{"answer": 24, "say": 20, "there_and_back": 5, "move": 6, "undo_one": 6, "stops": 2, "guidance": 4},
    **{"note": 5, "called": 4, "question": 4, "number": 3, "read": 6, "other_share": 5, "this_share": 5},
    **{"calendar": 6, "ways": 3, "wrong_proof": 2, "backup": 1},
}


def _laid(told: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**told, **over}.items() if value is not None}
