"""Sharing a plan: who sees what of it, until when, and as they see it."""
