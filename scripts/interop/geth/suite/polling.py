# SPDX-License-Identifier: Apache-2.0
"""Waiting for something to become true, never for time to pass."""

import time

DEADLINE_SECONDS = 20


def eventually(probe, what, timeout=DEADLINE_SECONDS, interval=0.05):
    """The first truthy result of probe, or an AssertionError at the deadline."""
    deadline = time.monotonic() + timeout
    while True:
        result = probe()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {what() if callable(what) else what}")
        time.sleep(interval)
