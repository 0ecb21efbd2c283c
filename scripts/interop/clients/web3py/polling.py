# SPDX-License-Identifier: Apache-2.0
import time

LIMIT_SECONDS = 10


def eventually(what, condition):
    """Waits until the condition gives something, and fails when it has not within the limit."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, f"{what}: not within {LIMIT_SECONDS} s"
        time.sleep(0.05)
