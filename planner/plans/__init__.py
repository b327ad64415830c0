"""Plans: reading what a person tells, and writing a plan in the names other programs rely on."""
