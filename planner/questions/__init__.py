"""What we ask: every question, its possible answers, and what one person has told us."""
