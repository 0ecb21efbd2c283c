# SPDX-License-Identifier: Apache-2.0
"""The node under test and the geth peers, alike in what tests ask of them."""

import itertools
import os
import re
from pathlib import Path

from jsonrpc import JsonRpc
from polling import eventually
from processes import Child

GETH_DIR = Path(__file__).resolve().parent.parent
ROOT = GETH_DIR.parent.parent.parent
LAUNCHER = Path(os.environ.get("SHHNODE", ROOT / "scripts" / "run"))

# geth in place of shhnode proves that the suite asks nothing that geth itself does not do.
NODE_IS_GETH = os.environ.get("NODE_UNDER_TEST", "shhnode") == "geth"

VERSIONS = ["1.8.27", "1.9.6"]
READY_SECONDS = 60
APIS = "shh,net,web3,admin,mix"

_numbers = itertools.count(1)


class Node:
    """A running node with its addresses, its RPC and what it said about its peers."""

    def __init__(self, child, ready_line, role):
        self.child = child
        self.role = role
        self.enode, http, self.ws = re.search(r"ready: (\S+) (\S+) (\S+)", ready_line).groups()
        self.http = http
        self.rpc = JsonRpc(http)
        self.public_key = re.match(r"enode://([0-9a-f]{128})@", self.enode).group(1)

    def __repr__(self):
        return self.role

    def enode_at(self, port):
        return f"enode://{self.public_key}@127.0.0.1:{port}"

    def peer(self, other):
        """What this node says of `other` among its peers, or None."""
        for peer in self.rpc("admin_peers"):
            # 1.8.27 and later call the hash of the key id; the key is in the enode, if anywhere.
            if other.public_key in peer.get("enode", "") or peer.get("id", "").endswith(other.public_key):
                return peer
        return None

    def has_peer(self, other):
        return self.peer(other) is not None

    def stop(self):
        return self.child.terminate()


def connected(*pairs):
    """Waits until both of each pair count the other among their peers."""
    for one, other in pairs:
        eventually(lambda: one.has_peer(other), f"{one} has {other} as peer")
        eventually(lambda: other.has_peer(one), f"{other} has {one} as peer")


def with_clock(error):
    """What to put before a command so that it runs with a wall clock that is ahead by so many seconds."""
    libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    assert libraries, "needs libfaketime (Debian: faketime)"
    return [
        "env",
        f"LD_PRELOAD={libraries[0]}",
        f"FAKETIME={error:+}s",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        "NO_FAKE_STAT=1",
    ]


class Nodes:
    """Starts nodes, and ends all of them when its context ends."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self._running = []

    def geth(self, version, dial=(), min_pow=None, light=False, role="geth"):
        command = [GETH_DIR / "bin" / f"shhpeer-{version}"]
        for enode in dial:
            command += ["-dial", enode]
        if min_pow is not None:
            command += ["-minpow", repr(float(min_pow))]
        if light:
            command.append("-light")
        return self._start(command, "shhpeer ready", f"{role} ({version})")

    def under_test(self, version, static_nodes=(), min_pow=None, light=False, options=(), clock_error=0):
        """The node under test; `version` is what geth plays it with NODE_UNDER_TEST=geth.

        Its clock is ahead by `clock_error` seconds, which geth's cannot be made to be.
        """
        if NODE_IS_GETH:
            return self.geth(version, static_nodes, min_pow, light, "node under test: geth")
        data = self.directory / f"data-{next(_numbers)}"
        command = [LAUNCHER, "--data-path", data, "--p2p-port", "0", *options]
        command += ["--rpc-http-port", "0", f"--rpc-http-api={APIS}", "--rpc-ws-port", "0", f"--rpc-ws-api={APIS}"]
        if static_nodes:
            command.append("--static-nodes=" + ",".join(static_nodes))
        if min_pow is not None:
            command.append(f"--shh-min-pow={min_pow}")
        if light:
            command.append("--shh-light")
        if clock_error:
            command = [*with_clock(clock_error), *command]
        return self._start(command, "shhnode ready", "node under test")

    def _start(self, command, marker, role):
        number = next(_numbers)
        name = "node" if command[0] == "env" else Path(command[0]).name
        child = Child(command, self.directory / f"{number:02}-{name}.log")
        self._running.append(child)
        return Node(child, child.ready_line(marker, READY_SECONDS), role)

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        failures = []
        for child in reversed(self._running):
            try:
                child.terminate()
            except AssertionError as failure:
                failures.append(str(failure))
        self._running.clear()
        assert not failures, "\n".join(failures)
