"""The pages of calendars: made, tried, changed and ended; and what stands before all pages to answer programs."""
