"""Waiting for what another thread or process does."""

import time

PATIENCE = 60  # seconds


def until(holds):
    """What `holds` gives, once that is something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.01)
    raise AssertionError("it did not happen")
