# SPDX-License-Identifier: Apache-2.0
"""Peers of other Whispers beside the node under test and the geth peers of shh/6."""

from pathlib import Path

from jsonrpc import JsonRpc
from nodes import Nodes

PEERS_DIR = Path(__file__).resolve().parent.parent


class Peers(Nodes):
    """Starts nodes of every kind."""

    def old_geth(self, whisper, dial=()):
        """geth 1.7.3 as a node of Whisper 2 or 5."""
        command = [PEERS_DIR / "bin" / "oldgeth", "-version", str(whisper)]
        for enode in dial:
            command += ["-dial", enode]
        return self._start(command, "oldgeth ready", f"geth 1.7.3 (shh/{whisper})")

    def status(self, dial=(), min_pow=None):
        """Status' fork of Whisper 6."""
        command = [PEERS_DIR / "bin" / "statuspeer"]
        if min_pow is not None:
            command += ["-minpow", repr(float(min_pow))]
        for enode in dial:
            command += ["-dial", enode]
        return self._start(command, "shhpeer ready", "Status")

    def murmur(self, dial):
        """murmur-client; it cannot be dialled."""
        return self._start(["node", PEERS_DIR / "murmur" / "peer.js", *dial], "murmur ready", "murmur")

    def node(self, *options, static_nodes=()):
        return self.under_test("", static_nodes=static_nodes, options=options)


def classic(node):
    """The RPC of a node as DApps of Whisper 2 call it."""
    return JsonRpc(node.http + "/classic") if node.role.startswith("node under test") else node.rpc
