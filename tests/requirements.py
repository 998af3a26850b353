"""What a machine may lack: a test that needs it is skipped, or fails where everything must be tested."""

import os

import pytest


def lacking(reason):
    """REQUIRE_ALL is set where a skipped test must not pass for a good one: in `.ci/run`."""
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail(f"{reason} (REQUIRE_ALL is set)", pytrace=False)
    pytest.skip(reason)
