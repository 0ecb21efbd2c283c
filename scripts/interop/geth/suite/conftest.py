# SPDX-License-Identifier: Apache-2.0
"""Fixtures, the scenarios that run in the background, and the last line."""

from concurrent.futures import ThreadPoolExecutor

import pytest

import scenarios
from nodes import NODE_IS_GETH, VERSIONS, Nodes
from puppet import Puppet

_outcomes = {}


def pytest_configure(config):
    config.addinivalue_line("markers", "geth_differs(why): excused when geth plays the node under test")
    config.addinivalue_line("markers", "background(scenario): reads the outcome of a scenario run meanwhile")


def pytest_generate_tests(metafunc):
    if "version" in metafunc.fixturenames:
        metafunc.parametrize("version", VERSIONS, scope="session")


def pytest_collection_modifyitems(items):
    for item in items:
        excuse = item.get_closest_marker("geth_differs")
        if NODE_IS_GETH and excuse:
            item.add_marker(pytest.mark.skip(reason=excuse.args[0]))
    # One build after the other, what runs in the background last.
    items.sort(key=lambda item: (_is_background(item), _version(item)))


def _version(item):
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("version", "") if callspec else ""


def _is_background(item):
    return item.get_closest_marker("background") is not None


@pytest.fixture(scope="session")
def background(request, tmp_path_factory):
    """Futures of the scenarios that selected tests ask for, by (name, version)."""
    wanted = {
        (item.get_closest_marker("background").args[0], item.callspec.params["version"])
        for item in request.session.items
        if _is_background(item) and not item.get_closest_marker("skip")
    }
    with ThreadPoolExecutor(max(1, len(wanted))) as pool:
        yield {
            (name, version): pool.submit(scenarios.run, name, version, tmp_path_factory.mktemp(name))
            for name, version in sorted(wanted)
        }


@pytest.fixture(scope="session", autouse=True)
def _start_background(background):
    pass


@pytest.fixture
def outcome(request, background, version):
    """What the scenario of this test's background mark found."""
    return background[request.node.get_closest_marker("background").args[0], version].result()


@pytest.fixture
def nodes(tmp_path):
    with Nodes(tmp_path) as manager:
        yield manager


@pytest.fixture(scope="module")
def module_nodes(tmp_path_factory, version):
    with Nodes(tmp_path_factory.mktemp("nodes")) as manager:
        yield manager


@pytest.fixture(scope="module")
def puppet(tmp_path_factory, version):
    with Puppet(version, tmp_path_factory.mktemp("puppet")) as process:
        yield process


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        # A test that also fails to clean up stays failed.
        if _outcomes.get(report.nodeid) != "failed":
            _outcomes[report.nodeid] = report.outcome


def pytest_unconfigure(config):
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    counts = list(_outcomes.values())
    if "skipped" in counts:
        print(f"{counts.count('skipped')} excused because geth differs, see -rs")
    print(f"{counts.count('passed')} passed, {counts.count('failed')} failed")
