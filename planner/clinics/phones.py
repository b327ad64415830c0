"""The telephone numbers beside a plan: those its owner put down, and those of the clinic that reviews it."""

from planner.clinics.enrolments import AtClinic, clinic_of
from planner.plans.kept import KeptPlan
from planner.plans.phones import TeamPhone, phones_of


def phones_of_clinic(clinic: AtClinic | None) -> list[TeamPhone]:
    """The numbers of the clinic that reviews a plan, under its name; none where none does."""
    if clinic is None:
        return []
    return [TeamPhone("", f"{clinic.clinic.name}: {who}", number) for who, number in clinic.clinic.phones]


def team_phones(kept: KeptPlan, clinic: AtClinic | None = None) -> list[TeamPhone]:
    """All numbers to show with a plan, its owner's own first; one they put down themselves is not said twice.

    `clinic` is the one that reviews it, when somebody has looked for it already.
    """
    own = phones_of(kept)
    dialled = {one.dial for one in own}
    return [*own, *(one for one in phones_of_clinic(clinic or clinic_of(kept)) if one.dial not in dialled)]
