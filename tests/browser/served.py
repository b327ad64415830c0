"""The service as the browser tests are served it: on a day that can be moved, with a few pages that fail beside it."""

import os
from datetime import date
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from planner import create_app
from planner.accounts.access import ACCESS, ANYONE
from tests.browser.clinic_served import PAGES as CLINIC_PAGES
from tests.browser.clinic_served import trial_clinic
from tests.newer_guidance import FOUR_DAYS_EARLIER, MOVE, OTHER_WORDS, SPERM, newer_guidance
from tests.web.trial import PAGES, trial_pages

DAY = Path(os.environ["INSTANCE"]) / "today"  # the day it is, as a test wrote it

# Guidance with editions that begin in June 2026: until a test moves the day there, nothing of it is seen.
NEWER = newer_guidance((SPERM, FOUR_DAYS_EARLIER), (MOVE, OTHER_WORDS))

app = create_app({"CLOCK": lambda zone: date.fromisoformat(DAY.read_text()), "GUIDANCE": lambda: NEWER})
with app.app_context():
    upgrade()
table: Any = ACCESS
table.update({f"trial.{page}": (ANYONE,) for page in PAGES})
table.update({f"trial_clinic.{page}": (ANYONE,) for page in CLINIC_PAGES})
app.register_blueprint(trial_pages())
app.register_blueprint(trial_clinic)
