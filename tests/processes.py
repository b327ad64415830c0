"""Processes of their own for tests, begun within a moment: each is a fork of one that has read the service already."""

import multiprocessing

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["planner", "pytest", "hypothesis"])
