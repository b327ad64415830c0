"""Two worlds that differ only in what is kept from a partner, and all that a partner can fetch in both."""
