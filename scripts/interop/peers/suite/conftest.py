# SPDX-License-Identifier: Apache-2.0
"""Fixtures, and the last line."""

import pytest

from peers import Peers

_outcomes = {}


@pytest.fixture
def peers(tmp_path):
    with Peers(tmp_path) as manager:
        yield manager


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        # A test that also fails to clean up stays failed.
        if _outcomes.get(report.nodeid) != "failed":
            _outcomes[report.nodeid] = report.outcome


def pytest_unconfigure(config):
    if not config.option.collectonly:
        counts = list(_outcomes.values())
        print(f"{counts.count('passed')} passed, {counts.count('failed')} failed")
