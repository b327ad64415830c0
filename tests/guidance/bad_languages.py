"""Guidance that is wrong in its languages: translations of other English, or words in one language only."""

from tests.guidance.bad_guidance import FREEZE_SPERM, MOVE, OPTIONS, Bad

WARNINGS, CONTRADICTIONS, GLOSSARY = "warnings.toml", "contradictions.toml", "glossary.es.toml"
CHANGED = "The English has changed since this was translated. Read both again, then write "
SAYS_NOT = "A translation says which English it was made from. Write "

OF_LANGUAGES = (
    # the English was changed, and nobody read the translation again
    Bad(
        "stale-translation-of-an-item",
        FREEZE_SPERM,
        "for about 3 days first",
        "for about 2 days first",
        'of = "',
        "of",
        f"{CHANGED}words.es.of = ",
    ),
    Bad(
        "stale-translation-in-an-edition",
        MOVE,
        "from = 2026-01-01\n",
        'from = 2026-01-01\n[edition.words.en]\nlate = "Another word."\n',
        "[[edition]]",
        "of",
        f"{CHANGED}edition.words.es.of = ",
    ),
    Bad(
        "stale-translation-of-an-option",
        OPTIONS,
        "Two weeks of injections",
        "Three weeks of injections",
        "words.es.of",
        "of",
        f"{CHANGED}option.oocyte-cryopreservation.words.es.of = ",
    ),
    Bad(
        "stale-translation-of-a-warning",
        WARNINGS,
        "Your first chemo day is not confirmed.",
        "Your first chemo day is confirmed.",
        "of.es = ",
        "es",
        f"{CHANGED}warning.treatment-date-trap.of.es = ",
    ),
    Bad(
        "stale-translation-of-a-contradiction",
        CONTRADICTIONS,
        "You said you have no womb, and that you are",
        "You said you have a womb, and that you are",
        "of.es = ",
        "es",
        f"{CHANGED}contradiction.pregnant-without-a-womb.of.es = ",
    ),
    Bad("stale-glossary", GLOSSARY, 'of = "', 'of = "0', "of = ", "of", f"{CHANGED}of = "),
    # nobody says which English it was
    Bad("item-translated-without-of", MOVE, '\nof = "', '\n# "', "[words.es]", "of", f"{SAYS_NOT}words.es.of = "),
    Bad(
        "option-translated-without-of",
        OPTIONS,
        '\nwords.es.of = "',
        '\n# "',
        "[option.oocyte-cryopreservation]",
        "of",
        f"{SAYS_NOT}option.oocyte-cryopreservation.words.es.of = ",
    ),
    Bad(
        "warning-translated-without-of",
        WARNINGS,
        '\nof.es = "',
        '\n# "',
        "[warning.treatment-date-trap]",
        "es",
        f"{SAYS_NOT}warning.treatment-date-trap.of.es = ",
    ),
    Bad("glossary-without-of", GLOSSARY, 'of = "', 'of = "" # "', "of = ", "of", f"{SAYS_NOT}of = "),
    # one language without another
    Bad(
        "correction-in-spanish-only",
        FREEZE_SPERM,
        'discreet = "Visita por reservar"\n',
        'discreet = "Visita por reservar"\nurgent = "Llame hoy."\n',
        "urgent =",
        "urgent",
        "What must be known at once is said in every language",
    ),
    Bad(
        "correction-in-english-only",
        FREEZE_SPERM,
        'discreet = "Visit to book"\n',
        'discreet = "Visit to book"\nurgent = "Call now."\n',
        "[words.es]",
        "urgent",
        "What must be known at once is said in every language",
    ),
    Bad("item-not-in-english", MOVE, "[words.en]", "[words.fr]", "key =", "en", "words needs 'en'. Add it."),
    Bad(
        "option-not-in-english",
        OPTIONS,
        "words.en.title",
        "words.fr.title",
        "[option.oocyte-cryopreservation]",
        "en",
        "option.oocyte-cryopreservation.words needs 'en'. Add it.",
        (("words.en.needs", "words.fr.needs"),),
    ),
    Bad(
        "warning-not-in-english",
        WARNINGS,
        "text.en",
        "text.fr",
        "[warning.treatment-date-trap]",
        "en",
        "warning.treatment-date-trap.text needs 'en'. Add it.",
    ),
    # what says nothing
    Bad(
        "english-made-from-something",
        MOVE,
        'discreet = "W',
        'of = "0"\ndiscreet = "W',
        'of = "0"',
        "of",
        "'of' is not known here",
    ),
    Bad("glossary-with-more", GLOSSARY, 'of = "', 'or = "1"\nof = "', "or = ", "or", "'or' is not known here"),
    Bad(
        "text-made-from-another-language",
        WARNINGS,
        "of.es = ",
        'of.fr = "1"\nof.es = ',
        "of.fr",
        "fr",
        "'fr' is not known here",
    ),
)
