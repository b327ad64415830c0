"""Subscribes real calendar programs to a feed and compares what they show with what was meant: `make readers`."""
