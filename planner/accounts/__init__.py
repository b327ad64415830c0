"""Who may come in, from which phone or computer, by which way, and a record of what was done."""
