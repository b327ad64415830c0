"""Steps that wait until somebody asks for them: asked for on a page, they come into the plan, and go again."""

from tests.web.phones import Phone

ASK = "Ask if a piece of ovary can be frozen"
FAR_OFF = {"treatment_date-day": "1", "treatment_date-month": "9", "treatment_date-year": "2026"}


def with_a_plan(owner: Phone) -> Phone:
    """Somebody with ovaries, who has half a year until the first chemo."""
    for path, told in (
        ("/questions/1", {"place": "gb"}),
        ("/questions/3", {**FAR_OFF, "treatment_date_kind": "first-chemo", "treatment_date_certainty": "confirmed"}),
        ("/questions/7", {"has_ovaries": "yes", "has_uterus": "yes", "has_testes": "no"}),
        ("/questions/8", {"wants_children": "yes"}),
    ):
        assert owner.sends(path, {**owner.keys(path), **told}).status_code == 303
    owner.sends("/answers", owner.keys("/answers"))
    return owner


def steps_of(owner: Phone) -> str:
    """The steps of the plan, without what was left out."""
    return owner.gets("/plan").text.partition("Not in your plan")[0]


def test_a_step_that_waits_comes_when_it_is_asked_for_and_goes_when_that_is_taken_back(owner: Phone) -> None:
    with_a_plan(owner)
    assert ASK not in steps_of(owner)
    assert 'href="/questions/29"' in owner.gets("/plan").text
    assert owner.sends("/questions/29", {**owner.keys("/questions/29"), "wanted": "B20"}).status_code == 303
    assert ASK in steps_of(owner)
    assert "Freezing a piece of ovary" in owner.gets("/answers").text
    owner.sends("/questions/29", {**owner.keys("/questions/29"), "skip": "yes"})
    assert ASK not in steps_of(owner)


def test_a_step_that_nobody_can_ask_for_is_refused_and_nothing_is_kept(owner: Phone) -> None:
    with_a_plan(owner)
    refused = owner.sends("/questions/29", {**owner.keys("/questions/29"), "wanted": "B18"})
    assert refused.status_code == 400
    assert "Choose from these answers" in refused.text
    assert ASK not in steps_of(owner)
