"""The peer of the roster: bare Flask that asks the same database for the same page by an equal query, and renders
equal rows: as many words in each, others from row to row. It knows nobody, opens nothing, and speaks one language."""

import os
from datetime import date, timedelta

from flask import Flask, request
from sqlalchemy import create_engine, text

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Roster</title></head><body><main>
<h1>Needs a look</h1>
<table class="roster" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Plan</th>
<th role="columnheader" scope="col">First chemo</th><th role="columnheader" scope="col">Last safe day</th>
<th role="columnheader" scope="col">For</th><th role="columnheader" scope="col">Why it is here</th><td role="cell"></td>
</tr></thead><tbody role="rowgroup">{% for row in rows %}
<tr role="row"><th role="rowheader" scope="row"><a class="roster__plan" href="{{ row.path }}">
<bdi>{{ row.label }}</bdi></a></th>
<td role="cell" data-label="First chemo"><span>{% if row.about %}about {% endif %}{{ row.first }}</span></td>
<td role="cell" data-label="Last safe day"><span>{% if row.word %}<span class="tag tag--calm"><svg class="tag__shape"
viewBox="0 0 12 12" aria-hidden="true" focusable="false"><circle cx="6" cy="6" r="4.5"/></svg>{{ row.word }}</span>
{% endif %}<span class="small soft day">{{ row.day }}</span></span></td>
<td role="cell" data-label="For"><span>{{ row.item }}</span></td>
<td role="cell" data-label="Why it is here"><span>{{ row.why }}</span></td>
<td role="cell" class="roster__do"><a class="button" href="{{ row.path }}/snooze">Snooze
<span class="nhsuk-u-visually-hidden"> {{ row.label }}</span></a></td></tr>{% endfor %}
</tbody></table><p><a href="/?at={{ after }}">More below</a></p></main></body></html>"""

QUERY = text(
    "SELECT id, urgency, unsigned, unanswered, until, counted_on, told FROM roster"
    " WHERE clinic_id = :clinic AND standing = 'look'"
    " AND (urgency, unsigned, unanswered, id) > (:urgency, :unsigned, :unanswered, :id)"
    " ORDER BY urgency, unsigned, unanswered, id LIMIT 26"
)
ITEMS = (
    "Start your egg-freezing injections",
    "Talk about having a child later",
    "Have an MRI scan, then one every year",
)

app = Flask(__name__)
engine = create_engine(os.environ["ROSTER_DATABASE"])
template = app.jinja_env.from_string(PAGE)  # read once, as templates in files are


@app.get("/")
def page() -> str:
    """The page after the place that is told in the address."""
    numbers = {name: int(request.args[name]) for name in ("urgency", "unsigned", "unanswered")}
    asked = {"clinic": request.args["clinic"], "id": request.args["id"], **numbers}
    with engine.connect() as connection:
        rows = connection.execute(QUERY, asked).all()
    today = date.today()
    lines = [_line(number, row, today) for number, row in enumerate(rows[:25])]
    return template.render(rows=lines, after=rows[-1].id)


def _line(number: int, row: object, today: date) -> dict[str, object]:
    """One row in words."""
    day = date.fromordinal(row.urgency)  # type: ignore[attr-defined]
    return {
        "path": f"/clinic/plans/{row.id}",  # type: ignore[attr-defined]
        "label": f"Fern {row.id[:4]}",  # type: ignore[attr-defined]
        "about": number % 3 == 0,
        "first": f"{day + timedelta(days=number):%d %B}",
        "word": f"in {(day - today).days} days",
        "day": f"{day:%d %B}",
        "item": ITEMS[number % len(ITEMS)],
        "why": " · ".join((f"{-row.unsigned} changes since checked", "first chemo not confirmed")),  # type: ignore[attr-defined]
    }
