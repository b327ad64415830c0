"""The pages of a plan: the plan, its steps, and what may change in it."""
