"""The pages on which a plan changes: the date, candidate dates side by side, what happened, stopping, and undoing."""
