"""The guidance: dated, sourced items as data, and the strict reading of that data."""
