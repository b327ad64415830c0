"""What Lighthouse says of a plan's page on a phone: a real Chromium loads it over a slow network, in every language.

The phone and its network are Lighthouse's own (4 times as slow, 150 ms to the service), worked out from one real load.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from statistics import median
from typing import Any

from bench.exits import ALONE
from bench.pages import opened
from bench.rows import Row
from faults.serving import ROOT, Served

RUNS = 3  # in each language
TRIES = 3  # of one run: a browser that loses its trace is no figure
LANGUAGES = ("en", "es")
CATEGORIES = ("performance", "accessibility", "best-practices")
LIGHTHOUSE = ROOT / "bench" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
NODE = ROOT / ".venv" / "bin" / "node"


def rows() -> list[Row]:
    """Each category by the language in which it is the lower; nothing without a browser, or without Lighthouse."""
    if not which("chromium") or not LIGHTHOUSE.exists():
        print("NO CHROMIUM, or no Lighthouse, which `make bench` installs: the pages were not scored.")
        return []
    with tempfile.TemporaryDirectory(prefix="ahead-bench-") as place, Served(Path(place), workers=1) as served:
        device = opened(served).cookies["device"]
        said = {language: [run(served, device, language) for _ in range(RUNS)] for language in LANGUAGES}
    for language, reports in said.items():
        for category in CATEGORIES:
            short = ", ".join(fell_short(reports, category)) or "nothing fell short"
            print(f"  {language} {category:<18}{scores(reports, category)}  {short}")
    return [lowest(category, [scores(reports, category) for reports in said.values()]) for category in CATEGORIES]


def lowest(category: str, by_language: Sequence[Sequence[float]]) -> Row:
    """The row of one category: the middle run of the language in which it is the lower."""
    found = min(by_language, key=median)
    spread = max(found) / max(min(found), 1)
    return Row(f"lighthouse/{category}", median(found), "of 100", "at-least", 95, 100, RUNS, spread)


def scores(reports: Sequence[dict[str, Any]], category: str) -> list[float]:
    """What each run gave, of 100. A category that could not be judged counts as none."""
    return [round(100 * (report["categories"][category]["score"] or 0)) for report in reports]


def fell_short(reports: Sequence[dict[str, Any]], category: str) -> list[str]:
    """The audits that took something from a score in any run."""
    audits = [
        (report["audits"][one["id"]], one["id"])
        for report in reports
        for one in report["categories"][category]["auditRefs"]
        if one["weight"]
    ]
    return sorted({name for audit, name in audits if audit["score"] is not None and audit["score"] < 1})


def run(served: Served, device: str, language: str) -> dict[str, Any]:
    """What Lighthouse says of the plan that is open on a device, in one language. Nothing is sent to its makers.

    Raises RuntimeError when it saw something else, or failed again and again.
    """
    headers = {"Cookie": f"device={device}", "Accept-Language": language}
    told = [f"{served.address}/plan", "--quiet", "--output=json", "--output-path=report.json"]
    told += [f"--only-categories={','.join(CATEGORIES)}", "--form-factor=mobile", "--no-enable-error-reporting"]
    told += [f"--extra-headers={json.dumps(headers)}", f"--chrome-flags={' '.join(['--headless=new', *ALONE])}"]
    for _ in range(TRIES):
        with tempfile.TemporaryDirectory(prefix="ahead-lighthouse-") as place:
            environment = {**os.environ, "CHROME_PATH": str(which("chromium")), "XDG_CONFIG_HOME": place}
            done = subprocess.run([NODE, LIGHTHOUSE, *told], cwd=place, env=environment, check=False)
            if done.returncode:
                continue
            found: dict[str, Any] = json.loads((Path(place) / "report.json").read_text(encoding="utf-8"))
        if not found["finalDisplayedUrl"].endswith("/plan"):
            raise RuntimeError(f"Lighthouse did not see the plan, but {found['finalDisplayedUrl']}.")
        return found
    raise RuntimeError(f"Lighthouse failed {TRIES} times.")
