"""The part of the guidance document on where sources differ, and on how a centre writes its own protocol."""

from planner.guidance.course_order import ways_known
from planner.guidance.disagreement import Disagreement, Figure
from planner.guidance.document_tables import ENGLISH, table
from planner.guidance.model import Guidance
from planner.guidance.protocol import REGIMENS
from planner.guidance.sentences import condition_words

MOVED = {
    "raised-from": "{code} is raised from the figure on",
    "kept-up-until": "{code} also says to keep going on the days that fall away",
    "ends": "{code} goes on to the figure",
    "done-ahead": "{code} is due no later than the figure ahead",
}
DIFFER = """## Where sources differ

The plan counts with the figure that says *ours*. A centre may choose a longer one, never a shorter one.
"""
HOW = """## How a centre's protocol is written

A centre may lay its own days over these, for its own plans and nobody else's. A protocol is a file in
`planner/guidance/content/protocols/centres/`, called after its key, or the same as a lead types it on a page. Two
examples stand there; they are no real centres. `flask --app wsgi guidance check` reads each strictly, lays it over the
guidance, and tries it on every kind of chemo, told date and certainty.

```toml
key = "example-frozen-cells"        # the name of the file
begins = 2026-01-01                 # the day from which it holds
signed_by = "who signed it"
gcsf_only = "no"                    # yes, no or not-said
gcsf_reason = "why"                 # not asked for with not-said

[[gaps]]                            # how far one milestone lies from another
regimen = "usual"                   # {regimens}
milestone = "day-zero"
from = "mobilisation"
earliest = "P5W"                    # weeks or days, never months; before is a minus: "-P12W"
likely = "P6W"
latest = "P8W"
reason = "why"

[[choices]]                         # which figure it chooses where sources differ
disagreement = "birth-control-if-you-may-become-pregnant"
figure = "24-months"
reason = "why"
```

- *Gaps* that are known: {ways}. Either way round; what is not written stays as it is above. One kind of chemo comes
  before `usual`, and `unknown` also holds for whoever did not say.
- Refused, with what to write instead: ends that are out of order; milestones in an order no treatment can have; fewer
  than 11 days from mobilisation to new cells day; the same two milestones told twice. Days from mobilisation are a
  range: an exact number would confirm the first chemo by counting back, and only a team confirms it.
- *`gcsf_only`* says whether the centre usually collects without chemo. It moves no day: it asks a nurse to confirm it
  for each plan, and only that makes conditioning the first chemo.
- *Choices*: ours or a longer figure, never a shorter one. A longer wait ends later, and a step is due further ahead; no
  last safe day moves, and nothing is raised sooner than here.
- The digest of the guidance of a centre says which days differ, not why. Reasons and signatures are shown to its staff.
"""


def disagreements_table(guidance: Guidance) -> str:
    """Every disagreement, each figure with who gives it, and what a longer one moves."""
    rows = (
        (
            f"`{one.key}`",
            one.words[ENGLISH],
            "; ".join(_figure(figure, one) for figure in one.figures),
            ", ".join(one.items),
            "; ".join(MOVED[how].format(code=code) for code, how in one.moves) or "nothing: ours is the longest",
            condition_words(one.told, guidance) if one.told else "always",
            one.rule,
        )
        for one in guidance.disagreements
    )
    head = ("key", "what it is about", "figures, and who gives them", "items", "a longer figure", "shown when", "rule")
    return f"{DIFFER}\n{table(head, rows)}"


def _figure(figure: Figure, disagreement: Disagreement) -> str:
    said = ", ".join(f"`{one.source}`: {one.where}{'' if one.checked else ' (not checked)'}" for one in figure.said_by)
    ours = ", *ours*" if figure.key == disagreement.ours else ""
    return f"**{figure.says[ENGLISH]}** (`{figure.key}`{ours}): {said}"


def how_a_protocol_is_written(guidance: Guidance) -> str:
    """How a centre writes its own days."""
    ways = ", ".join(sorted({f"`{one}` and `{other}`" for one, other in ways_known(guidance) if one < other}))
    return HOW.format(regimens=", ".join(REGIMENS), ways=ways)
