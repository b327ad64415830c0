"""Words that would tell a stranger reading over your shoulder what your calendar is really about.

Reviewed by reading, not made by a program. A discreet file holds none of them, in any line. An entry that
ends in `*` finds every word that begins so; any other entry is a whole word or phrase. Entries are lower case
without accents. Words that everyone's calendar holds (day, team, call, list, health) are left out on purpose,
and so is every word spelled with a to f alone: the identifiers of events are hexadecimal.
"""

import re
import unicodedata
from urllib.parse import unquote

# fmt: off
WORDS = (
    # the treatment
    "stem cell", "stem cells", "transplant*", "ahsct", "hsct", "asct", "bmt", "autologous", "allogen*",
    "graft*", "bone marrow", "marrow", "haematopoietic", "hematopoietic", "mobilisation", "mobilization",
    "conditioning", "apheresis", "leukapheresis", "leucapheresis", "harvest*", "reinfus*", "infusion*",
    "engraft*", "day zero", "car-t", "cell therapy", "gonadotoxic*", "washout", "treatment", "treatments",
    "therapy", "therapies",
    # chemotherapy, and other drugs of the treatment
    "chemo*", "cyclophosph*", "carmustine", "beam-atg", "cy-atg", "bu-cy", "atg", "busulfan", "melphalan",
    "etoposide", "cytarabine", "thymoglobulin*", "antithymocyte", "anti-thymocyte", "g-csf", "filgrastim",
    "lenograstim", "mesna", "methotrexate", "cytotoxic*", "steroid*", "prednis*", "methylprednis*",
    "antibiotic*", "aciclovir", "acyclovir", "immunosuppress*", "neutropen*", "alkylating",
    # multiple sclerosis, and drugs for it
    "multiple sclerosis", "sclerosis", "ms", "rrms", "ppms", "spms", "relaps*", "lesion*", "demyelin*",
    "myelin*", "edss", "dmt", "dmts", "disease*", "ocrelizumab", "ocrevus", "ofatumumab", "kesimpta",
    "natalizumab", "tysabri", "alemtuzumab", "lemtrada", "cladribine", "mavenclad", "fingolimod", "gilenya",
    "siponimod", "ponesimod", "ozanimod", "teriflunomide", "aubagio", "interferon*", "glatiramer", "copaxone",
    "dimethyl fumarate", "diroximel", "tecfidera", "mitoxantrone", "rituximab", "cancer*", "tumour*",
    "tumor*", "leukaem*", "leukem*", "lymphom*", "autoimmun*",
    # people and departments
    "hospital*", "clinic", "clinics", "clinical*", "clinician*", "doctor*", "gp", "gps", "nurse", "nurses",
    "fertility nurse", "consultant*", "specialist*", "surgeon*", "surger*", "surgical*", "theatre", "midwi*",
    "patient", "patients", "pharmac*", "urolog*", "androlog*", "gynaec*", "gynec*", "obstet*", "matern*",
    "antenatal", "prenatal", "neurolog*", "oncolog*", "oncofert*", "haematolog*", "hematolog*", "endocrin*",
    "psychosex*", "counsel*", "embryologist*", "ward", "wards", "icu", "nhs", "a&e", "outpatient*",
    "inpatient*", "admission*",
    # fertility, and what is stored
    "fertil*", "infertil*", "subfertil*", "egg", "eggs", "oocyte*", "ova", "ovum", "embryo*", "sperm*",
    "semen", "ejacul*", "masturb*", "freez*", "frozen", "cryo*", "vitrif*", "thaw*", "ivf", "icsi", "iui",
    "ivm", "otc", "tese", "micro-tese", "surrog*", "donor*", "sperm bank*", "gamete*", "zygot*",
    "blastocyst*", "follic*", "fsh", "amh", "trigger shot", "gnrh", "goserelin", "zoladex", "leuprorelin",
    "triptorelin", "letrozole", "gonadotro*", "hcg", "ohss", "stimulation", "retrieval", "storage consent",
    "storage fee", "biobank*", "tissue*", "sample", "samples", "posthumous*",
    # the body
    "ovar*", "uter*", "womb*", "vagin*", "vulv*", "cervi*", "penis*", "penile", "testic*", "testis", "testes",
    "scrot*", "prostat*", "breast*", "nipple*", "pelvi*", "genital*", "fallopian", "endometri*", "clitor*",
    "bowel*", "bladder*", "urin*", "gonad*", "blood*", "hormon*", "oestr*", "estrogen*", "estradiol",
    "testosteron*", "progest*", "androgen*", "antral", "ultrasound*", "transvag*",
    # periods and menopause
    "menstr*", "menopaus*", "perimenopaus*", "period", "periods", "amenorr*", "hrt", "hot flush*",
    "hot flash*", "ovulat*", "poi", "tampon*", "premature ovarian",
    # sex and contraception
    "sex", "sexual*", "sexy", "intercourse", "intimacy", "intimate", "libido", "erect*", "orgasm*", "lubric*",
    "condom*", "contracept*", "birth control", "the pill", "pill", "pills", "minipill", "coil", "iud", "iuds",
    "ius", "mirena", "implant*", "depo-provera", "vasectom*", "sterilis*", "steriliz*", "diaphragm",
    "unprotected", "morning-after", "levonorgestrel", "ulipristal", "ellaone", "plan b", "viagra",
    "sildenafil", "tadalafil", "std", "stds", "sti", "stis", "hiv", "hepatitis", "hpv", "syphilis", "htlv*",
    "chlamyd*", "gonorrh*",
    # pregnancy and children
    "pregnan*", "conceiv*", "concept*", "baby", "babies", "miscarr*", "abort*", "terminat*", "breastfeed*",
    "lactat*", "foetus", "foetal", "fetus*", "fetal", "teratogen*", "birth*", "newborn*", "parenthood",
    "adopt*", "ectopic", "folic",
    # care in general
    "medical*", "medicat*", "medicin*", "diagnos*", "symptom*", "prescri*", "tablet*", "inject*", "dose",
    "doses", "dosage*", "vaccin*", "immunis*", "immuniz*", "mmr", "smear", "swab*", "scan", "scans", "mri",
    "dexa", "infection*", "sepsis", "fever*", "side effect*", "toxic*", "biops*", "anaesth*", "anesth*",
    "laparosc*", "consent", "consents", "thromb*", "clot", "clots", "bleeding", "dying", "deceased",
    # bodies, laws and charities
    "hfea", "nice guideline*", "fsrh", "bfs", "eshre", "asrm", "asco", "ebmt", "bsbmtct", "mhra", "icb",
    "food and drug admin*", "human fertilisation", "human tissue", "livestrong", "ms society", "ms trust",
    "macmillan", "anthony nolan", "cancer research", "fertility network", "gina",
)
# fmt: on

_FOLD = re.compile(r"\r?\n[ \t]")
# A word this long is told by its letters even beside a digit, as in `sperm2027.ics`.
_LONG_ENOUGH = 5


def telling(text: str) -> list[str]:
    """List the entries of WORDS found in a text, a file name or a whole calendar file, in the order of WORDS.

    Lines are read both folded and unfolded, and escapes are undone, so that no word hides in how a file is
    written.
    """
    readings = (_plain(text), _plain(_FOLD.sub("", text)))
    return [entry for entry, pattern in _PATTERNS.items() if any(map(pattern.search, readings))]


def _plain(text: str) -> str:
    text = re.sub(r"\\[nN]", " ", unquote(text))
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in folded if unicodedata.category(letter) not in {"Mn", "Cf"})


def _pattern(entry: str) -> re.Pattern[str]:
    """Find an entry between what is not a letter; a short one also keeps clear of digits, as in a hash."""
    words = re.split(r"[ -]", entry.removesuffix("*"))
    edge = "[a-z]" if max(map(len, words)) >= _LONG_ENOUGH else "[a-z0-9]"
    end = "" if entry.endswith("*") else f"(?!{edge})"
    return re.compile(f"(?<!{edge})" + r"[\s_.-]*".join(map(re.escape, words)) + end)


_PATTERNS = {entry: _pattern(entry) for entry in WORDS}
