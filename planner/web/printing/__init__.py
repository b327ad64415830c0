"""The plan on paper: one sheet of the next steps, the whole plan, in usual or large letters, as a page or a file."""
