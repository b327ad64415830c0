"""Whether a run is the short one of `make check` or the long one of `make thorough`."""

import os

THOROUGH = os.environ.get("AHEAD_THOROUGH") == "yes"
