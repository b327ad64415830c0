"""The peers of the calendar feeds, each serving the very same events: Radicale, and nginx with a plain file."""

import base64
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from faults.serving import ROOT, free_port, granian, wait_for

NONE: Mapping[str, str] = {}
SOMEBODY = {"Authorization": f"Basic {base64.b64encode(b'somebody:none').decode()}"}
RADICALE = """\
[auth]
type = none
[storage]
filesystem_folder = {folder}
[logging]
level = error
[hook]
type = none
"""
NGINX = """\
{user}
daemon off;
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
events {{}}
http {{
  access_log off;
  keepalive_requests 100000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  types {{ text/calendar ics; }}
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


class Running:
    """A server that runs: where it is, and the first of its processes."""

    def __init__(self, port: int, process: int) -> None:
        self.address, self.process = f"http://127.0.0.1:{port}", process


@contextmanager
def running(command: list[str], port: int, path: str = "/", settings: Mapping[str, str] = NONE) -> Iterator[Running]:
    """A server that answers at `path`, stopped at the end with everything it started."""
    started = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}{path}")
        yield Running(port, started.pid)
    finally:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def gunicorn(port: int, workers: int, app: str) -> list[str]:
    """The command that serves an app with gunicorn, with as many threads as granian has here."""
    told = ["--no-control-socket", "--worker-class", "gthread", "--workers", str(workers), "--threads", "4"]
    return [sys.executable, "-m", "gunicorn", *told, "--bind", f"127.0.0.1:{port}", "--log-level", "warning", app]


@contextmanager
def radicale(folder: Path, content: bytes, workers: int) -> Iterator[tuple[Running, str, dict[str, str]]]:
    """Radicale with these events in one calendar: the server, the path, and the headers that are asked for.

    It runs on the server that we run on, which is kinder to it than the one it brings.
    """
    port, settings = free_port(), folder / "radicale.conf"
    settings.write_text(RADICALE.format(folder=folder / "radicale"), encoding="utf-8")
    environment = {"RADICALE_CONFIG": str(settings)}
    with running(granian(port, workers, "radicale:application"), port, "/.web/", environment) as server:
        path = "/somebody/calendar/"
        put = {**SOMEBODY, "Content-Type": "text/calendar"}
        urllib.request.urlopen(urllib.request.Request(f"{server.address}{path}", content, put, method="PUT")).close()
        with urllib.request.urlopen(urllib.request.Request(f"{server.address}{path}", headers=SOMEBODY)) as answer:
            tag = answer.headers["ETag"]
        yield server, path, {**SOMEBODY, "If-None-Match": tag}


@contextmanager
def nginx(folder: Path, content: bytes, workers: int) -> Iterator[tuple[Running, str, dict[str, str]] | None]:
    """nginx with these bytes as a file: the server, the path, and the header that is asked with; None without nginx."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        yield None
        return
    (folder / "files").mkdir()
    (folder / "files" / "calendar.ics").write_bytes(content)
    port, settings = free_port(), folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    settings.write_text(NGINX.format(user=user, workers=workers, folder=folder, port=port), encoding="utf-8")
    path = "/calendar.ics"
    with running([program, "-p", str(folder), "-e", f"{folder}/nginx.log", "-c", str(settings)], port, path) as server:
        with urllib.request.urlopen(f"{server.address}{path}") as answer:
            tag = answer.headers["ETag"]
        yield server, path, {"If-None-Match": tag}
