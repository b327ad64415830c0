"""The pages of a clinic: the roster, one plan, enrolling, staff, and what was done."""
