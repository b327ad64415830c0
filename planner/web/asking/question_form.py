"""What was typed and chosen on one page of questions, and the answers it holds. Nothing is guessed or mended.

An answer comes out as a file of answers holds it, so the same rules judge it. `None` takes an answer away.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from planner.marked import N_
from planner.questions.catalogue import QUESTION
from planner.questions.model import MANY, NOT_SAID
from planner.web.asking.question_words import NONE_OF_THESE, answers_to, zones_of
from planner.web.asking.typed_days import Unread, boxes_of, order_of, read_day, whole_day
from planner.web.asking.typed_zones import zone_meant

LONGEST_SHOWN = 40  # no answer is longer; more is not shown again
DAYS = ("day", "moment", "day-or-month")
# Fields that every page carries beside its questions, and what they may hold (nothing: others look at it).
CARRIED: Mapping[str, tuple[str, ...]] = {"csrf_token": (), "once": (), "from": ("answers", "plan"), "skip": ("yes",)}

CHOOSE = N_("Choose an answer, or press Skip")
ONE_ANSWER = N_("Choose one of these answers, or press Skip")
SOME_ANSWERS = N_("Choose from these answers, or press Skip")
NOT_BOTH = N_("Choose 'None', or the ones that are true, but not both")
AGE = N_("Enter your age in whole years, from 0 to 120, for example 34")
NO_DATE = N_("Enter the date, or choose 'I don't know a date yet'")
DATE_OR_NOT = N_("You entered a date and chose that you don't know one yet. Choose 'About', or take the date out")
DOSE_OF_NONE = N_("You entered a last dose, and no medicine. Choose the medicine, or take the date out")
ZONE = N_("Choose one, or enter a region and a city, for example Europe/Paris")
ENTER_DAY = N_("Enter the %(order)s, for example %(example)s, or press Skip")


class Mistake(NamedTuple):
    """One thing to put right: at which question, in words that say what to do, and which boxes of a day to mark.

    `other` is the question whose answer could be changed instead, when that stands on another page.
    """

    key: str
    text: str
    boxes: tuple[str, ...] = ()
    other: str = ""


class Typed(NamedTuple):
    """What was typed and chosen, field by field, as it can be shown again; `odd` names what no answer can hold."""

    texts: Mapping[str, tuple[str, ...]]
    odd: frozenset[str] = frozenset()

    def one(self, name: str) -> str:
        """The text of a field, or nothing."""
        return self.texts.get(name, ("",))[0]

    def day(self, key: str) -> dict[str, str]:
        """What stands in the boxes of a day that are not empty."""
        return {part: text for part in ("day", "month", "year") if (text := self.one(f"{key}-{part}"))}


def names_of(key: str) -> tuple[str, ...]:
    """The names of a question's fields."""
    if QUESTION[key].kind in DAYS:
        return tuple(f"{key}-{part}" for part in ("day", "month", "year"))
    return (key, f"{key}-other") if QUESTION[key].kind == "zone" else (key,)


def belongs(form: MultiDict[str, str], keys: tuple[str, ...]) -> bool:
    """Whether everything that was sent is a field of this page, with what it may hold."""
    known = {name for key in keys for name in names_of(key)} | CARRIED.keys()
    return set(form) <= known and all(
        form.getlist(name) in ([], *([text] for text in allowed)) for name, allowed in CARRIED.items() if allowed
    )


def typed_from(form: MultiDict[str, str], keys: tuple[str, ...]) -> Typed:
    """What was typed on a page that shows these questions."""
    texts, odd = {}, set()
    for name, kind in ((name, QUESTION[key].kind) for key in keys for name in names_of(key)):
        found = [text.strip() for text in form.getlist(name) if text.strip()]
        shown = tuple(dict.fromkeys(_shown(text) for text in found))
        if list(shown) != found or (len(found) > 1 and kind not in MANY):
            odd.add(name)
        if any(shown):
            texts[name] = tuple(text for text in shown if text)
    return Typed(texts, frozenset(odd))


def typed_before(told: Mapping[str, Any], keys: tuple[str, ...]) -> Typed:
    """The kept answers, as they would have been typed: the opposite of `answers_from`."""
    texts: dict[str, tuple[str, ...]] = {}
    for key in keys:
        answer, kind = told.get(key), QUESTION[key].kind
        if answer is None:
            continue
        if kind in DAYS:
            texts.update({f"{key}-{part}": (text,) for part, text in boxes_of(answer).items()})
        elif kind in MANY:
            texts[key] = tuple(answer) or (NONE_OF_THESE,)
        elif kind == "flag":
            texts[key] = ("yes" if answer else "no",)
        elif kind == "zone":
            listed = answer in {zone.value for zone in zones_of(told.get("place"))}
            texts[key if listed else f"{key}-other"] = (answer,)
        else:
            texts[key] = (str(answer),)
    return Typed(texts)


def skipped(keys: tuple[str, ...]) -> dict[str, Any]:
    """What passing these questions over is kept as: said to be skipped where that can be kept, else nothing."""
    return {key: NOT_SAID if QUESTION[key].kind == "one" else None for key in keys}


def answers_from(typed: Typed, keys: tuple[str, ...], place: object) -> dict[str, Any] | list[Mistake]:
    """The answers a page holds, or every mistake in the order of its questions."""
    if not typed.texts and not typed.odd:
        return [_nothing(keys, place)]
    answers = skipped(keys)
    # The boxes of the first chemo's day are hidden once "No" is chosen, so what stood in them does not count.
    hidden = {"chemo_started_on"} if typed.one("chemo_already_started") == "no" else set()
    mistakes = [mistake for key in keys if key not in hidden for mistake in _read(key, typed, place, answers)]
    mistakes = mistakes or list(_that_do_not_fit(typed, keys, answers))
    return mistakes or answers


def _nothing(keys: tuple[str, ...], place: object) -> Mistake:
    if "treatment_date" in keys:
        return Mistake("treatment_date", _(NO_DATE), order_of(place).parts)
    kind, order = QUESTION[keys[0]].kind, order_of(place, keys[0])
    if kind in DAYS:
        return Mistake(keys[0], _(ENTER_DAY, order=order.words, example=order.example))
    text = {"age": AGE, "zone": ZONE}.get(kind, CHOOSE)
    return Mistake(keys[0], _(text))


def _read(key: str, typed: Typed, place: object, answers: dict[str, Any]) -> Iterator[Mistake]:
    """Put one answer into `answers`, or say what is wrong with it. What was left empty stays skipped."""
    kind, order = QUESTION[key].kind, order_of(place, key)
    chosen, odd = typed.texts.get(key, ()), bool(typed.odd & set(names_of(key)))
    allowed = {answer.value for answer in answers_to(key)} | ({NOT_SAID} if kind == "one" else set())
    refusal = {"age": AGE, **dict.fromkeys(MANY, SOME_ANSWERS)}.get(kind, ONE_ANSWER)
    if kind in DAYS:
        if not typed.day(key) and not odd:
            return
        found = read_day(typed.day(key), order, month_alone=kind == "day-or-month")
        if odd and isinstance(found, str):
            found = Unread(whole_day(order))
        if isinstance(found, Unread):
            yield Mistake(key, *found)
        else:
            answers[key] = found
    elif kind == "zone":
        yield from _read_zone(key, typed, answers)
    elif odd or (len(chosen) > 1 and kind not in MANY):
        yield Mistake(key, _(refusal))
    elif kind == "age" and chosen:
        if re.fullmatch(r"[0-9]{1,3}", chosen[0]) and int(chosen[0]) <= 120:
            answers[key] = int(chosen[0])
        else:
            yield Mistake(key, _(AGE))
    elif not set(chosen) <= allowed:
        yield Mistake(key, _(refusal))
    elif kind in MANY and chosen:
        if len(chosen) > 1 and {NONE_OF_THESE, "none"} & set(chosen):
            yield Mistake(key, _(NOT_BOTH))
        else:
            answers[key] = [answer for answer in chosen if answer != NONE_OF_THESE]
    elif chosen:
        answers[key] = chosen[0] == "yes" if kind == "flag" else chosen[0]


def _read_zone(key: str, typed: Typed, answers: dict[str, Any]) -> Iterator[Mistake]:
    chosen, written = typed.texts.get(key, ()), typed.one(f"{key}-other")
    found = {zone_meant(text) for text in (*chosen, written) if text}
    if len(found) > 1 or None in found or typed.odd & set(names_of(key)):
        yield Mistake(key, _(ZONE))
    elif found:
        answers[key] = found.pop()


def _that_do_not_fit(typed: Typed, keys: tuple[str, ...], answers: dict[str, Any]) -> Iterator[Mistake]:
    """Answers of one page that do not go together. What follows from one of them is set here."""
    if "treatment_date" in keys:
        known = typed.one("treatment_date_certainty")
        if answers["treatment_date"] and known == NOT_SAID:
            yield Mistake("treatment_date_certainty", _(DATE_OR_NOT))
        elif not answers["treatment_date"] and known != NOT_SAID:
            yield Mistake("treatment_date", _(NO_DATE))
        elif not answers["treatment_date"]:
            answers["treatment_date_kind"] = NOT_SAID
    if answers.get("dmt_last") and answers["dmt"] in ("none", NOT_SAID):
        yield Mistake("dmt", _(DOSE_OF_NONE))


def _shown(text: str) -> str:
    """Typed text without control characters or broken ones, and no longer than an answer."""
    kept = text[: 4 * LONGEST_SHOWN]
    return "".join(char for char in kept if char.isprintable() and not "\ud800" <= char <= "\udfff")[:LONGEST_SHOWN]
