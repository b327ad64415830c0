"""The pages that ask: one question a page, what was typed there, and the list of answers."""
