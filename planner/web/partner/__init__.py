"""The pages of somebody with whom a plan is shared: their own part first, then what was shared, and no more."""
