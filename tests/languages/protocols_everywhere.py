"""The part of the walk through the whole service in which a lead writes a protocol, and decides what follows of it."""

import re

from tests.web.phones import Phone

DAYS = {"usual-1-earliest": "35", "usual-1-likely": "42", "usual-1-latest": "56"}


def writes_protocols(lead: Phone, typed: str) -> None:
    """A protocol, typed wrongly and well, signed twice; and the ways in which it touches plans."""
    reason = {"usual-1-reason": typed}
    for wrong in (
        {},
        DAYS,
        {**DAYS, **reason, "usual-1-likely": "90"},
        {**DAYS, **reason, "usual-1-likely": typed},
        {"gcsf_only": "yes"},
        {"gcsf_only": typed},
        {"figure-0": "24-months"},
        {"choice-0": typed},
    ):
        lead.sends("/clinic/protocol", lead.keys("/clinic/protocol"), **wrong)
    first = {**DAYS, **reason, "gcsf_only": "no", "gcsf_reason": typed, "figure-0": "24-months", "choice-0": typed}
    lead.sends("/clinic/protocol", lead.keys("/clinic/protocol"), **first)
    lead.sends("/clinic/protocol", do="edit", **first)
    lead.sends("/clinic/protocol/sign", seen="0", **DAYS)
    for likely in ("42", "44"):
        number = "0" if likely == "42" else "1"
        lead.gets(lead.sends("/clinic/protocol/sign", seen=number, **{**first, "usual-1-likely": likely}).location)
    lead.sends("/clinic/protocol/sign", seen="0", **first)
    lead.sends("/clinic/protocol", lead.keys("/clinic/protocol"), **{**first, "usual-1-likely": "44"})
    for path in ("/clinic/protocol", "/clinic/protocol?number=1", "/clinic/changes"):
        lead.gets(path)
    lead.gets(lead.sends("/clinic/changes/find").location)
    sets = list(dict.fromkeys(re.findall(r"/clinic/changes/[0-9a-f]{32}", lead.gets("/clinic/changes").text)))
    for number, path in enumerate(sets):
        lead.gets(path)
        lead.sends(path, choice="kept" if number else "applied")
        lead.sends(path, choice="applied")
        lead.sends(f"{path}/go-on")
        lead.gets(path)
    lead.gets("/clinic/changes")
