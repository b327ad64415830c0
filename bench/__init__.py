"""How fast things are: plans in processor time, pages beside a peer on the same server, never as a timed test."""
