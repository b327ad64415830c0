"""The service of the browser tests as a phone with a bad line meets it: behind a gateway that answers for it, slow to
answer, or with scripts of another version. How the line is, a test says in a file: see `Service.is_`."""

import json
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from planner.db import db
from tests.browser.served import DAY, app
from tests.web.living import lives_with_a_plan, page_of

Start = Callable[..., Any]

LINE, HELD = DAY.parent / "line", DAY.parent / "held"
# The clock of a phone on which it is the day of the tests: what its worker asks first.
CLOCK = """self.Date = class extends Date {
  constructor(...told) { told.length ? super(...told) : super(self.Date.now()); }
  static now() { return super.now() + (%d); }
};
"""


class BadLine:
    """Stands before the app."""

    def __init__(self, application: Callable[[dict[str, Any], Start], Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        line, path = json.loads(LINE.read_text()), environ["PATH_INFO"]
        app.secret_key = line.get("secret", app.secret_key)
        if "gateway" in line and path.startswith(line.get("at", "/")) and path != "/readyz":
            status = HTTPStatus(line["gateway"])
            start(f"{status.value} {status.phrase}", [("Content-Type", "text/html")])
            return [b"<h1>The gateway says: later.</h1>"]
        if path == "/worker.js" or path in line.get("scripts", {}):
            return self.script(environ, start, line)
        if path == line.get("holds"):
            return self.held(environ, start)
        return self.application(environ, start)

    def script(self, environ: dict[str, Any], start: Start, line: dict[str, Any]) -> Iterable[bytes]:
        """A script as a made-up version of ours has it, the worker with the clock of the tests."""
        environ["HTTP_ACCEPT_ENCODING"] = "identity"
        environ.pop("HTTP_IF_NONE_MATCH", None)
        told: list[Any] = []
        text = b"".join(self.application(environ, lambda *what: told.extend(what))).decode()
        for old, new in line.get("scripts", {}).get(environ["PATH_INFO"], []):
            assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {environ['PATH_INFO']}"
            text = text.replace(old, new)
        if environ["PATH_INFO"] == "/worker.js":
            text = CLOCK % line["clock"] + text
        start(told[0], [(name, value) for name, value in told[1] if name not in ("Content-Length", "ETag")])
        return [text.encode()]

    def held(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """The service has done what it was asked for, and the answer does not come through until the line changes."""
        told: list[Any] = []
        answer = list(self.application(environ, lambda *what: told.extend(what)))
        HELD.touch()
        while json.loads(LINE.read_text()).get("holds") == environ["PATH_INFO"]:
            time.sleep(0.01)
        start(*told)
        return answer


# Each start is a fork of this. So somebody has looked at a plan already, with all that is worked out once for it; the
# database is opened anew, and may be another file by then.
somebody = lives_with_a_plan(app)
for path in ("/plan", "/phone", page_of(somebody, "B05"), "/offline/state"):
    assert somebody.gets(path).status_code == 200
with app.app_context():
    db.engine.dispose()
app.wsgi_app = BadLine(app.wsgi_app)  # type: ignore[method-assign,assignment]
