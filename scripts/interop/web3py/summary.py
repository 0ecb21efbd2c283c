# SPDX-License-Identifier: Apache-2.0
"""A pytest plugin that ends the output with "N passed, N failed"."""


def pytest_terminal_summary(terminalreporter):
    count = {kind: len(terminalreporter.stats.get(kind, [])) for kind in ("passed", "failed", "error")}
    terminalreporter.config.summary = (
        f"{count['passed']} passed, {count['failed'] + count['error']} failed"
    )


def pytest_unconfigure(config):
    if hasattr(config, "summary"):
        print(config.summary)
