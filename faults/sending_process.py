"""Senders of reminders as processes of their own: the service is read once, and each sender is a fork.

Each line on standard input is one sender: by how many seconds its clock is ahead of this machine's. Its process is the
answer; it sends until it is killed.
"""

import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask

from planner import create_app, sender
from planner.db import db
from planner.reminders import sending

LEASE = timedelta(seconds=float(os.environ.get("FAULTS_LEASE", "1")))  # what is patched into the service
PAUSE = 0.02  # seconds from one look to the next


def main() -> None:
    """Start senders."""
    app = create_app()
    with app.app_context():
        app.config["GUIDANCE"]()
        db.engine.dispose()  # no sender shares a connection with another
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # what was killed leaves nothing behind
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            send_for_ever(app, float(line))
        print(child, flush=True)


def send_for_ever(app: Flask, ahead: float) -> None:
    """Look, send and look again, as `run_sender` does, but without waiting for the next minute."""
    sending.LEASE = LEASE
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead), tick=True):
        while True:
            sender.wake(app)
            time.sleep(PAUSE)


if __name__ == "__main__":
    main()
