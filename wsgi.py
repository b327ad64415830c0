"""Where a server finds the service: `wsgi:app`."""

import os
import zoneinfo

# Two time zone databases can disagree by an hour, so only the pinned one is read, here and in what we start.
os.environ["PYTHONTZPATH"] = ""
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()

# After the time zones, so that nothing reads the machine's own.
from planner import create_app  # noqa: E402
from planner.errors import AheadError  # noqa: E402

try:
    app = create_app()
except AheadError as error:
    raise SystemExit(str(error)) from None
