"""Clinics: who works there, whose plans they review, and what they decide for them."""
