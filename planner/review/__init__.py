"""Reviewing: whom to look at first, and what changed for many at once."""
