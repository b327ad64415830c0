"""The service as the browser tests are served it: on a day that can be moved, with a few pages that fail beside it."""

import os
from datetime import date
from pathlib import Path

from tests.web.trial import trial_app

FOLDER = Path(os.environ["INSTANCE"])
DAY = FOLDER / "today"  # the day it is, as a test wrote it

app = trial_app(FOLDER, CLOCK=lambda zone: date.fromisoformat(DAY.read_text()))
