"""The dates of a plan, as a calendar file that phones and computers can read."""
