"""The real server, started again and again within a moment: the service is read once, and each start is a fork.

Reading the service takes seconds, and a test that kills it twenty times would spend its time on that alone. Each line
on standard input is one start; the number of its process group is the answer, to be killed as a whole.
"""

import importlib
import os
import signal
import sys

from granian.cli import entrypoint


def main(options: list[str]) -> None:
    """Start the server with these options whenever a line comes; `options` end with the app, such as `wsgi:app`."""
    module, _, name = options[-1].partition(":")
    getattr(importlib.import_module(module), name).config["GUIDANCE"]()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # what was killed leaves nothing behind
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            sys.argv = ["granian", *options]
            entrypoint()
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
