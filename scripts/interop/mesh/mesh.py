# SPDX-License-Identifier: Apache-2.0
"""
One network of every Whisper 6: who posts, who reads it, and how often. The two rules of proof of
work part it in halves, which the node serves both; with --shh-bridge it joins them.
"""

import os
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from mailbox import Keys, Mailbox
from nodes import connected
from peers import Peers
from polling import eventually

TTL = 60
TOPIC = os.urandom(4)
POW_TARGET = 0.25

# A bridge waits two seconds for twins; what is posted last has that much longer to arrive.
LAST_MINUTE = 40

OLD, NEW, STATUS, MURMUR, OURS_1, OURS_2 = "geth 1.8.27", "geth 1.9.6", "Status", "murmur", "ours 1", "ours 2"
OLD_HALF = {OLD, MURMUR}
NEW_HALF = {NEW, STATUS}
OURS = {OURS_1, OURS_2}


def readers_of(sender, bridged):
    """Who has to read what a sender posts; its own filter too."""
    everyone = OLD_HALF | NEW_HALF | OURS
    if sender in OURS:
        return everyone
    if sender == MURMUR:
        # Its proof of work is none by any rule: nobody may take it, itself excepted.
        return set()
    half = OLD_HALF if sender in OLD_HALF else NEW_HALF
    return everyone if bridged else half | OURS


class Mesh:
    def __init__(self, peers, bridged):
        self.bridged = bridged
        self.peers = peers
        options = ("--shh-bridge",) if bridged else ()
        old, new, status = self.peers.geth("1.8.27"), self.peers.geth("1.9.6"), self.peers.status()
        first = self.peers.node(*options, static_nodes=[old.enode, new.enode, status.enode])
        second = self.peers.node(*options, static_nodes=[first.enode, old.enode, new.enode])
        murmur = self.peers.murmur([second.enode])
        connected((first, old), (first, new), (first, status), (second, old), (second, new), (first, second))
        eventually(lambda: second.rpc("net_peerCount") == "0x4", "murmur is a peer of the second")
        self.links = {first: 4, second: 4}
        keys = Keys()
        nodes = {OLD: old, NEW: new, STATUS: status, MURMUR: murmur, OURS_1: first, OURS_2: second}
        self.boxes = {name: Mailbox(node, keys, [TOPIC], asymmetric=False) for name, node in nodes.items()}
        self.sent = {name: [] for name in nodes}
        self.read = {name: Counter() for name in nodes}
        self.failures = []

    def post(self, name, payload):
        extra = {"pow_time": 1} if name == MURMUR else {}
        target = 1e-6 if name == MURMUR else POW_TARGET
        self.boxes[name].post(payload, TOPIC, TTL, target, signed=True, **extra)
        self.sent[name].append("0x" + payload.hex())

    def poll(self, name):
        box = self.boxes[name]
        for found in box.node.rpc.batch([("shh_getFilterMessages", each) for each in box._filters]):
            self.read[name].update(message["payload"] for message in found)

    def talk(self, seconds, rate):
        """Each posts its share of the rate in a thread of its own; all are polled all the while."""
        end = time.monotonic() + seconds
        interval = len(self.boxes) / rate

        def speaker(name):
            due = time.monotonic()
            try:
                while due < end:
                    # The pace of a load, not a wait for anything.
                    time.sleep(max(0, due - time.monotonic()))
                    self.post(name, len(self.sent[name]).to_bytes(4, "big") + os.urandom(28))
                    due += interval
            except Exception as failure:
                self.failures.append(f"{name} posts: {failure!r}")

        def listener(name, done):
            try:
                while not done.wait(0.5):
                    self.poll(name)
            except Exception as failure:
                self.failures.append(f"{name} polls: {failure!r}")

        done = threading.Event()
        speakers = [threading.Thread(target=speaker, args=(name,)) for name in self.boxes]
        listeners = [threading.Thread(target=listener, args=(name, done)) for name in self.boxes]
        for thread in speakers + listeners:
            thread.start()
        for thread in speakers:
            thread.join()
        try:
            eventually(lambda: not self.missing(), lambda: f"missing: {self.summary(self.missing())}", LAST_MINUTE)
        except AssertionError as failure:
            self.failures.append(str(failure))
        done.set()
        for thread in listeners:
            thread.join()

    def missing(self):
        return [
            (sender, reader)
            for sender, payloads in self.sent.items()
            for reader in readers_of(sender, self.bridged)
            for payload in payloads
            if not self.read[reader][payload]
        ]

    @staticmethod
    def summary(pairs):
        return ", ".join(f"{count} of {s} at {r}" for (s, r), count in Counter(pairs).items())

    def table(self):
        names = list(self.boxes)
        yield f"{'read by →':14}" + "".join(f"{name:>16}" for name in names)
        for sender in names:
            cells = []
            for reader in names:
                counts = [self.read[reader][payload] for payload in self.sent[sender]]
                read, twice = sum(1 for c in counts if c), sum(1 for c in counts if c > 1)
                cells.append(f"{read}/{len(counts)}" + (f" ({twice} twice)" if twice else ""))
            yield f"{sender:14}" + "".join(f"{cell:>16}" for cell in cells)

    def checks(self):
        """(what, whether it holds)"""
        yield "nothing failed on the way " + "; ".join(self.failures), not self.failures
        for reader in self.boxes:
            twice = sum(1 for count in self.read[reader].values() if count > 1)
            yield f"{reader} reads nothing twice", twice == 0
            missed = [pair for pair in self.missing() if pair[1] == reader]
            yield f"{reader} reads all that it can {self.summary(missed)}", not missed
        for name in (OLD, NEW, STATUS):
            drops = [event for event in self.boxes[name].node.child.events if event["event"] == "drop"]
            yield f"{name} lost no peer {drops}", not drops
        for node, count in self.links.items():
            yield f"{node} has all its peers", node.rpc("net_peerCount") == hex(count)


def run(bridged, seconds, rate):
    """What to print, and (what, whether it holds)"""
    with tempfile.TemporaryDirectory(prefix="mesh") as directory, Peers(directory) as peers:
        mesh = Mesh(peers, bridged)
        mesh.talk(seconds, rate)
        bridge = f"bridge {'on' if bridged else 'off'}"
        title = f"\n{seconds:.0f} s, {rate:.0f} envelopes a second, {bridge}"
        lines = [title, *mesh.table()]
        return lines, [(f"{bridge}: {what}", holds) for what, holds in mesh.checks()]


def main():
    seconds, rate = (list(map(float, sys.argv[1:])) + [60, 20][len(sys.argv) - 1 :])[:2]
    results = []
    # At the same time: each of them waits more than it computes.
    with ThreadPoolExecutor() as both:
        for lines, checks in both.map(lambda bridged: run(bridged, seconds, rate), (False, True)):
            print("\n".join(lines))
            results += checks
    for what, holds in results:
        print("ok  " if holds else "FAIL", what)
    failed = sum(1 for _, holds in results if not holds)
    print(f"{len(results) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
