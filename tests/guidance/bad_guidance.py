"""Every way in which a file of guidance can be wrong: one small change each, and the fault that must be named."""

from typing import NamedTuple

from planner.guidance.loader import guidance
from planner.guidance.model import Words

FREEZE_SPERM = "items/freeze/b22-freeze-sperm.toml"
AGAIN = "items/freeze/b23-freeze-sperm-again.toml"
TISSUE = "items/freeze/b20-ask-ovarian-tissue.toml"
CALL_TODAY = "items/fallback/f01-call-today.toml"
HORMONES = "items/find-out/b14-talk-about-hormones.toml"
MOVE = "items/protect/b34-eat-and-move.toml"
SPERM_TEST = "items/after/a07-sperm-test.toml"
KEEP = "items/after/a01-keep-contraception.toml"
FACTS, OPTIONS, USUAL = "facts.toml", "options.toml", "protocols/usual.toml"
EVERYWHERE = 'places = ["gb", "us", "elsewhere"]'


class Bad(NamedTuple):
    """One wrong file. `find` is replaced by `put`, and so is each of `with_it`; the fault stands where `at` does."""

    name: str
    file: str
    find: str
    put: str
    at: str
    key: str
    says: str
    with_it: tuple[tuple[str, str], ...] = ()


def words_of(file: str, language: str = "es") -> Words:
    """The words of an item as they are shipped."""
    return next(item.words[language] for item in guidance().editions["gb"] if item.file == file)


OF_NAMES_AND_WORDS = (
    # what is named but is not there
    Bad(
        "unknown-question",
        FACTS,
        '"has_testes isnt no"',
        '"has_testicles isnt no"',
        "has_testicles",
        "makes-or-may-make-sperm",
        "is no question and no fact",
    ),
    Bad(
        "unknown-answer",
        FACTS,
        '"has_testes isnt no"',
        '"has_testes isnt nope"',
        "isnt nope",
        "makes-or-may-make-sperm",
        "'nope' is no answer of 'has_testes'. Use one of: yes, no, unsure, not-said.",
    ),
    Bad(
        "unknown-fact",
        FREEZE_SPERM,
        '"may-freeze-sperm is yes"',
        '"may-freeze-hope is yes"',
        "may-freeze-hope",
        "freeze-sperm",
        "is no question and no fact",
    ),
    Bad(
        "unknown-answer-of-a-fact",
        FREEZE_SPERM,
        '"may-freeze-sperm is yes"',
        '"may-freeze-sperm is perhaps"',
        "is perhaps",
        "freeze-sperm",
        "'perhaps' is no answer",
    ),
    Bad(
        "unknown-milestone",
        FREEZE_SPERM,
        'anchor = "first-gonadotoxic-dose"',
        'anchor = "first-chem"',
        'anchor = "first-chem"',
        "anchor",
        "'first-chem' is no milestone and no step",
    ),
    Bad(
        "unknown-step-as-anchor",
        AGAIN,
        'anchor = "step:freeze-sperm"',
        'anchor = "step:freeze-hope"',
        "step:freeze-hope",
        "anchor",
        "is no milestone and no step",
    ),
    Bad(
        "unknown-source",
        FREEZE_SPERM,
        'key = "orchid"',
        'key = "orchids"',
        'key = "orchids"',
        "source",
        "'orchids' is not in sources/",
    ),
    Bad(
        "unknown-fallback",
        FREEZE_SPERM,
        '"call-today"',
        '"call-tomorrow"',
        "[window]",
        "window",
        "'call-tomorrow' is no item",
    ),
    Bad(
        "unknown-place",
        FREEZE_SPERM,
        EVERYWHERE,
        'places = ["gb", "us", "mars"]',
        "places =",
        "places",
        "'mars' is not a place",
    ),
    Bad("unknown-person", FREEZE_SPERM, 'who = ["patient"]', 'who = ["doctor"]', "who =", "who", "is nobody we know"),
    Bad("unknown-measure", FACTS, 'of = "age"', 'of = "height"', 'of = "height"', "of", "'height' is measured nowhere"),
    Bad(
        "measure-of-no-question",
        FACTS,
        'asks = "age"',
        'asks = "shoe-size"',
        "shoe-size",
        "asks",
        "'shoe-size' is no question",
    ),
    # clauses
    Bad(
        "never-true",
        FREEZE_SPERM,
        '"chemo-has-begun is no",',
        '"chemo-has-begun is no",\n  "has_testes is no",',
        "when.all",
        "freeze-sperm",
        "can never be true there",
    ),
    Bad(
        "never-true-through-facts",
        FREEZE_SPERM,
        '"chemo-has-begun is no",',
        '"chemo-has-begun is no",\n  "treatment_happened is yes",',
        "when.all",
        "freeze-sperm",
        "can never be true there",
    ),
    Bad(
        "never-true-in-one-choice",
        MOVE,
        '"chemo-has-begun is no",',
        '"chemo-has-begun is no",\n  { any = ["partner is yes", { all = ["partner is no", "partner is yes"] }] },',
        "when.all",
        "eat-and-move",
        "can never be true there",
    ),
    Bad(
        "fact-named-like-a-measure",
        FACTS,
        "[fact.is-sterilised]",
        '[fact.age-under-18]\nmeans = "x"\nskipped = "ask"\nwhen = "always"\n\n[fact.is-sterilised]',
        "[fact.age-under-18]",
        "age-under-18",
        "is already a question or a measure",
    ),
    Bad(
        "fact-that-asks-itself",
        FACTS,
        '"has_testes isnt no"',
        '"makes-or-may-make-sperm is yes"',
        "[fact.makes-or-may-make-sperm]",
        "makes-or-may-make-sperm",
        "asks about itself",
    ),
    Bad(
        "no-clause",
        FREEZE_SPERM,
        '"may-freeze-sperm is yes"',
        '"may-freeze-sperm yes"',
        '"may-freeze-sperm yes"',
        "when",
        "is not a clause. Write 'fact is answer'",
    ),
    Bad(
        "unknown-join",
        FREEZE_SPERM,
        "when.all =",
        "when.both =",
        "when.both",
        "when",
        "joined by one of all, any, none",
    ),
    Bad(
        "empty-join",
        FREEZE_SPERM,
        'when.all = [\n  "may-freeze-sperm is yes",\n  "chemo-has-begun is no",\n]',
        "when.all = []",
        "when.all",
        "when",
        "needs a list of at least one clause",
    ),
    # words and sources
    Bad("empty-text", MOVE, 'late = "Nothing', 'late = ""\n# "Nothing', "late =", "late", "'late' is empty"),
    Bad("missing-text", MOVE, 'ask = "What', '# "What', "[words.en]", "ask", "needs 'ask'. Add it."),
    Bad("no-steps", MOVE, "steps = [", "steps = []\nrest = [", "steps =", "steps", "An item needs at least one step"),
    Bad(
        "empty-step",
        MOVE,
        '"Eat meals',
        '"", "Eat meals',
        "steps =",
        "steps",
        "should hold words in quotes, none empty",
    ),
    Bad(
        "no-source",
        MOVE,
        'rule = "seed 004"',
        'rule = "seed 004"\nplaces = ["gb"]',
        "[[source]]",
        "source",
        "No source is named for 'us'",
    ),
    Bad(
        "source-not-at-https",
        "sources/professional.toml",
        'url = "https://doi.org/10.1200/JCO-24',
        'url = "http://doi.org/10.1200/JCO-24',
        "[source.asco-2025]",
        "url",
        "An address starts with https://",
    ),
    # figures
    Bad(
        "default-in-months",
        USUAL,
        'latest = "-P9D"',
        'latest = "P2M"',
        "earliest =",
        "earliest",
        "Write the days between milestones in weeks or days",
    ),
    Bad(
        "default-out-of-order",
        USUAL,
        'likely = "-P10D"',
        'likely = "-P13D"',
        'earliest = "-P12D"',
        "earliest",
        "This default is out of order",
    ),
    Bad(
        "comfort-below-the-least",
        OPTIONS,
        "comfort = 28",
        "comfort = 12",
        "comfort = 12",
        "comfort",
        "its least days should not pass its days of comfort",
    ),
)
