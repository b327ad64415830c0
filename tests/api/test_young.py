"""A token is no proof: under 18, no program makes a calendar for a partner, nor turns one into that."""

from tests.api.programs import Program
from tests.api.test_feeds import FEEDS, makes


def test_under_18_no_program_makes_a_calendar_for_a_partner(amira: Program) -> None:
    assert amira.does("PATCH", "/plans/:plan/answers", {"age": 17}).status_code == 200
    path, _address = makes(amira)
    refused = amira.does("POST", FEEDS, {"label": "For Sam", "audience": "partner"})
    assert refused.status_code == 422, refused.text
    assert (refused.status_code, refused.json["faults"][0]["key"]) == (422, "audience")
    chosen = {**amira.gets(path).json["choices"], "audience": "partner", "health": True}
    assert amira.does("PUT", path, chosen).status_code == 422
    assert amira.gets(path).json["choices"]["audience"] == "patient"
