"""Reminders: what is due to be said, to whom, by which way, and what became of it."""
