"""The engine: from what is known to a dated, sourced plan. Pure: no clock, no database, no web."""
