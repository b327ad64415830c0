"""How fast things are: measured in processor time, beside a peer where there is one, never as a timed test."""
