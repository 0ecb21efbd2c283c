# SPDX-License-Identifier: Apache-2.0
"""Processor time and bytes of idle nodes in a small mix network."""

import os
import sys
import tempfile
import time

from peers import Peers
from polling import eventually

PRIVATE = ("--mix-enabled", "--mix-min-age=0", "--mix-min-witnesses=1")
TICKS = os.sysconf("SC_CLK_TCK")
DAY = 86_400


def java_of(pid):
    """The launcher replaces itself by the JVM, so this is the process that was started."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def reading(node):
    counters = node.rpc("admin_counters")
    packets = sum(count for name, count in counters.items() if name.startswith("mix.packets.out."))
    return java_of(node.child._process.pid), counters["bytes.in"], counters["bytes.out"], packets


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    with tempfile.TemporaryDirectory(prefix="mix-idle") as directory, Peers(directory) as peers:
        mixes = [peers.node(*PRIVATE, "--mix-roles=relay,exit")]
        first = [mixes[0].enode]
        mixes += [peers.node(*PRIVATE, "--mix-roles=relay,exit", static_nodes=first) for _ in range(2)]
        nodes = {"without": peers.node(static_nodes=first)}
        for profile in ("off", "eco", "std", "bulk"):
            nodes[profile] = peers.node(*PRIVATE, f"--mix-profile={profile}", static_nodes=first)
        nodes["a mix, std"] = mixes[0]
        for node in list(nodes.values())[1:]:
            eventually(lambda: node.rpc("mix_status")["usable"] == 3, f"{node} knows the mixes", 60)
        # Start and first compilation are not what is measured.
        time.sleep(seconds / 2)
        before = {name: reading(node) for name, node in nodes.items()}
        time.sleep(seconds)
        print(f"{'node':12}{'CPU ms/s':>10}{'packets/s':>11}{'in B/s':>9}{'out B/s':>9}{'MB a day':>10}")
        for name, node in nodes.items():
            cpu, came, went, packets = (b - a for a, b in zip(before[name], reading(node)))
            print(
                f"{name:12}{1000 * cpu / seconds:10.1f}{packets / seconds:11.2f}{came / seconds:9.0f}"
                f"{went / seconds:9.0f}{(came + went) / seconds * DAY / 1e6:10.0f}"
            )


if __name__ == "__main__":
    main()
