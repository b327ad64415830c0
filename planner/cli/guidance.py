"""What the guidance says, and whether it can be used, at a terminal."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import AppGroup

from planner.engine.protocol_proof import Proof, proof_of
from planner.errors import GuidanceError, GuidanceErrors
from planner.guidance.loader import CONTENT, guidance, read_guidance
from planner.guidance.model import PLACES, Guidance
from planner.guidance.protocol import laid_over
from planner.guidance.protocol_files import file_of, read_protocols

guidance_commands = AppGroup("guidance", help="What the guidance says, and whether it can be used.")


@guidance_commands.command("check")
@click.option("--folder", type=click.Path(path_type=Path), default=CONTENT, help="Another folder of guidance.")
def check(folder: Path) -> None:
    """Read the guidance strictly, and try each protocol on a grid of people: counts when all is well, else one line per
    fault and exit 1."""
    try:
        read = read_guidance(folder)
        proofs = _proved(folder, read)
    except GuidanceErrors as errors:
        click.echo(str(errors))
        sys.exit(1)
    items = {item.key for place in PLACES for item in read.editions[place]}
    editions = sum(len(read.editions[place]) for place in PLACES)
    signed = sum(1 for item in read.editions["elsewhere"] if item.reviewed_by)
    click.echo(
        f"{len(items)} items, {editions} editions in {len(PLACES)} places, {len(read.sources)} sources, "
        f"{len(read.facts)} facts, {len(read.warnings)} warnings. Signed by a clinician: {signed}. "
        f"Digest {read.digest}."
    )
    courses, plans = sum(proof.courses for proof in proofs), sum(proof.plans for proof in proofs)
    click.echo(
        f"{len(read.disagreements)} disagreements of sources. {len(proofs)} protocols of centres, proved on {courses} "
        f"courses and {plans} plans."
    )


def _proved(folder: Path, read: Guidance) -> list[Proof]:
    """Each protocol of a folder tried on everybody of the grid. Raises GuidanceErrors with what did not hold."""
    proofs, faults = [], []
    for key, protocol in read_protocols(folder, read, []).items():
        proof = proof_of(laid_over(read, protocol), laid_over(read, replace(protocol, choices=())))
        faults += [GuidanceError(file_of(key), 1, key, f"{broken} Mend its days.") for broken in proof.broken]
        proofs.append(proof)
    if faults:
        raise GuidanceErrors(faults)
    return proofs


@guidance_commands.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_items(as_json: bool) -> None:
    """Every edition of every item: key, code, place, from, until, severity, and whether a figure is our reading."""
    rows = [
        {
            "key": item.key,
            "code": item.code,
            "place": item.place,
            "from": item.begins.isoformat(),
            "until": item.ends.isoformat() if item.ends else None,
            "severity": item.severity,
            "own_reading": item.own_reading,
        }
        for place in PLACES
        for item in guidance().editions[place]
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        until = row["until"] or "open"
        ours = "our reading" if row["own_reading"] else ""
        click.echo(
            f"{row['code']:<5}{row['place']:<11}{row['severity']:<10}{row['from']} to {until:<12}{row['key']:<36}{ours}"
        )
