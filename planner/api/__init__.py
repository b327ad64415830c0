"""The same plan for programs: JSON under /api/v1, by the same actions as the pages."""
