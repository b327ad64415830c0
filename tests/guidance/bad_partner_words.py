"""Guidance that is wrong in what it says to a partner: for nobody, of nothing, too long, or of other English."""

from planner.guidance.loader import guidance
from tests.guidance.bad_guidance import KEEP, MOVE, Bad
from tests.guidance.bad_languages import CHANGED, SAYS_NOT

GERMS = "items/after/a10-body-rebuilding.toml"
OF = next(item for item in guidance().editions["gb"] if item.file == GERMS).for_partner["es"].of
WASH = 'steps = [\n  "Wash your hands often, and ask guests'

OF_PARTNERS = (
    Bad(
        "partner-told-nothing",
        MOVE,
        'who = ["patient"]',
        'who = ["patient", "partner"]',
        "who =",
        "who",
        "A partner does this too. Say it to them in [for_partner.en]: title, why, steps, ask.",
    ),
    Bad(
        "partner-told-what-none-does",
        GERMS,
        'who = ["patient", "partner"]',
        'who = ["patient"]',
        "[for_partner.en]",
        "for_partner",
        "No partner does this, so none would read it. Remove it, or add 'partner' to who.",
    ),
    Bad(
        "partner-without-steps",
        GERMS,
        WASH,
        WASH.replace("steps = [", "steps = []  # none\nrest = ["),
        "# none",
        "steps",
        "A partner is told 1 to 4 steps. Write so many.",
    ),
    Bad(
        "partner-with-five-steps",
        GERMS,
        WASH,
        WASH.replace("[", '[  # five\n  "Sit down.",'),
        "# five",
        "steps",
        "A partner is told 1 to 4 steps. Write so many.",
    ),
    Bad(
        "partner-without-a-question",
        GERMS,
        'ask = "What can I do at home',
        '# "What can I do at home',
        "[for_partner.en]",
        "ask",
        "for_partner.en needs 'ask'. Add it.",
    ),
    Bad(
        "partner-told-of-lateness",
        GERMS,
        'ask = "What can I do at home',
        'late = "Call."\nask = "What can I do at home',
        'late = "Call."',
        "late",
        "'late' is not known here",
    ),
    Bad(
        "partner-not-told-in-english",
        GERMS,
        "[for_partner.en]",
        "[for_partner.fr]",
        "key =",
        "en",
        "for_partner needs 'en'. Add it.",
    ),
    Bad(
        "partner-translated-without-of",
        GERMS,
        f'of = "{OF}"',
        f'# "{OF}"',
        "[for_partner.es]",
        "of",
        f"{SAYS_NOT}for_partner.es.of = ",
    ),
    Bad(
        "stale-translation-to-a-partner",
        GERMS,
        "Help to keep germs away",
        "Help to keep all germs away",
        f'of = "{OF}"',
        "of",
        f"{CHANGED}for_partner.es.of = ",
    ),
    Bad(
        "stale-translation-to-a-partner-in-an-edition",
        KEEP,
        "from = 2026-01-01\n",
        'from = 2026-01-01\n[edition.for_partner.en]\nask = "What now?"\n',
        "[[edition]]",
        "of",
        f"{CHANGED}edition.for_partner.es.of = ",
    ),
)
